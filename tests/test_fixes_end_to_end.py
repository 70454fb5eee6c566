"""``--diff`` and ``--fix`` as a user gives them; what fixes promise is held by test_fixing.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from linting import lay_out

from linter import cli

FIXTURES = Path(__file__).parent / "fixtures"
CASES = (
    "repos/shop",
    "rules/damaged-secret/bad-dotnet",
    "rules/malformed-keyvault-reference/bad-app-service",
    "rules/missing-id-token-permission/bad-others",
    "rules/pinned-keyvault-version/bad-kubernetes",
    "rules/trailing-newline-in-secret/bad-kubernetes",
)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def run(*arguments: str) -> int:
    return cli.main(["--no-config", "--jobs", "1", *arguments])


@pytest.mark.parametrize("case", CASES)
def test_diff_shows_what_fix_does_and_a_second_run_has_nothing_to_do(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lay_out(FIXTURES / case, tmp_path)
    monkeypatch.chdir(tmp_path)
    before = contents(tmp_path)

    run("--diff")
    shown = {line.removeprefix("+++ b/") for line in capsys.readouterr().out.splitlines() if line.startswith("+++ b/")}
    assert contents(tmp_path) == before, "--diff changes nothing"

    run("--fix")
    fixed = contents(tmp_path)
    assert {path for path in fixed if fixed[path] != before[path]} == shown != set()

    run("--fix")
    assert contents(tmp_path) == fixed
