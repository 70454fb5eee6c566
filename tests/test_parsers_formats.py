"""What each parser makes of the fixtures of its format, node by node.

The ``.nodes`` files are made with ``pytest --snapshot-update`` and read by a person.
"""

import pytest
import yaml
from parsed import FIXTURES, FORMATS, dump, plain, read
from pytest_snapshot.plugin import Snapshot

from linter.model import Source
from linter.parsers import parse

SOUND_YAML = [f for f in FIXTURES if f in ("yaml/scalars.yaml", "helm/deployment.yaml", "yaml/jinja.yaml")]


@pytest.mark.parametrize("fixture", FIXTURES)
def test_nodes(fixture: str, snapshot: Snapshot) -> None:
    path = FORMATS / f"{fixture}.nodes"
    snapshot.snapshot_dir = path.parent
    snapshot.assert_match(dump(parse(read(fixture))), path.name)


def _crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def _behind_a_mark(text: str) -> str:
    return "\ufeff" + text


LINE_ENDS_IN_TEXT = (
    "json/strings.json",
    "helm/deployment.yaml",
    "bicep/main.bicep",
    "bicep/broken.bicep",
    "dotenv/app.env",
)


@pytest.mark.parametrize("fixture", [f for f in FIXTURES if f not in LINE_ENDS_IN_TEXT])
def test_line_ends_move_nothing(fixture: str) -> None:
    source = read(fixture)
    windows = parse(Source(source.path, source.family, _crlf(source.text)))
    assert dump(windows) == dump(parse(source))


@pytest.mark.parametrize("fixture", ["yaml/scalars.yaml", "dotenv/app.env", "properties/application.properties"])
def test_a_byte_order_mark_moves_everything_by_one(fixture: str) -> None:
    source = read(fixture)
    document, marked = parse(source), parse(Source(source.path, source.family, _behind_a_mark(source.text)))
    assert [plain(root) for root in marked.roots] == [plain(root) for root in document.roots]
    assert [c.start for c in marked.comments] == [c.start + 1 for c in document.comments]


@pytest.mark.parametrize("fixture", SOUND_YAML)
def test_yaml_is_read_alike_without_libyaml(fixture: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with_libyaml = dump(parse(read(fixture)))
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    assert dump(parse(read(fixture))) == with_libyaml


@pytest.mark.parametrize("fixture", FIXTURES)
def test_problems_quote_nothing(fixture: str) -> None:
    source = read(fixture)
    for problem in parse(source).problems:
        quoted = source.text[problem.start : problem.end].strip()
        assert len(quoted) < 3 or quoted not in problem.message
