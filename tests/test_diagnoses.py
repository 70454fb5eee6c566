"""``--explain AADSTS…``: every code is explained, and the commonest ones are diagnosed."""

from __future__ import annotations

import re

import pytest

from linter.pages import codes as diagnosis_pages
from linter.pages.aadsts import CODES, diagnosis
from linter.pages.explain import NothingToExplainError, explain
from linter.plugins import load_rules
from linter.shell import commands

RULES = load_rules()
DIAGNOSED = (7000215, 7000222, 7000218, 700016, 90002, 70021, 700213, 700211, 50012, 70002)
SECTIONS = ["What it is not", "Check in this order", "Verify the fix", "Rules that prevent it", "References"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.ID)
def test_a_rule_prevents_codes_that_exist(rule: object) -> None:
    prevented = getattr(rule, "CODES", ())
    assert set(map(int, prevented)) <= CODES.keys()


@pytest.mark.parametrize("number", DIAGNOSED)
def test_a_diagnosis_leads_from_the_code_to_the_proof(number: int) -> None:
    text = explain(f"AADSTS{number}", RULES)
    assert text.startswith(f"# AADSTS{number}: {CODES[number].title}\n\n")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS
    assert "AADServicePrincipalSignInLogs" in text
    assert "{" not in re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.DOTALL)  # nothing is left to be filled in


@pytest.mark.parametrize("number", CODES)
def test_every_code_is_explained_with_the_rules_that_prevent_it(number: int) -> None:
    text = explain(str(number), RULES)
    for rule in RULES:
        told = str(number) in rule.CODES or f"`{rule.ID}`" in (diagnosis(number) or "")
        assert (f"\n- {rule.ID}: " in text) is told
    assert CODES[number].meaning in text or diagnosis(number)


@pytest.mark.parametrize("number", DIAGNOSED)
def test_a_diagnosis_speaks_of_rules_and_codes_that_exist(number: int) -> None:
    text = diagnosis(number)
    ids = {rule.ID for rule in RULES}
    for parenthesis in re.findall(r"\((`[a-z][a-z-]+`(?:,\s+`[a-z-]+`)*)\)", text):
        assert set(re.findall(r"`([a-z-]+)`", parenthesis)) <= ids
    elsewhere = {500133, 50013}  # of assertions in general
    assert {int(code) for code in re.findall(r"AADSTS(\d+)", text)} <= CODES.keys() | elsewhere


@pytest.mark.parametrize("number", DIAGNOSED)
def test_no_command_of_a_diagnosis_shows_a_secret(number: int) -> None:
    for script in re.findall(r"```sh\n(.*?)```", diagnosis(number), re.DOTALL):
        assert "$SECRET" not in re.sub(r'^printf %s "\$SECRET" \|', "", script, flags=re.MULTILINE)
        assert commands("az login --service-principal -p x", "bash", ())  # the reader would see one
        for command in commands(script, "bash", ()):
            given = command.option("-p", "--password")
            assert given is None or given.reveal() == "@-"


def test_an_unknown_code_is_told_with_the_nearest_one() -> None:
    with pytest.raises(NothingToExplainError, match="did you mean '700021"):
        explain("AADSTS7000216", RULES)


def test_the_pages_are_fresh() -> None:
    assert diagnosis_pages.main(["--check"]) == 0, "run python -m linter.pages.codes"


def test_a_page_links_rules_and_neighbours() -> None:
    text = diagnosis_pages.page(7000215, RULES)
    assert "[AADSTS7000222](AADSTS7000222.md)" in text
    assert "[`secret-id-as-secret`](../rules/secret-id-as-secret.md)" in text
    assert "--explain" not in diagnosis_pages.page(70002, RULES)
    row = next(line for line in diagnosis_pages.index(RULES).splitlines() if line.startswith("| [AADSTS7000215]"))
    assert "[secret-id-as-secret](../rules/secret-id-as-secret.md)" in row
