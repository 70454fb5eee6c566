"""What holds for every parser and every text."""

import json
from collections.abc import Iterator
from itertools import count

import pytest
import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from parsed import FAMILIES, FIXTURES, nodes, parse_text, plain, read

from linter.model import Document, Family, Mapping, Node, Scalar, Sequence, Source, Style
from linter.parsers import parse
from linter.parsers.embedded import parse_json_in, parse_yaml_in
from linter.parsers.limits import MAX_ALIASED_NODES, MAX_DEPTH

FAMILY = st.sampled_from(list(FAMILIES.values()))
BLOCKS = (Style.LITERAL, Style.FOLDED)
BITS = st.sampled_from(
    ["{", "}", "[", "]", "(", ")", '"', "'", "`", "\n", "\r\n", "\r", "\t", "  ", ":", ": ", ",", "#", "//", "/*", "*/",
     "{{", "}}", "{%", "%}", "---\n", "|", ">", "&a ", "*a", "<<: ", "- ", "? ", "!x ", "\\", "\\u", "\0", "\ud800",
     "\ufeff", "é", "😀", "${", "'''", "...", "param x =", "resource a 'b' =", "@a()\n", "=", "export ", "<a b='c'>",
     "</a>", "<!--", "-->", "<![CDATA[", "&#65;", "\x85", "\u2028", "\\\n"]
)  # fmt: skip


def check(document: Document) -> None:
    """Offsets lie in the text, and text and pieces agree with it."""
    text = document.source.text
    for node in nodes(document):
        assert 0 <= node.start <= node.end <= len(text)
        if isinstance(node, Scalar):
            check_scalar(node, text)
    for comment in document.comments:
        assert text[comment.start : comment.end] == comment.text
    for problem in document.problems:
        assert 0 <= problem.start <= problem.end <= len(text)


def check_scalar(scalar: Scalar, text: str) -> None:
    assert 0 <= scalar.head <= max(scalar.start, scalar.head)
    if not scalar.pieces:
        assert text[scalar.start : scalar.end] == scalar.text
        return
    offsets = [piece.value_offset for piece in scalar.pieces]
    assert offsets[0] == 0
    assert offsets == sorted(offsets)
    assert all(scalar.start <= piece.source_offset <= scalar.end for piece in scalar.pieces)


def runs(scalar: Scalar, text: str) -> Iterator[tuple[str, str]]:
    """Each run of a scalar's text, and what stands in the source there."""
    if not scalar.pieces:
        return
    stops = [piece.value_offset for piece in scalar.pieces[1:]] + [len(scalar.text)]
    for piece, stop in zip(scalar.pieces, stops, strict=True):
        run = scalar.text[piece.value_offset : stop]
        if scalar.style in BLOCKS:
            run = run.rstrip("\n ")  # a fold's blank and the last line ends may stand nowhere
        yield run, text[piece.source_offset : piece.source_offset + len(run)]


@settings(max_examples=100)
@given(text=st.one_of(st.text(max_size=60), st.lists(BITS, max_size=40).map("".join)), family=FAMILY)
@example("{{ x }}: 'a\0\n--- b", Family.KUBERNETES)
@example("\ufeff\ud800: |\n  x", Family.HELM_TEMPLATE)
def test_any_text_is_read(text: str, family: Family) -> None:
    check(parse_text(text, family))


@settings(max_examples=100)
@given(st.data())
def test_damaged_files_are_read(data: st.DataObject) -> None:
    source = read(data.draw(st.sampled_from(FIXTURES)))
    text = source.text
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 30)))
        text = text[:start] + data.draw(BITS) + text[end:]
    check(parse(Source(source.path, source.family, text)))


@pytest.mark.parametrize("fixture", FIXTURES)
def test_every_beginning_is_read(fixture: str) -> None:
    source = read(fixture)
    for end in range(0, len(source.text), 7):
        check(parse(Source(source.path, source.family, source.text[:end])))


@pytest.mark.parametrize("fixture", FIXTURES)
def test_runs_agree_with_the_source_or_are_escapes(fixture: str) -> None:
    source = read(fixture)
    for node in nodes(parse(source)):
        if isinstance(node, Scalar) and node.text != "#text":  # a name of our own, in XML
            for run, written in runs(node, source.text):
                assert run == written or len(run) <= 1


def outside(parent: Node, child: Node) -> bool:
    return not parent.start <= child.start <= child.end <= parent.end


@pytest.mark.parametrize("fixture", [f for f in FIXTURES if f != "yaml/anchors.yaml"])
def test_spans_nest(fixture: str) -> None:
    for node in nodes(parse(read(fixture))):
        if isinstance(node, Mapping):
            assert not [e for e in node.entries if outside(node, e.value) or outside(node, e.key)]
        elif isinstance(node, Sequence):
            assert not [item for item in node.items if outside(node, item)]


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(TEXT, VALUES, max_size=4)


@settings(max_examples=60)
@given(OBJECTS, st.booleans(), st.sampled_from([None, 2]))
def test_json_is_read_as_written(value: object, ascii_only: bool, indent: int | None) -> None:
    document = parse_text(json.dumps(value, ensure_ascii=ascii_only, indent=indent), Family.APP_SETTINGS)
    assert not document.problems
    assert plain(document.roots[0]) == value
    check(document)


@settings(max_examples=60)
@given(OBJECTS, st.sampled_from([None, "'", '"', "|", ">"]), st.booleans(), st.sampled_from([20, 80]))
def test_yaml_is_read_as_written(value: object, style: str | None, flow: bool, width: int) -> None:
    text = yaml.safe_dump(
        value, default_style=style, default_flow_style=flow, width=width, allow_unicode=flow, sort_keys=False
    )
    assume(yaml.load(text, Loader=yaml.CBaseLoader) == value)  # PyYAML does not read all that it writes
    document = parse_text(text, Family.KUBERNETES)
    assert not document.problems
    assert plain(document.roots[0]) == value
    check(document)


@settings(max_examples=60)
@given(TEXT, st.sampled_from("\"'"))
def test_dotenv_is_read_as_written(value: str, quote: str) -> None:
    assume("\r" not in value and not (quote == "'" and "\\" in value))
    escaped = value.replace("\\", "\\\\") if quote == '"' else value
    document = parse_text(f"A={quote}{escaped.replace(quote, chr(92) + quote)}{quote} # b\n", Family.DOTENV)
    assert not document.problems
    assert plain(document.roots[0]) == {"A": value}
    check(document)


def _short(text: str) -> str:
    return "".join(c for c in text if ord(c) < 0x10000)


@settings(max_examples=60)
@given(TEXT, TEXT)
def test_properties_are_read_as_written(key: str, value: str) -> None:
    def escape(text: str) -> str:
        return "".join(c if c.isalnum() and c.isascii() else f"\\u{ord(c):04x}" for c in _short(text))

    document = parse_text(f"k{escape(key)}={escape(value)}\n", Family.SPRING, "application.properties")
    assert not document.problems
    (root,) = document.roots
    assert list(plain(root).items()) == [(f"k{_short(key)}", _short(value))]  # type: ignore[attr-defined]  # a dict
    check(document)


@pytest.mark.parametrize(
    ("family", "text"),
    [
        (Family.APP_SETTINGS, '{"a":' * 5000),
        (Family.APP_SETTINGS, "[" * 5000 + "]" * 5000),
        (Family.KUBERNETES, "[" * 5000),
        (Family.KUBERNETES, "- " * 5000),
        (Family.HELM_TEMPLATE, "[{{ x }}, " * 5000),
        (Family.BICEP, "var x = " + "[" * 5000),
        (Family.BICEP, "var x = " + "(" * 5000 + ")" * 5000),
        (Family.DOTNET_CONFIG, "<a>" * 5000),
    ],
)
def test_endless_nesting_is_a_problem(family: Family, text: str) -> None:
    document = parse_text(text, family)
    assert any(str(MAX_DEPTH) in problem.message for problem in document.problems)


def test_aliases_of_aliases_are_not_expanded() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    document = parse_text("\n".join(lines), Family.KUBERNETES)
    assert any(str(MAX_ALIASED_NODES) in problem.message for problem in document.problems)


def test_an_alias_is_the_node_itself() -> None:
    root = parse_text("a: &x {k: v}\nb: *x\n", Family.KUBERNETES).roots[0]
    assert isinstance(root, Mapping)
    assert root.get("a") is root.get("b")


def test_a_comment_of_bicep_begins_in_no_string() -> None:
    text = "var paths = [\n  '/*'\n  // not `/a/*/b`\n  '/c/*'\n]\nvar secretName = 'a'\n"
    assert not parse_text(text, Family.BICEP).problems


def test_what_json_lacks_until_it_is_deployed() -> None:
    text = '{"days": __Days__, "list": [ #{List}# ], "count": $(Count), "clientSecret": "x"}'
    document = parse_text(text, Family.ARM_PARAMETERS)
    assert not document.problems
    root = document.roots[0]
    assert isinstance(root, Mapping)
    assert [entry.key.text for entry in root.entries] == ["days", "list", "count", "clientSecret"]


def test_broken_bicep_of_many_statements_ends() -> None:
    document = parse_text("resource a 'b@c' = {\n  d: 'e\n  f: [\n" * 3000, Family.BICEP)
    assert document.problems


TOO_LONG = "this statement is broken and takes too long to read"
SHORT, LONG = (f"var broken = [{'{ a: 1 }, ' * times})" for times in (60, 200))


def late(monkeypatch: pytest.MonkeyPatch, seconds: float, *lines: str) -> tuple[list[str], list[int]]:
    """What is declared in a Bicep text, and the 0-based lines that took too long, by a clock that goes on at each look."""
    clock = count(step=seconds)
    monkeypatch.setattr("linter.parsers.bicep.process_time", lambda: next(clock))
    document = parse_text("\n".join(lines), Family.BICEP)
    places = [document.source.text.count("\n", 0, p.start) for p in document.problems if p.message == TOO_LONG]
    return [declaration.name.text for declaration in document.declarations if declaration.name], places


def test_broken_bicep_that_takes_too_long_costs_no_other_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    names, places = late(monkeypatch, 0.3, "var first = 'a'", LONG, SHORT, "var last = 'b'")
    assert names == ["first", "last"]
    assert places == [1, 2]  # after the first nothing broken is worth any time


def test_broken_statements_of_bicep_share_their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    names, places = late(monkeypatch, 0.6, SHORT, SHORT, SHORT, "var last = 'b'")
    assert names[-1:] == ["last"]
    assert places == [2]


def test_what_the_file_says_is_in_no_message() -> None:
    marker = "MadeUpMarker"
    for family in FAMILIES.values():
        for text in (marker, f"{{{marker}", f"a: '{marker}\n{marker}: : x", f"<{marker}", f"param {marker} = {{\n"):
            document = parse_text(text, family)
            assert not [p for p in document.problems if marker in p.message]
            assert marker not in repr(document.roots)


YAML_IN_YAML = """\
spec:
  objects: |
    array:
      - |
        objectName: größe
        objectVersion: "made\\tup"
  folded: "{\\"a\\": \\"x\\\\ny\\",
    \\"b\\": 1}"
  no-json: "[not json"
"""


def _parameters() -> tuple[Source, Mapping]:
    source = Source("provider.yaml", Family.KUBERNETES, YAML_IN_YAML)
    root = parse(source).roots[0]
    assert isinstance(root, Mapping)
    return source, root.mapping("spec")


def test_yaml_in_yaml_points_at_the_file() -> None:
    source, spec = _parameters()
    objects = spec.scalar("objects")
    assert objects
    (outer,) = parse_yaml_in(objects, source)
    assert isinstance(outer, Mapping)
    (item,) = outer.items("array")
    assert isinstance(item, Scalar)
    (inner,) = parse_yaml_in(item, source)
    assert isinstance(inner, Mapping)
    name, version = inner.scalar("objectName"), inner.scalar("objectVersion")
    assert name
    assert version
    assert source.text[name.start : name.end] == name.text == "größe"
    assert version.text == "made\tup"
    assert source.text[version.source_offset(5)] == "u"
    check(Document(source, (outer, inner)))


def test_json_in_yaml_points_at_the_file() -> None:
    source, spec = _parameters()
    folded = spec.scalar("folded")
    assert folded
    (root,) = parse_json_in(folded, source)
    assert plain(root) == {"a": "x\ny", "b": "1"}
    assert isinstance(root, Mapping)
    second = root.scalar("b")
    assert second
    assert source.text[second.start : second.end] == "1"
    check(Document(source, (root,)))


def test_text_that_is_no_json_gives_nothing() -> None:
    source, spec = _parameters()
    text = spec.scalar("no-json")
    assert text
    assert parse_json_in(text, source) == ()
