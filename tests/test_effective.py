"""What an environment gets: files laid over each other as their platform lays them."""

from __future__ import annotations

import pytest
from joining import join

from linter.model import Effective, Setting, Target, Wiring

ID_OF = {name: f"00f00000-0000-4000-8000-{number:012}" for number, name in enumerate(("base", "prod", "top"))}


THREE_LAYERS = {
    "chart/values.yaml": f"web:\n  clientId: {ID_OF['base']}\n",
    "env/prod.values.yaml": f"web:\n  clientId: {ID_OF['prod']}\n",
    "env/top.values.yaml": f"web:\n  clientId: {ID_OF['top']}\n",
}


def effective(wiring: Wiring, environment: str) -> Effective:
    (found,) = [e for e in wiring.effective if e.environment == environment]
    return found


def held(found: Effective, key: str) -> Setting:
    (setting,) = [s for s in found.settings if s.key.endswith(key)]
    return setting


def origin(found: Effective, key: str) -> tuple[str, int]:
    setting = held(found, key)
    return setting.location.path, setting.location.span.line


def test_app_settings_of_an_environment_lie_over_those_of_all() -> None:
    wiring = join(
        {
            "src/appsettings.json": '{"AzureAd": {\n"ClientId": "a",\n"TenantId": "b"}}',
            "src/appsettings.Production.json": '{"AzureAd": {\n\n\n"ClientId": "c"}}',
        }
    )
    found = effective(wiring, "prod")
    assert origin(found, "ClientId") == ("src/appsettings.Production.json", 4)
    assert origin(found, "TenantId") == ("src/appsettings.json", 3)
    assert [s.location.span.line for s in found.replaced] == [2]


def test_a_chart_that_an_action_renders_takes_its_override_files() -> None:
    wiring = join(
        {
            **THREE_LAYERS,
            ".github/workflows/deploy.yml": """
                env:
                  CHART_PATH: ./chart
                jobs:
                  deploy:
                    environment: production
                    steps:
                      - uses: Azure/k8s-bake@v3
                        with:
                          renderEngine: helm
                          helmChart: ${{ env.CHART_PATH }}
                          overrideFiles: |
                            env/prod.values.yaml
                            env/top.values.yaml
                """,
        }
    )
    found = effective(wiring, "prod")
    assert found.layers == ("chart/values.yaml", "env/prod.values.yaml", "env/top.values.yaml")
    assert origin(found, "clientId") == ("env/top.values.yaml", 2)


@pytest.mark.parametrize("chart", ["${{ env.UNKNOWN }}", "${{ inputs.chart }}"])
def test_a_chart_that_is_computed_is_not_guessed(chart: str) -> None:
    wiring = join(
        {
            "chart/values.yaml": f"web:\n  clientId: {ID_OF['base']}\n",
            "env/any.values.yaml": f"web:\n  clientId: {ID_OF['prod']}\n",
            ".github/workflows/deploy.yml": f"""
                jobs:
                  deploy:
                    environment: production
                    steps:
                      - uses: azure/k8s-bake@v3
                        with: {{renderEngine: helm, helmChart: "{chart}", overrideFiles: env/any.values.yaml}}
                """,
        }
    )
    assert wiring.effective == ()


def test_helm_command_names_the_order_of_values_files() -> None:
    wiring = join(
        {
            **THREE_LAYERS,
            ".github/workflows/deploy.yml": """
                jobs:
                  deploy:
                    environment: production
                    steps:
                      - run: helm upgrade -i web ./chart -f env/prod.values.yaml --values=env/top.values.yaml
                """,
        }
    )
    found = effective(wiring, "prod")
    assert found.layers == ("chart/values.yaml", "env/prod.values.yaml", "env/top.values.yaml")
    assert origin(found, "clientId") == ("env/top.values.yaml", 2)
    assert "helm command" in found.says


@pytest.mark.parametrize(
    "steps",
    [
        "steps: [{working-directory: deploy, run: helm upgrade -i web ./chart -f prod.yaml}]",
        "{defaults: {run: {working-directory: ./deploy/}}, steps: [{run: helm upgrade -i web chart -f prod.yaml}]}",
        "steps: [{run: 'cd deploy/chart && helm upgrade -i web . -f ../prod.yaml'}]",
        "steps: [{working-directory: tests, run: helm upgrade -i web $GITHUB_WORKSPACE/deploy/chart -f ../deploy/prod.yaml}]",
    ],
)
def test_paths_count_from_where_the_script_runs(steps: str) -> None:
    assert len(deployed_in(steps).effective) == 1


@pytest.mark.parametrize(
    "steps",
    [
        "steps: [{run: helm upgrade -i web ./chart -f prod.yaml}]",
        "steps: [{working-directory: '${{ matrix.folder }}', run: helm upgrade -i web deploy/chart -f deploy/prod.yaml}]",
        "steps: [{run: 'cd $FOLDER; helm upgrade -i web deploy/chart -f deploy/prod.yaml'}]",
        "steps: [{working-directory: deploy, run: 'popd; helm upgrade -i web chart -f prod.yaml'}]",
    ],
)
def test_where_a_script_runs_is_not_guessed(steps: str) -> None:
    assert deployed_in(steps).effective == ()


def deployed_in(steps: str) -> Wiring:
    """A chart in a folder, deployed by a job of these steps."""
    job = steps.removeprefix("{").removesuffix("}") if steps.startswith("{") else steps
    return join(
        {
            "deploy/chart/values.yaml": f"web:\n  clientId: {ID_OF['base']}\n",
            "deploy/prod.yaml": f"web:\n  clientId: {ID_OF['prod']}\n",
            ".github/workflows/deploy.yml": f"jobs: {{deploy: {{environment: production, {job}}}}}\n",
        }
    )


def test_values_of_a_flux_release_lie_over_the_chart() -> None:
    wiring = join(
        {
            "charts/web/values.yaml": f"web:\n  clientId: {ID_OF['base']}\n  tenantId: {ID_OF['top']}\n",
            "clusters/prod/web.yaml": f"""
                kind: HelmRelease
                metadata: {{name: web, namespace: shop}}
                spec:
                  chart: {{spec: {{chart: ./charts/web, sourceRef: {{kind: GitRepository}}}}}}
                  values:
                    web:
                      clientId: {ID_OF["prod"]}
                """,
        }
    )
    found = effective(wiring, "prod")
    assert origin(found, "clientId") == ("clusters/prod/web.yaml", 7)
    assert origin(found, "tenantId") == ("charts/web/values.yaml", 3)
    assert [len(credential.settings) for credential in found.credentials] == [2]


def test_values_from_a_config_map_that_kustomize_makes() -> None:
    files = {
        "charts/web/values.yaml": f"web:\n  clientId: {ID_OF['base']}\n  tenantId: {ID_OF['base']}\n",
        "clusters/prod/kustomization.yaml": """
            resources: [web.yaml]
            configMapGenerator: [{name: web-values, files: [values.yaml=web-values.yaml]}]
            """,
        "clusters/prod/web-values.yaml": f"web:\n  clientId: {ID_OF['prod']}\n  tenantId: {ID_OF['prod']}\n",
        "clusters/prod/web.yaml": f"""
            kind: HelmRelease
            metadata: {{name: web}}
            spec:
              chart: {{spec: {{chart: ./charts/web, sourceRef: {{kind: GitRepository}}}}}}
              valuesFrom: [{{kind: ConfigMap, name: web-values}}]
              values:
                web:
                  tenantId: {ID_OF["top"]}
            """,
    }
    found = effective(join(files), "prod")
    assert found.layers == ("charts/web/values.yaml", "clusters/prod/web-values.yaml", "clusters/prod/web.yaml")
    assert origin(found, "clientId") == ("clusters/prod/web-values.yaml", 2)
    assert origin(found, "tenantId") == ("clusters/prod/web.yaml", 8)
    files["clusters/prod/web.yaml"] = files["clusters/prod/web.yaml"].replace("kind: ConfigMap", "kind: Secret")
    assert join(files).effective == ()


def test_value_files_of_an_argo_application() -> None:
    wiring = join(
        {
            "charts/web/values.yaml": f"web:\n  clientId: {ID_OF['base']}\n",
            "charts/web/values.live.yaml": f"web:\n  clientId: {ID_OF['prod']}\n",
            "argo/web.yaml": """
                kind: Application
                metadata: {name: web}
                spec: {source: {path: charts/web, helm: {valueFiles: [values.live.yaml]}}}
                """,
        }
    )
    found = effective(wiring, "prod")
    assert "release" in found.says
    assert origin(found, "clientId") == ("charts/web/values.live.yaml", 2)


def test_what_an_argo_application_sets_itself() -> None:
    wiring = join(
        {
            "charts/web/values.yaml": f"web:\n  clientId: {ID_OF['base']}\n  tenantId: {ID_OF['base']}\n",
            "argo/web.yaml": f"""
                kind: Application
                metadata: {{name: web}}
                spec:
                  destination: {{namespace: shop-production}}
                  sources:
                    - path: docs
                    - path: charts/web
                      helm:
                        parameters: [{{name: web.clientId, value: {ID_OF["top"]}}}]
                        values: |
                          web:
                            clientId: {ID_OF["prod"]}
                            tenantId: {ID_OF["prod"]}
                """,
        }
    )
    found = effective(wiring, "prod")
    assert found.layers == ("charts/web/values.yaml", "argo/web.yaml")
    assert origin(found, "clientId") == ("argo/web.yaml", 9)
    assert origin(found, "tenantId") == ("argo/web.yaml", 13)
    assert [len(credential.settings) for credential in found.credentials] == [2]


def test_an_object_of_values_makes_an_argo_application_forget_their_text() -> None:
    wiring = join(
        {
            "charts/web/values.yaml": f"web:\n  clientId: {ID_OF['base']}\n  tenantId: {ID_OF['base']}\n",
            "argo/production/web.yaml": f"""
                kind: Application
                metadata: {{name: web}}
                spec:
                  source:
                    path: charts/web
                    helm:
                      values: "web: {{clientId: {ID_OF["top"]}}}"
                      valuesObject: {{web: {{tenantId: {ID_OF["prod"]}}}}}
                """,
        }
    )
    found = effective(wiring, "prod")
    assert origin(found, "clientId") == ("charts/web/values.yaml", 2)
    assert origin(found, "tenantId") == ("argo/production/web.yaml", 8)


def test_a_values_file_that_is_computed_makes_no_layer() -> None:
    wiring = join(
        {
            "chart/values.yaml": "web:\n  clientId: a\n",
            ".github/workflows/deploy.yml": """
                jobs:
                  deploy:
                    environment: production
                    steps:
                      - run: helm upgrade -i web chart -f "env/${{ inputs.name }}.yaml"
                """,
        }
    )
    assert wiring.effective == ()


def test_a_patch_lies_over_the_object_of_its_kind_and_name() -> None:
    variables = """
        kind: CronJob
        metadata: {{name: sync{namespace}}}
        spec: {{jobTemplate: {{spec: {{template: {{spec: {{containers: [{{name: sync, env: [
          {{name: {name}, value: {value}}}]}}]}}}}}}}}}}
        """
    wiring = join(
        {
            "base/kustomization.yaml": "resources: [sync.yaml, other.yaml]\n",
            "base/sync.yaml": variables.format(namespace="", name="AZURE_TENANT_ID", value=ID_OF["base"]),
            "base/other.yaml": variables.replace("sync{", "other{").format(
                namespace="", name="AZURE_TENANT_ID", value=ID_OF["base"]
            ),
            "overlays/prod/kustomization.yaml": "resources: [../../base]\npatches: [{path: id.yaml}]\n",
            "overlays/prod/id.yaml": variables.format(
                namespace=", namespace: shop", name="AZURE_CLIENT_ID", value=ID_OF["prod"]
            ),
        }
    )
    found = effective(wiring, "prod")
    assert sorted(s.key for s in found.settings) == [
        "CronJob/sync:sync:AZURE_CLIENT_ID",
        "CronJob/sync:sync:AZURE_TENANT_ID",
    ]
    (credential,) = found.credentials
    assert {s.location.path for s in credential.settings} == {"base/sync.yaml", "overlays/prod/id.yaml"}


def test_parameters_take_their_values_from_the_parameter_file() -> None:
    wiring = join(
        {
            "infra/main.template.json": """
                {"parameters": {"clientId": {"type": "string"}, "tenantId": {"type": "string", "defaultValue": "t"}},
                 "resources": [{"type": "Microsoft.Web/sites/config", "name": "x/appsettings", "properties": {
                   "AzureAd__ClientId": "[parameters('clientId')]",
                   "AzureAd__TenantId": "[parameters('tenantId')]"}}]}
                """,
            "infra/main.template.prod.parameters.json": """
                {"parameters": {
                  "clientId": {"value": "c"}}}
                """,
        }
    )
    found = effective(wiring, "prod")
    assert origin(found, "AzureAd__ClientId") == ("infra/main.template.prod.parameters.json", 2)
    assert origin(found, "AzureAd__TenantId") == ("infra/main.template.json", 1)


def vaults(found: Effective) -> set[str]:
    """The vaults that the secrets of a configuration come from."""
    return {r.holder for s in found.settings for r in s.value.references if r.target is Target.KEYVAULT_SECRET}


_REFERENCE = "'@Microsoft.KeyVault(VaultName=${%s};SecretName=client-secret)'"
_ADDRESS = "'@Microsoft.KeyVault(SecretUri=%s/secrets/client-secret)'"


@pytest.mark.parametrize(
    "secret",
    [
        _REFERENCE % "keyVaultName",
        _REFERENCE % "composed",
        _REFERENCE % "names.vault",
        _REFERENCE % "vault.name",
        "'@Microsoft.KeyVault(VaultName=kv-shop-${environmentName};SecretName=client-secret)'",
        _ADDRESS % "https://${composed}${environment().suffixes.keyvaultDns}",
        _ADDRESS % "https://kv-shop-${environmentName}.vault.azure.net",
        "'@Microsoft.KeyVault(SecretUri=${vault.properties.vaultUri}secrets/client-secret)'",
        "vault.getSecret('client-secret')",
    ],
)
def test_a_vault_is_named_as_the_parameter_file_says(secret: str) -> None:
    wiring = join(
        {
            "main.bicep": f"""
                param environmentName string
                param keyVaultName string
                var composed = 'kv-shop-${{environmentName}}'
                var names = {{ vault: composed }}
                resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {{ name: composed }}
                module app 'app.bicep' = {{ params: {{ clientSecret: {secret} }} }}
                """,
            "app.bicep": """
                @secure()
                param clientSecret string
                resource site 'Microsoft.Web/sites@2023-12-01' = {
                  properties: { siteConfig: { appSettings: [{ name: 'AzureAd__ClientSecret', value: clientSecret }] } }
                }
                """,
            **{
                f"main.{env}.bicepparam": f"""
                    using 'main.bicep'
                    param environmentName = '{env}'
                    param keyVaultName = 'kv-shop-${{environment}}'
                    var environment = '{env}'
                    """
                for env in ("prod", "staging")
            },
        }
    )
    assert {env: vaults(effective(wiring, env)) for env in ("prod", "staging")} == {
        "prod": {"kv-shop-prod"},
        "staging": {"kv-shop-staging"},
    }


@pytest.mark.parametrize(
    "secret",
    [
        "concat('@Microsoft.KeyVault(VaultName=', variables('vault'), ';SecretName=s)')",
        "concat('@Microsoft.KeyVault(VaultName=kv-shop-', parameters('env'), ';SecretName=s)')",
        "format('@Microsoft.KeyVault(VaultName={0};SecretName=s)', variables('vault'))",
        "format('@Microsoft.KeyVault(VaultName=kv-shop-{0};SecretName=s)', parameters('env'))",
    ],
)
def test_a_vault_is_named_as_the_parameters_of_an_arm_template_say(secret: str) -> None:
    wiring = join(
        {
            "main.template.json": f"""
                {{"parameters": {{"env": {{"type": "string"}}}},
                 "variables": {{"vault": "[concat('kv-shop-', parameters('env'))]"}},
                 "resources": [{{"type": "Microsoft.Web/sites/config", "name": "x/appsettings", "properties": {{
                   "AzureAd__ClientSecret": "[{secret}]"}}}}]}}
                """,
            "main.template.prod.parameters.json": """
                {"parameters": {"env": {"value": "prod"}}}
                """,
        }
    )
    assert vaults(effective(wiring, "prod")) == {"kv-shop-prod"}


@pytest.mark.parametrize(
    "vault", ["${toLower(environmentName)}", "${other}", "${vault.id}", "kv-${uniqueString(environmentName)}"]
)
def test_a_vault_whose_name_is_computed_is_not_guessed(vault: str) -> None:
    wiring = join(
        {
            "main.bicep": f"""
                param environmentName string
                var other = first(['a', 'b'])
                resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {{ name: other }}
                resource site 'Microsoft.Web/sites@2023-12-01' = {{
                  properties: {{ siteConfig: {{ appSettings: [
                    {{ name: 'AzureAd__ClientSecret', value: '@Microsoft.KeyVault(VaultName={vault};SecretName=s)' }}
                  ] }} }}
                }}
                """,
            "main.prod.bicepparam": "using 'main.bicep'\nparam environmentName = 'prod'\n",
        }
    )
    assert vaults(effective(wiring, "prod")) == {""}


def test_variables_of_a_compose_service_lie_over_the_app_it_is_built_from() -> None:
    wiring = join(
        {
            "src/web/appsettings.json": '{"AzureAd": {"ClientId": "a"}}',
            "src/web/appsettings.Staging.json": '{"AzureAd": {"ClientId": "b"}}',
            "src/api/appsettings.json": '{"AzureAd": {"ClientId": "a"}}',
            "src/api/appsettings.Staging.json": '{"AzureAd": {"ClientId": "b"}}',
            "compose.yaml": """
                services:
                  web:
                    build: ./src/web
                    environment:
                      ASPNETCORE_ENVIRONMENT: Staging
                      AzureAd__ClientId: c
                """,
        }
    )
    by_layers = {found.layers: found for found in wiring.effective}
    together = by_layers["src/web/appsettings.json", "src/web/appsettings.Staging.json", "compose.yaml"]
    (credential,) = together.credentials
    assert credential.client_id is not None
    assert credential.client_id.location.path == "compose.yaml"
    assert not any("compose.yaml" in layers and "src/api/appsettings.json" in layers for layers in by_layers)


def test_spring_lays_properties_over_yaml() -> None:
    wiring = join(
        {
            "src/application.yml": "azure:\n  client-id: a\n  tenant-id: t\n",
            "src/application-staging.properties": "azure.client-id=b\n",
        }
    )
    assert origin(effective(wiring, "staging"), "client-id") == ("src/application-staging.properties", 1)


def test_a_file_without_a_base_gets_nothing_from_others() -> None:
    assert join({"src/appsettings.Production.json": '{"AzureAd": {"ClientId": "c"}}'}).effective == ()
