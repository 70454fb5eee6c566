"""The sample repositories, linted whole by the command: every planted fault is found, the clean twin is silent."""

from __future__ import annotations

import csv
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from linting import lay_out
from pytest_snapshot.plugin import Snapshot

from linter import cli
from linter.plugins import load_rules

REPOS = Path(__file__).parent / "fixtures" / "repos"


def lint_sample(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch, *options: str) -> int:
    lay_out(REPOS / name, folder)
    subprocess.run(["git", "init", "-q", "."], cwd=folder, check=True)  # the sample is a repository of its own
    monkeypatch.chdir(folder)
    return cli.main(["--no-config", *options])


def lines_of(finding: dict[str, Any]) -> set[int]:
    """The lines a finding shows: its own, and those that its fix would change."""
    edits = (finding["fix"] or {}).get("edits") or []
    return {finding["line"], *(edit["line"] for edit in edits)}


def test_every_planted_fault_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lint_sample("shop", tmp_path, monkeypatch, "-f", "json") == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    found = {(f["rule"], f["path"], line) for f in findings for line in lines_of(f)}
    rules = {rule.ID for rule in load_rules()}
    with (REPOS / "shop.faults.tsv").open(encoding="utf-8", newline="") as table:
        planted = {(r["rule"], r["path"], int(r["line"])) for r in csv.DictReader(table, delimiter="\t")}
    assert not {fault for fault in planted if fault[0] in rules} - found


def test_the_clean_twin_is_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = lint_sample("shop-clean", tmp_path, monkeypatch, "--fail-on", "note")
    assert code == 0, capsys.readouterr().out


def test_everything_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], snapshot: Snapshot
) -> None:
    """The one snapshot of all rules together, as a person sees it."""
    lint_sample("shop", tmp_path, monkeypatch, "--color", "never")
    snapshot.snapshot_dir = REPOS
    snapshot.assert_match(capsys.readouterr().out, "shop.out")
