"""Chains: from what uses a credential back to its source, or to the reason why the way is lost."""

from __future__ import annotations

import pytest
from joining import join, setting

from linter.chain.chains import Chains
from linter.chain.ends import Chain, Ending

ID = "7d1c0b52-4a8e-4f67-9b3d-2e5f8a6c1d02"

CHART = {
    "chart/templates/deployment.yaml": """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: '{{ .Release.Name }}-web'}
        spec:
          selector: {}
          template:
            spec:
              containers:
                - name: web
                  image: web
                  env:
                    - name: CLIENT_SECRET
                      valueFrom: {secretKeyRef: {name: '{{ .Release.Name }}-entra', key: client-secret}}
        """,
    "chart/templates/secret.yaml": """
        kind: Secret
        metadata: {name: '{{  .Release.Name  }}-entra'}
        data:
          client-secret: '{{ .Values.web.clientSecret | b64enc }}'
        """,
    "chart/values.yaml": "web:\n  clientSecret: ''\n",
}
WORKFLOW = """
    jobs:
      deploy:
        environment: production
        steps:
          - run: |
              helm upgrade --install web chart -f chart/values-prod.yaml --set web.clientSecret="${{ secrets.WEB_SECRET }}"
    """


def shown(chain: Chain) -> list[str]:
    return [f"{step.location.path.rpartition('/')[2]}:{step.location.span.line}" for step in chain.steps]


def follow(files: dict[str, str], path: str, key: str, environment: str = "") -> Chain:
    wiring = join(files)
    return Chains(wiring).of(setting(wiring, path, key), environment)


def test_workflow_secret_to_set_to_template_to_container() -> None:
    files = {**CHART, "chart/values-prod.yaml": "web:\n  clientId: x\n", ".github/workflows/deploy.yml": WORKFLOW}
    chain = follow(files, "chart/templates/deployment.yaml", "CLIENT_SECRET", "prod")
    assert shown(chain) == ["deployment.yaml:13", "secret.yaml:4", "deploy.yml:6"]
    assert (chain.ending, chain.name) == (Ending.GITHUB_SECRET, "WEB_SECRET")


def test_overrides_of_an_action_that_renders_a_chart() -> None:
    workflow = """
        jobs:
          deploy:
            environment: production
            steps:
              - uses: azure/k8s-bake@v3
                with:
                  renderEngine: helm
                  helmChart: chart
                  overrideFiles: chart/values-prod.yaml
                  overrides: |
                    web.replicas:2
                    web.clientSecret:${{ secrets.WEB_SECRET }}
        """
    files = {**CHART, "chart/values-prod.yaml": "web:\n  clientId: x\n", ".github/workflows/deploy.yml": workflow}
    chain = follow(files, "chart/templates/deployment.yaml", "CLIENT_SECRET", "prod")
    assert (chain.ending, chain.name) == (Ending.GITHUB_SECRET, "WEB_SECRET")


def test_values_in_effect_win_over_those_of_the_chart() -> None:
    value = '"@Microsoft.KeyVault(VaultName=shop-kv;SecretName=web)"'
    files = {**CHART, "chart/values-prod.yaml": f"web:\n  clientSecret: {value}\n"}
    path = "chart/templates/deployment.yaml"
    chain = follow(files, path, "CLIENT_SECRET", "prod")
    assert shown(chain)[-1] == "values-prod.yaml:2"
    assert chain.name == "shop-kv/web"
    assert follow(files, path, "CLIENT_SECRET", "staging").ending is Ending.EMPTY


def test_a_value_that_differs_by_environment_is_not_guessed() -> None:
    files = {**CHART, "chart/values-prod.yaml": "web:\n  clientSecret: a\n"}
    files["chart/values-staging.yaml"] = "web:\n  clientSecret: b\n"
    chain = follow(files, "chart/templates/secret.yaml", "client-secret")
    assert (chain.ending, chain.end) == (Ending.OPEN, "the value web.clientSecret differs by environment")


KUSTOMIZE = {
    "base/kustomization.yaml": "kind: Kustomization\nresources: [web.yaml, external.yaml]\n",
    "base/web.yaml": """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          selector: {}
          template:
            spec:
              containers:
                - name: web
                  image: web
                  env:
                    - name: CLIENT_SECRET
                      valueFrom: {secretKeyRef: {name: web-entra, key: client-secret}}
        """,
    "base/external.yaml": """
        kind: ExternalSecret
        metadata: {name: web-entra}
        spec:
          secretStoreRef: {name: vault}
          data:
            - secretKey: client-secret
              remoteRef: {key: web-client-secret}
        """,
    "overlays/prod/kustomization.yaml": "kind: Kustomization\nresources: [../../base, store.yaml]\n",
    "overlays/prod/store.yaml": """
        kind: SecretStore
        metadata: {name: vault}
        spec: {provider: {azurekv: {vaultUrl: https://shop-prod-kv.vault.azure.net}}}
        """,
    "overlays/staging/kustomization.yaml": "kind: Kustomization\nresources: [../../base, store.yaml]\n",
    "overlays/staging/store.yaml": """
        kind: SecretStore
        metadata: {name: vault}
        spec: {provider: {azurekv: {vaultUrl: https://shop-stg-kv.vault.azure.net}}}
        """,
}


def test_vault_to_external_secret_to_container() -> None:
    chain = follow(KUSTOMIZE, "base/web.yaml", "CLIENT_SECRET", "staging")
    assert shown(chain) == ["web.yaml:13", "external.yaml:7", "store.yaml:3"]
    assert (chain.ending, chain.name) == (Ending.VAULT, "shop-stg-kv/web-client-secret")


def test_a_store_of_each_environment_ends_the_chain_of_all() -> None:
    chain = follow(KUSTOMIZE, "base/web.yaml", "CLIENT_SECRET")
    assert chain.end == "secret web-client-secret of the vault of SecretStore vault, which differs by environment"


def test_two_places_that_fill_one_secret_are_not_decided_between() -> None:
    files = dict(KUSTOMIZE)
    files["overlays/prod/store.yaml"] += """
        ---
        kind: Secret
        metadata: {name: web-entra}
        stringData: {client-secret: made-up}
        """
    chain = follow(files, "base/web.yaml", "CLIENT_SECRET", "prod")
    assert chain.end == "2 places fill Secret web-entra, and nothing here decides between them"


def test_a_secret_of_another_folder_is_another_secret() -> None:
    files = {"one/web.yaml": KUSTOMIZE["base/web.yaml"], "two/external.yaml": KUSTOMIZE["base/external.yaml"]}
    assert follow(files, "one/web.yaml", "CLIENT_SECRET").end == "Secret web-entra is filled by nothing here"


def with_client_id_of_a_config_map(name: str = "web") -> str:
    return (
        KUSTOMIZE["base/web.yaml"].rstrip()
        + f"""
                    - name: AZURE_CLIENT_ID
                      valueFrom: {{configMapKeyRef: {{name: {name}, key: client-id}}}}
        """
    )


def test_a_key_of_a_config_map() -> None:
    files = {
        "base/web.yaml": with_client_id_of_a_config_map(),
        "base/map.yaml": f"kind: ConfigMap\nmetadata: {{name: web}}\ndata:\n  client-id: {ID}\n",
    }
    chain = follow(files, "base/web.yaml", "AZURE_CLIENT_ID")
    assert shown(chain) == ["web.yaml:15", "map.yaml:4"]
    assert chain.ending is Ending.TEXT


def test_a_config_map_is_no_secret_of_its_name() -> None:
    files = {
        "base/web.yaml": with_client_id_of_a_config_map(),
        "base/secret.yaml": f"kind: Secret\nmetadata: {{name: web}}\nstringData:\n  client-id: {ID}\n",
    }
    chain = follow(files, "base/web.yaml", "AZURE_CLIENT_ID")
    assert chain.end == "ConfigMap web is filled by nothing here"


def test_a_config_map_of_a_chart_takes_its_key_from_the_values() -> None:
    files = {
        "chart/templates/deployment.yaml": with_client_id_of_a_config_map("'{{ .Release.Name }}-web'"),
        "chart/templates/map.yaml": """
            kind: ConfigMap
            metadata: {name: '{{ .Release.Name }}-web'}
            data: {client-id: '{{ .Values.web.clientId }}'}
            """,
        "chart/values.yaml": "web:\n  clientId: ''\n",
        "chart/values-prod.yaml": f"web:\n  clientId: {ID}\n",
    }
    chain = follow(files, "chart/templates/deployment.yaml", "AZURE_CLIENT_ID", "prod")
    assert shown(chain) == ["deployment.yaml:15", "map.yaml:3", "values-prod.yaml:2"]


def test_a_generated_config_map_of_an_environment_lies_over_the_one_for_all() -> None:
    files = {
        "base/kustomization.yaml": """
            resources: [web.yaml]
            configMapGenerator: [{name: web, literals: [client-id=made-up]}]
            """,
        "base/web.yaml": with_client_id_of_a_config_map(),
        "overlays/prod/kustomization.yaml": """
            resources: [../../base]
            configMapGenerator:
              - name: web
                behavior: merge
                envs: [web.env]
              - name: web
                behavior: merge
                literals:
                  - client-id=other
            """,
        "overlays/prod/web.env": "AZURE_TENANT_ID=x\n",
        "overlays/staging/kustomization.yaml": """
            resources: [../../base]
            configMapGenerator: [{name: web, behavior: merge, envs: [web.env]}]
            """,
        "overlays/staging/web.env": "client-id=y\n",
    }
    assert shown(follow(files, "base/web.yaml", "AZURE_CLIENT_ID", "prod")) == ["web.yaml:15", "kustomization.yaml:9"]
    chain = follow(files, "base/web.yaml", "AZURE_CLIENT_ID")
    assert chain.end == "3 places fill ConfigMap web, and nothing here decides between them"


def test_a_file_of_lines_fills_a_config_map() -> None:
    files = {
        "overlays/prod/kustomization.yaml": """
            resources: [web.yaml]
            configMapGenerator: [{name: web, envs: [web.env]}]
            """,
        "overlays/prod/web.yaml": with_client_id_of_a_config_map(),
        "overlays/prod/web.env": f"OTHER=1\nclient-id={ID}\n",
    }
    chain = follow(files, "overlays/prod/web.yaml", "AZURE_CLIENT_ID", "prod")
    assert shown(chain) == ["web.yaml:15", "kustomization.yaml:2", "web.env:2"]
    files["overlays/prod/web.env"] = "OTHER=1\n"
    assert follow(files, "overlays/prod/web.yaml", "AZURE_CLIENT_ID", "prod").end == (
        "the file overlays/prod/web.env tells nothing of client-id"
    )


BICEP = {
    "infra/main.bicep": """
        param graphClientId string
        @secure()
        param graphClientSecret string = ''
        module api 'modules/api.bicep' = {
          name: 'api'
          params: {
            clientId: graphClientId
            clientSecret: graphClientSecret
          }
        }
        """,
    "infra/modules/api.bicep": """
        param clientId string
        @secure()
        param clientSecret string
        resource app 'Microsoft.Web/sites@2024-04-01' = {
          name: 'app'
          properties: {
            siteConfig: {
              appSettings: [
                { name: 'Graph__ClientId', value: clientId }
                { name: 'Graph__ClientSecret', value: clientSecret }
                { name: 'Other__ClientSecret', value: '${clientId}x' }
              ]
            }
          }
        }
        """,
    "infra/main.prod.bicepparam": """
        using 'main.bicep'
        param graphClientId = '00f00000-1111-2222-3333-444444444444'
        param graphClientSecret = az.getSecret('s', 'g', 'shop-kv', 'graph')
        """,
}


def test_parameter_file_to_template_to_module_to_app_setting() -> None:
    chain = follow(BICEP, "infra/modules/api.bicep", "Graph__ClientSecret", "prod")
    assert shown(chain) == ["api.bicep:10", "main.bicep:8", "main.prod.bicepparam:3"]
    assert chain.name == "shop-kv/graph"


def test_a_parameter_that_no_file_of_the_environment_gives_has_its_default() -> None:
    chain = follow(BICEP, "infra/modules/api.bicep", "Graph__ClientSecret", "staging")
    assert chain.ending is Ending.EMPTY


def test_what_is_computed_is_not_followed() -> None:
    chain = follow(BICEP, "infra/modules/api.bicep", "Other__ClientSecret", "prod")
    assert chain.ending is Ending.OPEN


def substituted(number: int) -> str:
    return f"""
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {{name: web}}
        spec:
          path: ./apps/web
          postBuild: {{substitute: {{WEB_CLIENT_ID: 7d1c0b52-4a8e-4f67-9b3d-2e5f8a6c1d0{number}}}}}
        """


def test_what_flux_puts_in_for_a_name() -> None:
    files = {
        "apps/web/account.yaml": """
            kind: ServiceAccount
            metadata: {name: web, annotations: {azure.workload.identity/client-id: '${WEB_CLIENT_ID}'}}
            """,
        "apps/other/account.yaml": """
            kind: ServiceAccount
            metadata: {name: web, annotations: {azure.workload.identity/client-id: '${WEB_CLIENT_ID}'}}
            """,
        "clusters/prod/web.yaml": substituted(1),
        "clusters/staging/web.yaml": substituted(2),
    }
    chain = follow(files, "apps/web/account.yaml", "client-id", "staging")
    assert shown(chain) == ["account.yaml:2", "web.yaml:6"]
    assert chain.ending is Ending.TEXT
    assert follow(files, "apps/web/account.yaml", "client-id").end == "2 Kustomizations of Flux put WEB_CLIENT_ID in"
    lost = follow(files, "apps/other/account.yaml", "client-id", "prod")
    assert lost.end == "the token WEB_CLIENT_ID, which nothing here fills in"


def test_a_token_is_what_a_step_puts_in() -> None:
    files = {
        "src/appsettings.Production.json": '{"AzureAd": {"ClientSecret": "#{WebSecret}#"}}',
        ".github/workflows/deploy.yml": """
            jobs:
              deploy:
                environment: production
                steps:
                  - uses: cschleiden/replace-tokens@v1
                    env: {WebSecret: '${{ secrets.WEB_SECRET }}'}
            """,
    }
    chain = follow(files, "src/appsettings.Production.json", "ClientSecret", "prod")
    assert chain.name == "WEB_SECRET"
    assert chain.end == "GitHub secret WEB_SECRET of environment prod"


MOUNTED = "java: {keyVaults: {shop: {secrets: [{name: %s, alias: AAD_CLIENT_SECRET}]}}}\n"


@pytest.mark.parametrize("default", ["", ":", ":changeme", ":00000000-0000-0000-0000-000000000000"])
def test_what_a_chart_mounts_for_an_application_of_spring(default: str) -> None:
    files = {
        "src/main/resources/application.yaml": f"azure: {{client-secret: '${{AAD_CLIENT_SECRET{default}}}'}}\n",
        "charts/shop/values.yaml": MOUNTED % "web",
    }
    chain = follow(files, "src/main/resources/application.yaml", "client-secret")
    assert shown(chain) == ["application.yaml:1", "values.yaml:1"]
    assert (chain.ending, chain.name) == (Ending.VAULT, "shop-${environment}/web")


def test_charts_that_mount_different_secrets_under_one_name_are_not_decided_between() -> None:
    path = "src/main/resources/application.yaml"
    files = {
        path: "azure: {client-secret: '${AAD_CLIENT_SECRET}'}\n",
        "charts/shop/values-prod.yaml": MOUNTED % "web",
        "charts/shop/values-dev.yaml": MOUNTED % "web-local",
    }
    chain = follow(files, path, "client-secret")
    assert (chain.ending, chain.end) == (Ending.OPEN, "the charts here mount several secrets")
    assert follow(files, path, "client-secret", "prod").name == "shop-${environment}/web"


def test_an_environment_variable_of_the_step_that_deploys_the_parameter_file() -> None:
    files = {
        "infra/main.bicep": "param clientSecret string\n",
        "infra/main.prod.bicepparam": "using 'main.bicep'\nparam clientSecret = readEnvironmentVariable('WEB_SECRET')\n",
        ".github/workflows/deploy.yml": """
            jobs:
              deploy:
                environment: production
                steps:
                  - run: az deployment group create --parameters infra/main.prod.bicepparam
                    env: {WEB_SECRET: '${{ secrets.WEB }}'}
            """,
    }
    assert follow(files, "infra/main.prod.bicepparam", "clientSecret", "prod").name == "WEB"


def test_an_input_of_a_composite_action_is_what_its_caller_gives() -> None:
    files = {
        ".github/actions/deploy/action.yml": """
            runs:
              using: composite
              steps:
                - uses: azure/login@v2
                  with: {client-id: '${{ inputs.client-id }}'}
            """,
        ".github/workflows/deploy.yml": """
            jobs:
              deploy:
                environment: staging
                steps:
                  - uses: ./.github/actions/deploy
                    with: {client-id: '${{ vars.AZURE_CLIENT_ID }}'}
            """,
    }
    chain = follow(files, ".github/actions/deploy/action.yml", "client-id", "staging")
    assert (chain.ending, chain.name) == (Ending.GITHUB_VARIABLE, "AZURE_CLIENT_ID")


def test_the_nearest_environment_variable_counts() -> None:
    files = {
        ".github/workflows/deploy.yml": """
            env: {ARM_CLIENT_ID: '${{ secrets.OUTER }}'}
            jobs:
              one:
                steps:
                  - uses: azure/login@v2
                    with: {client-id: '${{ env.ARM_CLIENT_ID }}'}
                  - run: terraform apply
                    env: {ARM_CLIENT_ID: '${{ env.ARM_CLIENT_ID }}'}
              two:
                env: {ARM_CLIENT_ID: '${{ secrets.INNER }}'}
                steps:
                  - uses: azure/login@v2
                    with: {client-id: '${{ env.ARM_CLIENT_ID }}'}
            """
    }
    wiring = join(files)
    users = [s for s in wiring.settings if s.value.reveal().startswith("${{ env.")]
    assert [Chains(wiring).of(user).name for user in users] == ["OUTER", "OUTER", "INNER"]


def test_references_in_a_circle_end() -> None:
    files = {
        "infra/b.bicep": """
            param clientSecret string
            module b 'b.bicep' = {
              name: 'b'
              params: {
                clientSecret: clientSecret
              }
            }
            """
    }
    chain = follow(files, "infra/b.bicep", "clientSecret")
    assert (chain.ending, chain.end) == (Ending.OPEN, "the references lead back to themselves")
