"""Helm values as facts."""

import pytest
from extracting import Facts, says
from hypothesis import given, settings
from hypothesis import strategies as st

from linter.model import Family, Role, Target, ValueKind

GUID = "6f8a3c1e-92d4-4b07-a5e1-0c7d9b3f2e68"


def values(text: str, path: str = "charts/shop/values-prod.yaml") -> Facts:
    return Facts(text, Family.HELM_VALUES, path)


def test_values_are_settings_at_any_depth() -> None:
    facts = values(f"""
        api:
          azureAd:
            clientId: {GUID}
            clientSecret: "Hx72!kdoQ"
            tenantId: {GUID}
        """)
    secret = facts.setting("clientSecret")
    assert (secret.key, secret.scope) == ("api:azureAd:clientSecret", ("api", "azureAd"))
    assert facts.place(secret.location) == (4, 20)
    assert says(secret) == ["prod: file name values-prod.yaml"]
    (credential,) = facts.wiring.credentials
    assert credential.tenant


@pytest.mark.parametrize("written", ["#", "# fill in", "~", '""', "null", ""])
def test_a_value_that_is_left_out_is_empty(written: str) -> None:
    facts = values(f"clientSecret: {written}\nclientId: shop\n")
    assert facts.setting("clientSecret").value.kind is ValueKind.EMPTY


ENVIRONMENT = f"""
extraEnv:
  - name: AZURE_CLIENT_ID
    value: {GUID}
  - name: AZURE_CLIENT_SECRET
    valueFrom:
      secretKeyRef:
        name: app-staging-credentials
        key: client-secret
env:
  GRAPH_CLIENT_SECRET:
    valueFrom: {{secretKeyRef: {{name: graph, key: secret}}}}
  GRAPH_CLIENT_ID: {GUID}
envFrom:
  - secretRef: {{name: shop-credentials}}
"""


def test_lists_and_maps_of_variables() -> None:
    facts = values(ENVIRONMENT)
    secret = facts.setting("extraEnv:AZURE_CLIENT_SECRET")
    edge = secret.value.reference(Target.KUBERNETES_SECRET)
    assert edge
    assert (edge.holder, edge.name) == ("app-staging-credentials", "client-secret")
    assert says(secret)[0] == "staging: Kubernetes Secret app-staging-credentials"
    assert facts.setting("extraEnv:AZURE_CLIENT_ID").scope == secret.scope == ("extraEnv",)
    assert facts.setting("env:GRAPH_CLIENT_SECRET").value.kind is ValueKind.SECRET_REFERENCE
    assert [len(credential.settings) >= 2 for credential in facts.wiring.credentials] == [True, True]
    assert "shop-credentials" in {facts.at(s.location) for s in facts.wiring.settings if s.role is Role.SECRET_NAME}


@pytest.mark.parametrize(
    "key", ["existingSecret", "secretName", "tlsSecret", "extraEnvVarsSecret", "existingSecretName"]
)
def test_names_of_secrets_are_not_secrets(key: str) -> None:
    found = values(f"auth:\n  {key}: app-staging-credentials\n").setting(key)
    assert (found.role, found.value.kind) == (Role.SECRET_NAME, ValueKind.NAME)
    assert says(found)[0] == "staging: name app-staging-credentials"


@pytest.mark.parametrize(
    "text",
    [
        "auth: {existingSecret: shop, existingSecretPasswordKey: admin-password}",
        "auth: {existingSecret: shop, existingSecretKey: client-secret}",
        "auth: {secretName: shop, secretKey: client-secret}",
        "rabbitMq: {username: {secret_key: rabbitmq.username}, password: {secretKey: password}}",
        "tls: {keyPasswordSecretKey: key-password}",
        "imagePullSecrets: [{name: registry-secret}]",
        "imagePullSecrets: [registry-secret]",
        "ingress: {annotations: {nginx.ingress.kubernetes.io/auth-secret: basic-auth}}",
        "tls: [{secretName: shop-prod-tls, hosts: [shop.example.com]}]",
    ],
)
def test_names_of_keys_and_certificates_are_no_settings(text: str) -> None:
    roles = (Role.CLIENT_SECRET, Role.OTHER_SECRET)
    found = values(text).wiring.settings
    assert [s.key for s in found if s.role in roles or "tls" in s.key] == []


@pytest.mark.parametrize(
    "text", ["jwt: {secretKey: password}", "password: {secretKey: Hx72!kdoQ}", "user: {host: a, secretKey: b}"]
)
def test_a_secret_key_alone_is_a_secret(text: str) -> None:
    assert [setting.role for setting in values(text).wiring.settings] == [Role.OTHER_SECRET]


def test_a_client_secret_that_looks_like_a_name_stays_one() -> None:
    assert values("azure: {clientSecret: app-client-secret}\n").setting("clientSecret").role is Role.CLIENT_SECRET


def test_a_service_account_takes_on_an_identity() -> None:
    found = values(f"serviceAccount:\n  annotations:\n    azure.workload.identity/client-id: {GUID}\n")
    (setting,) = found.wiring.settings
    assert (setting.role, setting.scope) == (Role.IDENTITY, ("serviceAccount",))


def test_a_pair_of_name_and_key_refers_to_a_secret() -> None:
    facts = values("oidc:\n  clientSecretSecretRef: {name: oidc-prod, key: secret}\n")
    secret = facts.setting("oidc:clientSecret")
    assert (secret.role, facts.at(secret.location)) == (Role.CLIENT_SECRET, "oidc-prod")


def test_files_in_values_are_opened() -> None:
    facts = values("""
        config: |
          azure:
            clientSecret: "Hx72!kdoQ"
        settings: '{"AzureAd": {"ClientSecret": "Hx72!kdoR"}}'
        """)
    assert facts.place(facts.setting("config:azure:clientSecret").location) == (3, 20)
    assert facts.at(facts.setting("settings:AzureAd:ClientSecret").location) == "Hx72!kdoR"


@pytest.mark.parametrize(("written", "faults"), [("false", 1), ("true", 0), ("", 0)])
def test_the_csi_driver_may_be_told_not_to_rotate(written: str, faults: int) -> None:
    facts = values(f"secrets-store-csi-driver:\n  enableSecretRotation: {written}\n  syncSecret: {{enabled: false}}\n")
    assert [facts.place(switch.location) for switch in facts.wiring.rotation_switches] == [(2, 25)] * faults


MOUNTED = """
java:
  keyVaults:
    shop:
      secrets:
        - name: WebClientId
          alias: AAD_CLIENT_ID
        - azure-client-secret
        - name: graph-<ENV>
          alias: graph.oauth2.client-secret
        - {name: nobody-s, alias: DATABASE_HOST}
    shop-hub: {excludeEnvironmentSuffix: true, secrets: [{name: tenant, alias: AAD_TENANT_ID}]}
    old: {disabled: true, secrets: [old-client-secret]}
"""


def test_secrets_of_vaults_that_a_chart_mounts_are_called_by_their_aliases() -> None:
    facts = values(MOUNTED)
    found = {s.key: (s.role, r.holder, r.name) for s in facts.wiring.settings for r in s.value.references}
    assert found == {
        "java:keyVaults:AAD_CLIENT_ID": (Role.CLIENT_ID, "shop-${environment}", "WebClientId"),
        "java:keyVaults:azure-client-secret": (
            Role.CLIENT_SECRET,
            "shop-${environment}",
            "azure-client-secret",
        ),
        "java:keyVaults:graph.oauth2.client-secret": (
            Role.CLIENT_SECRET,
            "shop-${environment}",
            "graph-${environment}",
        ),
        "java:keyVaults:AAD_TENANT_ID": (Role.TENANT, "shop-hub", "tenant"),
    }
    secret = facts.setting("AAD_CLIENT_ID")
    assert (facts.place(secret.key_location), facts.place(secret.location)) == ((6, 18), (5, 17))
    assert facts.setting("AAD_TENANT_ID").scope == secret.scope


def test_a_vault_of_an_environment_s_own_holds_nothing_of_another_s() -> None:
    text = "keyVaults: {shop%s: {excludeEnvironmentSuffix: %s, secrets: [{name: shop-stg-secret, alias: CLIENT_SECRET}]}}\n"
    assert not values(text % ("", "false")).setting("CLIENT_SECRET").environments
    assert says(values(text % ("-prod", "true")).setting("CLIENT_SECRET"))[0] == "prod: vault shop-prod"


_NODES = st.recursive(
    st.none() | st.booleans() | st.text("abc=:{}|\n -", max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "env",
                    "keyVaults",
                    "secrets",
                    "alias",
                    "name",
                    "key",
                    "value",
                    "secretKeyRef",
                    "valueFrom",
                    "existingSecret",
                    "clientSecret",
                    "args",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(_NODES)
@settings(max_examples=100)
def test_no_shape_of_values_is_too_odd(node: object) -> None:
    import yaml

    facts = values(yaml.safe_dump(node))
    for setting in facts.wiring.settings:
        assert 0 <= setting.location.span.start <= setting.location.span.end <= len(facts.text)
