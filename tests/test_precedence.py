"""Where two rules could speak of one value, the more specific one does: pair by pair, as the chains say."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from linting import fill_in, lint

from linter.model import Finding, Location, Problem, Severity, Span
from linter.plugins import load_rules
from linter.precedence import CHAINS, most_specific

RULES = {rule.ID: rule for rule in load_rules()}
PAIRS = [pair for chain in CHAINS for pair in combinations(chain, 2)]


def finding(rule: str, start: int, end: int, path: str = "appsettings.json") -> Finding:
    where = Location(path, Span(1, start + 1, 1, end + 1, start, end))
    return Finding(rule, Severity.ERROR, Problem(where, "made up"))


def rules_of(findings: list[Finding]) -> list[str]:
    return [finding.rule for finding in findings]


def test_every_rule_of_a_chain_exists() -> None:
    assert {rule for chain in CHAINS for rule in chain} <= RULES.keys()


@pytest.mark.parametrize(("specific", "general"), PAIRS)
def test_of_two_that_meet_the_specific_one_stays(specific: str, general: str) -> None:
    for order in ((specific, general), (general, specific)):
        met = [finding(rule, 10, 46) for rule in order]
        assert rules_of(most_specific(met)) == [specific]


@pytest.mark.parametrize(("specific", "general"), PAIRS)
def test_two_that_do_not_meet_both_stay(specific: str, general: str) -> None:
    apart = [finding(specific, 10, 46), finding(general, 46, 80)]
    elsewhere = [finding(specific, 10, 46), finding(general, 10, 46, "values.yaml")]
    assert most_specific(apart) == apart
    assert sorted(rules_of(most_specific(elsewhere))) == sorted([specific, general])


def test_a_rule_of_no_chain_speaks_regardless() -> None:
    both = [finding("secret-id-as-secret", 10, 46), finding("avoidable-client-secret", 10, 46)]
    assert most_specific(both) == both


_ID = "5b8d2f64-93c1-4e7a-b0d6-2c7f1a9e4835"
_SECRET_ID = "e07a3c58-6d14-49f2-8b9c-15f0a7d2e463"
_VERSION = "ec96f02080254f109c51a1f14cdb1931"

# What two rules could say something of, and which one does: file name, text, rule, the rule that is silent.
VERDICTS = [
    (
        "own id",
        ".env",
        f"AZURE_CLIENT_ID={_ID}\nAZURE_CLIENT_SECRET={_ID}\n",
        "swapped-credential-fields",
        "secret-id-as-secret",
    ),
    (
        "secret as an id",
        ".env",
        "AZURE_CLIENT_ID=@@ENTRA_SECRET:a@@\n",
        "swapped-credential-fields",
        "secret-literal",
    ),
    (
        "an id as a literal",
        ".env",
        f"AZURE_CLIENT_ID={_ID}\nAZURE_CLIENT_SECRET={_SECRET_ID}\n",
        "secret-id-as-secret",
        "secret-literal",
    ),
    (
        "an id with a line break",
        "values.yaml",
        f"azureAd:\n  clientId: {_ID}\n  clientSecret: |\n    {_SECRET_ID}\n",
        "secret-id-as-secret",
        "trailing-newline-in-secret",
    ),
    (
        "a secret with a line break",
        "values.yaml",
        "azureAd:\n  clientSecret: |\n    @@ENTRA_SECRET:a@@\n",
        "trailing-newline-in-secret",
        "damaged-secret",
    ),
    (
        "a client id with a line break",
        "values.yaml",
        f"azureAd:\n  clientId: |\n    {_ID}\n",
        "trailing-newline-in-secret",
        "malformed-client-id",
    ),
    ("a damaged literal", ".env", "AZURE_CLIENT_SECRET=@@DAMAGED_SECRET:a@@\n", "damaged-secret", "secret-literal"),
    (
        "a default of a secure parameter",
        "main.bicep",
        "@secure()\nparam sqlAdministratorPassword string = 'k7Rw-made-up-2mQz'\n",
        "secure-parameter-default",
        "secret-literal",
    ),
    (
        "an id as such a default",
        "main.bicep",
        f"param azureAdClientId string\n@secure()\nparam azureAdClientSecret string = '{_SECRET_ID}'\n",
        "secret-id-as-secret",
        "secure-parameter-default",
    ),
    (
        "a malformed reference in .env",
        ".env",
        "AZURE_CLIENT_SECRET=@Microsoft.KeyVault(VaultName=kv-shop;SecretName=azure-ad\n",
        "malformed-keyvault-reference",
        "unresolvable-reference",
    ),
    (
        "a pinned reference in .env",
        ".env",
        f"AZURE_CLIENT_SECRET=@Microsoft.KeyVault(VaultName=kv-shop;SecretName=azure-ad;SecretVersion={_VERSION})\n",
        "unresolvable-reference",
        "pinned-keyvault-version",
    ),
    (
        "a pinned and malformed reference",
        "app-settings.json",
        '[{"name": "A__ClientSecret", "slotSetting": true,'
        f' "value": "@Microsoft.KeyVault(SecretUri=https://kv-shop.vault.azure.net/secrets/a/{_VERSION}"}}]',
        "malformed-keyvault-reference",
        "pinned-keyvault-version",
    ),
]


@pytest.mark.parametrize(("name", "text", "speaks", "silent"), [v[1:] for v in VERDICTS], ids=[v[0] for v in VERDICTS])
def test_one_value_gets_one_verdict(
    name: str, text: str, speaks: str, silent: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).write_text(fill_in(text), encoding="utf-8", newline="\n")
    monkeypatch.chdir(tmp_path)
    found = rules_of(lint(tmp_path, list(RULES.values())))
    assert found.count(speaks) == 1
    assert silent not in found
