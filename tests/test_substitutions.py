"""What Flux puts in for ``${NAME}`` is what an environment gets: the identity, its role, its source."""

from __future__ import annotations

from joining import join

from linter.credential_map.entries import credential_map, uses_of
from linter.names.environments import Environments

ID = "7d1c0b52-4a8e-4f67-9b3d-2e5f8a6c1d02"
OTHER_ID = "7d1c0b52-4a8e-4f67-9b3d-2e5f8a6c1d03"
ACCOUNT = """
    kind: ServiceAccount
    metadata: {name: web, annotations: {azure.workload.identity/client-id: '${WEB_APP_CLIENT_ID}'}}
    """
IDENTITY = "managed identity, no secret"


def applying(path: str, **given: str) -> str:
    """A Kustomization of Flux that applies a folder."""
    substitute = ", ".join(f"{name}: {value}" for name, value in given.items())
    return f"""
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {{name: web, namespace: flux-system}}
        spec: {{path: '{path}', postBuild: {{substitute: {{{substitute}}}}}}}
        """


def rows(files: dict[str, str]) -> list[tuple[str, str, str]]:
    uses = credential_map(join(files), Environments())
    return [(use.environment, use.identity.text, use.secret.text) for use in uses]


def test_the_place_that_uses_a_variable_tells_what_it_is() -> None:
    files = {
        "apps/web/account.yaml": ACCOUNT,
        "clusters/prod/web.yaml": applying("./apps/web", WEB_APP_CLIENT_ID=ID),
        "clusters/staging/web.yaml": applying("./apps/web", WEB_APP_CLIENT_ID=OTHER_ID),
    }
    assert rows(files) == [("prod", ID, IDENTITY), ("staging", OTHER_ID, IDENTITY)]
    (use, _) = credential_map(join(files), Environments())
    assert use.identity.location
    assert use.identity.location.path == "clusters/prod/web.yaml"
    assert [c.location and c.location.path for c in use.consumers] == ["apps/web/account.yaml"]


def test_a_kustomization_that_hands_a_variable_on_uses_nothing() -> None:
    handing_on = applying("./apps/web", WEB_APP_CLIENT_ID="'${WEB_APP_CLIENT_ID}'").replace("name: web,", "name: apps,")
    files = {
        "apps/web/account.yaml": ACCOUNT,
        "flux/web.yaml": handing_on,
        "clusters/prod/flux.yaml": applying("./flux", WEB_APP_CLIENT_ID=ID),
    }
    uses = credential_map(join(files), Environments())
    assert {c.location.path for use in uses for c in use.consumers if c.location} == {"apps/web/account.yaml"}


def test_two_clusters_of_one_environment_get_each_its_own() -> None:
    files = {
        "apps/web/account.yaml": ACCOUNT,
        "clusters/prod-a/web.yaml": applying("./apps/web", WEB_APP_CLIENT_ID=ID),
        "clusters/prod-b/web.yaml": applying("./apps/web", WEB_APP_CLIENT_ID=OTHER_ID),
    }
    assert rows(files) == [("prod", ID, IDENTITY), ("prod", OTHER_ID, IDENTITY)]


def test_a_credential_takes_its_id_from_flux_and_its_secret_from_a_vault() -> None:
    files = {
        "apps/web/kustomization.yaml": "resources: [web.yaml, external.yaml, store.yaml]\n",
        "apps/web/web.yaml": """
            kind: Pod
            metadata: {name: web}
            spec: {containers: [{name: web, env: [
              {name: AZURE_CLIENT_ID, value: '${WEB_CLIENT_ID}'},
              {name: AZURE_CLIENT_SECRET, valueFrom: {secretKeyRef: {name: web, key: client-secret}}}]}]}
            """,
        "apps/web/external.yaml": """
            kind: ExternalSecret
            metadata: {name: web}
            spec: {secretStoreRef: {name: store}, data: [{secretKey: client-secret, remoteRef: {key: web-secret}}]}
            """,
        "apps/web/store.yaml": """
            kind: SecretStore
            metadata: {name: store}
            spec: {provider: {azurekv: {vaultUrl: https://shop-kv.vault.azure.net}}}
            """,
        "clusters/prod/web.yaml": applying("./apps/web", WEB_CLIENT_ID=ID),
    }
    assert rows(files) == [("prod", ID, "Key Vault shop-kv/web-secret")]


def test_variables_come_from_a_config_map_too_and_substitute_wins() -> None:
    from_map = """
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {{name: web}}
        spec: {{path: ./apps/web, postBuild: {{{} substituteFrom: [{{kind: ConfigMap, name: vars}}]}}}}
        """
    files = {
        "apps/web/account.yaml": ACCOUNT,
        "clusters/prod/vars.yaml": f"kind: ConfigMap\nmetadata: {{name: vars}}\ndata: {{WEB_APP_CLIENT_ID: {ID}}}\n",
        "clusters/staging/vars.yaml": f"kind: ConfigMap\nmetadata: {{name: vars}}\ndata: {{WEB_APP_CLIENT_ID: {OTHER_ID}}}\n",
        "clusters/prod/web.yaml": from_map.format(""),
        "clusters/staging/web.yaml": from_map.format(f"substitute: {{WEB_APP_CLIENT_ID: {ID}}},"),
    }
    assert [row for row in rows(files) if row[0] == "prod"] == [("prod", ID, IDENTITY)]
    assert ("staging", ID, IDENTITY) in rows(files)


def test_a_patch_tells_what_is_put_in_and_the_base_where() -> None:
    files = {
        "apps/web/base.yaml": applying("./apps/web/${ENVIRONMENT}", NAMESPACE="web"),
        "apps/web/prod/kustomization.yaml": "resources: [account.yaml]\n",
        "apps/web/prod/account.yaml": ACCOUNT,
        "apps/web/staging/kustomization.yaml": "resources: [account.yaml]\n",
        "apps/web/staging/account.yaml": ACCOUNT,
        "clusters/prod/patch.yaml": applying("", WEB_APP_CLIENT_ID=ID).replace("path: '', ", ""),
    }
    assert ("prod", ID, IDENTITY) in rows(files)
    assert [row for row in rows(files) if row[1] == ID] == [("prod", ID, IDENTITY)]
    assert ("staging", "the token WEB_APP_CLIENT_ID, which nothing here fills in", IDENTITY) in rows(files)


def test_what_flux_applies_for_one_environment_is_no_other_s() -> None:
    files = {
        "apps/web/account.yaml": ACCOUNT.replace("'${WEB_APP_CLIENT_ID}'", ID),
        "clusters/prod/web.yaml": applying("./apps/web", REGION="west"),
        "clusters/staging/jobs.yaml": applying("./apps/jobs", JOBS_CLIENT_ID=OTHER_ID),
    }
    wiring = join(files)
    assert [use.identity.text for use in uses_of(wiring, Environments(), "prod")] == [ID]
    assert [use.identity.text for use in uses_of(wiring, Environments(), "staging")] == [OTHER_ID]


def test_what_is_applied_for_an_unknown_environment_too_may_be_any_s() -> None:
    files = {
        "apps/web/account.yaml": ACCOUNT.replace("'${WEB_APP_CLIENT_ID}'", ID),
        "clusters/prod/web.yaml": applying("./apps/web", REGION="west"),
        "clusters/c3/web.yaml": applying("./apps/web", REGION="east"),
    }
    assert rows(files) == [("", ID, IDENTITY)]


def test_a_kustomization_hands_on_what_it_is_given_itself() -> None:
    files = {
        "apps/web/account.yaml": ACCOUNT,
        "teams/web/deploy.yaml": applying("./apps/web", WEB_APP_CLIENT_ID="'${WEB_APP_CLIENT_ID}'"),
        "clusters/prod/teams.yaml": applying("./teams/web", WEB_APP_CLIENT_ID=ID),
    }
    assert rows(files) == [("prod", ID, IDENTITY)]
    del files["clusters/prod/teams.yaml"]
    assert rows(files) == [("", "the token WEB_APP_CLIENT_ID, which nothing here fills in", IDENTITY)]
    del files["apps/web/account.yaml"]
    assert rows(files) == []


def test_a_path_in_an_artifact_is_none_of_the_repository() -> None:
    files = {
        "apps/web/account.yaml": ACCOUNT,
        "clusters/prod/web.yaml": applying("./apps/web", WEB_APP_CLIENT_ID=ID),
    }
    files["clusters/prod/web.yaml"] = files["clusters/prod/web.yaml"].replace(
        "spec: {", "spec: {sourceRef: {kind: OCIRepository, name: web}, "
    )
    assert ("", "the token WEB_APP_CLIENT_ID, which nothing here fills in", IDENTITY) in rows(files)


def test_a_variable_in_a_path_leads_to_the_folder_of_the_environment() -> None:
    files = {
        "apps/web/base/web.yaml": applying("./apps/web/${ENVIRONMENT}", WEB_APP_CLIENT_ID=ID),
        "apps/web/account.yaml": ACCOUNT,
        "apps/web/prod/kustomization.yaml": "resources: [../account.yaml]\n",
        "apps/web/staging/kustomization.yaml": "resources: [../other.yaml]\n",
        "clusters/prod/kustomization.yaml": "resources: [../../apps/web/base/web.yaml]\n",
        "clusters/staging/kustomization.yaml": "resources: [../../apps/web/base/web.yaml]\n",
    }
    uses = credential_map(join(files), Environments())
    places = {(use.environment, c.location.path) for use in uses for c in use.consumers if c.location}
    assert places == {("prod", "apps/web/account.yaml"), ("staging", "apps/web/base/web.yaml")}


def test_an_identity_that_its_variable_names_too_is_told_by_the_place_that_uses_it() -> None:
    files = {
        "apps/web/account.yaml": ACCOUNT.replace("WEB_APP_CLIENT_ID", "WEB_MI_CLIENT_ID"),
        "clusters/prod/web.yaml": applying("./apps/web", WEB_MI_CLIENT_ID=ID),
        "clusters/staging/web.yaml": applying("./apps/elsewhere", WEB_MI_CLIENT_ID=OTHER_ID),
    }
    uses = credential_map(join(files), Environments())
    told = {use.environment: [c.location and c.location.path for c in use.consumers] for use in uses if use.environment}
    assert told == {"prod": ["apps/web/account.yaml"], "staging": ["clusters/staging/web.yaml"]}
