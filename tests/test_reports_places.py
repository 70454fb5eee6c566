"""What a forge reads speaks of paths from the top of the repository, wherever the linter was started."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from linter import cli
from linter.reports.places import from_top


@pytest.mark.parametrize(
    ("prefix", "path", "expected"),
    [
        ("", "a/b.json", "a/b.json"),
        ("src/api/", "a/b.json", "src/api/a/b.json"),
        ("src/api/", "../web/.env", "src/web/.env"),
        ("src/api/", "../../.lint-config.yml", ".lint-config.yml"),
        ("src/", "../../outside.yml", "../outside.yml"),
        ("", "../outside.yml", "../outside.yml"),
    ],
)
def test_from_top(prefix: str, path: str, expected: str) -> None:
    assert from_top(prefix, path) == expected


def test_a_configuration_above_is_named_from_the_top(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / ".env").write_text("AZURE_CLIENT_ID=5b8d2f64-93c1-4e7a-b0d6-2c7f1a9e4835\n")
    entry = "{rule: secret-literal, path: 'src/**', reason: x}"
    (tmp_path / ".lint-config.yml").write_text(f"ignore:\n  - {entry}\n")
    monkeypatch.chdir(tmp_path / "src")
    cli.main(["-f", "github", "-f", "gitlab:found.lint", "-f", "sarif:found.sarif"])
    assert "file=.lint-config.yml,line=2," in capsys.readouterr().out
    (entry,) = json.loads(Path("found.lint").read_text())
    assert entry["location"]["path"] == ".lint-config.yml"
    (result,) = json.loads(Path("found.sarif").read_text())["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == ".lint-config.yml"
