"""Every command in the README and the docs works as it stands, in a copy of the sample shop."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from linting import lay_out

CHECKOUT = Path(__file__).parents[1]
PAGES = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md"))]
COMMAND = re.compile(r"^\$ (.+)$", re.MULTILINE)
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def commands() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for language, text in BLOCK.findall(page.read_text(encoding="utf-8")):
            if language == "console":
                yield from ((page.name, command) for command in COMMAND.findall(text))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    lay_out(CHECKOUT / "tests" / "fixtures" / "repos" / "shop", folder)
    for git in (["init", "-q"], ["add", "-A"], ["-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qm", "x"]):
        subprocess.run(["git", *git], cwd=folder, check=True)
    return folder


@pytest.mark.parametrize(("page", "command"), list(commands()))
def test_a_command_of_the_docs_works(page: str, command: str, shop: Path) -> None:
    subprocess.run(["git", "clean", "-qfd"] if "baseline" not in command else ["true"], cwd=shop, check=True)
    subprocess.run(["git", "checkout", "-q", "."], cwd=shop, check=True)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    result = subprocess.run(
        ["bash", "-c", command], cwd=shop, capture_output=True, text=True, check=False, env={**os.environ, "PATH": path}
    )
    assert result.returncode in (0, 1), f"{page}: {command}\n{result.stderr}"
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_yaml_block_is_yaml(page: Path) -> None:
    for language, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        if language == "yaml":
            yaml.safe_load(text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
