"""The inventory on the command line and in the configuration; one that is unusable is exit 2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from linter import cli

ID = "bf1c6ac5-53ba-4f05-ae09-8f8233d75d28"
ENDS = "2026-12-20"


@pytest.fixture(autouse=True)
def _shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".env").write_text(f"AZURE_CLIENT_ID={ID}\nAZURE_CLIENT_SECRET=#{{Secret}}#\n")
    export = [{"appId": ID, "displayName": "shop", "passwordCredentials": [{"keyId": None, "endDateTime": ENDS}]}]
    (tmp_path / "apps.json").write_text(json.dumps(export))
    monkeypatch.chdir(tmp_path)


def lint(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    code = cli.main(["--select", "expired-secret", "-f", "json", *options])
    captured = capsys.readouterr()
    found = json.loads(captured.out)["findings"] if captured.out else []
    return code, captured.err or "".join(finding["severity"] for finding in found)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), (0, "")),
        (("--inventory", "apps.json", "--today", "2026-11-23"), (1, "warning")),
        (("--inventory", "apps.json", "--today", "2026-12-21"), (1, "error")),
        (("--inventory", "apps.json", "--today", "2026-11-23", "--expiry-days", "20"), (0, "")),
        (("--inventory", "none.json"), (2, "lint-config: none.json: it cannot be read: No such file or directory\n")),
    ],
)
def test_judges_by_the_inventory(
    options: tuple[str, ...], expected: tuple[int, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert lint(capsys, *options) == expected


def test_the_configuration_names_it_and_how_far_ahead(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / ".lint-config.yml"
    config.write_text("inventory: apps.json\n")
    assert lint(capsys, "--today", "2026-11-23") == (1, "warning")
    config.write_text("inventory: apps.json\noptions: {expired-secret: {expiry-days: 20}}\n")
    assert lint(capsys, "--today", "2026-11-23") == (0, "")
    config.write_text("inventory: apps.json\noptions: {expired-secret: {expiry-days: soon}}\n")
    assert lint(capsys, "--today", "2026-11-23")[0] == 2


def test_one_that_is_malformed_is_named_by_its_json_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "apps.json").write_text(json.dumps({"value": [{"appId": "shop"}]}))
    assert lint(capsys, "--inventory", "apps.json") == (
        2,
        "lint-config: apps.json: $.value[0].appId: a GUID belongs here\n",
    )


def test_a_part_of_a_list_is_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "apps.json").write_text(json.dumps({"value": [{"appId": ID}], "@odata.nextLink": "x"}))
    cli.main(["--inventory", "apps.json", "-f", "json"])
    assert "not the last one" in json.loads(capsys.readouterr().out)["notices"][-1]
