"""Fixes as a user applies them: what is fixed is gone, nothing new comes, a second run has nothing to do."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from linting import lay_out

from linter import cli
from linter.precedence import CHAINS

FIXTURES = Path(__file__).parent / "fixtures"
CASES = sorted(path for path in (*FIXTURES.glob("rules/*/bad*"), FIXTURES / "repos" / "shop") if path.suffix != ".out")


def findings() -> Counter[tuple[str, str, str]]:
    cli.main(["--no-config", "--jobs", "1", "-f", "json:found.lint"])
    found = json.loads(Path("found.lint").read_text(encoding="utf-8"))["findings"]
    return Counter((f["rule"], f["path"], f["key"]) for f in found)


def was_outranked(finding: tuple[str, str, str], before: Counter[tuple[str, str, str]]) -> bool:
    """Whether it was there all along, and a more specific rule spoke of the value: a mended literal is still one."""
    rule, path, key = finding
    return any(
        rule in chain and other in chain and chain.index(other) < chain.index(rule)
        for other, place, name in before
        if (place, name) == (path, key)
        for chain in CHAINS
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_fixed_case_stays_fixed(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lay_out(case, tmp_path)
    monkeypatch.chdir(tmp_path)
    before = findings()
    texts = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    cli.main(["--no-config", "--jobs", "1", "--diff"])
    assert {path: path.read_bytes() for path in texts} == texts, "--diff changes nothing"
    diff = capsys.readouterr().out

    cli.main(["--no-config", "--jobs", "1", "--fix"])
    after = findings()
    assert not {one for one in after - before if not was_outranked(one, before)}, "a fix makes no new finding"
    assert ("--- a/" in diff) == (
        {path: path.read_bytes() for path in texts if path.name != "found.lint"}
        != {path: data for path, data in texts.items() if path.name != "found.lint"}
    ), "--diff shows what --fix does"

    fixed = {path: path.read_bytes() for path in texts if path.name != "found.lint"}
    cli.main(["--no-config", "--jobs", "1", "--fix"])
    assert {path: path.read_bytes() for path in fixed} == fixed, "a second run has nothing to do"
