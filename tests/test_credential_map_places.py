"""Which places count in the map of credentials, for which environment, and what belongs to one."""

from __future__ import annotations

import pytest
from joining import join

from linter.credential_map.entries import credential_map, uses_of
from linter.model import Use
from linter.names.environments import Environments

ID, OTHER_ID = "7d1c0b52-4a8e-4f67-9b3d-2e5f8a6c1d02", "7d1c0b52-4a8e-4f67-9b3d-2e5f8a6c1d03"
TENANT = "7d1c0b52-4a8e-4f67-9b3d-2e5f8a6c1d01"
SECRET = "@Microsoft.KeyVault(VaultName=shop-kv;SecretName=web)"
SETTINGS = f'{{"AzureAd": {{"ClientId": "{ID}", "ClientSecret": "{SECRET}"}}}}'


def mapped(files: dict[str, str]) -> tuple[Use, ...]:
    return credential_map(join(files), Environments())


def places(files: dict[str, str]) -> set[tuple[str, str]]:
    """The environments, and the files that use a credential there."""
    return {(u.environment, c.location.path) for u in mapped(files) for c in u.consumers if c.location}


def login(name: str, environment: str = "", before: str = "") -> str:
    stated = f"\n    environment: {environment}" if environment else ""
    return f"""
  {name}:{stated}{before}
    steps:
      - uses: azure/login@v2
        with: {{client-id: '${{{{ vars.AZURE_CLIENT_ID }}}}', tenant-id: {TENANT}}}
"""


@pytest.mark.parametrize(
    "place",
    [
        "tests/Shop.Tests/appsettings.json",
        "src/integrationTest/resources/application-test.json",
        "docs/appsettings.json",
        "src/appsettings.json.example",
    ],
)
def test_what_is_there_to_test_or_to_read_uses_nothing(place: str) -> None:
    assert places({"src/appsettings.json": SETTINGS, place: SETTINGS}) == {("", "src/appsettings.json")}


def test_github_runs_no_workflow_in_a_folder_of_its_own() -> None:
    text = f"jobs:{login('deploy')}"
    files = {".github/workflows/deploy.yml": text, ".github/workflows/archive/deploy.yml": text}
    assert places(files) == {("", ".github/workflows/deploy.yml")}


def test_a_job_without_an_environment_is_for_none_of_its_files_others() -> None:
    files = {".github/workflows/deploy.yml": f"jobs:{login('images')}{login('deploy', 'production')}"}
    told = {(use.environment, consumer.text) for use in mapped(files) for consumer in use.consumers}
    assert told == {("", "job images"), ("prod", "job deploy")}


def test_each_outcome_of_a_condition_is_an_environment() -> None:
    chosen = "${{ github.ref == 'refs/heads/main' && 'production' || 'dev' }}"
    files = {".github/workflows/deploy.yml": f"jobs:{login('deploy', chosen)}"}
    assert {use.environment for use in mapped(files)} == {"prod", "dev"}


def test_a_login_takes_a_variable_of_its_job_whatever_that_is_called() -> None:
    job = """
jobs:
  deploy:
    env: {RESOLVED: '${{ secrets.AZURE_CLIENT_ID }}'}
    steps:
      - uses: azure/login@v2
        with: {client-id: '${{ env.RESOLVED }}', tenant-id: t}
"""
    (use,) = mapped({".github/workflows/deploy.yml": job})
    assert use.identity.text == "GitHub secret AZURE_CLIENT_ID"


def test_an_environment_of_radix_is_one_whatever_it_is_called() -> None:
    files = {
        "values.yaml": f"""
            components:
              - name: api
                environmentConfig:
                  - environment: prod
                    identity: {{azure: {{clientId: {ID}}}}}
                  - environment: feature
                    identity: {{azure: {{clientId: {OTHER_ID}}}}}
            """
    }
    assert {(use.environment, use.identity.text) for use in mapped(files)} == {("prod", ID), ("feature", OTHER_ID)}


def test_settings_of_asp_net_are_for_the_environment_that_they_are_called_after() -> None:
    base = {"src/appsettings.json": "{}"}
    assert places({**base, "src/appsettings.Public.json": SETTINGS}) == {("public", "src/appsettings.Public.json")}
    for for_all in ("src/appsettings.Secrets.json", "lib/appsettings.Public.json"):
        assert places({**base, for_all: SETTINGS}) == {("", for_all)}


@pytest.mark.parametrize("kept", ["", "active-directory."])
def test_spring_keeps_the_tenant_in_the_profile(kept: str) -> None:
    service = "spring.cloud.azure.active-directory"
    text = f"""
        spring.cloud.azure.{kept}profile.tenant-id={TENANT}
        {service}.credential.client-id={ID}
        {service}.credential.client-secret=${{SECRET}}
        """
    (use,) = mapped({"src/application.properties": text})
    assert (use.identity.text, use.tenant.text) == (ID, TENANT)


@pytest.mark.parametrize("provider", ["web", "entra"])
def test_spring_keeps_the_issuer_with_the_provider(provider: str) -> None:
    client = "spring.security.oauth2.client"
    text = f"""
        {client}.provider.{provider}.issuer-uri=https://login.microsoftonline.com/{TENANT}/v2.0
        {client}.registration.web.provider={provider}
        {client}.registration.web.client-id={ID}
        {client}.registration.web.client-secret=${{SECRET}}
        """
    (use,) = mapped({"src/application.properties": text})
    assert (use.identity.text, use.tenant.text) == (ID, TENANT)
    elsewhere = text.replace("login.microsoftonline.com", "keycloak.example.org")
    assert mapped({"src/application.properties": elsewhere}) == ()


def test_an_app_of_compose_is_switched_to_its_environment() -> None:
    text = f"""
        services:
          web:
            environment: [ASPNETCORE_ENVIRONMENT=Staging, AZURE_CLIENT_ID={ID}, AZURE_CLIENT_SECRET=made-up]
        """
    assert places({"compose.yaml": text}) == {("staging", "compose.yaml")}


def test_what_is_for_all_is_told_of_production_without_a_file_of_its_own() -> None:
    tenant = f'{{"AzureAd": {{"TenantId": "{TENANT}"}}}}'
    files = {"src/appsettings.json": SETTINGS, "src/appsettings.Development.json": tenant}
    assert {(use.environment, use.tenant.text) for use in mapped(files)} == {("dev", TENANT), ("", "")}
    files["src/appsettings.Production.json"] = tenant
    assert {use.environment for use in mapped(files)} == {"dev", "prod"}


def test_placeholders_are_no_common_identity() -> None:
    text = """
        {"AzureAd": {"ClientId": "<client-id>", "ClientSecret": "@Microsoft.KeyVault(VaultName=shop-kv;SecretName=web)"},
         "Swagger": {"AzureAd": {"ClientId": "<swagger-client-id>", "TenantId": "t"}}}
        """
    secrets = {use.secret.text for use in mapped({"src/appsettings.json": text})}
    assert secrets == {"Key Vault shop-kv/web", "none here"}


def test_a_managed_identity_has_the_tenant_and_the_vault_beside_it() -> None:
    text = f"""
        kind: SecretProviderClass
        metadata: {{name: web}}
        spec:
          provider: azure
          parameters: {{userAssignedIdentityID: {ID}, keyvaultName: shop-kv, tenantId: {TENANT}}}
        """
    (use,) = mapped({"deploy/class.yaml": text})
    assert (use.identity.text, use.tenant.text, use.vault.text) == (ID, TENANT, "shop-kv")


BICEP = """
param clientId string
resource site 'Microsoft.Web/sites@2023-12-01' = {
  properties: { siteConfig: { appSettings: [
    { name: 'AzureAd__ClientId', value: clientId }
    { name: 'AzureAd__ClientSecret', value: '@Microsoft.KeyVault(VaultName=shop-kv;SecretName=web)' }
  ] } }
}
output azureClientId string = clientId
"""


def test_a_template_uses_what_a_parameter_file_gives_and_an_output_uses_nothing() -> None:
    files = {"main.bicep": BICEP, "main.prod.bicepparam": f"using 'main.bicep'\nparam clientId = '{ID}'\n"}
    (use,) = uses_of(join(files), Environments(), "prod")
    assert [(c.location.path, c.location.span.line) for c in use.consumers if c.location] == [("main.bicep", 4)]


def test_the_default_of_a_parameter_is_used_where_the_parameter_is() -> None:
    default = BICEP.replace("clientId string\n", f"clientId string = '{ID}'\n", 1)
    files = {"main.bicep": default, "main.prod.bicepparam": "using 'main.bicep'\n"}
    (use,) = uses_of(join(files), Environments(), "prod")
    assert [c.location.span.line for c in use.consumers if c.location] == [4]


def test_a_word_is_the_client_id_of_no_app_of_entra_though_a_tenant_stands_beside_it() -> None:
    text = f'{{"Partner": {{"ClientId": "statebridge", "ClientSecret": "{SECRET}", "TenantId": "{TENANT}"}}}}'
    assert mapped({"src/appsettings.json": text}) == ()
    assert len(mapped({"src/appsettings.json": text.replace("Partner", "AzureAd")})) == 1


def test_a_variable_of_a_workflow_is_for_the_environments_of_its_jobs() -> None:
    variables = (
        f"env: {{AZURE_CLIENT_ID: {ID}, AZURE_CLIENT_SECRET: '${{{{ secrets.S }}}}', AZURE_TENANT_ID: {TENANT}}}\n"
    )
    job = "\n  {0}:\n    environment: {1}\n    steps: [{{run: az account show}}]\n"
    text = f"{variables}jobs:{job.format('a', 'production')}{job.format('b', 'staging')}"
    assert {use.environment for use in mapped({".github/workflows/deploy.yml": text})} == {"prod", "staging"}


def test_a_credentials_document_has_a_tenant_of_its_own() -> None:
    text = """
jobs:
  deploy:
    uses: ./.github/workflows/called.yml
    secrets: {AZURE_CREDENTIALS: '${{ secrets.AZURE_CREDENTIALS }}', AZURE_TENANT_ID: '${{ secrets.AZURE_TENANT_ID }}'}
"""
    assert [use.tenant.text for use in mapped({".github/workflows/deploy.yml": text})] == [""]


def test_an_app_that_is_switched_to_an_environment_says_nothing_of_those_beside_it() -> None:
    secret = "AZURE_CLIENT_SECRET=made-up"
    text = f"""
        services:
          web: {{environment: [ASPNETCORE_ENVIRONMENT=Staging, AZURE_CLIENT_ID={ID}, {secret}]}}
          jobs: {{environment: [AZURE_CLIENT_ID={OTHER_ID}, {secret}]}}
        """
    told = {(use.environment, use.identity.text) for use in mapped({"compose.yaml": text})}
    assert told == {("staging", ID), ("", OTHER_ID)}


def test_the_default_profile_of_spring_ties_nothing() -> None:
    azure = "spring.cloud.azure.credential"
    text = f"spring.profiles.active=dev\n{azure}.client-id={ID}\n{azure}.client-secret=${{S}}\n"
    assert {use.environment for use in mapped({"src/application.properties": text})} == {""}


def test_a_secret_or_the_variable_in_its_stead_is_one_source() -> None:
    text = f"jobs:{login('deploy')}".replace("vars.AZURE_CLIENT_ID", "secrets.AZURE_CLIENT_ID || vars.AZURE_CLIENT_ID")
    (use,) = mapped({".github/workflows/deploy.yml": text})
    assert use.identity.text == "GitHub secret AZURE_CLIENT_ID"


def test_a_vault_that_only_a_parameter_names_is_not_shown() -> None:
    for vault, shown in (("${keyVaultName}", ""), ("kv-${environment}", "kv-${environment}")):
        text = BICEP.replace("VaultName=shop-kv;", f"VaultName={vault};")
        (use,) = mapped({"main.bicep": f"param keyVaultName string\nparam environment string\n{text}"})
        assert use.vault.text == shown


def test_the_object_id_of_a_service_principal_is_no_client_id() -> None:
    text = f"using 'main.bicep'\nparam apimServicePrincipalId = '{ID}'\nparam tenantId = '{TENANT}'\n"
    assert mapped({"main.prod.bicepparam": text}) == ()


def test_a_tenant_that_a_step_gets_twice_is_one() -> None:
    text = """
jobs:
  deploy:
    permissions: {id-token: write}
    steps:
      - uses: shop/deploy@v1
        with: {azure-acr-client-id: '${{ secrets.ACR_CLIENT_ID }}', azure-tenant-id: '${{ secrets.TENANT }}'}
        env: {AZURE_TENANT_ID: "${{ secrets.TENANT || '' }}"}
"""
    (use,) = mapped({".github/workflows/deploy.yml": text})
    assert use.tenant.text == "GitHub secret TENANT"


def test_an_output_of_a_managed_identity_uses_nothing_either() -> None:
    text = f"output userManagedIdentityId string = '{ID}'\nparam location string\n"
    files = {"main.bicep": text, "main.prod.bicepparam": "using 'main.bicep'\nparam location = 'westeurope'\n"}
    assert mapped(files) == ()
