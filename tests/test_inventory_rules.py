"""What is said of a secret when Entra's own knowledge is at hand: each row of the decision table, and its edges."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from linting import TODAY, damaged_secret, entra_hint, entra_secret, lint

from linter.configuration.config import Config, EnvironmentDeclaration
from linter.model import Finding
from linter.plugins import load_rules

CLIENT_ID, OTHER_ID = "bf1c6ac5-53ba-4f05-ae09-8f8233d75d28", "6bb97ef5-ea2c-4336-a8a7-af5a61c7abe6"
KEY_ID = "828df800-08d3-4756-a5e1-ef3e48e7ea6d"
JUDGING = {"secret-id-as-secret", "foreign-secret", "expired-secret", "damaged-secret"}
RULES = [rule for rule in load_rules() if rule.ID in JUDGING]

Secret = dict[str, object]


def secret(seed: str | None, days: int | None = 400, key_id: str | None = None) -> Secret:
    """A secret that ends so many days from today; without a seed Entra tells no hint."""
    ends = f"{TODAY + timedelta(days=days)}T00:00:00Z" if days is not None else None
    return {
        "displayName": f"named {seed}",
        "hint": entra_hint(seed) if seed else None,
        "keyId": key_id,
        "endDateTime": ends,
    }


def judged(
    folder: Path, text: str, own: list[Secret], others: list[Secret], config: Config | None = None
) -> list[Finding]:
    """What is said of a text beside the client id of an app, whose secrets are ``own``."""
    settings = {"AzureAd": {"ClientId": CLIENT_ID, "ClientSecret": text}}
    (folder / "appsettings.json").write_text(json.dumps(settings))
    apps = [
        {"appId": CLIENT_ID, "displayName": "shop", "passwordCredentials": own},
        {"appId": OTHER_ID, "displayName": "other", "passwordCredentials": others},
    ]
    (folder / "entra-apps.json").write_text(json.dumps(apps))
    return lint(folder, RULES, config)


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("text", "own", "others", "said"),
    [
        pytest.param(KEY_ID, [secret("a", key_id=KEY_ID)], [], "error secret-id-as-secret", id="a Secret ID"),
        pytest.param(
            KEY_ID, [], [secret("a", key_id=KEY_ID)], "error secret-id-as-secret", id="another app's Secret ID"
        ),
        pytest.param(entra_secret("x"), [secret("a")], [secret("b")], "warning foreign-secret", id="nobody's hint"),
        pytest.param(entra_secret("x"), [secret("a"), secret(None)], [], "", id="a hint that Entra does not tell"),
        pytest.param(entra_secret("x"), [], [], "", id="no secret at all: it may be the service principal's"),
        pytest.param(entra_secret("b"), [secret("a")], [secret("b")], "error foreign-secret", id="another app's hint"),
        pytest.param(entra_secret("b"), [], [secret("b")], "error foreign-secret", id="another app's, own has none"),
        pytest.param(
            entra_secret("a"), [secret("a", -9)], [secret("a")], "error expired-secret", id="expired, not foreign"
        ),
        pytest.param(
            entra_secret("a"), [secret("a", -9), secret("b")], [], "error expired-secret", id="the expired of two"
        ),
        pytest.param(entra_secret("a"), [secret("a", -9), secret("a")], [], "", id="two of one hint, one lives"),
        pytest.param(entra_secret("a"), [secret("a", -9), secret(None)], [], "", id="one of no hint lives"),
        pytest.param(
            entra_secret("a"), [secret("b"), secret(None, -9)], [], "error expired-secret", id="one of no hint, ended"
        ),
        pytest.param(damaged_secret("a"), [secret("b", -9)], [secret("a")], "error damaged-secret", id="altered"),
        pytest.param(entra_secret("a"), [secret("a")], [secret("a")], "", id="its own"),
        pytest.param("#{Secret}#", [secret("a", -9), secret("b", -1)], [], "error expired-secret", id="all expired"),
        pytest.param("#{Secret}#", [secret("a", -9), secret("b")], [], "", id="a reference, one lives"),
        pytest.param("#{Secret}#", [secret("a", -9), secret("b", None)], [], "", id="a reference, one has no end"),
        pytest.param("", [secret("a", -9)], [], "", id="no secret in the file"),
        pytest.param("<your-secret>", [secret("a", -9)], [], "", id="a placeholder"),
    ],
)
def test_each_row_of_the_decision_table(
    text: str, own: list[Secret], others: list[Secret], said: str, tmp_path: Path
) -> None:
    findings = judged(tmp_path, text, own, others)
    assert ", ".join(f"{finding.severity.value} {finding.rule}" for finding in findings) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [(-1, "error"), (0, "warning"), (1, "warning"), (30, "warning"), (31, "")],
)
def test_the_last_day_is_a_day_of_grace(days: int, said: str, tmp_path: Path) -> None:
    findings = judged(tmp_path, "#{Secret}#", [secret("a", days)], [])
    assert "".join(finding.severity.value for finding in findings) == said


def test_a_message_names_the_secret_and_its_app_and_no_text(tmp_path: Path) -> None:
    text = entra_secret("b")
    (finding,) = judged(tmp_path, text, [secret("a")], [secret("b")])
    assert "secret 'named b' of app other" in finding.problem.message
    assert text[3:] not in finding.problem.message


def mismatches(folder: Path, name: str, config: Config) -> str:
    """What is said of production's client id when its app has that name."""
    (folder / "appsettings.Production.json").write_text(json.dumps({"AzureAd": {"ClientId": CLIENT_ID}}))
    (folder / "entra-apps.json").write_text(json.dumps([{"appId": CLIENT_ID, "displayName": name}]))
    rules = [rule for rule in load_rules() if rule.ID == "environment-mismatch"]
    return "".join(finding.problem.message for finding in lint(folder, rules, config))


def declaring(environment: str) -> Config:
    return Config(environments=(EnvironmentDeclaration(environment, client_ids=(CLIENT_ID.upper(),)),))


def test_the_app_s_name_tells_whose_a_client_id_is(tmp_path: Path) -> None:
    assert "client id's app shop-staging" in mismatches(tmp_path, "shop-staging", Config())
    assert not mismatches(tmp_path, "shop-test-runner", Config())
    assert not mismatches(tmp_path, "shop", Config())


def test_what_is_declared_outranks_the_app_s_name(tmp_path: Path) -> None:
    assert not mismatches(tmp_path, "shop-staging", declaring("prod"))
    assert "declared client id" in mismatches(tmp_path, "shop-prod", declaring("staging"))


def test_a_declared_vault_is_shown_where_it_is_named(tmp_path: Path) -> None:
    vault = {"id": "/subscriptions/x/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-shop"}
    parameters = {"clientSecret": {"reference": {"keyVault": vault, "secretName": "azure-ad"}}}
    (tmp_path / "azuredeploy.parameters.prod.json").write_text(
        json.dumps({"$schema": "https://x/deploymentParameters.json#", "parameters": parameters})
    )
    config = Config(environments=(EnvironmentDeclaration("staging", vaults=("kv-shop",)),))
    rules = [rule for rule in load_rules() if rule.ID == "environment-mismatch"]
    (finding,) = lint(tmp_path, rules, config)
    assert "the declared vault stands for staging" in finding.problem.message
    text = (tmp_path / finding.location.path).read_text()
    assert text[finding.location.span.start : finding.location.span.end] == "kv-shop"
