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


def principal(kind: str, *held: Secret) -> dict[str, object]:
    return {"appId": CLIENT_ID, "displayName": "shop", "servicePrincipalType": kind, "passwordCredentials": list(held)}


REGISTERED = {"appId": CLIENT_ID, "displayName": "shop", "passwordCredentials": [secret("a")]}
ANOTHER = {"appId": OTHER_ID, "displayName": "other", "passwordCredentials": [secret("b")]}


@pytest.mark.parametrize(
    ("text", "entries", "said"),
    [
        pytest.param(entra_secret("b"), [principal("Application")], "", id="what its registration has is not told"),
        pytest.param(
            entra_secret("b"), [principal("Application", secret("a"))], "", id="nor beside the principal's own"
        ),
        pytest.param(entra_secret("b"), [principal("ManagedIdentity")], "", id="an identity has no secret to check"),
        pytest.param(entra_secret("b"), [principal("Legacy", secret("a"))], "error foreign-secret", id="all are told"),
        pytest.param("#{S}#", [principal("Application", secret("a", -9))], "", id="the registration's may live"),
        pytest.param("#{S}#", [principal("Legacy", secret("a", -9))], "error expired-secret", id="no other can live"),
        pytest.param(
            entra_secret("a"),
            [principal("Application", secret("a", -9))],
            "error expired-secret",
            id="this very one ended",
        ),
        pytest.param(
            entra_secret("c"),
            [REGISTERED, principal("Application", secret("c"))],
            "",
            id="the principal's, not foreign",
        ),
        pytest.param(
            entra_secret("b"),
            [REGISTERED, principal("Application", secret("c"))],
            "error foreign-secret",
            id="neither's",
        ),
        pytest.param(
            "#{S}#", [REGISTERED, principal("Application", secret("c", -9))], "", id="the registration's lives"
        ),
        pytest.param(
            KEY_ID,
            [principal("Application", secret("a", key_id=KEY_ID))],
            "error secret-id-as-secret",
            id="a Secret ID",
        ),
    ],
)
def test_a_service_principal_tells_its_own_secrets_and_no_others(
    text: str, entries: list[object], said: str, tmp_path: Path
) -> None:
    (tmp_path / "appsettings.json").write_text(json.dumps({"AzureAd": {"ClientId": CLIENT_ID, "ClientSecret": text}}))
    (tmp_path / "entra-apps.json").write_text(json.dumps([*entries, ANOTHER]))
    findings = lint(tmp_path, RULES)
    assert ", ".join(f"{finding.severity.value} {finding.rule}" for finding in findings) == said


TENANT = "9c2d8f2e-65b1-4a6c-93c0-0f8f24e0c7aa"
GONE = "0d9f3c55-6a7b-4c1d-9e2f-3b4a5c6d7e8f"
APPS = [{"appId": OTHER_ID, "id": GONE.replace("0d9f", "1d9f")}]
IDENTITIES = [principal("ManagedIdentity") | {"id": GONE.replace("0d9f", "2d9f")}]
PRINCIPALS: list[dict[str, object]] = [
    *IDENTITIES,
    {"appId": OTHER_ID, "servicePrincipalType": "Application", "appOwnerOrganizationId": GONE},
]
SELECTED = {
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#servicePrincipals(appId)",
    "value": [{"appId": entry["appId"]} for entry in PRINCIPALS],
}


@pytest.mark.parametrize(
    ("exported", "client_id", "with_secret", "is_unknown"),
    [
        ([APPS], GONE, True, True),
        ([APPS], GONE, False, False),  # it may be a managed identity's
        ([APPS], CLIENT_ID, True, True),
        ([APPS, IDENTITIES], GONE, False, True),
        ([APPS, IDENTITIES], CLIENT_ID, False, False),
        ([IDENTITIES], GONE, True, False),  # nothing tells of apps
        ([PRINCIPALS], GONE, False, True),
        ([PRINCIPALS], OTHER_ID, True, False),  # registered elsewhere, and known by its principal
        ([SELECTED], GONE, False, True),
        ([SELECTED], CLIENT_ID, False, False),
        (
            [SELECTED | {"@odata.nextLink": "https://graph.microsoft.com/v1.0/servicePrincipals?$skiptoken=x"}],
            GONE,
            True,
            False,
        ),
        ([APPS, PRINCIPALS], GONE, False, True),
    ],
)
def test_what_each_export_knows_of_client_ids(
    exported: list[object], client_id: str, with_secret: bool, is_unknown: bool, tmp_path: Path
) -> None:
    section = {"TenantId": TENANT, "ClientId": client_id, **({"ClientSecret": "#{S}#"} if with_secret else {})}
    (tmp_path / "appsettings.json").write_text(json.dumps({"AzureAd": section}))
    (tmp_path / "entra-apps.json").write_text("\n".join(map(json.dumps, exported)))
    found = lint(tmp_path, [rule for rule in load_rules() if rule.ID == "unknown-client-id"])
    assert bool(found) == is_unknown


def test_an_object_id_is_known_whichever_object_it_is_of(tmp_path: Path) -> None:
    for object_id in (GONE.replace("0d9f", "1d9f"), GONE.replace("0d9f", "2d9f")):
        section = {"TenantId": TENANT, "ClientId": object_id, "ClientSecret": "#{S}#"}
        (tmp_path / "appsettings.json").write_text(json.dumps({"AzureAd": section}))
        (tmp_path / "entra-apps.json").write_text(json.dumps([*APPS, *IDENTITIES, *APPS]) + json.dumps(APPS))
        (finding,) = lint(tmp_path, [rule for rule in load_rules() if rule.ID == "unknown-client-id"])
        assert "it is the object id of app" in finding.problem.message


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
