"""What holds for every output: its snapshot, and what no output may do."""

import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from made_up_run import FULL, RUNS
from pytest_snapshot.plugin import Snapshot
from random_runs import runs

from linter.model import Run
from linter.reports import MODULES, report

SNAPSHOTS = Path(__file__).parent / "snapshots" / "reports"
SUFFIXES = {
    "text": "txt",
    "sarif": "sarif",
    "json": "json",
    "github": "github.txt",
    "gitlab": "gitlab.json",
    "junit": "xml",
    "markdown": "md",
    "html": "html",
}

every_output = pytest.mark.parametrize("name", MODULES)


@every_output
@pytest.mark.parametrize("run", RUNS)
def test_snapshot(name: str, run: str, snapshot: Snapshot) -> None:
    text = report(name)(RUNS[run])
    if name == "html":  # its style and its script have files of their own, and it is one long line
        text = re.sub(r"(?s)(<style>|<script>).*?(?=</)|sha256-[\w+/=]+", r"\1", text)
        text = re.sub(r"(?=<(article|details|div|form|h\d|li|main|p|pre|section|select|table|tr|ul)\b)", "\n", text)
    snapshot.snapshot_dir = SNAPSHOTS
    snapshot.assert_match(text.encode(), f"{run}.{SUFFIXES[name]}")


@every_output
def test_a_confidential_fix_is_not_shown(name: str) -> None:
    assert "hush" in repr(FULL.findings)
    assert "hush" not in report(name)(FULL)


@every_output
def test_an_output_loads_no_other(name: str) -> None:
    code = "import sys, linter.reports; linter.reports.report(sys.argv[1]); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, name], check=True, capture_output=True, text=True)
    outputs = {f"linter.reports.{output}" for output in MODULES}
    assert outputs.intersection(done.stdout.split()) == {f"linter.reports.{name}"}


@every_output
@settings(max_examples=30, deadline=None)
@given(run=runs)
def test_no_text_drives_a_terminal_or_a_log(name: str, run: Run) -> None:
    text = report(name)(run)
    text.encode()
    if name in ("html", "markdown"):
        text = re.sub(r"(?s)<script>.*?</script>|<style>.*?</style>", "", text)
    if name in ("sarif", "json", "gitlab"):  # read by programs, and escaped where control characters matter
        hidden = [c for c in text if ord(c) < 32 and c != "\n"]
    else:
        hidden = [c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") and c != "\n"]
    assert not hidden
    if name != "html":
        assert not re.search(r"(?i)##(vso)?\[", text)
    if name not in ("github", "html"):
        assert not re.search(r"(?m)^\s*::", text)
