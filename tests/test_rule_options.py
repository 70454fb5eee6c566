"""What a team may set of a rule changes what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from linting import entra_secret, lint

from linter.configuration.config import Config
from linter.plugins import load_rules

RULES = {rule.ID: rule for rule in load_rules()}
RESET = (
    "on: push\njobs:\n  j:\n    runs-on: x\n    steps:\n      - run: az ad app credential reset --append --id x {}\n"
)
ID = "5b8d2f64-93c1-4e7a-b0d6-2c7f1a9e4835"


def messages(folder: Path, monkeypatch: pytest.MonkeyPatch, rule: str, **options: object) -> list[str]:
    monkeypatch.chdir(folder)
    config = Config(options={rule: options}) if options else Config()
    return [finding.problem.message for finding in lint(folder, [RULES[rule]], config)]


@pytest.mark.parametrize(
    ("months", "length", "spoken"),
    [
        (24, "--years 2", ""),
        (24, "--years 3", "more than two years"),
        (12, "--years 1", ""),
        (12, "--years 2", "more than a year"),
        (6, "--end-date $(date -d '+7 months' +%F)", "more than 6 months"),
        (6, "--end-date $(date -d '+5 months' +%F)", ""),
        (36, "--years 3", ""),
    ],
)
def test_how_long_a_secret_may_live(
    months: int, length: str, spoken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "w.yml").write_text(RESET.format(length))
    said = messages(tmp_path, monkeypatch, "long-lived-secret", months=months)
    assert [spoken in message for message in said] == [True] * bool(spoken)


@pytest.mark.parametrize(
    ("months", "ends", "found"), [(24, "2028-03-01", 0), (24, "2028-03-02", 1), (12, "2027-03-02", 0)]
)
def test_how_long_a_secret_of_the_inventory_may_live(
    months: int, ends: str, found: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = {"keyId": ID, "startDateTime": "2026-03-01T00:00:00Z", "endDateTime": f"{ends}T00:00:00Z", "hint": "abc"}
    (tmp_path / "entra-apps.json").write_text(json.dumps([{"appId": ID, "passwordCredentials": [secret]}]))
    (tmp_path / ".env").write_text(f"AZURE_CLIENT_ID={ID}\nAZURE_CLIENT_SECRET=${{SECRET}}\n")
    assert len(messages(tmp_path, monkeypatch, "long-lived-secret", months=months)) == found


@pytest.mark.parametrize(
    ("placeholders", "found"), [([], 1), (["kept-by-*"], 0), (["KEPT-BY-OPS-31"], 0), (["kept-by"], 1), (["x"], 1)]
)
def test_texts_that_stand_for_a_secret(
    placeholders: list[str], found: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env.production").write_text("SMTP_PASSWORD=Kept-By-Ops-31\n")
    assert len(messages(tmp_path, monkeypatch, "secret-literal", placeholders=placeholders)) == found


def test_no_text_stands_for_a_secret_that_gives_itself_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env.production").write_text(f"AZURE_CLIENT_SECRET={entra_secret()}\n")
    assert len(messages(tmp_path, monkeypatch, "secret-literal", placeholders=["*"])) == 1
