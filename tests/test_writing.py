"""Files are written whole or not at all: a Ctrl-C at the worst moment leaves what was there, and nothing else."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from linter.writing import write_whole

# The command, interrupted by the terminal's own signal when the new file is complete but not yet in its place.
INTERRUPTED = """
import os, signal, sys
from linter.__main__ import main
os.fsync = lambda _: os.kill(os.getpid(), signal.SIGINT)
sys.exit(main())
"""
FAULTY = 'AZURE_CLIENT_ID=5b8d2f64-93c1-4e7a-b0d6-2c7f1a9e4835\nAZURE_CLIENT_SECRET="made-up-text\\n"\n'


@pytest.mark.parametrize(
    "arguments",
    [
        ["--fix"],
        ["-f", "sarif:written"],
        ["-f", "text", "-f", "html:written"],
        ["--create-baseline", "written"],
        ["--init"],
    ],
)
@pytest.mark.parametrize("before", [None, "what was there"])
def test_an_interrupted_command_leaves_no_half_written_file(
    arguments: list[str], before: str | None, tmp_path: Path
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".env").write_text(FAULTY)
    if before:
        (tmp_path / "written").write_text(before)
    held = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    command = [sys.executable, "-c", INTERRUPTED, "--jobs", "1", *arguments]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert (run.returncode, run.stderr.splitlines()[-1]) == (130, "lint-config: interrupted")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == held


def test_a_new_file_has_the_usual_permissions_and_an_old_one_its_own(tmp_path: Path) -> None:
    usual, kept = tmp_path / "usual", tmp_path / "kept"
    usual.touch()
    kept.touch(mode=0o600)
    write_whole(tmp_path / "new", b"1")
    write_whole(kept, b"2")
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("new", "kept")] == [
        stat.S_IMODE(usual.stat().st_mode),
        0o600,
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept", "new", "usual"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_whole(pipe, b"all of it")
    assert os.read(reader, 100) == b"all of it"
    os.close(reader)


def test_what_cannot_be_written_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "missing" / "file", b"")
    with pytest.raises(IsADirectoryError):
        write_whole(tmp_path, b"")
