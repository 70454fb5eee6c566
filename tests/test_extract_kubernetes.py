"""Secrets, ConfigMaps, service accounts, kustomizations and custom resources as facts."""

import base64

import pytest
from extracting import Facts, says
from hypothesis import given, settings
from hypothesis import strategies as st

from linter.extractors.kubernetes_data import decode_data
from linter.model import Encoding, Family, Issuer, Role, Shape, Strength, Target, ValueKind

GUID = "6f8a3c1e-92d4-4b07-a5e1-0c7d9b3f2e68"
MADE_UP = "Hx72!kdoQ"


def kubernetes(text: str, path: str = "deploy/shop.yaml", family: Family = Family.KUBERNETES) -> Facts:
    return Facts(text, family, path)


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def secret(*lines: str, head: str = "") -> Facts:
    body = "\n".join(f"  {line}" for line in lines)
    return kubernetes(f"apiVersion: v1\nkind: Secret\n{head}metadata:\n  name: shop-api\ndata:\n{body}\n")


def test_data_of_a_secret_is_decoded_and_shown_where_it_is_encoded() -> None:
    facts = secret(f"clientSecret: {encoded(MADE_UP)}", f'clientId: "{encoded(GUID)}"')
    client_secret, client_id = facts.setting("clientSecret"), facts.setting("clientId")
    assert (client_secret.role, client_secret.value.kind) == (Role.CLIENT_SECRET, ValueKind.LITERAL)
    assert client_secret.value.reveal() == MADE_UP
    assert client_secret.value.encoding is Encoding.BASE64
    assert facts.at(client_secret.location) == encoded(MADE_UP)
    assert facts.place(client_secret.location) == (6, 17)
    assert facts.at(client_secret.key_location) == "clientSecret"
    assert client_secret.key == "Secret/shop-api:clientSecret"
    assert (client_id.value.kind, facts.at(client_id.location)) == (ValueKind.GUID, encoded(GUID))
    assert client_id.scope == client_secret.scope == ("Secret/shop-api",)


def test_a_line_end_in_the_encoded_text_is_kept() -> None:
    assert (
        secret(f"clientSecret: {encoded(MADE_UP + chr(10))}").setting("clientSecret").value.reveal() == MADE_UP + "\n"
    )


def test_a_line_end_of_a_block_scalar_is_kept() -> None:
    facts = kubernetes("""
        kind: Secret
        metadata: {name: shop-api}
        stringData:
          clientSecret: |
            Hx72!kdoQ
          apiSecret: |-
            Hx72!kdoQ
        """)
    assert facts.setting("clientSecret").value.reveal() == MADE_UP + "\n"
    assert facts.setting("apiSecret").value.reveal() == MADE_UP
    assert facts.place(facts.setting("clientSecret").location) == (5, 5)


def test_base64_over_several_lines_is_one_value() -> None:
    text = encoded(MADE_UP * 8)
    facts = secret("clientSecret: |", f"  {text[:40]}", f"  {text[40:]}")
    assert facts.setting("clientSecret").value.reveal() == MADE_UP * 8
    assert facts.place(facts.setting("clientSecret").location) == (7, 5)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("<base64 of your secret>", ValueKind.PLACEHOLDER),
        ("changeme", ValueKind.PLACEHOLDER),
        ("${CLIENT_SECRET}", ValueKind.TOKEN),
        ("'#{ClientSecret}#'", ValueKind.TOKEN),
        ('""', ValueKind.EMPTY),
        (GUID, ValueKind.GUID),
    ],
)
def test_what_is_no_base64_stays_what_it_is(written: str, kind: ValueKind) -> None:
    value = secret(f"clientSecret: {written}").setting("clientSecret").value
    assert (value.kind, value.encoding) == (kind, Encoding.NONE)


def test_a_placeholder_that_was_encoded_is_one() -> None:
    value = secret(f"clientSecret: {encoded('changeme')}").setting("clientSecret").value
    assert (value.kind, value.encoding) == (ValueKind.PLACEHOLDER, Encoding.BASE64)


@given(st.text(min_size=1).filter(lambda text: all(c >= " " for c in text)))
@settings(max_examples=60)
def test_whatever_was_encoded_is_decoded(text: str) -> None:
    assert decode_data(encoded(text)) == text


@given(st.text(max_size=40))
@settings(max_examples=60)
def test_decoding_never_raises(text: str) -> None:
    assert decode_data(text) is None or isinstance(decode_data(text), str)


CREDENTIALS = f'{{"clientId": "{GUID}", "clientSecret": "{MADE_UP}", "tenantId": "{GUID}"}}'


def test_a_document_in_an_encoded_value_is_opened() -> None:
    facts = secret(f"AZURE_CREDENTIALS: {encoded(CREDENTIALS)}")
    document, inner = facts.setting("AZURE_CREDENTIALS"), facts.setting(":clientSecret")
    assert document.role is Role.CREDENTIALS_JSON
    assert (inner.role, inner.value.reveal(), inner.value.encoding) == (Role.CLIENT_SECRET, MADE_UP, Encoding.BASE64)
    assert inner.location == document.location
    (credential,) = facts.wiring.credentials
    assert credential.client_id
    assert credential.client_id.value.reveal() == GUID


def test_a_document_in_a_plain_value_is_opened_in_place() -> None:
    facts = kubernetes(f"""
        kind: Secret
        metadata: {{name: shop-api}}
        stringData:
          creds: '{CREDENTIALS}'
        """)
    assert facts.at(facts.setting(":clientSecret").location) == MADE_UP


def registry(host: str, user: str) -> Facts:
    config = f'{{"auths": {{"{host}": {{"username": "{user}", "password": "{MADE_UP}", "auth": "c2hvcA=="}}}}}}'
    return secret(f".dockerconfigjson: {encoded(config)}", head="type: kubernetes.io/dockerconfigjson\n")


def test_a_service_principal_signs_in_to_its_registry() -> None:
    (credential,) = registry("shop.azurecr.io", GUID).wiring.credentials
    assert credential.client_id
    assert credential.client_secret
    assert (credential.issuer, credential.client_id.value.reveal()) == (Issuer.ENTRA, GUID)
    assert (credential.client_secret.value.reveal(), credential.client_secret.value.encoding) == (
        MADE_UP,
        Encoding.BASE64,
    )


@pytest.mark.parametrize(("host", "user"), [("shop.azurecr.io", "shop"), ("ghcr.io", GUID)])
def test_other_passwords_of_registries_are_secrets(host: str, user: str) -> None:
    (found,) = registry(host, user).wiring.settings
    assert (found.role, found.issuer, found.value.reveal()) == (Role.OTHER_SECRET, Issuer.OTHER, MADE_UP)


def test_private_keys_are_secrets_and_certificates_none() -> None:
    key = "-----BEGIN PRIVATE KEY-----\nbWFkZSB1cA==\n-----END PRIVATE KEY-----\n"
    certificate = "-----BEGIN CERTIFICATE-----\nbWFkZSB1cA==\n-----END CERTIFICATE-----\n"
    facts = secret(f"tls.key: {encoded(key)}", f"tls.crt: {encoded(certificate)}", head="type: kubernetes.io/tls\n")
    assert facts.setting("tls.key").role is Role.OTHER_SECRET
    assert facts.setting("tls.crt").role is Role.CERTIFICATE


def test_tokens_of_service_accounts_are_the_platforms_own() -> None:
    facts = secret(f"token: {encoded(MADE_UP)}", head="type: kubernetes.io/service-account-token\n")
    assert facts.keys == []


def test_an_immutable_secret_keeps_its_credential() -> None:
    facts = secret(f"clientSecret: {encoded(MADE_UP)}", head="immutable: true\n")
    (switch,) = facts.wiring.rotation_switches
    assert facts.place(switch.location) == (3, 12)
    assert switch.fault == "the Secret is immutable"


@pytest.mark.parametrize(("line", "head"), [("color: cmVk", "immutable: true\n"), ("clientSecret: cmVkIQ==", "")])
def test_no_other_secret_is_a_switch(line: str, head: str) -> None:
    assert secret(line, head=head).wiring.rotation_switches == ()


def test_the_namespace_speaks_before_the_folder() -> None:
    text = "kind: Secret\nmetadata: {name: api, namespace: shop-prod}\nstringData: {clientSecret: Hx72!kdoQ}\n"
    facts = kubernetes(text, "overlays/staging/secret.yaml")
    found = facts.setting("clientSecret")
    assert [f"{e.environment}: {e.says}" for e in found.context] == [
        "prod: namespace shop-prod",
        "staging: folder staging",
    ]
    assert found.context[0].strength is Strength.STATED
    assert facts.at(found.context[0].location) == "shop-prod"
    assert found.key == "Secret/shop-prod/api:clientSecret"


@pytest.mark.parametrize(
    ("namespace", "strength"),
    [
        ("shop-dev", Strength.STATED),
        ("qa", Strength.STATED),
        ("test-runner", Strength.WEAK),
        ("live-chat", Strength.WEAK),
    ],
)
def test_words_that_are_often_purposes_speak_where_they_stand_last(namespace: str, strength: Strength) -> None:
    facts = kubernetes(f"kind: Secret\nmetadata: {{namespace: {namespace}}}\nstringData: {{password: Hx72!kdoQ}}\n")
    assert [e.strength for e in facts.setting("password").context] == [strength]


@pytest.mark.parametrize("namespace", ["products", "'{{ .Values.prod.namespace }}'", "reproduce"])
def test_other_namespaces_say_nothing(namespace: str) -> None:
    facts = kubernetes(f"kind: Secret\nmetadata: {{namespace: {namespace}}}\nstringData: {{password: Hx72!kdoQ}}\n")
    assert facts.setting("password").context == ()


def test_two_objects_of_one_name_share_no_scope() -> None:
    one = "kind: Secret\nmetadata: {name: api}\nstringData: {clientSecret: Hx72!kdoQ}\n"
    facts = kubernetes(f"{one}---\n{one}")
    assert facts.keys == ["Secret/api:clientSecret", "Secret/api#2:clientSecret"]


def test_the_items_of_a_list_are_objects() -> None:
    facts = kubernetes("""
        kind: List
        items:
          - kind: Secret
            metadata: {name: api}
            stringData: {clientSecret: Hx72!kdoQ}
        """)
    assert facts.keys == ["Secret/api:clientSecret"]


def test_a_config_map_holds_settings_and_whole_files() -> None:
    facts = kubernetes("""
        kind: ConfigMap
        metadata:
          name: shop
        data:
          AZURE_CLIENT_ID: 6f8a3c1e-92d4-4b07-a5e1-0c7d9b3f2e68
          appsettings.Production.json: |
            {
              "AzureAd": {"ClientSecret": "Hx72!kdoQ"}
            }
          application.yml: |
            azure:
              client-secret: "Hx72!kdoR"
          .env: |
            # made up
            export GRAPH_CLIENT_SECRET='Hx72!kdoS'
          grafana.ini: |
            [auth.azuread]
            client_secret = Hx72!kdoT
          entry.sh: |
            #!/bin/sh
            PASSWORD=Hx72!kdoU
        """)
    places = {
        "ConfigMap/shop:AZURE_CLIENT_ID": (5, 20, GUID),
        "ConfigMap/shop:appsettings.Production.json:AzureAd:ClientSecret": (8, 36, "Hx72!kdoQ"),
        "ConfigMap/shop:application.yml:azure:client-secret": (12, 23, "Hx72!kdoR"),
        "ConfigMap/shop:.env:GRAPH_CLIENT_SECRET": (15, 33, "Hx72!kdoS"),
        "ConfigMap/shop:grafana.ini:auth:azuread:client_secret": (18, 21, "Hx72!kdoT"),
    }
    found = {s.key: (*facts.place(s.location), facts.at(s.location)) for s in facts.wiring.settings}
    assert found == places
    assert says(facts.setting("AzureAd:ClientSecret")) == ["prod: file name appsettings.Production.json"]
    assert facts.setting("auth:azuread:client_secret").issuer is Issuer.ENTRA


def test_a_service_account_takes_on_an_identity() -> None:
    facts = kubernetes(f"""
        kind: ServiceAccount
        metadata:
          name: shop
          annotations:
            azure.workload.identity/client-id: {GUID}
            example.com/client-id: {GUID}
        """)
    (found,) = facts.wiring.settings
    assert (found.role, found.scope, facts.place(found.location)) == (Role.IDENTITY, ("ServiceAccount/shop",), (5, 40))


def test_literals_of_kustomize_have_exact_spans() -> None:
    facts = kubernetes(
        """
        namespace: shop-staging
        secretGenerator:
          - name: api
            literals:
              - clientSecret=Hx72!kdoQ==
              - "password=Hx72!kdoR"
        configMapGenerator:
          - name: api
            literals: [AZURE_CLIENT_ID=6f8a3c1e-92d4-4b07-a5e1-0c7d9b3f2e68]
        """,
        "kustomization.yaml",
    )
    secret = facts.setting("secretGenerator/api:clientSecret")
    assert (facts.at(secret.location), facts.at(secret.key_location)) == ("Hx72!kdoQ==", "clientSecret")
    assert facts.place(secret.location) == (5, 22)
    assert facts.place(facts.setting("password").location) == (6, 19)
    assert facts.setting("configMapGenerator/api:AZURE_CLIENT_ID").value.kind is ValueKind.GUID
    assert says(secret) == ["staging: namespace shop-staging"]


def test_patches_of_kustomize_are_opened() -> None:
    facts = kubernetes(
        """
        kind: Kustomization
        patches:
          - patch: |-
              kind: Deployment
              metadata: {name: api}
              spec:
                template:
                  spec:
                    containers:
                      - name: web
                        env:
                          - name: AZURE_CLIENT_ID
                            value: 6f8a3c1e-92d4-4b07-a5e1-0c7d9b3f2e68
          - target: {kind: HelmRelease, name: shop}
            patch: |
              - op: replace
                path: /spec/values/azure/clientSecret
                value: Hx72!kdoQ
        """,
        "kustomization.yaml",
    )
    assert facts.place(facts.setting("Deployment/api:web:AZURE_CLIENT_ID").location) == (13, 28)
    patched = facts.setting("HelmRelease/shop:spec:values:azure:clientSecret")
    assert (patched.role, facts.place(patched.location)) == (Role.CLIENT_SECRET, (18, 16))
    assert facts.wiring.workloads == ()


def test_variables_that_flux_substitutes_are_settings() -> None:
    facts = kubernetes("""
        kind: Kustomization
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        metadata: {name: stores}
        spec:
          postBuild:
            substitute:
              EXTERNAL_SECRET_MI_CLIENT_ID: 6f8a3c1e-92d4-4b07-a5e1-0c7d9b3f2e68
        """)
    assert facts.setting("substitute:EXTERNAL_SECRET_MI_CLIENT_ID").value.kind is ValueKind.GUID


def test_values_of_a_helm_release_are_read_as_values() -> None:
    facts = kubernetes("""
        kind: HelmRelease
        metadata: {name: shop, namespace: flux-system}
        spec:
          targetNamespace: shop-prod
          valuesFrom:
            - {kind: Secret, name: shop-staging-secrets, valuesKey: values.yaml}
            - {kind: ConfigMap, name: shop-staging-values}
          values:
            existingSecret: shop-credentials
            env:
              - name: AZURE_CLIENT_SECRET
                valueFrom: {secretKeyRef: {name: shop-credentials, key: secret}}
            secrets-store-csi-driver:
              enableSecretRotation: false
        """)
    assert facts.setting("env:AZURE_CLIENT_SECRET").value.kind is ValueKind.SECRET_REFERENCE
    assert facts.setting("values:existingSecret").role is Role.SECRET_NAME
    assert [facts.place(s.location) for s in facts.wiring.rotation_switches] == [(14, 29)]
    assert "prod: namespace shop-prod" in says(facts.setting("values:existingSecret"))
    assert [facts.at(s.location) for s in facts.wiring.settings if s.key.endswith("valuesFrom:name")] == [
        "shop-staging-secrets"
    ]


def test_values_of_an_argo_application_are_read_as_values() -> None:
    facts = kubernetes(f"""
        kind: Application
        metadata: {{name: shop}}
        spec:
          destination: {{namespace: shop-staging}}
          source:
            helm:
              parameters:
                - name: azure.clientSecret
                  value: {MADE_UP}
              values: |
                azure:
                  clientId: {GUID}
              valuesObject:
                vault: kv-shop-stg
        """)
    assert facts.setting("parameters:azure.clientSecret").value.reveal() == MADE_UP
    client_id = facts.setting("values:azure:clientId")
    assert (facts.at(client_id.location), facts.place(client_id.location)) == (GUID, (12, 21))
    assert facts.setting("valuesObject:vault").role is Role.VAULT
    assert "staging: namespace shop-staging" in says(client_id)


def test_a_dapr_component_names_its_settings() -> None:
    facts = kubernetes(f"""
        kind: Component
        apiVersion: dapr.io/v1alpha1
        metadata: {{name: vault}}
        spec:
          type: secretstores.azure.keyvault
          metadata:
            - name: vaultName
              value: kv-shop-prod
            - name: azureClientId
              value: {GUID}
            - name: azureClientSecret
              secretKeyRef: {{name: shop-api, key: client-secret}}
        """)
    (credential,) = facts.wiring.credentials
    assert credential.client_id
    assert credential.client_secret
    edge = credential.client_secret.value.reference(Target.KUBERNETES_SECRET)
    assert edge
    assert (edge.holder, edge.name) == ("shop-api", "client-secret")
    assert says(facts.setting("vaultName")) == ["prod: vault kv-shop-prod"]


def test_an_issuer_of_certificates_signs_in_to_dns() -> None:
    facts = kubernetes(f"""
        kind: ClusterIssuer
        metadata: {{name: letsencrypt}}
        spec:
          acme:
            solvers:
              - dns01:
                  azureDNS:
                    clientID: {GUID}
                    clientSecretSecretRef: {{name: dns-prod, key: secret}}
                    tenantID: {GUID}
        """)
    secret = facts.setting("azureDNS:clientSecret")
    assert (secret.role, secret.value.kind, secret.issuer) == (
        Role.CLIENT_SECRET,
        ValueKind.SECRET_REFERENCE,
        Issuer.ENTRA,
    )
    assert facts.at(secret.location) == "dns-prod"
    assert says(secret) == ["prod: Kubernetes Secret dns-prod"]


@pytest.mark.parametrize("kind", ["CustomResourceDefinition", "ClusterRole", "SealedSecret", "Ingress"])
def test_kinds_that_only_read_like_credentials_are_silent(kind: str) -> None:
    assert kubernetes(f"kind: {kind}\nspec: {{clientSecret: Hx72!kdoQ, password: Hx72!kdoQ}}\n").keys == []


def test_a_chart_template_keeps_its_actions() -> None:
    facts = kubernetes(
        """
        {{- if .Values.secret.create }}
        apiVersion: v1
        kind: Secret
        metadata:
          name: {{ include "shop.fullname" . }}
          labels:
            {{- include "shop.labels" . | nindent 4 }}
        data:
          clientSecret: {{ .Values.azure.clientSecret | b64enc | quote }}
          {{- if .Values.api }}
          apiSecret: SHg3MiFrZG9R
          {{- end }}
        {{- end }}
        """,
        "templates/secret.yaml",
        Family.HELM_TEMPLATE,
    )
    templated = facts.setting("clientSecret")
    assert (templated.key, templated.value.kind) == ("Secret:clientSecret", ValueKind.EXPRESSION)
    edge = templated.value.reference(Target.VALUES_PATH)
    assert edge
    assert edge.name == "azure.clientSecret"
    assert facts.place(templated.location) == (9, 17)
    literal = facts.setting("apiSecret")
    assert (literal.value.reveal(), literal.value.shape, facts.place(literal.location)) == (
        MADE_UP,
        Shape.TEXT,
        (11, 14),
    )
