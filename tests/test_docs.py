"""Every command in the README and the docs works as it stands, in a copy of the sample shop."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from linting import lay_out, lint

from linter.plugins import _faults

CHECKOUT = Path(__file__).parents[1]
PAGES = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md"))]
BLOCK = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
LANGUAGES = {"console", "json", "jsonc", "python", "sh", "text", "toml", "yaml"}
# What a pipeline runs: a list item or a script that begins with the command.
IN_PIPELINE = re.compile(r"^\s*- (?:script: |run: )?(lint-config .+)$", re.MULTILINE)
KEPT = ("--baseline .lint-config-baseline.json", "--inventory entra-apps.json")  # what the command before made
VARIABLE = re.compile(r"\$\([\w.]+\)")  # of Azure Pipelines


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    yield from BLOCK.findall(page.read_text(encoding="utf-8"))


def commands() -> Iterator[tuple[str, str]]:
    """Every command that a reader may copy; those of the README that install the product have tests of their own."""
    for page in PAGES:
        for language, text in blocks(page):
            if language == "sh":
                yield from ((page.name, line) for line in text.splitlines())
            elif language == "console":
                yield from ((page.name, line) for line in text.splitlines() if line not in INSTALLING)
            elif language == "yaml":
                yield from ((page.name, VARIABLE.sub(".", line)) for line in IN_PIPELINE.findall(text))


INSTALLING = [line for _, text in blocks(PAGES[0]) for line in text.splitlines() if line.startswith("python3 -m venv")]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    lay_out(CHECKOUT / "tests" / "fixtures" / "repos" / "shop", folder)
    for git in (["init", "-q"], ["add", "-A"], ["-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qm", "x"]):
        subprocess.run(["git", *git], cwd=folder, check=True)
    return folder


@pytest.fixture(scope="module")
def azure_cli(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an ``az`` that answers with the sample's inventory."""
    answer = CHECKOUT / "tests" / "fixtures" / "repos" / "shop.entra-apps.json"
    script = tmp_path_factory.mktemp("azure cli") / "az"
    script.write_text(f'#!/bin/sh\nexec cat "{answer}"\n', encoding="utf-8")
    script.chmod(0o755)
    return script.parent


@pytest.mark.parametrize(("page", "command"), list(commands()))
def test_a_command_of_the_docs_works(page: str, command: str, shop: Path, azure_cli: Path) -> None:
    command = command.removeprefix("$ ")
    if "| jq" in command and not shutil.which("jq"):
        pytest.skip("jq is not installed")
    subprocess.run(["git", "clean", "-qfd"] if not command.endswith(KEPT) else ["true"], cwd=shop, check=True)
    subprocess.run(["git", "checkout", "-q", "."], cwd=shop, check=True)
    path = os.pathsep.join((str(Path(sys.executable).parent), str(azure_cli), os.environ["PATH"]))
    result = subprocess.run(
        ["bash", "-c", command], cwd=shop, capture_output=True, text=True, check=False, env={**os.environ, "PATH": path}
    )
    assert result.returncode in (0, 1), f"{page}: {command}\n{result.stderr}"
    assert "Traceback" not in result.stderr


@pytest.mark.network
def test_the_readme_installs_the_product_and_lints_the_sample(product: Path, tmp_path: Path) -> None:
    checkout = tmp_path / "check out"
    shutil.copytree(product, checkout)
    sample = "tests/fixtures/repos/shop"
    shutil.copytree(CHECKOUT / sample, checkout / sample)
    ran = subprocess.run(["bash", "-c", INSTALLING[0]], cwd=checkout, capture_output=True, text=True, check=False)
    assert ran.returncode == 1, ran.stderr
    assert "secret-id-as-secret" in ran.stdout


def test_the_other_command_of_the_readme_is_the_first_of_the_checks() -> None:
    assert len(INSTALLING) == 2
    assert f"\n{INSTALLING[1]}\n" in (CHECKOUT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_rule_of_the_page_about_rule_packs_is_one_and_finds_something(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = CHECKOUT / "docs" / "rule-packs.md"
    code = [text for language, text in blocks(page) if language == "python"]
    rule: Any = ModuleType("acme_vault")
    exec("\n".join(code), rule.__dict__)
    assert list(_faults(rule)) == []
    assert [option.name for option in rule.OPTIONS] == ["prefix"]
    reference = "@Microsoft.KeyVault(VaultName=kv-shop;SecretName=x)"
    settings = [{"name": "ClientSecret", "value": reference, "slotSetting": False}]
    (tmp_path / "app-settings.json").write_text(json.dumps(settings), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert [finding.problem.message for finding in lint(tmp_path, [rule])] == ["kv-shop is none of our vaults."]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_says_what_it_is(page: Path) -> None:
    assert {language for language, _ in blocks(page)} <= LANGUAGES
    for language, text in blocks(page):
        for line in text.splitlines() if language == "console" else ():
            assert line.startswith("$ ") or line in INSTALLING, "what the terminal answers would need a test of its own"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_is_what_it_says(page: Path) -> None:
    for language, text in blocks(page):
        if language == "yaml":
            yaml.safe_load(text)
        elif language == "toml":
            tomllib.loads(text)
        elif language == "json":
            json.loads(text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
