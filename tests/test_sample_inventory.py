"""The sample shop with the export of its app registrations: what the inventory adds to what the files tell."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from linting import entra_secret, lay_out, lint

from linter.model import Finding
from linter.plugins import load_rules

REPOS = Path(__file__).parent / "fixtures" / "repos"
NOTIFY = "src/Shop.Notify/src/main/resources/application-prod.yml"
NEEDS_INVENTORY = {"expired-secret", "foreign-secret", "unknown-client-id"}

# The apps are those of both twins: the secret of orders (prod) expires soon, that of orders (staging) has.
ENDING = {
    ("warning expired-secret", "infra/app-settings.prod.json", 24),
    ("warning expired-secret", "infra/main.prod.bicepparam", 11),
    ("warning expired-secret", "infra/modules/api.bicep", 64),
    ("error expired-secret", "infra/main.staging.bicepparam", 11),
}


def lint_sample(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    lay_out(REPOS / name, folder)
    notify = folder / NOTIFY
    filled = notify.read_text("utf-8").replace("@@ENTRA_SECRET:notify-prod@@", entra_secret("notify-prod"))
    notify.write_text(filled, "utf-8")
    shutil.copy(REPOS / "shop.entra-apps.json", folder / "entra-apps.json")
    (folder / ".git").mkdir()
    monkeypatch.chdir(folder)
    return lint(folder, load_rules())


def judged_by_inventory(findings: list[Finding]) -> set[tuple[str, str, int]]:
    return {
        (f"{finding.severity.value} {finding.rule}", finding.location.path, finding.location.span.line)
        for finding in findings
        if finding.rule in NEEDS_INVENTORY
    }


def test_the_shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    findings = lint_sample("shop", tmp_path, monkeypatch)
    assert judged_by_inventory(findings) == ENDING | {("error foreign-secret", NOTIFY, 9)}
    named = {f.location.path: f.problem.message for f in findings if f.rule == "secret-id-as-secret"}
    assert "secret 'ci-2026' of app Larkspur shop API (staging)" in named["src/Shop.Api/appsettings.Staging.json"]
    assert "secret 'ci-2026' of app Larkspur shop web (staging)" in named["deploy/charts/shop/values-staging.yaml"]


def test_the_clean_twin_is_told_of_nothing_but_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    findings = lint_sample("shop-clean", tmp_path, monkeypatch)
    assert judged_by_inventory(findings) == ENDING
    assert {finding.rule for finding in findings} == {"expired-secret"}
