"""What is there to be copied or read, and what stands in every tutorial."""

from __future__ import annotations

import pytest

from linter.model import Family, Shape, ValueKind
from linter.names.samples import is_for_tests, is_illustration, is_sample
from linter.values.classify import classify
from linter.values.literals import WELL_KNOWN


@pytest.mark.parametrize(
    "path",
    [
        ".env.example",
        "api/appsettings.Production.json.sample",
        "a/values.template.yaml",
        "docs/x.yaml",
        ".agents/skills/a/b.yml",
    ],
)
def test_illustrations(path: str) -> None:
    assert is_illustration(path)
    assert is_sample(path)


@pytest.mark.parametrize("path", ["samples/web/appsettings.json", "examples/a/values.yaml"])
def test_folders_of_samples_may_be_deployed(path: str) -> None:
    assert not is_illustration(path)
    assert is_sample(path)


@pytest.mark.parametrize(
    "path",
    [
        "src/appsettings.json",
        "resample/values.yaml",
        "templates/secret.yaml",
        ".env.production",
        ".github/workflows/a-template.yml",
    ],
)
def test_everything_else_is_in_use(path: str) -> None:
    assert not is_sample(path)


@pytest.mark.parametrize(
    "path",
    [
        "tests/api/appsettings.json",
        "__tests__/.env",
        "src/test/resources/application.yml",
        "src/contractTest/resources/application.properties",
        "Shop.Api.IntegrationTests/appsettings.json",
        "my-e2e/docker-compose.yml",
    ],
)
def test_folders_of_tests(path: str) -> None:
    assert is_for_tests(path, Family.APP_SETTINGS)
    assert not is_for_tests(path, Family.KUBERNETES)


@pytest.mark.parametrize(
    "path",
    [
        "cmd/testdata/secret.yaml",
        "internal/test-fixtures/values.yaml",
        "charts/shop/test/golden/secret.golden.yaml",
        "charts/shop/tests/secrets_test.yaml",
    ],
)
def test_data_of_tests_is_applied_nowhere(path: str) -> None:
    assert is_for_tests(path, Family.KUBERNETES)


@pytest.mark.parametrize(
    ("path", "family"),
    [
        ("docker-compose.ci.yml", Family.COMPOSE),
        ("docker-compose.test.yml", Family.COMPOSE),
        ("docker/docker-compose.integration.yml", Family.COMPOSE),
        (".env.test", Family.DOTENV),
        ("test-values-complete.yaml", Family.HELM_VALUES),
        ("src/Api/appsettings.IntegrationTests.json", Family.APP_SETTINGS),
        ("src/Api/appsettings.Testing.json", Family.APP_SETTINGS),
    ],
)
def test_names_of_tests(path: str, family: Family) -> None:
    assert is_for_tests(path, family)


@pytest.mark.parametrize(
    "path",
    ["appsettings.Test.json", "appsettings.Latest.json", "appsettings.Circle.json", "appsettings.Integration.json"],
)
def test_apps_are_deployed_to_an_environment_that_is_called_test(path: str) -> None:
    assert not is_for_tests(path, Family.APP_SETTINGS)


def test_values_of_an_environment_that_is_called_test() -> None:
    assert not is_for_tests("values-test.yaml", Family.HELM_VALUES)


@pytest.mark.parametrize(
    "path",
    ["environments/test/appsettings.json", "deploy/tests/.env", "latest/.env", "Shop.TestHarness/appsettings.json"],
)
def test_folders_of_no_tests(path: str) -> None:
    assert not is_for_tests(path, Family.APP_SETTINGS)


@pytest.mark.parametrize(
    "text",
    [
        "Pass@word1",
        "S3cr3tP@ss",
        "MongoPass",
        "Pass123$",
        "developmentpassword",
        "P@ssw0rd!",
        "Keycloak123",
        "shop_local_dev",
        "s3cr3t-f0r-signing-tokens",
    ],
)
def test_passwords_of_tutorials(text: str) -> None:
    assert classify(text, Family.DOTENV).detail == WELL_KNOWN


@pytest.mark.parametrize("text", ["k7Rw-made-up-2mQz", "Tr0ub4dor&3", "passenger-Liner-77x", "migrations456"])
def test_other_passwords(text: str) -> None:
    value = classify(text, Family.DOTENV)
    assert (value.kind, value.shape, value.detail) == (ValueKind.LITERAL, Shape.TEXT, "")


@pytest.mark.parametrize(
    "text",
    [
        "ZXhhbXBsZS1hcHAtc2VjcmV0",  # example-app-secret
        "-----BEGIN PRIVATE KEY-----\nA key\n-----END PRIVATE KEY-----\n",
        "a value that may be found in the vault of the shop",
        "MISSING",
        "WebHooks-Demo-Web",
        "GUID",
    ],
)
def test_stand_ins(text: str) -> None:
    assert classify(text, Family.DOTENV).kind is ValueKind.PLACEHOLDER


def test_a_hash_around_a_name_is_a_token() -> None:
    assert classify("#adminPassword#", Family.ARM_PARAMETERS).kind is ValueKind.TOKEN
