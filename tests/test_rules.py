"""Every fixture of a rule is a test of that rule alone: ``bad`` must speak as its snapshot says, ``ok`` must be silent."""

from __future__ import annotations

from pathlib import Path

import pytest
from linting import lay_out, lint
from pytest_snapshot.plugin import Snapshot

from linter.model import Finding, Rule
from linter.plugins import load_rules

FIXTURES = Path(__file__).parent / "fixtures" / "rules"
RULES = {rule.ID: rule for rule in load_rules()}


def cases(kind: str) -> list[Path]:
    """The fixtures of a kind: files or folders whose names begin with it, snapshots left out."""
    return sorted(path for path in FIXTURES.glob(f"*/{kind}*") if path.suffix != ".out")


def case_id(case: Path) -> str:
    return f"{case.parent.name}/{case.name}"


@pytest.mark.parametrize("case", cases("bad"), ids=case_id)
def test_bad_speaks(case: Path, tmp_path: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    findings = findings_of(case, tmp_path, monkeypatch)
    assert findings, "a bad example must be found"
    snapshot.snapshot_dir = case.parent
    snapshot.assert_match("".join(map(shown, findings)), f"{case.name}.out")


@pytest.mark.parametrize("case", cases("ok"), ids=case_id)
def test_ok_is_silent(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    findings = findings_of(case, tmp_path, monkeypatch)
    assert not findings, "\n".join(map(shown, findings))


def findings_of(case: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    lay_out(case, folder)
    monkeypatch.chdir(folder)
    return lint(folder, [rule_of(case)], environment=case.name.partition("@")[2])


def rule_of(case: Path) -> Rule:
    return RULES[case.parent.name]


def shown(finding: Finding) -> str:
    """A finding as its snapshot shows it: place, severity, message, the other places, the masked line."""
    span = finding.location.span
    lines = [
        f"{finding.location.path}:{span.line}:{span.column}-{span.end_column} {finding.severity.value} {finding.rule}",
        f"  {finding.problem.key}",
        f"  {finding.problem.message}",
    ]
    for number, related in enumerate(finding.problem.related, 1):
        where = related.location
        lines.append(f"  [{number}] {where.path}:{where.span.line}:{where.span.column} {related.label}")
    if finding.problem.fix:
        lines.append(f"  fix: {finding.problem.fix.description}")
    lines.append(f"  | {finding.excerpt}")
    return "\n".join(lines) + "\n\n"
