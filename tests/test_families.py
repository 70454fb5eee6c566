"""Which family a file is of, by the names and contents met in public repositories."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from linter.discovery.candidate import Surroundings
from linter.discovery.families import family_of, is_candidate
from linter.model import Family

TEMPLATE = b'{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"}'
PARAMETERS = b'{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#"}'
MANIFEST = b"# licence\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: x}\n"
WORKFLOW = b"name: x\non:\n  push:\njobs:\n  build: {}\n"
PLAIN = b"# values of the app\n\nreplicas: 2\nclientId: abc\n"
ARRAY = b'[\n  {\n    "name": "A", "value": "b", "slotSetting": false\n  }\n]'


def around(**folders: Collection[str]) -> Surroundings:
    """Surroundings with these folders; ``__`` in a keyword stands for ``/``, ``top`` for the top."""
    names = {"" if key == "top" else key.replace("__", "/"): value for key, value in folders.items()}
    return Surroundings(lambda folder: names.get(folder, ()))


def family(path: str, data: bytes = b"", surroundings: Surroundings | None = None) -> Family | None:
    decision = family_of(path, data, surroundings or Surroundings())
    assert decision is None or is_candidate(path), "a file that is never read cannot be of a family"
    assert decision is None or decision.reason
    return decision.family if decision else None


@pytest.mark.parametrize(
    "path",
    [
        "src/appsettings.json",
        "src/appsettings.Production.json",
        "AppSettings.json",
        "app-settings.json",
        "appsettings.Development.json.rename",
        "appsettings.json.example",
        "appsettings.json.template",
        "appsettings.json.production",
        "local.settings.json",
        "sample.local.settings.json",
        "local.settings.json.example",
        "local.settings.sample.json",
        "Properties/launchSettings.json",
    ],
)
def test_app_settings_by_name(path: str) -> None:
    assert family(path, b"{}") is Family.APP_SETTINGS


@pytest.mark.parametrize("path", ["appsettings.json.md", "appsettings.d.ts", "appsettings.json.ts", "settings.json"])
def test_no_app_settings_by_name(path: str) -> None:
    assert family(path, b"{}") is None


def test_content_outranks_the_name_of_a_json_file() -> None:
    assert family("appsettings.json", TEMPLATE) is Family.ARM_TEMPLATE
    assert family("infra/app-settings.json", ARRAY) is Family.APP_SERVICE_SETTINGS
    assert family("config.json", ARRAY) is Family.APP_SERVICE_SETTINGS
    assert family("people.json", b'[{"name": "A", "value": "b"}]') is None
    schema = b'{"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"AzureAd": {}}}'
    assert family("appsettings.schema.json", schema) is None


def test_app_settings_by_content() -> None:
    assert family("sample.json", b'{"AzureAd": {"ClientId": ""}}') is Family.APP_SETTINGS
    assert family("secrets.json", b'{"AzureAd:ClientSecret": ""}') is Family.APP_SETTINGS
    assert family("f.json", b'{"IsEncrypted": false, "Values": {}}') is Family.APP_SETTINGS
    assert family("data.json", b'{"AzureAd": {}}' + b" " * 200_000) is None
    assert family(".lint-config-baseline.json", b'{"findings": [{"key": "AzureAd:ClientSecret"}]}') is None


@pytest.mark.parametrize(
    "path",
    [".env", ".env.production", ".env.local.example", "prod.env", ".env.sample", "docker.env", ".ENV", "env.example"],
)
def test_dotenv(path: str) -> None:
    assert family("app/" + path) is Family.DOTENV


@pytest.mark.parametrize(
    "path",
    [".env.ts", ".env.d.ts", ".env.py", "env.py", ".env.json", ".env.yaml", ".environment", "src/env", ".env.md"],
)
def test_no_dotenv(path: str) -> None:
    assert family(path) is None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/main/resources/application.yml", Family.SPRING),
        ("application-prod.properties", Family.SPRING),
        ("bootstrap.yaml", Family.SPRING),
        ("other.properties", None),
        ("Web.config", Family.DOTNET_CONFIG),
        ("Web.Release.config", Family.DOTNET_CONFIG),
        ("App.config", Family.DOTNET_CONFIG),
        ("connectionStrings.config", Family.DOTNET_CONFIG),
        ("packages.config", None),
        ("docker-compose.yml", Family.COMPOSE),
        ("docker-compose-tests.override.yml", Family.COMPOSE),
        ("compose.prod.yaml", Family.COMPOSE),
        ("composer.yaml", None),
        ("infra/main.bicep", Family.BICEP),
        ("infra/main.prod.bicepparam", Family.BICEP_PARAMETERS),
        ("values.yaml", Family.HELM_VALUES),
        ("values-prod.yaml", Family.HELM_VALUES),
        ("prod.values.yml", Family.HELM_VALUES),
        ("values.preview.template.yaml", Family.HELM_VALUES),
        ("values.yaml.gotmpl", Family.HELM_VALUES),
        ("helm/values/web.yaml", None),
        ("Chart.yaml", None),
        ("README.md", None),
    ],
)
def test_by_name(path: str, expected: Family | None) -> None:
    assert family(path) is expected


def test_dotnet_config_by_content() -> None:
    assert family("Service.exe.config", b"<configuration><appSettings/></configuration>") is Family.DOTNET_CONFIG


@pytest.mark.parametrize(
    ("path", "data", "expected"),
    [
        ("azuredeploy.json", TEMPLATE, Family.ARM_TEMPLATE),
        ("a.json", TEMPLATE.replace(b"deploymentT", b"subscriptionDeploymentT"), Family.ARM_TEMPLATE),
        ("a.json", TEMPLATE.decode().encode("utf-16"), Family.ARM_TEMPLATE),
        ("a.json", b'{"contentVersion": "1.0.0.0", "resources": []}', Family.ARM_TEMPLATE),
        ("x.json", PARAMETERS, Family.ARM_PARAMETERS),
        ("x.json", PARAMETERS.replace(b"deploymentP", b"tenantDeploymentP"), Family.ARM_PARAMETERS),
        ("main.parameters.json", b'{"parameters": {"a": {"value": 1}}}', Family.ARM_PARAMETERS),
        ("parameters.prod.json", b'{"parameters": {"a": {"reference": {}}}}', Family.ARM_PARAMETERS),
        ("linuxvm.parameters.json", b'{\n  "adminPassword": { "value": "x" }}', Family.ARM_PARAMETERS),
        ("other.json", b'{"parameters": {"a": {"value": 1}}}', None),
        ("keyvalue.parameters.json", b'{"key1": "value1"}', None),
    ],
)
def test_arm(path: str, data: bytes, expected: Family | None) -> None:
    assert family(path, data) is expected


@pytest.mark.parametrize(
    ("path", "data", "expected"),
    [
        ("k8s/app.yaml", MANIFEST, Family.KUBERNETES),
        ("application.yaml", MANIFEST, Family.KUBERNETES),
        ("account-values.yaml", MANIFEST, Family.KUBERNETES),
        ("values.yaml", b"apiVersion: apps/v1\nkind: Deployment\nimage: x\n", Family.HELM_VALUES),
        ("k8s/app.json", b'{"apiVersion": "v1", "kind": "Secret", "metadata": {}}', Family.KUBERNETES),
        ("kustomization.yaml", b"namespace: prod\n", Family.KUBERNETES),
        ("app.yaml", b'"apiVersion": v1\n"kind" : Secret\n', Family.KUBERNETES),
        ("app.yaml", b"spec:\n  apiVersion: v1\n  kind: Secret\n", None),
        ("app.yaml", b"xapiVersion: v1\nkindness: Secret\n", None),
        ("deploy.yaml.tmpl", MANIFEST + b"data: {{ .Values.x }}\n", Family.HELM_TEMPLATE),
        ("chart/templates/web.yaml", b"a: {{ .Release.Name }}\n", Family.HELM_TEMPLATE),
        ("values.yaml", b"kind: Deployment\n## e.g. {{ .Release.Name }}\n", Family.HELM_VALUES),
        ("chart/templates/web.yaml", b"a: b\n", None),
        (".github/workflows/ci.yml", b"", Family.GITHUB_WORKFLOW),
        ("ARM/sample.yml", WORKFLOW, Family.GITHUB_WORKFLOW),
        (".github/actions/x/action.yml", b"runs:\n  using: 'composite'\n", Family.GITHUB_ACTION),
        ("action.yaml", b"runs:\n  using: node20\n", None),
        ("azure-pipelines.yml", b"trigger: [main]\njobs: []\n", None),
    ],
)
def test_yaml_by_content_and_place(path: str, data: bytes, expected: Family | None) -> None:
    assert family(path, data) is expected


def test_a_template_of_a_chart_needs_no_actions() -> None:
    chart = around(chart={"chart.yaml", "templates", "values.yaml"})
    assert family("chart/templates/sub/configmap.yaml", MANIFEST, chart) is Family.HELM_TEMPLATE
    assert family("templates/configmap.yaml", MANIFEST, around(top={"chart.yaml"})) is Family.HELM_TEMPLATE


def test_values_named_by_environments() -> None:
    chart = around(chart={"chart.yaml"})
    assert family("chart/config/prod.yaml", PLAIN, chart) is Family.HELM_VALUES
    assert family("chart/config/colours.yaml", PLAIN, chart) is None
    assert family("app/prod.yaml", PLAIN, around(app={"prod.yaml", "staging.yaml"})) is Family.HELM_VALUES
    assert family("app/prod.yaml", PLAIN, around(app={"prod.yaml", "values.yaml"})) is Family.HELM_VALUES
    assert family("app/prod.yaml", PLAIN, around(app={"prod.yaml", "readme.md"})) is None
    folders = around(environments={"prod", "staging"})
    assert family("environments/prod/web.yaml", PLAIN, folders) is Family.HELM_VALUES
    assert family("environments/prod/web.yaml", PLAIN, around(environments={"prod"})) is None


@pytest.mark.parametrize(
    "data", [b"- a\n- b\n", b"trigger: none\nvariables: {}\n", b"openapi: 3.0.0\n", b"", b"text\n"]
)
def test_files_named_by_environments_that_hold_no_plain_keys(data: bytes) -> None:
    assert family("app/prod.yaml", data, around(app={"prod.yaml", "staging.yaml"})) is None


def test_reasons_are_in_words() -> None:
    decision = family_of("chart/templates/a.yaml", b"", around(chart={"chart.yaml"}))
    assert decision
    assert decision.reason == "under templates/ of the chart chart"
    decision = family_of("app.yaml", MANIFEST)
    assert decision
    assert decision.reason == "apiVersion and kind Secret"


def test_blank_lines_before_the_first_key_cost_no_time() -> None:
    assert family("app/prod.yaml", b"  \n" * 50_000 + b"-", around(app={"prod.yaml", "dev.yaml"})) is None
