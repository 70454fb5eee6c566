"""Who waits at a terminal is told what for; nobody else is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pty = pytest.importorskip("pty")

# The command, with a step that takes long, and a patience that tests have.
SLOW = """
import sys, time
from linter import cli, progress
progress._PATIENCE = {patience}
work = cli.{step}
def slowly(*arguments):
    time.sleep(0.4)
    return work(*arguments)
cli.{step} = slowly
sys.exit(cli.main(["--jobs", "1"]))
"""
CLEAR = "\r" + " " * 10


def shown(folder: Path, step: str, patience: float, *, terminal: bool) -> str:
    """What arrives at standard error."""
    (folder / ".git").mkdir()
    (folder / ".env").write_text("AZURE_CLIENT_ID=\n")
    reader, writer = pty.openpty() if terminal else os.pipe()
    command = [sys.executable, "-c", SLOW.format(step=step, patience=patience)]
    run = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=writer, check=False, timeout=60)
    assert run.returncode == 0
    os.write(writer, b".")  # so that there is something to read
    text = os.read(reader, 10_000).decode()
    os.close(reader)
    os.close(writer)
    return text.removesuffix(".")


@pytest.mark.parametrize(("step", "told"), [("find", "looking for files …"), ("lint", "reading 1 files …")])
def test_what_takes_long_is_told_and_wiped_away(step: str, told: str, tmp_path: Path) -> None:
    text = shown(tmp_path, step, 0.3, terminal=True)
    assert text.startswith(f"lint-config: {told}{CLEAR}")
    assert text.endswith(" \r")


def test_what_takes_no_time_is_not_told(tmp_path: Path) -> None:
    assert shown(tmp_path, "lint", 30, terminal=True) == ""


def test_nothing_is_told_to_a_pipe(tmp_path: Path) -> None:
    assert shown(tmp_path, "lint", 0.1, terminal=False) == ""
