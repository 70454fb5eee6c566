"""What containers take by ``envFrom`` belongs to the credential that they use."""

from __future__ import annotations

from joining import join

from linter.credential_map.entries import credential_map, uses_of
from linter.model import Container, Use
from linter.names.environments import Environments

ID = "7d1c0b52-4a8e-4f67-9b3d-2e5f8a6c1d02"
OTHER_ID = "7d1c0b52-4a8e-4f67-9b3d-2e5f8a6c1d03"
TENANT = "7d1c0b52-4a8e-4f67-9b3d-2e5f8a6c1d01"

SECRET_KEY = "env: [{name: AZURE_CLIENT_SECRET, valueFrom: {secretKeyRef: {name: web, key: client-secret}}}]"
CONFIG = (
    f"kind: ConfigMap\nmetadata: {{name: web-config}}\ndata: {{AZURE_CLIENT_ID: {ID}, AZURE_TENANT_ID: {TENANT}}}\n"
)
EXTERNAL = """
    kind: ExternalSecret
    metadata: {name: web}
    spec:
      target: {name: web}
      data: [{secretKey: AZURE_CLIENT_SECRET, remoteRef: {key: web-client-secret}}]
    """


def workload(sources: str, rest: str = "env: []") -> str:
    return f"""
        kind: Deployment
        metadata: {{name: web}}
        spec:
          selector: {{}}
          template:
            spec:
              containers:
                - name: app
                  image: web
                  envFrom: [{sources}]
                  {rest}
        """


FROM_CONFIG = "{configMapRef: {name: web-config}}"
FROM_SECRET = "{secretRef: {name: web}}"


def used(files: dict[str, str], environment: str = "") -> list[tuple[str, str]]:
    wiring = join(files)
    uses = uses_of(wiring, Environments(), environment) if environment else credential_map(wiring, Environments())
    return [(use.identity.text, use.secret.text) for use in uses]


def only(files: dict[str, str]) -> Use:
    (use,) = credential_map(join(files), Environments())
    return use


def containers(files: dict[str, str]) -> tuple[Container, ...]:
    return join(files).containers


def test_a_client_id_of_a_config_map_and_a_secret_of_the_container_are_one_credential() -> None:
    files = {"k8s/web.yaml": workload(FROM_CONFIG, SECRET_KEY), "k8s/config.yaml": CONFIG}
    use = only(files)
    assert (use.identity.text, use.tenant.text) == (ID, TENANT)
    assert use.secret.text == "Secret web is filled by nothing here"
    assert [(c.text, c.location and (c.location.path, c.location.span.line)) for c in use.consumers] == [
        ("Deployment/web:app", ("k8s/web.yaml", 10))
    ]
    assert {place.path for place in use.wire} == {"k8s/web.yaml", "k8s/config.yaml"}


def test_both_halves_may_come_from_elsewhere() -> None:
    files = {
        "k8s/web.yaml": workload(f"{FROM_CONFIG}, {FROM_SECRET}"),
        "k8s/config.yaml": CONFIG,
        "k8s/external.yaml": EXTERNAL,
    }
    assert used(files) == [(ID, "secret web-client-secret of the vault of SecretStore *, which is not here")]


def test_a_secret_that_the_csi_driver_makes() -> None:
    files = {
        "k8s/web.yaml": workload(f"{FROM_CONFIG}, {FROM_SECRET}"),
        "k8s/config.yaml": CONFIG,
        "k8s/class.yaml": """
            kind: SecretProviderClass
            metadata: {name: web}
            spec:
              provider: azure
              parameters:
                keyvaultName: shop-kv
                objects: |
                  array:
                    - |
                      objectName: web-client-secret
                      objectType: secret
              secretObjects:
                - secretName: web
                  data: [{key: AZURE_CLIENT_SECRET, objectName: web-client-secret}]
            """,
    }
    assert used(files) == [(ID, "Key Vault shop-kv/web-client-secret")]


def test_what_is_missing_may_be_in_a_secret_that_nothing_here_fills() -> None:
    files = {"k8s/web.yaml": workload(f"{FROM_CONFIG}, {FROM_SECRET}"), "k8s/config.yaml": CONFIG}
    assert used(files) == [(ID, "the secret called web")]
    files["k8s/secret.yaml"] = "kind: Secret\nmetadata: {name: web}\nstringData: {STORAGE_KEY: made-up}\n"
    assert used(files) == [(ID, "none here")]


def overlays(**lines: str) -> dict[str, str]:
    """A base that all environments take in, and what each of them generates its ConfigMap from."""
    files = {
        "base/kustomization.yaml": "resources: [web.yaml]\n",
        "base/web.yaml": workload(FROM_CONFIG, SECRET_KEY),
    }
    for environment, generator in lines.items():
        files[f"overlays/{environment}/kustomization.yaml"] = (
            f"resources: [../../base]\nconfigMapGenerator: [{{name: web-config, {generator}}}]\n"
        )
    return files


def test_each_environment_gets_what_its_generator_makes() -> None:
    files = overlays(prod=f"literals: [AZURE_CLIENT_ID={ID}]", staging="envs: [web.env]")
    files["overlays/staging/web.env"] = f"AZURE_CLIENT_ID={OTHER_ID}\n"
    assert [(use.environment, use.identity.text) for use in credential_map(join(files), Environments())] == [
        ("prod", ID),
        ("staging", OTHER_ID),
    ]
    assert used(files, "prod") == [(ID, "Secret web is filled by nothing here")]
    assert used(files, "staging") == [(OTHER_ID, "Secret web is filled by nothing here")]


def test_a_generator_of_an_environment_lies_over_the_one_for_all() -> None:
    files = overlays(prod="behavior: merge, envs: [web.env]", staging="behavior: merge, literals: [X=1]")
    files["base/kustomization.yaml"] += (
        f"configMapGenerator: [{{name: web-config, literals: [AZURE_CLIENT_ID={ID}]}}]\n"
    )
    files["overlays/prod/web.env"] = f"AZURE_CLIENT_ID={OTHER_ID}\n"
    assert used(files, "prod") == [(OTHER_ID, "Secret web is filled by nothing here")]
    assert used(files, "staging") == [(ID, "Secret web is filled by nothing here")]


def test_a_patch_brings_the_secret() -> None:
    files = overlays(prod=f"literals: [AZURE_CLIENT_ID={ID}]")
    files["base/web.yaml"] = workload(FROM_CONFIG)
    files["overlays/prod/kustomization.yaml"] += "patches: [{path: patch.yaml}]\n"
    files["overlays/prod/patch.yaml"] = (
        "kind: Deployment\nmetadata: {name: web}\n"
        f"spec: {{template: {{spec: {{containers: [{{name: app, {SECRET_KEY}}}]}}}}}}\n"
    )
    assert used(files, "prod") == [(ID, "Secret web is filled by nothing here")]


def test_a_chart_takes_the_client_id_from_its_values() -> None:
    name = "'{{ include \"web.fullname\" . }}-config'"
    files = {
        "chart/templates/deployment.yaml": workload(f"{{configMapRef: {{name: {name}}}}}", SECRET_KEY),
        "chart/templates/config.yaml": (
            f"kind: ConfigMap\nmetadata: {{name: {name}}}\ndata: {{AZURE_CLIENT_ID: '{{{{ .Values.azure.clientId }}}}'}}\n"
        ),
        "chart/values.yaml": "azure: {clientId: ''}\n",
        "chart/values-prod.yaml": f"azure: {{clientId: {ID}}}\n",
        "chart/values-staging.yaml": f"azure: {{clientId: {OTHER_ID}}}\n",
    }
    assert used(files, "prod") == [(ID, "Secret web is filled by nothing here")]
    assert used(files, "staging") == [(OTHER_ID, "Secret web is filled by nothing here")]


def test_what_the_values_tell_of_the_secret_goes_for_the_container_too() -> None:
    files = {
        "chart/templates/deployment.yaml": workload(
            FROM_CONFIG, SECRET_KEY.replace("name: web, key", "name: '{{ include \"secret\" . }}', key")
        ),
        "chart/templates/config.yaml": CONFIG.replace(
            f"AZURE_CLIENT_ID: {ID}", "AZURE_CLIENT_ID: '{{ .Values.clientId }}'"
        ),
        "chart/values.yaml": "clientId: ''\n",
        "chart/values-prod.yaml": f"clientId: {ID}\nexistingSecret: web-prod\n",
    }
    (use,) = uses_of(join(files), Environments(), "prod")
    assert (use.identity.text, use.tenant.text, use.secret.text) == (ID, TENANT, "the secret called web-prod")
    assert {place.text for place in use.consumers} == {"clientId", "Deployment/web:app"}


def test_a_word_that_a_config_map_gives_is_no_client_id_of_entra_s() -> None:
    secret = SECRET_KEY.replace("AZURE_CLIENT_SECRET", "OIDC_CLIENT_SECRET")
    config = "kind: ConfigMap\nmetadata: {name: web-config}\ndata: {OIDC_CLIENT_ID: " + "%s}\n"
    assert used({"k8s/web.yaml": workload(FROM_CONFIG, secret), "k8s/config.yaml": config % "web"}) == []
    assert used({"k8s/web.yaml": workload(FROM_CONFIG, secret), "k8s/config.yaml": config % ID}) != []


def test_a_chart_names_the_secret_by_a_value() -> None:
    files = {
        "chart/templates/deployment.yaml": workload(
            "{secretRef: {name: '{{ .Values.existingSecret }}'}}", f"env: [{{name: AZURE_CLIENT_ID, value: {ID}}}]"
        ),
        "chart/templates/external.yaml": EXTERNAL,
        "chart/values.yaml": "existingSecret: web\n",
    }
    assert used(files) == [(ID, "secret web-client-secret of the vault of SecretStore *, which is not here")]


def test_the_later_source_wins_and_a_variable_of_the_container_over_both() -> None:
    other = CONFIG.replace("web-config", "web-more").replace(ID, OTHER_ID)
    both = "{configMapRef: {name: web-config}}, {configMapRef: {name: web-more}}"
    files = {"k8s/web.yaml": workload(both, SECRET_KEY), "k8s/config.yaml": CONFIG, "k8s/more.yaml": other}
    assert [identity for identity, _ in used(files)] == [OTHER_ID]
    own = f"env: [{{name: AZURE_CLIENT_ID, value: {TENANT}}}, {SECRET_KEY.removeprefix('env: [')}"
    files["k8s/web.yaml"] = workload(both, own)
    assert [identity for identity, _ in used(files)] == [TENANT]


def test_a_prefix_tells_which_secret_is_meant() -> None:
    two = (
        "env: [{name: WEB_CLIENT_SECRET, valueFrom: {secretKeyRef: {name: web, key: a}}},"
        " {name: JOBS_CLIENT_SECRET, valueFrom: {secretKeyRef: {name: jobs, key: a}}}]"
    )
    files = {
        "k8s/web.yaml": workload("{prefix: JOBS_, configMapRef: {name: jobs}}", two),
        "k8s/config.yaml": f"kind: ConfigMap\nmetadata: {{name: jobs}}\ndata: {{CLIENT_ID: {ID}}}\n",
    }
    assert (ID, "Secret jobs is filled by nothing here") in used(files)
    assert ("not given here", "Secret web is filled by nothing here") in used(files)


def test_nothing_is_taken_from_a_config_map_of_another_folder_or_where_two_could_be_meant() -> None:
    assert containers({"one/web.yaml": workload(FROM_CONFIG), "two/config.yaml": CONFIG}) == ()
    twice = {"k8s/web.yaml": workload(FROM_CONFIG), "k8s/a.yaml": CONFIG, "k8s/b.yaml": CONFIG}
    assert containers(twice) == ()


def test_files_of_environments_beside_one_workload_give_each_its_own() -> None:
    files = {
        "k8s/web.yaml": workload(FROM_CONFIG, SECRET_KEY),
        "k8s/config.prod.yaml": CONFIG,
        "k8s/config.staging.yaml": CONFIG.replace(ID, OTHER_ID),
    }
    assert [(c.environment, c.credentials[0].client_id) for c in containers(files)] == [
        ("prod", containers(files)[0].settings[0]),
        ("staging", containers(files)[1].settings[0]),
    ]
    assert used(files, "prod") == [(ID, "Secret web is filled by nothing here")]
