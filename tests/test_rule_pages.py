"""A rule's page shows its docstring and, as examples, the fixtures with what is said about them."""

import re
from pathlib import Path

import pytest

from linter.configuration.loading import load_config
from linter.model import Rule
from linter.pages.rules import index, page
from linter.plugins import load_rules

RULE = load_rules()[0]
SNAPSHOT = """\
bad file.json:3:5-9 error some-id
  AzureAd:ClientSecret
  [The secret][1] of the client id [2] is no secret.
  [1] bad file.json:1:1 the secret
  fix: drop it
  | "ClientSecret": "***"

"""


@pytest.fixture
def fixtures(tmp_path: Path) -> Path:
    (tmp_path / "bad file.json").write_text('{"ClientSecret": "@@ENTRA_SECRET:a@@"}')
    (tmp_path / "bad file.json.out").write_text(SNAPSHOT)
    (tmp_path / "bad.yaml").write_text("a: 1", encoding="utf-16")
    (tmp_path / "ok" / "deploy").mkdir(parents=True)
    (tmp_path / "ok" / "deploy" / "values.yml").write_text("a: ''\n")
    (tmp_path / "ok" / ".env.prod").write_text("A=\n")
    return tmp_path


def test_shows_examples_and_what_is_said_of_them(fixtures: Path) -> None:
    text = page(RULE, fixtures)
    assert '## Bad\n\n`bad file.json`\n\n```json\n{"ClientSecret": "<entra secret>"}\n```\n' in text
    assert "- `bad file.json`, line 3: The secret of the client id is no secret." in text
    assert "## Good\n\n`.env.prod`\n\n```dotenv\nA=\n```\n\n`deploy/values.yml`\n\n```yaml\na: ''\n```\n" in text


def test_leaves_out_what_a_reader_could_not_see(fixtures: Path) -> None:
    assert "bad.yaml" not in page(RULE, fixtures)


def test_says_whether_a_fix_is_known(fixtures: Path) -> None:
    assert page(RULE, fixtures).splitlines()[6].endswith("| yes |")
    (fixtures / "bad file.json.out").unlink()
    assert page(RULE, fixtures).splitlines()[6].endswith("| no |")


def test_ends_with_the_references(fixtures: Path) -> None:
    headings = [line for line in page(RULE, fixtures).splitlines() if line.startswith("## ")]
    assert headings[-4:] == ["## Bad", "## Good", "## How to ignore it", "## References"]


def test_shows_configuration_that_can_be_copied(fixtures: Path, tmp_path: Path) -> None:
    snippets = re.findall(r"```yaml\n((?:ignore|rules):.+?)```", page(RULE, fixtures), re.S)
    (tmp_path / "ignore.yml").write_text(snippets[0])
    (tmp_path / "off.yml").write_text(snippets[1])
    assert load_config(tmp_path, named="ignore.yml").ignores[0].rule == RULE.ID
    assert load_config(tmp_path, named="off.yml").levels == {RULE.ID: None}


def test_the_index_lists_every_rule_under_its_group() -> None:
    rules: tuple[Rule, ...] = load_rules()
    lines = index(rules).splitlines()
    for rule in rules:
        row = next(number for number, line in enumerate(lines) if f"({rule.ID}.md)" in line)
        headings = [line for line in lines[:row] if line.startswith("## ")]
        assert headings[-1] == f"## {rule.GROUP}"
