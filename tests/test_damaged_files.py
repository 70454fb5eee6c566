"""Whatever is done to a file, it is judged and told of without an exception, and every place lies within it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from linter.check import check
from linter.credential_map.entries import credential_map
from linter.decoding import decode
from linter.discovery.families import family_of
from linter.fixes import fix
from linter.model import LintedFile, Location, Run, Source
from linter.names.environments import Environments
from linter.plugins import load_rules
from linter.reports import MODULES, report
from linter.reports.text import render
from linter.wire import wire

FIXTURES = Path(__file__).parent / "fixtures"
FILES = [
    (file.relative_to(FIXTURES).as_posix(), file)
    for folder in ("rules", "formats", "repos")
    for file in sorted((FIXTURES / folder).rglob("*"))
    if file.is_file() and file.suffix not in (".out", ".nodes") and file.stat().st_size < 20_000
]
KNOWN = [(path, file) for path, file in FILES if family_of(path, file.read_bytes())]
BITS = (
    "{{ .Values.x }}|{{- if|}}|{%|\"|'|\\|${{ secrets.X }}|${|\t|\r|\n|\r\n|#|//|/*|*/|&a |*a|<<: *a|!!binary |---\n|"
    "...\n|>|- |? |: |,"
    "|[|{|]|}|@Microsoft.KeyVault(|password: |\ufeff|\u200b|"
    "é|𝒳|\u2028|\x85|\x0c|<![CDATA[|-->|&amp;|&#0;|'''|#{|}#|\\ud800|<<EOF\n|$(|`"
).split("|")


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, str]:
    path, file = draw(st.sampled_from(KNOWN))
    text, _ = decode(file.read_bytes())
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from([0, 1, 5, 40, 400])))
        middle = draw(st.sampled_from(BITS) | st.just(text[start:end] * 2) | st.text(max_size=5))
        text = text[:start] + middle.encode("utf-8", "replace").decode() + text[end:]
    return path, text


def places(fact: object) -> Iterator[Location]:
    """Every location in a fact and what it is made of."""
    if isinstance(fact, Location):
        yield fact
    elif isinstance(fact, tuple):
        for part in fact:
            yield from places(part)


@given(damaged(), st.sampled_from(sorted(MODULES)))
@settings(max_examples=120, deadline=None)
def test_it_is_judged_and_told(file: tuple[str, str], name: str) -> None:
    path, text = file
    decision = family_of(path, text.encode())
    if decision is None:
        return
    source, environments, rules = Source(path, decision.family, text), Environments(), load_rules()
    wiring = wire([source], environments, jobs=1)
    findings = check(wiring, rules, {path: source}, hash_lines=True)
    for place in places((wiring.files, tuple(findings))):
        span = place.span
        assert 0 <= span.start <= span.end <= len(text)
        assert source.span(span.start, span.end) == span
    fix(source, [finding.problem.fix for finding in findings if finding.problem.fix])
    run = Run(
        findings=tuple(findings),
        rules=tuple(rules),
        files=(LintedFile(path, decision.family),),
        folder="/",
        credential_map=credential_map(wiring, environments),
    )
    told = render(run, width=40) if name == "text" else report(name)(run)
    assert told or (name == "github" and not findings)
