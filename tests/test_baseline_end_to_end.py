"""The baseline as a team uses it: made once, carried along, shrunk by command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from linter import cli

FIRST, SECOND = "7d0f1c3e-5a2b-4c8d-9e6f-0a1b2c3d4e5f", "1c0f1c3e-5a2b-4c8d-9e6f-0a1b2c3d4e5a"
SETTINGS = {"AzureAd": {"ClientId": "5b8d2f64-93c1-4e7a-b0d6-2c7f1a9e4835", "ClientSecret": FIRST}}
PLACE = Path("src/größe app/appsettings.Production.json")
BASELINE = "known.json"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    PLACE.parent.mkdir(parents=True)
    PLACE.write_text(json.dumps(SETTINGS, indent=2), encoding="utf-8")
    assert cli.main(["--create-baseline", BASELINE]) == 0
    return tmp_path


def run() -> int:
    return cli.main(["--baseline", BASELINE])


def test_it_holds_no_secret_and_is_not_linted_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert FIRST not in Path(BASELINE).read_text(encoding="utf-8")
    assert cli.main(["--list-files"]) == 0
    assert BASELINE not in capsys.readouterr().out


@pytest.mark.parametrize(
    "text",
    [
        "// moved\n\n\n" + json.dumps(SETTINGS, indent=2),
        json.dumps(SETTINGS),
        json.dumps(SETTINGS, indent="\t").replace("\n", "\r\n"),
    ],
)
def test_lines_may_move_and_files_may_be_laid_out_anew_and_renamed(text: str) -> None:
    PLACE.write_bytes(text.encode("utf-16"))
    assert run() == 0
    PLACE.rename("appsettings.Production.json")
    assert run() == 0


def test_a_new_secret_at_a_known_place_counts() -> None:
    PLACE.write_text(PLACE.read_text(encoding="utf-8").replace(FIRST, SECOND), encoding="utf-8")
    assert run() == 1


def test_a_second_secret_beside_a_known_one_counts() -> None:
    Path(".env.production").write_text(f"AZURE_CLIENT_SECRET={FIRST}\nAZURE_CLIENT_ID={SECOND}\n")
    assert run() == 1


def test_what_is_gone_is_told_and_dropped_by_command(capsys: pytest.CaptureFixture[str]) -> None:
    PLACE.write_text(PLACE.read_text(encoding="utf-8").replace(FIRST, ""), encoding="utf-8")
    assert run() == 0
    assert "no longer there of the baseline: 1 (--verbose lists them)" in capsys.readouterr().err
    assert cli.main(["--baseline", BASELINE, "--verbose"]) == 0
    assert f"{PLACE.as_posix()}: secret-id-as-secret of the baseline occurs no longer" in capsys.readouterr().err
    assert cli.main(["--create-baseline", BASELINE]) == 0
    assert json.loads(Path(BASELINE).read_text(encoding="utf-8"))["findings"] == []
    capsys.readouterr()
    assert run() == 0
    assert capsys.readouterr().err == ""
