"""Objects that read from a Key Vault, and what decides whether they read again."""

import pytest
from extracting import Facts, says

from linter.model import Family, Role, Target

GUID = "6f8a3c1e-92d4-4b07-a5e1-0c7d9b3f2e68"
VERSION = "ec96f02080254f109c51a1f14cdb1931"


def manifest(text: str) -> Facts:
    return Facts(text, Family.KUBERNETES, "deploy/vault.yaml")


def without(facts: Facts, key: str) -> str:
    """The text after the removal of the version of a reference."""
    (edit,) = facts.reference(key).removal
    return facts.text[: edit.location.span.start] + edit.text + facts.text[edit.location.span.end :]


PROVIDER = f"""
apiVersion: secrets-store.csi.x-k8s.io/v1
kind: SecretProviderClass
metadata:
  name: shop
spec:
  provider: azure
  parameters:
    usePodIdentity: "false"
    clientID: {GUID}
    keyvaultName: kv-shop-prod
    tenantId: "{GUID}"
    objects: |
      array:
        - |
          objectName: shop-client-secret
          objectType: secret
          objectVersion: {VERSION}
        - |
          objectName: shop-staging-password
          objectType: secret
          objectVersion: ""
        - |
          objectName: shop-signing
          objectType: key
          objectVersion: {VERSION}
        - {{objectName: shop-token, objectType: secret, objectVersion: {VERSION}}}
  secretObjects:
    - secretName: shop-credentials
      type: Opaque
      data: [{{objectName: shop-client-secret, key: clientSecret}}]
"""


def test_a_secret_provider_class_names_its_identity_and_vault() -> None:
    facts = manifest(PROVIDER)
    assert facts.setting("clientID").role is Role.IDENTITY
    assert facts.setting("tenantId").role is Role.TENANT
    assert (facts.setting("keyvaultName").role, says(facts.setting("keyvaultName"))) == (
        Role.VAULT,
        ["prod: vault kv-shop-prod"],
    )
    assert len(facts.wiring.settings) == 3


def test_its_objects_are_opened_and_keys_are_no_secrets() -> None:
    facts = manifest(PROVIDER)
    assert [r.secret for r in facts.wiring.vault_references] == [
        "shop-client-secret",
        "shop-staging-password",
        "shop-token",
    ]
    pinned = facts.reference("objects:shop-client-secret")
    assert (pinned.vault, pinned.version) == ("kv-shop-prod", VERSION)
    assert pinned.syntax == "objectVersion of a SecretProviderClass"
    assert facts.place(pinned.location) == (15, 23)
    assert pinned.version_location
    assert facts.at(pinned.version_location) == VERSION
    assert says(facts.reference("shop-staging-password")) == [
        "prod: vault kv-shop-prod",
        "staging: Key Vault secret shop-staging-password",
    ]


def test_a_version_that_stands_alone_on_its_line_is_removed_with_it() -> None:
    facts = manifest(PROVIDER)
    assert without(facts, "objects:shop-client-secret") == facts.text.replace(
        f"          objectVersion: {VERSION}\n", "", 1
    )
    assert facts.reference("objects:shop-staging-password").version == ""


def test_a_version_among_others_on_its_line_is_removed_with_its_comma() -> None:
    facts = manifest(PROVIDER)
    assert without(facts, "objects:shop-token") == facts.text.replace(f"secret, objectVersion: {VERSION}}}", "secret}")


@pytest.mark.parametrize(
    "item",
    [
        "- objectVersion: {}\n          objectName: shop-token",
        "- {{objectVersion: {} # pinned\n            , objectName: shop-token}}",
    ],
)
def test_a_version_with_something_in_the_way_is_left_to_its_author(item: str) -> None:
    written = f"- {{objectName: shop-token, objectType: secret, objectVersion: {VERSION}}}"
    found = manifest(PROVIDER.replace(written, item.format(VERSION))).reference("objects:shop-token")
    assert (found.version, found.removal) == (VERSION, ())


@pytest.mark.parametrize("version", ["''", "latest", "$VERSION", "'{{ .Values.version }}'", "v1"])
def test_what_is_no_version_pins_nothing(version: str) -> None:
    text = PROVIDER.replace(f"objectVersion: {VERSION}", f"objectVersion: {version}", 1)
    found = manifest(text).reference("objects:shop-client-secret")
    assert (found.version, found.version_location, found.removal) == ("", None, ())


def test_providers_of_others_are_not_read() -> None:
    assert manifest(PROVIDER.replace("provider: azure", "provider: vault")).wiring.vault_references == ()


EXTERNAL = f"""
apiVersion: external-secrets.io/v1beta1
kind: ExternalSecret
metadata:
  name: shop
spec:
  secretStoreRef: {{name: azure-store-prod, kind: ClusterSecretStore}}
  target: {{name: shop-credentials}}
  data:
    - secretKey: clientSecret
      remoteRef:
        key: secret/shop-client-secret
        version: "{VERSION}"  # of March
    - secretKey: password
      remoteRef:
        key: shop-password
        property: password
    - secretKey: tls.key
      remoteRef: {{key: cert/shop}}
  dataFrom:
    - extract:
        key: shop-all
        version: {VERSION}
"""


def test_an_external_secret_refers_to_secrets_and_holds_none() -> None:
    facts = manifest(EXTERNAL)
    assert facts.wiring.settings == ()
    assert [(r.key, r.secret) for r in facts.wiring.vault_references] == [
        ("ExternalSecret/shop:clientSecret", "shop-client-secret"),
        ("ExternalSecret/shop:password", "shop-password"),
        ("ExternalSecret/shop:shop-all", "shop-all"),
    ]
    pinned = facts.reference("clientSecret")
    assert (pinned.syntax, pinned.version) == ("remoteRef of an ExternalSecret", VERSION)
    assert facts.place(pinned.location) == (11, 14)
    assert says(pinned) == ["prod: secret store azure-store-prod"]
    assert facts.reference("password").version == ""


def test_a_remote_version_is_removed_with_its_quotes_and_a_comment_behind_it_stays() -> None:
    facts = manifest(EXTERNAL)
    assert without(facts, "shop:clientSecret") == facts.text.replace(f'version: "{VERSION}"  # of', "# of")
    assert without(facts, "shop:shop-all") == facts.text.removesuffix(f"        version: {VERSION}\n")


@pytest.mark.parametrize(
    ("line", "column", "fault"),
    [
        ("refreshInterval: '0'", 21, "0"),
        ("refreshInterval: 0s", 20, "0"),
        ("refreshInterval: 0h0m0s", 20, "0"),
        ("refreshPolicy: CreatedOnce", 18, "CreatedOnce"),
    ],
)
def test_what_is_fetched_once_is_never_refreshed(line: str, column: int, fault: str) -> None:
    facts = manifest(EXTERNAL.replace("  target:", f"  {line}\n  target:"))
    (switch,) = facts.wiring.rotation_switches
    assert facts.place(switch.location) == (7, column)
    assert fault in switch.fault


@pytest.mark.parametrize(
    "lines",
    [
        "refreshInterval: 1h",
        "refreshInterval: 10s",
        "refreshInterval: '{{ .Values.interval }}'",
        "refreshPolicy: OnChange\n  refreshInterval: '0'",
        "refreshPolicy: Periodic",
    ],
)
def test_what_is_refreshed_is_no_fault(lines: str) -> None:
    assert manifest(EXTERNAL.replace("  target:", f"  {lines}\n  target:")).wiring.rotation_switches == ()


def test_an_immutable_target_keeps_its_first_value() -> None:
    facts = manifest(EXTERNAL.replace("{name: shop-credentials}", "{name: shop-credentials, immutable: true}"))
    assert [facts.at(switch.location) for switch in facts.wiring.rotation_switches] == ["true"]


def test_a_generated_password_is_made_once_on_purpose() -> None:
    facts = manifest("""
        kind: ExternalSecret
        spec:
          refreshInterval: "0"
          dataFrom:
            - sourceRef: {generatorRef: {kind: Password, name: shop}}
        """)
    assert facts.wiring.rotation_switches == ()


def test_a_cluster_external_secret_wraps_one() -> None:
    facts = manifest("""
        kind: ClusterExternalSecret
        metadata: {name: shop}
        spec:
          externalSecretSpec:
            refreshInterval: 0s
            data: [{secretKey: password, remoteRef: {key: shop-password}}]
        """)
    assert facts.reference("password").secret == "shop-password"
    assert len(facts.wiring.rotation_switches) == 1


def test_a_secret_store_signs_in_to_its_vault() -> None:
    facts = manifest(f"""
        kind: ClusterSecretStore
        metadata: {{name: azure}}
        spec:
          provider:
            azurekv:
              tenantId: {GUID}
              vaultUrl: https://kv-shop-stg.vault.azure.net
              authSecretRef:
                clientId: {{name: store-credentials, key: ClientID}}
                clientSecret:
                  name: store-credentials
                  key: ClientSecret
        """)
    assert (facts.setting("vaultUrl").role, says(facts.setting("vaultUrl"))) == (
        Role.VAULT,
        ["staging: vault kv-shop-stg"],
    )
    secret = facts.setting("authSecretRef:clientSecret")
    edge = secret.value.reference(Target.KUBERNETES_SECRET)
    assert edge
    assert (secret.role, edge.holder, edge.name) == (Role.CLIENT_SECRET, "store-credentials", "ClientSecret")
    assert facts.setting("authSecretRef:clientId").scope == secret.scope


def test_akv2k8s_pins_one_object() -> None:
    facts = manifest(f"""
        apiVersion: spv.no/v2beta1
        kind: AzureKeyVaultSecret
        metadata: {{name: shop, namespace: shop-prod}}
        spec:
          vault:
            name: kv-shop-prod
            object:
              name: shop-client-secret
              type: secret
              version: {VERSION}
          output: {{secret: {{name: shop-credentials, dataKey: clientSecret}}}}
        """)
    (found,) = facts.wiring.vault_references
    assert (found.vault, found.secret, found.version) == ("kv-shop-prod", "shop-client-secret", VERSION)
    assert without(facts, "object:name") == facts.text.replace(f"      version: {VERSION}\n", "")
    assert facts.setting("vault:name").role is Role.VAULT
    assert "prod: namespace shop-prod" in says(found)


def test_akv2k8s_keys_and_certificates_are_no_secrets() -> None:
    text = "kind: AzureKeyVaultSecret\nspec: {vault: {name: kv-shop, object: {name: tls, type: certificate}}}\n"
    assert manifest(text).wiring.vault_references == ()


def test_keda_reads_vaults_and_secrets() -> None:
    facts = manifest(f"""
        kind: TriggerAuthentication
        metadata: {{name: shop}}
        spec:
          podIdentity: {{provider: azure-workload, identityId: {GUID}}}
          secretTargetRef:
            - parameter: clientSecret
              name: shop-staging-credentials
              key: secret
          azureKeyVault:
            vaultUri: https://kv-shop-prod.vault.azure.net
            credentials:
              clientId: {GUID}
              clientSecret: {{valueFrom: {{secretKeyRef: {{name: keda, key: secret}}}}}}
            secrets:
              - parameter: connection
                name: shop-connection
                version: {VERSION}
        """)
    assert facts.reference("azureKeyVault:connection").vault == "kv-shop-prod"
    assert without(facts, "azureKeyVault:connection").endswith("name: shop-connection\n")
    assert facts.setting("podIdentity:identityId").role is Role.IDENTITY
    assert says(facts.setting("spec:clientSecret")) == ["staging: Kubernetes Secret shop-staging-credentials"]
    assert facts.setting("credentials:clientSecret").scope == facts.setting("credentials:clientId").scope


def test_an_injected_variable_is_a_reference() -> None:
    facts = manifest("""
        kind: Pod
        metadata: {name: api}
        spec:
          containers:
            - name: web
              env: [{name: CLIENT_SECRET, value: shop-client-secret@azurekeyvault}]
        """)
    edge = facts.setting(":CLIENT_SECRET").value.reference(Target.KEYVAULT_SECRET)
    assert edge
    assert edge.name == "shop-client-secret"
