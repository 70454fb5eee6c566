"""Ctrl-C ends the command quietly at whatever moment, also while its modules are loaded."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

# The command, interrupted when it first asks for a module.
LOADING = """
import sys
class Interruption:
    def find_spec(self, name, *_):
        if name == "MODULE":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interruption())
from linter.__main__ import main
sys.exit(main())
"""
PARSING = """
import argparse, sys
def interrupted(*_):
    raise KeyboardInterrupt
argparse.ArgumentParser.parse_known_args = interrupted
from linter.__main__ import main
sys.exit(main())
"""


@pytest.mark.parametrize("module", ["linter.cli", "linter.arguments", "argparse", "linter.linting", "yaml"])
def test_while_modules_are_loaded(module: str, tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text("clientSecret: ''\n")
    assert interrupted(LOADING.replace("MODULE", module), tmp_path) == (130, "", "lint-config: interrupted\n")


def test_while_the_command_line_is_read(tmp_path: Path) -> None:
    assert interrupted(PARSING, tmp_path) == (130, "", "lint-config: interrupted\n")


def test_the_command_begins_where_that_holds() -> None:
    settings = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
    assert settings["project"]["scripts"] == {"lint-config": "linter.__main__:main"}


def interrupted(code: str, folder: Path) -> tuple[int, str, str]:
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    return run.returncode, run.stdout, run.stderr
