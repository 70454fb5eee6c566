"""The map of credentials: environment × identity × tenant × secret source, and what uses each."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from uuid import NAMESPACE_DNS, uuid5

import pytest
from joining import join
from linting import entra_secret, lay_out

from linter import cli
from linter.credential_map.entries import credential_map, uses_of
from linter.credential_map.origins import left_open
from linter.model import Use
from linter.names.environments import Environments

REPOS = Path(__file__).parent / "fixtures" / "repos"
ID = "7d1c0b52-4a8e-4f67-9b3d-2e5f8a6c1d02"
TENANT = "7d1c0b52-4a8e-4f67-9b3d-2e5f8a6c1d01"


def mapped(files: dict[str, str]) -> tuple[Use, ...]:
    return credential_map(join(files), Environments())


def row(use: Use) -> tuple[str, str, str, str, str]:
    return use.environment, use.identity.text, use.tenant.text, use.secret.text, use.vault.text


def test_a_credential_with_everything_it_takes() -> None:
    (use,) = mapped(
        {
            "src/appsettings.json": f'{{"AzureAd": {{"TenantId": "{TENANT}"}}}}',
            "src/appsettings.Production.json": f"""
                {{"AzureAd": {{"ClientId": "{ID}",
                  "ClientSecret": "@Microsoft.KeyVault(VaultName=shop-kv;SecretName=web)"}}}}
                """,
        }
    )
    assert row(use) == ("prod", ID, TENANT, "Key Vault shop-kv/web", "shop-kv")
    assert use.tenant.location is not None
    assert use.tenant.location.path == "src/appsettings.json"


def test_consumers_of_one_credential_stand_together() -> None:
    value = f'{{"AzureAd": {{"ClientId": "{ID}", "ClientSecret": "@Microsoft.KeyVault(VaultName=kv;SecretName=web)"}}}}'
    (use,) = mapped({"one/appsettings.Production.json": value, "two/appsettings.Production.json": value})
    assert [consumer.location.path for consumer in use.consumers if consumer.location] == [
        "one/appsettings.Production.json",
        "two/appsettings.Production.json",
    ]


def test_a_half_joins_the_whole_it_is_a_half_of() -> None:
    (use,) = mapped(
        {
            "overlays/prod/kustomization.yaml": "resources: [secret.yaml, web.yaml]\n",
            "overlays/prod/secret.yaml": "kind: Secret\nmetadata: {name: web}\nstringData: {client-secret: made-up}\n",
            "overlays/prod/web.yaml": f"""
                kind: CronJob
                metadata: {{name: web}}
                spec: {{jobTemplate: {{spec: {{template: {{spec: {{containers: [{{name: web, env: [
                  {{name: AZURE_CLIENT_ID, value: {ID}}},
                  {{name: AZURE_CLIENT_SECRET, valueFrom: {{secretKeyRef: {{name: web, key: client-secret}}}}}}]}}]}}}}}}}}}}
                """,
        }
    )
    assert row(use)[:4] == ("prod", ID, "", "written in the file")
    assert len(use.consumers) == 2


def test_a_login_without_a_secret_is_federated_also_through_an_action() -> None:
    login = """
        jobs:
          deploy:
            environment: production
            steps:
              - uses: {uses}
                with: {{client-id: '${{{{ vars.AZURE_CLIENT_ID }}}}', tenant-id: '${{{{ vars.AZURE_TENANT_ID }}}}'}}
        """
    action = """
        runs:
          using: composite
          steps:
            - uses: azure/login@v2
              with: {client-id: '${{ inputs.client-id }}'}
        """
    files = {
        ".github/workflows/one.yml": login.format(uses="azure/login@v2"),
        ".github/workflows/two.yml": login.format(uses="./.github/actions/login"),
        ".github/actions/login/action.yml": action,
    }
    (use,) = [use for use in mapped(files) if use.environment]
    assert row(use)[1:4] == (
        "GitHub variable AZURE_CLIENT_ID",
        "GitHub variable AZURE_TENANT_ID",
        "federated token, no secret",
    )


@pytest.mark.parametrize(
    ("kind", "beside", "words"),
    [
        (
            "KeyVault",
            {"KeyVaultUrl": "https://shop-kv.vault.azure.net", "KeyVaultCertificateName": "web"},
            "shop-kv/web",
        ),
        ("Path", {"CertificateDiskPath": "/certificates/web.pfx"}, "certificate file"),
        ("StoreWithThumbprint", {"CertificateThumbprint": "962D129A"}, "certificate of the store, by thumbprint"),
        ("SignedAssertionFilePath", {}, "federated token in a file, no secret"),
        ("signedAssertionFromManagedIdentity", {}, "federated token of a managed identity, no secret"),
        (
            "SignedAssertionFromVault",
            {"KeyVaultUrl": "https://shop-kv.vault.azure.net"},
            "assertion signed, Key Vault shop-kv",
        ),
        ("ClientSecret", {"ClientSecret": "#{X}#"}, "the token X, which nothing here fills in"),
        ("AutoDecryptKeys", {}, "none here"),
    ],
)
def test_a_kind_of_client_credential_is_named(kind: str, beside: dict[str, str], words: str) -> None:
    section = {"ClientId": ID, "TenantId": TENANT, "ClientCredentials": [{"SourceType": kind, **beside}]}
    (use,) = mapped({"src/appsettings.Production.json": json.dumps({"AzureAd": section})})
    assert use.secret.text.endswith(words)


def test_the_kind_tells_which_of_an_entry_s_settings_count() -> None:
    entry = (
        '{{"AzureAd": {{"ClientId": "{}", "ClientCredentials": [{{"SourceType": "{}", "ClientSecret": "<secret>"}}]}}}}'
    )
    (use,) = mapped({"src/appsettings.Production.json": entry.format(ID, "SignedAssertionFilePath")})
    assert use.secret.text == "federated token in a file, no secret"
    (use,) = mapped({"src/appsettings.Production.json": entry.format(ID, "ClientSecret")})
    assert use.secret.text == "a placeholder"


MANAGED = "managed identity, no secret"


def account(client_id: str) -> str:
    return f"kind: ServiceAccount\nmetadata: {{name: web, annotations: {{azure.workload.identity/client-id: '{client_id}'}}}}\n"


def pod(client_id: str) -> str:
    variables = f"[{{name: AZURE_CLIENT_ID, value: '{client_id}'}}]"
    return f"kind: Pod\nmetadata: {{name: web}}\nspec: {{containers: [{{name: web, env: {variables}}}]}}\n"


def test_a_client_id_beside_the_resource_of_an_identity_is_that_identity_s() -> None:
    resource = "/subscriptions/x/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/web-mi"
    identity = f"kind: AzureIdentity\nmetadata: {{name: web}}\nspec: {{resourceID: {resource}, clientID: {ID}}}\n"
    (use,) = mapped({"k8s/identity.yaml": identity})
    assert (use.identity.text, use.secret.text) == (ID, MANAGED)
    (use,) = mapped({"k8s/identity.yaml": identity.replace(resource, "/subscriptions/x/resourceGroups/rg")})
    assert use.secret.text == "none here"


def test_an_id_that_a_service_account_takes_on_has_no_secret_anywhere() -> None:
    (use,) = mapped({"k8s/account.yaml": account(ID), "k8s/web.yaml": pod(ID)})
    assert (use.secret.text, len(use.consumers)) == (MANAGED, 2)
    (use, other) = mapped({"overlays/prod/account.yaml": account(ID), "overlays/staging/web.yaml": pod(ID)})
    assert {(use.environment, use.secret.text), (other.environment, other.secret.text)} == {
        ("prod", MANAGED),
        ("staging", MANAGED),
    }
    (use,) = mapped({"k8s/account.yaml": account("${WEB_ID}"), "k8s/web.yaml": pod("${WEB_ID}")})
    assert (use.identity.text, use.secret.text) == ("the token WEB_ID, which nothing here fills in", MANAGED)


def test_an_item_of_a_list_says_which_environment_it_is_for() -> None:
    application = f"""
        apiVersion: radix.equinor.com/v1
        kind: RadixApplication
        metadata: {{name: web}}
        spec:
          components:
            - name: web
              environmentConfig:
                - environment: prod
                  variables: {{AAD_CLIENT_ID: {ID}}}
                  identity: {{azure: {{clientId: {TENANT}}}}}
        """
    assert [
        (use.environment, use.identity.text, use.secret.text) for use in mapped({"radixconfig.yaml": application})
    ] == [
        ("prod", ID, "none here"),
        ("prod", TENANT, MANAGED),
    ]
    generator = f"""
        kind: ApplicationSet
        metadata: {{name: web}}
        spec: {{generators: [{{list: {{elements: [{{env: staging, azureClientId: {ID}}}]}}}}]}}
        """
    assert [use.environment for use in mapped({"argocd/web.yaml": generator})] == ["staging"]


def test_a_chart_s_template_tells_which_of_its_values_is_an_identity_s() -> None:
    files = {
        "chart/Chart.yaml": "name: web\n",
        "chart/templates/account.yaml": account("{{ .Values.account.clientId }}"),
        "chart/values-prod.yaml": f"account: {{clientId: {ID}}}\n",
        "chart/values-staging.yaml": f"account: {{clientId: {TENANT}}}\n",
        "chart/values.yaml": "account: {clientId: ''}\n",
    }
    assert [(use.environment, use.identity.text, use.secret.text, len(use.consumers)) for use in mapped(files)] == [
        ("prod", ID, MANAGED, 2),
        ("staging", TENANT, MANAGED, 2),
    ]


def test_an_environment_uses_the_identities_that_are_made_for_all() -> None:
    files = {
        "k8s/account.yaml": account(ID),
        "base/kustomization.yaml": "resources: [account.yaml]\n",
        "base/account.yaml": account(TENANT),
        "overlays/prod/kustomization.yaml": "resources: [../../base]\n",
        "overlays/staging/kustomization.yaml": "resources: [../../other]\n",
    }
    assert [(use.environment, use.identity.text) for use in mapped(files)] == [("prod", TENANT), ("", ID)]
    assert {use.identity.text for use in uses_of(join(files), Environments(), "prod")} == {ID, TENANT}
    assert {use.identity.text for use in uses_of(join(files), Environments(), "staging")} == {ID}


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("workload_identity", "federated token in a file, no secret"),
        ("managed_identity", "federated token of a managed identity, no secret"),
        ("client_secret_post", "none here"),
    ],
)
def test_the_ways_in_which_grafana_signs_in(way: str, words: str) -> None:
    (use,) = mapped(
        {"src/grafana.env": f"GF_AUTH_AZUREAD_CLIENT_ID={ID}\nGF_AUTH_AZUREAD_CLIENT_AUTHENTICATION={way}\n"}
    )
    assert use.secret.text == words


@pytest.mark.parametrize(
    ("switch", "words"),
    [
        ('USE_WORKLOAD_IDENTITY_AUTH: "true"', "federated token in a file, no secret"),
        ('USE_WORKLOAD_IDENTITY_AUTH: "false"', "none here"),
        ("useWorkloadIdentity: true", "federated token in a file, no secret"),
    ],
)
def test_a_switch_tells_that_the_identity_shows_a_token(switch: str, words: str) -> None:
    secret = f"kind: Secret\nmetadata: {{name: aso}}\nstringData: {{AZURE_CLIENT_ID: {ID}, {switch}}}\n"
    (use,) = mapped({"k8s/secret.yaml": secret})
    assert use.secret.text == words
    (use,) = mapped({"k8s/secret.yaml": secret, "k8s/account.yaml": account(ID)})
    assert use.secret.text == MANAGED


def test_what_the_service_operator_writes_is_nobody_s_credential() -> None:
    identity = """
        apiVersion: managedidentity.azure.com/v1api20230131
        kind: UserAssignedIdentity
        metadata: {name: web}
        spec: {operatorSpec: {configMaps: {clientId: {name: web-identity, key: clientId}}}}
        """
    assert mapped({"k8s/identity.yaml": identity}) == ()


def test_secrets_of_another_issuer_are_not_of_the_map() -> None:
    files = {
        "src/appsettings.json": """
            {"Oidc": {"Authority": "https://keycloak.example/realms/shop", "ClientId": "shop", "ClientSecret": "made-up"}}
            """
    }
    assert mapped(files) == ()


@pytest.mark.parametrize(("secret", "is_of_entra"), [("oauth-client", True), ("keycloak-client", False)])
def test_a_secret_may_be_called_after_another_issuer(secret: str, is_of_entra: bool) -> None:
    env = ", ".join(
        f"{{name: {name}, valueFrom: {{secretKeyRef: {{name: {secret}, key: {name}}}}}}}"
        for name in ("CLIENT_ID", "CLIENT_SECRET")
    )
    pod = f"kind: Pod\nmetadata: {{name: web}}\nspec: {{containers: [{{name: web, env: [{env}]}}]}}\n"
    supplied = f"kind: ExternalSecret\nmetadata: {{name: {secret}}}\nspec: {{dataFrom: [{{extract: {{key: web}}}}]}}\n"
    assert bool(mapped({"k8s/web.yaml": pod, "k8s/external.yaml": supplied})) == is_of_entra


MOUNTED = """
    apiVersion: helm.toolkit.fluxcd.io/v2
    kind: HelmRelease
    metadata: {name: shop, namespace: shop}
    spec:
      values:
        java:
          keyVaults:
            shop-prod:
              excludeEnvironmentSuffix: true
              secrets: [{name: web-id, alias: %s_CLIENT_ID}, {name: web, alias: %s_CLIENT_SECRET}]
    """


def test_a_release_mounts_a_credential_out_of_a_vault() -> None:
    application = "azure.b2c: {client-id: '${B2C_CLIENT_ID:changeme}', client-secret: '${B2C_CLIENT_SECRET}'}\n"
    files = {"apps/shop.yaml": MOUNTED.replace("%s", "B2C"), "src/application.yaml": application}
    (use,) = mapped(files)
    assert row(use) == ("", "secret web-id of Key Vault shop-prod", "", "Key Vault shop-prod/web", "shop-prod")
    assert {consumer.location.path for consumer in use.consumers if consumer.location} == set(files)


def test_what_a_release_mounts_of_another_issuer_is_not_of_the_map() -> None:
    assert mapped({"apps/shop.yaml": MOUNTED.replace("%s", "IDAM")}) == ()


def test_a_component_of_radix_takes_its_secret_out_of_a_vault() -> None:
    config = f"""
        apiVersion: radix.equinor.com/v1
        kind: RadixApplication
        metadata: {{name: shop}}
        spec:
          components:
            - name: web
              environmentConfig:
                - environment: prod
                  variables: {{AzureAd__ClientId: {ID}}}
                  secretRefs:
                    azureKeyVaults:
                      - name: shop-kv
                        items:
                          - {{name: AzureAd--Certificate, type: cert, envVar: AzureAd__ClientSecret}}
                          - {{name: AzureAd--ClientSecret, envVar: AzureAd__ClientSecret}}
        """
    (use,) = mapped({"radixconfig.yaml": config})
    assert row(use) == ("prod", ID, "", "Key Vault shop-kv/AzureAd--ClientSecret", "shop-kv")


def test_a_name_is_no_client_id_and_nothing_no_document() -> None:
    aliases = "spring:\n  cloud:\n    volume:\n      aliases: {idam-client-id: IA_IDAM_CLIENT_ID}\n"
    assert not mapped({"src/application.yaml": aliases})
    assert not mapped({"chart/values.yaml": "cloudsql: {credentials: ''}\n"})


def test_credentials_of_google_are_none_of_azure_s() -> None:
    steps = "steps: [{uses: google-github-actions/auth@v2, with: {credentials_json: '${{ secrets.%s }}'}}]"
    for name, is_of_entra in (("GCP_SA_KEY", False), ("AZURE_CREDENTIALS", True)):
        assert bool(mapped({".github/workflows/a.yml": f"jobs: {{a: {{{steps % name}}}}}\n"})) == is_of_entra


def test_a_document_that_is_written_out_is_the_credential_that_it_holds() -> None:
    document = '{"clientId": "${{ secrets.ID }}", "clientSecret": "${{ secrets.S }}", "tenantId": "${{ secrets.T }}"}'
    login = f"jobs: {{one: {{steps: [{{uses: azure/login@v2, with: {{creds: '{document}'}}}}]}}}}\n"
    (use,) = mapped({".github/workflows/a.yml": login})
    assert (use.identity.text, use.secret.text) == ("GitHub secret ID", "GitHub secret S")


IDENTITY_TEMPLATE = """
    param environmentName string
    param tenantId string
    resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
      name: 'id-shop-${environmentName}'
    }
    resource plan '%s' existing = {
      name: 'shop'
    }
    resource web 'Microsoft.Web/sites@2023-12-01' = {
      name: 'shop'
      properties: {
        siteConfig: {
          appSettings: [
            { name: 'AZURE_CLIENT_ID', value: %s.properties.clientId }
            { name: 'AZURE_TENANT_ID', value: tenantId }
          ]
        }
      }
    }
    output identityClientId string = identity.properties.clientId
    """


def test_a_template_gives_an_app_the_client_id_of_the_identity_that_it_makes() -> None:
    parameters = f"using 'main.bicep'\nparam environmentName = 'production'\nparam tenantId = '{TENANT}'\n"
    files = {
        "main.bicep": IDENTITY_TEMPLATE % ("Microsoft.Web/serverfarms@2023-12-01", "identity"),
        "main.prod.bicepparam": parameters,
    }
    (use,) = mapped(files)
    assert row(use) == ("prod", "id-shop-production", TENANT, MANAGED, "")
    assert [consumer.text for consumer in use.consumers] == ["AZURE_CLIENT_ID"]


def test_what_else_has_a_client_id_is_no_managed_identity() -> None:
    assert not mapped({"main.bicep": IDENTITY_TEMPLATE % ("Microsoft.Made/up@2023-01-31", "plan")})


def test_a_connection_of_functions_says_that_its_id_is_an_identity_s() -> None:
    settings = f'{{"Values": {{"Orders__clientId": "{ID}", "Orders__credential": "managedidentity"}}}}'
    (use,) = mapped({"src/local.settings.json": settings})
    assert (use.identity.text, use.secret.text) == (ID, MANAGED)
    assert not mapped({"src/local.settings.json": '{"Values": {"Orders__credential": "managedidentity"}}'})


def test_what_a_template_computes_says_nothing() -> None:
    template = """
        {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
         "parameters": {"policies": {"type": "array"}},
         "resources": [{"type": "Microsoft.KeyVault/vaults", "name": "kv", "properties": {"accessPolicies": [{
           "tenantId": "[coalesce(tryGet(parameters('policies')[0], 'tenantId'), tenant().tenantId)]",
           "applicationId": "[coalesce(tryGet(parameters('policies')[0], 'applicationId'), '')]"}]}}]}
        """
    assert not mapped({"infra/vaulttemplate.json": template})


@pytest.mark.parametrize(("name", "is_told"), [("APPLICATION_ID", False), ("ENTRA_APP_ID", True)])
def test_an_id_alone_that_comes_from_elsewhere_may_be_any_app_s(name: str, is_told: bool) -> None:
    compose = f"services: {{web: {{image: web, environment: {{APPLICATION_ID: '${{{name}}}'}}}}}}\n"
    assert bool(mapped({"compose.yml": compose})) == is_told
    assert mapped({"compose.yml": compose.replace(f"${{{name}}}", ID)})


def test_names_of_github_s_secrets_have_no_letter_case() -> None:
    steps = "steps: [{uses: azure/login@v2, with: {creds: '${{ secrets.%s }}'}}]"
    (use,) = mapped({f".github/workflows/{n}.yml": f"jobs: {{a: {{{steps % n}}}}}\n" for n in ("AZURE_SP", "azure_sp")})
    assert len(use.consumers) == 2


def test_a_section_that_is_called_jobs_is_no_job() -> None:
    (use,) = mapped({"chart/values-prod.yaml": f"jobs:\n  clientId: {ID}\n  clientSecret: '#{{X}}#'\n"})
    assert [consumer.text for consumer in use.consumers] == ["jobs"]


def test_what_says_nothing_or_is_of_another_issuer_is_left_out() -> None:
    files = {
        "one/appsettings.json": '{"AzureAd": {"ClientId": "", "ClientSecret": "", "TenantId": ""}}',
        "two/appsettings.json": '{"AuthServer": {"ClientId": "SwaggerClient", "ClientSecret": "made-up"}}',
        "three/appsettings.json": '{"PayPal": {"ClientId": "<id>", "ClientSecret": "<secret>"}}',
        "main.bicep": "param workloadIdentity string = 'false'\n",
    }
    assert mapped(files) == ()


@pytest.mark.parametrize("service", ["acr", "aca"])
def test_who_deploys_to_a_service_of_azure_signs_in_without_a_secret(service: str) -> None:
    workflow = """
        jobs:
          deploy:
            permissions: {id-token: write}
            steps:
              - uses: DFE-Digital/deploy-azure-container-apps-action/.github/actions/deploy@v5
                with: {azure-%s-client-id: '${{ secrets.SHOP_CLIENT_ID }}', azure-tenant-id: '${{ secrets.TENANT_ID }}'}
        """
    (use,) = mapped({".github/workflows/a.yml": workflow % service})
    assert row(use)[1:4] == ("GitHub secret SHOP_CLIENT_ID", "GitHub secret TENANT_ID", "federated token, no secret")


def test_a_login_by_an_action_that_is_called_by_the_repository_s_own_name() -> None:
    files = {
        "actions/push/action.yml": """
            runs: {using: composite, steps: [{uses: azure/login@v2, with: {client-id: '${{ inputs.azure_app_id }}'}}]}
            """,
        ".github/workflows/push.yml": """
            jobs: {push: {steps: [{uses: shop/platform/actions/push@v1, with: {azure_app_id: '${{ secrets.ACR_APP_ID }}'}}]}}
            """,
    }
    (use,) = mapped(files)
    assert (use.identity.text, use.secret.text) == ("GitHub secret ACR_APP_ID", "federated token, no secret")


@pytest.mark.parametrize(
    ("name", "environment"),
    [
        ("deploy-test", "test"),
        ("deploy-dev", "dev"),
        ("prod-release", "prod"),
        ("test-e2e", ""),
        ("test", ""),
        ("load-test", ""),
        ("run-migration-test", "test"),
        ("deploy-api-test", "test"),
        ("dev-container", ""),
        ("azure-dev", ""),  # as azd calls it
    ],
)
def test_a_workflow_that_tests_is_for_no_environment(name: str, environment: str) -> None:
    login = "jobs: {one: {steps: [{uses: azure/login@v2, with: {client-id: '${{ vars.AZURE_CLIENT_ID }}'}}]}}\n"
    (use,) = mapped({f".github/workflows/{name}.yml": login})
    assert use.environment == environment


@pytest.mark.parametrize(("name", "is_of_entra"), [("APP_ID", False), ("AZURE_CLIENT_ID", True)])
def test_an_app_of_github_is_none_of_entra_s(name: str, is_of_entra: bool) -> None:
    steps = "steps: [{run: make, env: {%s: '${{ secrets.%s }}'}}]" % (name, name)  # noqa: UP031 - full of braces
    assert bool(mapped({".github/workflows/release.yml": f"jobs: {{release: {{{steps}}}}}\n"})) == is_of_entra


def test_a_client_id_that_actions_hand_on_signs_in_without_a_secret() -> None:
    hands_on = "runs: {{using: composite, steps: [{{uses: {}, with: {{{}: '${{{{ inputs.{} }}}}'}}}}]}}\n"
    (use,) = mapped(
        {
            ".github/actions/outer/action.yml": hands_on.format("./.github/actions/inner", "id", "client"),
            ".github/actions/inner/action.yml": hands_on.format("azure/login@v2", "client-id", "id"),
            ".github/workflows/deploy.yml": """
                jobs:
                  deploy:
                    environment: production
                    steps:
                      - uses: ./.github/actions/outer
                        with: {client: '${{ secrets.AZURE_CLIENT_ID }}', client-id: '${{ secrets.AZURE_CLIENT_ID }}'}
                """,
        }
    )
    assert use.identity.text == "GitHub secret AZURE_CLIENT_ID"


def test_a_cluster_that_no_word_tells_is_an_environment_of_its_own() -> None:
    clusters = {"production": 1, "development": 2, "playground": 3}
    files = {
        f"clusters/{cluster}/{app}.yaml": f"""
            kind: ServiceAccount
            metadata: {{name: {app}, annotations: {{azure.workload.identity/client-id: {uuid5(NAMESPACE_DNS, f"{app}{n}")}}}}}
            """
        for cluster, n in clusters.items()
        for app in ("web", "jobs")
    }
    assert {use.environment for use in mapped(files)} == {"prod", "dev", "playground"}


def test_no_text_that_may_be_a_secret_is_shown() -> None:
    secret = entra_secret("map")
    files = {
        "src/appsettings.Production.json": f'{{"AzureAd": {{"ClientId": "{secret}", "ClientSecret": "{secret}"}}}}',
        "src/appsettings.Staging.json": '{"AzureAd": {"ClientId": "pa55 W0rd!x", "ClientSecret": "pa55 W0rd!y"}}',
    }
    shown = str(mapped(files))
    assert "a secret" in shown
    assert secret[:12] not in shown
    assert "W0rd" not in shown


def test_an_environment_uses_what_serves_all_and_is_not_replaced() -> None:
    wiring = join(
        {
            "src/appsettings.json": f'{{"AzureAd": {{"ClientId": "{ID}", "ClientSecret": "<secret>"}}}}',
            "src/appsettings.Production.json": f'{{"AzureAd": {{"ClientId": "{TENANT}", "ClientSecret": "#{{X}}#"}}}}',
            "other/appsettings.json": f'{{"AzureAd": {{"ClientId": "{ID}", "CertificateThumbprint": "ab"}}}}',
        }
    )
    secrets = {use.secret.text for use in uses_of(wiring, Environments(), "prod")}
    assert secrets == {"the token X, which nothing here fills in", "certificate"}


@pytest.mark.parametrize(
    ("path", "environment", "opened"),
    [
        ("overlays/production/app.yaml", "prod", "overlays/*/app.yaml"),
        ("infra/main.prd.bicepparam", "prod", "infra/main.*.bicepparam"),
        ("clusters/c2-production/values-prod.yaml", "prod", "clusters/c2-*/values-*.yaml"),
        ("src/product/latest/values-dev.yaml", "prod", "src/product/latest/values-dev.yaml"),
        ("stores/eu-live/app.yaml", "prod-eu", "stores/*/app.yaml"),
        ("src/live/app.yaml", "", "src/live/app.yaml"),
    ],
)
def test_siblings_of_all_environments_have_one_origin(path: str, environment: str, opened: str) -> None:
    assert left_open(path, environment, Environments({"prod-eu": ("eu-live",)})) == opened


def test_the_origin_is_the_file_that_the_environment_has_of_its_own() -> None:
    wiring = join(
        {
            "src/appsettings.json": f'{{"AzureAd": {{"ClientId": "{ID}", "TenantId": "{TENANT}"}}}}',
            "src/appsettings.Production.json": f'{{"AzureAd": {{"ClientId": "{TENANT}", "ClientSecret": "#{{X}}#"}}}}',
            "src/appsettings.Staging.json": '{"AzureAd": {"ClientSecret": "#{X}#"}}',
        }
    )
    uses = {use.environment: use for use in credential_map(wiring, Environments())}
    assert uses["prod"].origin == "src/appsettings.*.json"
    assert {place.path for place in uses["prod"].wire} == {"src/appsettings.json", "src/appsettings.Production.json"}


def test_a_wire_runs_through_every_link_of_the_chain() -> None:
    (use,) = mapped(
        {
            "prod/external.yaml": """
                kind: ExternalSecret
                metadata: {name: web}
                spec: {target: {name: web}, data: [{secretKey: client-secret, remoteRef: {key: web-client-secret}}]}
                """,
            "prod/web.yaml": f"""
                kind: Pod
                metadata: {{name: web}}
                spec: {{containers: [{{name: web, env: [
                  {{name: AZURE_CLIENT_ID, value: {ID}}},
                  {{name: AZURE_CLIENT_SECRET, valueFrom: {{secretKeyRef: {{name: web, key: client-secret}}}}}}]}}]}}
                """,
        }
    )
    assert {place.path for place in use.wire} == {"prod/web.yaml", "prod/external.yaml"}


def list_credentials(folder: Path, monkeypatch: pytest.MonkeyPatch, *options: str) -> int:
    lay_out(REPOS / "shop", folder)
    subprocess.run(["git", "init", "-q", "."], cwd=folder, check=True)  # the sample is a repository of its own
    monkeypatch.chdir(folder)
    return cli.main(["--no-config", "--list-credentials", *options])


def test_the_listing_is_by_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list_credentials(tmp_path, monkeypatch) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line and not line.startswith(" ")] == [
        "prod",
        "staging",
        "dev",
        "any environment",
    ]
    assert any(line.endswith(" shop-prod-kv/web-client-secret") for line in lines)


def test_the_listing_of_one_environment_is_the_gates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list_credentials(tmp_path, monkeypatch, "--environment", "production", "-f", "json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert {use["environment"] for use in listed} <= {"prod", ""}
    assert cli.main(["--no-config", "--environment", "prod", "-f", "json"]) == 1
    assert listed == json.loads(capsys.readouterr().out)["environment_report"]
    assert cli.main(["--no-config", "--list-credentials", "--environment", "nowhere"]) == 2


def test_the_listing_for_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list_credentials(tmp_path, monkeypatch, "-f", "json") == 0
    uses = json.loads(capsys.readouterr().out)
    (backoffice,) = [use for use in uses if use["secret"]["text"].endswith("backoffice-prod-entra")]
    assert backoffice["identity"]["path"] == "deploy/flux/clusters/prod/backoffice.yaml"
    assert backoffice["identity"]["line"] == 24
    assert backoffice["used_by"]


def test_the_listing_of_a_folder_leaves_out_what_only_its_repository_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lay_out(REPOS / "shop", tmp_path)
    subprocess.run(["git", "init", "-q", "."], cwd=tmp_path, check=True)
    monkeypatch.chdir(tmp_path / "src" / "Shop.Notify")
    assert cli.main(["--no-config", "--list-credentials", "-f", "json"]) == 0
    uses = json.loads(capsys.readouterr().out)
    assert uses
    for use in uses:
        assert any("src/main/resources" in str(shown) for shown in use.values()), use


def test_an_encrypted_tenant_is_said_to_be_encrypted() -> None:
    encrypted = "ENC[AES256_GCM,data:Zm9vYmFy,iv:Zm9v,tag:YmFy,type:str]"
    secret = (
        f"kind: Secret\nmetadata: {{name: web}}\ndata: {{TENANT_ID: '{encrypted}', CLIENT_SECRET: '{encrypted}'}}\n"
    )
    taken = "\n".join(
        f"        - {{name: {key}, valueFrom: {{secretKeyRef: {{name: web, key: {key}}}}}}}"
        for key in ("TENANT_ID", "CLIENT_SECRET")
    )
    pod = f"""kind: Pod
metadata: {{name: web}}
spec:
  containers:
    - name: web
      env:
        - {{name: CLIENT_ID, value: {ID}}}
{taken}
"""
    (use,) = mapped({"secret.yaml": secret, "pod.yaml": pod})
    assert (use.tenant.text, use.secret.text) == ("encrypted in the file", "encrypted in the file")
