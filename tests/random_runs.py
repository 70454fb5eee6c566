"""Strategies for runs with anything in them that a linted tree can hold."""

from hypothesis import strategies as st
from made_up_run import RULES

from linter.model import (
    Edit,
    Family,
    Finding,
    Fix,
    LintedFile,
    Location,
    Problem,
    Related,
    Run,
    Severity,
    Shown,
    Span,
    Unreadable,
    Use,
)

GUID = "11111111-aaaa-4bbb-8ccc-222222222222"

# What must never act: terminal codes, log commands, markup of every output, invisible characters.
_NASTY = (
    "\x1b[31m", "\x00", "\r\n", "\t", "::error::", "##[add-mask]", "##VSO[task]", "%0A", "</script>", "<!--", "&amp;",
    "]]>", "`", "```", "|", "[1]", "[x][2]", "](", "{0}", "${{ x }}", "@all", "\u202e", "\u200b", "\u2028", "日本", "e\u0301",
    "\U0001f511", " ", "'", '"', "\\",
)  # fmt: skip

texts = st.lists(st.sampled_from((*_NASTY, "word", ". ", "x")), max_size=4).map("".join) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=8
)
paths = st.builds("{}{}".format, texts, st.sampled_from(("/a b.json", "/ü.yaml", "\udcff.env")))


def _span(line: int, column: int, more_lines: int, length: int) -> Span:
    first = 1 if more_lines else column
    return Span(line, column, line + more_lines, first + length, column, column + length)


spans = st.builds(_span, st.integers(1, 9999), st.integers(1, 80), st.integers(0, 2), st.integers(0, 40))
locations = st.builds(Location, paths, spans)
related = st.builds(Related, locations, texts)
fixes = st.builds(
    Fix,
    texts,
    st.lists(st.builds(Edit, locations, texts), max_size=2).map(tuple),
    safe=st.booleans(),
    confidential=st.booleans(),
)
problems = st.builds(
    Problem,
    locations,
    texts,
    key=texts,
    related=st.lists(related, max_size=2).map(tuple),
    flow=st.lists(related, max_size=2).map(tuple),
    fix=st.none() | fixes,
)
findings = st.builds(
    Finding,
    rule=st.sampled_from([*(rule.ID for rule in RULES), "unparsable-file"]),
    severity=st.sampled_from(Severity),
    problem=problems,
    fingerprint=st.sampled_from(("a", "b", "")),
    excerpt=texts,
    line_hash=st.sampled_from(("0123456789abcdef:1", "")),
    suppressed=st.just("") | texts,
)
files = st.builds(LintedFile, paths, st.sampled_from(Family), st.sampled_from(("", "prod", "<b>")))
shown = st.builds(Shown, texts, st.none() | locations)
uses = st.builds(
    Use,
    st.sampled_from(("", "prod", "staging")) | texts,
    st.builds(Shown, st.sampled_from((GUID, "not given here")) | texts, st.none() | locations),
    shown,
    shown,
    shown,
    consumers=st.lists(shown, max_size=2).map(tuple),
    wire=st.lists(locations, max_size=2).map(tuple),
    origin=paths | st.just(""),
)


def _strung(run: Run, wires: list[tuple[Use, list[int]]]) -> Run:
    """The run with a credential map, on whose wires some of its findings lie."""
    places = [finding.location for finding in run.findings]
    hit = [(use, tuple(places[i % len(places)] for i in picks) if places else ()) for use, picks in wires]
    return run._replace(credential_map=tuple(use._replace(wire=use.wire + more) for use, more in hit))


_runs = st.builds(
    Run,
    findings=st.lists(findings, max_size=4).map(
        lambda found: tuple(sorted(found, key=lambda f: (f.location.path, f.location.span.start)))
    ),
    rules=st.just(RULES),
    files=st.lists(files, max_size=2).map(tuple),
    unreadable=st.lists(st.builds(Unreadable, paths, texts), max_size=2).map(tuple),
    notices=st.lists(texts, max_size=2).map(tuple),
    environment=st.sampled_from(("", "prod", "a/b")),
    version=st.sampled_from(("", "1.2.3")),
    folder=st.sampled_from(("", "/repo/x y", "C:\\repo")),
    prefix=st.sampled_from(("", "x y/")),
    config=paths | st.just(""),
    uses=st.lists(uses, max_size=2).map(tuple),
)
runs = st.builds(_strung, _runs, st.lists(st.tuples(uses, st.lists(st.integers(0, 3), max_size=2)), max_size=8))
