"""The completion scripts offer what may follow."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from linter.completions import completions
from linter.plugins import load_rules

ASK = """
source "$0"
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_shtab_lint_config
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    for shell in ("bash", "zsh", "tcsh"):
        (tmp_path / f"script.{shell}").write_text(completions(shell, load_rules()), encoding="utf-8")
    (tmp_path / "app settings.json").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["--fail-on", ""], {"error", "warning", "note", "never"}),
        (["-f", "js"], {"json"}),
        (["-f", ""], {"text", "sarif", "json", "github", "gitlab", "junit", "markdown", "html"}),
        (["--explain", "AADSTS7000"], {"AADSTS7000215", "AADSTS7000218", "AADSTS7000222"}),
        (["--select", "secret-id"], {"secret-id-as-secret"}),
        (["--ignore", "rot"], {"rotation"}),
        (["--sel"], {"--select"}),
        (["--config", "script.b"], {"script.bash"}),
        (["--staged", "app"], {"app settings.json"}),
    ],
)
def test_bash(words: list[str], offered: set[str], scripts: Path) -> None:
    command = ["bash", "-c", ASK, str(scripts / "script.bash"), "lint-config", *words]
    answer = subprocess.run(command, cwd=scripts, check=True, capture_output=True, text=True).stdout
    assert set(answer.splitlines()) >= offered
    assert not offered or len(answer.splitlines()) <= len(offered) + 1


@pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not installed")
def test_zsh(scripts: Path) -> None:
    subprocess.run(["zsh", "-n", "script.zsh"], cwd=scripts, check=True)
    text = (scripts / "script.zsh").read_text(encoding="utf-8")
    assert text.startswith("#compdef lint-config")
    assert ":NAME:(text sarif json github gitlab junit markdown html)" in text
