"""What is no configuration, or cannot be read, is told; it never ends in a traceback, and never passes in silence."""

from __future__ import annotations

import os
import subprocess
import sys
from codecs import BOM_UTF32_BE, BOM_UTF32_LE
from pathlib import Path

import pytest

from linter import cli

GUID = "5f0c2d1e-7a94-4b8e-9a35-1f6f0f0e2b6d"
FAULTY = f'{{"AzureAd": {{"ClientId": "{GUID}", "ClientSecret": "0c9b7a3e-2f55-4d0a-8d51-6f9d5a1f7c44"}}}}'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_links_that_lead_in_circles_or_nowhere(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "appsettings.json").write_text(FAULTY)
    (folder / "appsettings.a.json").symlink_to("appsettings.b.json")
    (folder / "appsettings.b.json").symlink_to("appsettings.a.json")
    (folder / "appsettings.gone.json").symlink_to("nowhere")
    (folder / "here").symlink_to(".")
    assert cli.main([]) == 1
    capsys.readouterr()
    assert cli.main(["appsettings.a.json", "appsettings.gone.json"]) == 3
    told = capsys.readouterr().err
    assert "appsettings.a.json: it is a link that leads nowhere" in told
    assert "appsettings.gone.json: it is a link that leads nowhere" in told


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are POSIX")
def test_a_pipe_is_not_waited_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(folder / "appsettings.json")
    assert cli.main([]) == 0
    assert cli.main(["appsettings.json"]) == 3
    assert "neither a file nor a folder" in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may open everything")
def test_a_folder_that_cannot_be_opened(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0)
    try:
        assert cli.main(["closed"]) == 3
        assert "closed: this folder cannot be opened" in capsys.readouterr().err
        cli.main([])
        assert "closed: this folder cannot be opened; nothing in it is read" in " ".join(
            capsys.readouterr().out.split()
        )
    finally:
        closed.chmod(0o700)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (BOM_UTF32_LE + FAULTY.encode("utf-32-le"), "it is UTF-32 text"),
        (BOM_UTF32_BE + FAULTY.encode("utf-32-be"), "it is UTF-32 text"),
        (FAULTY.encode("utf-32-le"), "NUL characters"),
        (b"\0\1\2 no word of a credential", "NUL characters"),
        (FAULTY.encode("utf-16")[:-1], "begins like UTF-16"),
    ],
)
def test_bytes_that_are_no_text(data: bytes, why: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "appsettings.json").write_bytes(data)
    assert cli.main(["appsettings.json"]) == 3
    assert why in capsys.readouterr().err


def test_a_name_may_not_drive_the_terminal(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "appsettings.\x1b[31m\n.json").write_text(FAULTY)
    cli.main(["--list-files"])
    cli.main(["nothing\x1b[31m\nhere.json"])
    captured = capsys.readouterr()
    assert "\x1b" not in captured.out + captured.err
    assert captured.out.count("\n") == 1 + captured.out.count("no file was read\n")


def test_what_was_named_and_is_of_no_family_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "readme.md").write_text("a password")
    assert cli.main(["readme.md"]) == 0
    assert "readme.md is of none" in capsys.readouterr().err
    assert cli.main(["readme.md", "--strict"]) == 2


@pytest.mark.skipif(os.name == "nt", reason="POSIX streams")
@pytest.mark.parametrize(
    ("redirection", "code"),
    [
        (">&-", 1),
        ("2>&-", 1),
        ("<&- -", 2),
        (">/dev/full", 2),
        ("2>/dev/full >/dev/null", 1),
        ("nowhere 2>/dev/full", 3),
    ],
)
def test_streams_that_are_closed_or_full(redirection: str, code: int, folder: Path) -> None:
    if "/dev/full" in redirection and not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    (folder / "appsettings.json").write_text(FAULTY)
    ran = subprocess.run(
        f"'{sys.executable}' -m linter {redirection}", shell=True, capture_output=True, text=True, check=False
    )
    assert ran.returncode == code
    assert "Traceback" not in ran.stderr
    assert "fault of lint-config" not in ran.stderr


def test_a_reader_who_leaves_ends_the_run_quietly(folder: Path) -> None:
    for number in range(200):
        (folder / f"appsettings.{number}.json").write_text(FAULTY)
    ran = subprocess.run(
        f"'{sys.executable}' -m linter | head -1", shell=True, capture_output=True, text=True, check=False
    )
    assert (ran.stdout[:14], ran.stderr) == ("appsettings.0.", "")


@pytest.mark.parametrize("flags", [["-O"], ["-W", "error"], ["-X", "utf8=0"]])
def test_ways_to_start_python(flags: list[str], folder: Path) -> None:
    (folder / "appsettings.json").write_text(FAULTY)
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "TERM": "dumb", "COLUMNS": "1"}
    command = [sys.executable, *flags, "-m", "linter", "-f", "text", "-f", "html:out.html", "-f", "sarif:out.sarif"]
    ran = subprocess.run(command, capture_output=True, check=False, env=environment)
    assert (ran.returncode, ran.stderr) == (1, b"")


def test_rules_without_their_documentation_are_none(folder: Path) -> None:
    ran = subprocess.run([sys.executable, "-OO", "-m", "linter"], capture_output=True, text=True, check=False)
    assert ran.returncode == 3
    assert "-OO" in ran.stderr
