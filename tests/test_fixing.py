"""The promises of fixes, held over every shipped fixture, as it is and encoded or laid out otherwise."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from linting import lay_out

from linter.configuration.config import Config
from linter.decoding import decode
from linter.discovery.discover import discover
from linter.model import Edit, Family, Fix, Problem, Severity, Source, Wiring
from linter.plugins import load_rules

CHECKOUT = Path(__file__).parents[1]
sys.path.append(str(CHECKOUT / "benchmarks"))

import fixing  # type: ignore[import-not-found]  # noqa: E402 - the benchmarks are no package

FIXTURES = CHECKOUT / "tests" / "fixtures"
GENERATED = (".out", ".nodes")
CASES = sorted(
    path
    for path in (*FIXTURES.glob("rules/*/*"), *FIXTURES.glob("formats/*"), *FIXTURES.glob("repos/*/"))
    if path.suffix not in GENERATED
)
RULES = load_rules()
TABBED = (".json", ".bicep", ".bicepparam", ".config", ".properties")  # YAML takes no tabs for indentation


def encoded(codec: str) -> Callable[[Path, str], bytes]:
    return lambda _path, text: text.encode(codec)


def tabbed(path: Path, text: str) -> bytes:
    indented = re.sub(r"(?m)^(?:  )+", lambda match: "\t" * (len(match[0]) // 2), text)
    return (indented if path.suffix in TABBED else text).encode()


VARIANTS: dict[str, Callable[[Path, str], bytes]] = {
    "as it is": encoded("utf-8"),
    "CRLF": lambda _path, text: text.replace("\n", "\r\n").encode(),
    "BOM": encoded("utf-8-sig"),
    "UTF-16": encoded("utf-16"),
    "tabs": tabbed,
    "no final newline": lambda _path, text: text.rstrip("\n").encode(),
}


def sources_of(case: Path, folder: Path, variant: str) -> Iterator[Source]:
    """The sources of a fixture, written in another way."""
    lay_out(case, folder)
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix not in GENERATED:
            text, _ = decode(path.read_bytes())
            path.write_bytes(VARIANTS[variant](path, text.replace("\r\n", "\n")))
    yield from discover(["."], root=folder, config=Config()).sources


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_fixes_keep_their_promises(case: Path, variant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    sources = list(sources_of(case, tmp_path, variant))
    assert [one for unsafe in (False, True) for one in fixing.fixed(sources, RULES, unsafe=unsafe).violations] == []


def test_that_is_more_than_500_files(tmp_path: Path) -> None:
    for number, case in enumerate(CASES):
        (tmp_path / str(number)).mkdir()
        lay_out(case, tmp_path / str(number))
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix not in GENERATED]
    assert len(files) * len(VARIANTS) >= 500


# A check that cannot fail holds nothing: fixes that break one promise each, of a rule that speaks while the secret is "b".

TEXT = "# about it\nAZURE_CLIENT_ID=a\nAZURE_CLIENT_SECRET=b # here\n"
VALUE = (TEXT.index("b #"), TEXT.index(" # here"))


def broken_by(*edits: tuple[int, int, str], text: str = TEXT) -> set[str]:
    """The promises that edits break."""
    source = Source(".env", Family.DOTENV, text)
    fix = Fix("x", tuple(Edit(source.location(start, end), new) for start, end, new in edits))

    def check(wiring: Wiring) -> Iterator[Problem]:
        for setting in wiring.settings:
            if setting.value.reveal() == "b":
                yield Problem(setting.location, "It is b.", setting.key, fix=fix)
            if setting.value.reveal() == "worse":
                yield Problem(setting.location, "It is worse.", f"new:{setting.key}")

    rule: Any = SimpleNamespace(ID="made-up", GROUP="made-up", SEVERITY=Severity.ERROR, check=check)
    return {violation.promise for violation in fixing.fixed([source], [rule]).violations}


def test_a_fix_that_keeps_every_promise() -> None:
    assert broken_by((*VALUE, "c")) == set()


@pytest.mark.parametrize(
    ("edits", "promise"),
    [
        ([(0, 11, ""), (*VALUE, "c")], "comments stay"),
        ([(*VALUE, "c"), (len(TEXT) - 1, len(TEXT), "")], "the end of the file stays"),
        ([(*VALUE, "c"), (11, 11, "\r")], "line ends stay"),
        ([(11, 11, "X_"), (*VALUE, "c")], "the structure around it stays"),
        ([(*VALUE, "worse")], "nothing new is found"),
    ],
)
def test_a_fix_that_breaks_a_promise_is_told(edits: list[tuple[int, int, str]], promise: str) -> None:
    assert promise in broken_by(*edits)


def test_a_fix_that_mends_nothing_is_told() -> None:
    assert broken_by((0, 0, "# fixed\n")) == {"what is fixed is found no longer", "a second run has nothing to do"}


def test_a_fix_that_is_applied_elsewhere_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linter.fixes.apply_edits", lambda text, _edits: text.replace("=a", "=A").replace("=b", "=c"))
    assert broken_by((*VALUE, "c")) == {"nothing but what the edits name is changed"}
