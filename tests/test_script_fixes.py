"""The fixes of script rules, applied: the right text in the right place, however YAML folds the script."""

from __future__ import annotations

from pathlib import Path

import pytest
from linting import lint

from linter.plugins import load_rules

RULES = {rule.ID: rule for rule in load_rules()}
WORKFLOW = "on: push\njobs:\n  j:\n    runs-on: ubuntu-latest\n    steps:\n{step}"

RESET = [
    "      - run: az ad app credential reset --id x\n",
    '      - run: "az ad app credential reset --id x"\n',
    "      - run: |\n          echo start\n          az ad app credential reset \\\n            --id x\n",
    "      - run: >-\n          az ad app\n          credential reset\n          --id x\n",
    "      - run: az ad app\n          credential reset --id x\n",
    "      - run: |\n          x=$(sudo az ad app credential reset --id ${{ vars.ID }})\n",
    "      - shell: pwsh\n        run: |\n          $x = az ad app credential reset `\n            --id x\n",
    "      - uses: azure/cli@v2\n        with:\n          inlineScript: |\n            az ad app credential reset --id x\n",
]


def fixed(folder: Path, monkeypatch: pytest.MonkeyPatch, rule: str, step: str) -> str:
    """The workflow with the fix of the only finding applied."""
    path = folder / ".github" / "workflows" / "w.yml"
    path.parent.mkdir(parents=True)
    path.write_text(WORKFLOW.format(step=step), "utf-8")
    monkeypatch.chdir(folder)
    (finding,) = lint(folder, [RULES[rule]])
    assert finding.problem.fix
    (edit,) = finding.problem.fix.edits
    text, span = path.read_text("utf-8"), edit.location.span
    return text[: span.start] + edit.text + text[span.end :]


@pytest.mark.parametrize("step", RESET)
def test_append_is_put_behind_reset(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    after = fixed(tmp_path, monkeypatch, "destructive-credential-reset", step)
    assert after == WORKFLOW.format(step=step).replace("reset", "reset --append")


@pytest.mark.parametrize(
    "step", [step.replace("ad app credential reset", "webapp config appsettings set") for step in RESET[:3]]
)
def test_output_is_switched_off_behind_set(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    after = fixed(tmp_path, monkeypatch, "secret-on-command-line", step)
    assert after == WORKFLOW.format(step=step).replace("appsettings set", "appsettings set -o none")
