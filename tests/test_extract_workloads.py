"""Workloads as facts: their variables, how they take Secrets up, and what rolls them."""

import pytest
from extracting import Facts, says

from linter.model import Family, Role, SecretUse, Target, Uptake, ValueKind, Workload

GUID = "6f8a3c1e-92d4-4b07-a5e1-0c7d9b3f2e68"


def manifest(text: str, family: Family = Family.KUBERNETES) -> Facts:
    return Facts(text, family, "deploy/shop.yaml")


def workload(text: str, family: Family = Family.KUBERNETES) -> Workload:
    (found,) = manifest(text, family).wiring.workloads
    return found


DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  namespace: shop-prod
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata:
      labels: {app: api}
    spec:
      initContainers:
        - name: migrate
          image: shop/migrate
          env:
            - {name: DB_PASSWORD, value: "Hx72!kdoQ"}
      containers:
        - name: web
          image: shop/api
          args: ["--client-secret=Hx72!kdoR", "--verbose", --oidc-issuer-url=https://login.microsoftonline.com/common]
          envFrom:
            - secretRef:
                name: shop-credentials
            - configMapRef: {name: shop-staging}
          env:
            - name: AZURE_CLIENT_ID
              value: 6f8a3c1e-92d4-4b07-a5e1-0c7d9b3f2e68
            - name: AZURE_CLIENT_SECRET
              valueFrom:
                secretKeyRef:
                  name: app-staging-credentials
                  key: client-secret
            - name: AZURE_TENANT_ID
              valueFrom: {configMapKeyRef: {name: azure, key: tenant}}
            - name: NODE_NAME
              valueFrom: {fieldRef: {fieldPath: spec.nodeName}}
          volumeMounts:
            - {name: creds, mountPath: /etc/creds}
            - {name: creds, mountPath: /etc/one, subPath: client-secret}
            - {name: vault, mountPath: /mnt/vault}
            - {name: both, mountPath: /mnt/both}
            - {name: tls, mountPath: /mnt/tls}
      volumes:
        - {name: creds, secret: {secretName: api-credentials}}
        - {name: tls, secret: {secretName: api-tls-secret}}
        - name: vault
          csi:
            driver: secrets-store.csi.k8s.io
            volumeAttributes: {secretProviderClass: shop-vault}
        - name: both
          projected:
            sources: [{secret: {name: api-auth, items: [{key: token, path: token}]}}]
"""


def test_the_variables_of_a_container_share_its_scope() -> None:
    facts = manifest(DEPLOYMENT)
    client_id, secret, tenant = (
        facts.setting(f":AZURE_{name}") for name in ("CLIENT_ID", "CLIENT_SECRET", "TENANT_ID")
    )
    assert client_id.scope == secret.scope == tenant.scope == ("Deployment/shop-prod/api", "web")
    assert (client_id.value.kind, facts.at(client_id.location)) == (ValueKind.GUID, GUID)
    assert facts.setting("migrate:DB_PASSWORD").role is Role.OTHER_SECRET
    credential = next(c for c in facts.wiring.credentials if c.client_id)
    assert (credential.client_secret, credential.tenant) == (secret, tenant)


def test_a_reference_to_a_secret_is_an_edge_and_its_name_evidence() -> None:
    facts = manifest(DEPLOYMENT)
    secret = facts.setting(":AZURE_CLIENT_SECRET")
    assert (secret.role, secret.value.kind) == (Role.CLIENT_SECRET, ValueKind.SECRET_REFERENCE)
    edge = secret.value.reference(Target.KUBERNETES_SECRET)
    assert edge
    assert (edge.holder, edge.name) == ("app-staging-credentials", "client-secret")
    assert facts.at(secret.location) == "app-staging-credentials"
    assert says(secret) == [
        "staging: Kubernetes Secret app-staging-credentials",
        "prod: namespace shop-prod",
    ]
    tenant = facts.setting(":AZURE_TENANT_ID").value.reference(Target.CONFIG_MAP)
    assert tenant
    assert (tenant.holder, tenant.name) == ("azure", "tenant")


def test_names_of_credential_secrets_are_settings_and_keys_are_not() -> None:
    facts = manifest(DEPLOYMENT)
    named = [facts.at(s.location) for s in facts.wiring.settings if s.role is Role.SECRET_NAME]
    assert sorted(named) == ["api-auth", "api-credentials", "shop-credentials"]
    assert all(s.value.kind is ValueKind.NAME for s in facts.wiring.settings if s.role is Role.SECRET_NAME)
    assert "client-secret" not in {facts.at(s.location) for s in facts.wiring.settings}


def test_a_variable_that_says_nothing_leaves_the_name_of_its_secret() -> None:
    facts = manifest("""
        kind: Pod
        metadata: {name: api, namespace: shop-prod}
        spec:
          containers:
            - name: web
              env: [{name: ENTRA, valueFrom: {secretKeyRef: {name: api-stg, key: client-secret}}}]
        """)
    (found,) = facts.wiring.settings
    assert (found.role, facts.at(found.location)) == (Role.SECRET_NAME, "api-stg")
    assert says(found) == ["staging: name api-stg", "prod: namespace shop-prod"]


def test_where_only_the_key_names_an_environment_the_key_is_shown() -> None:
    facts = manifest("""
        kind: Pod
        metadata: {name: api}
        spec:
          containers:
            - name: web
              env: [{name: CLIENT_SECRET, valueFrom: {secretKeyRef: {name: api, key: prod-secret}}}]
        """)
    assert facts.at(facts.setting(":CLIENT_SECRET").location) == "prod-secret"


def test_arguments_are_settings() -> None:
    facts = manifest(DEPLOYMENT)
    argument = facts.setting("web:client-secret")
    assert (argument.role, facts.at(argument.location)) == (Role.CLIENT_SECRET, "Hx72!kdoR")
    assert facts.setting("web:oidc-issuer-url").role is Role.AUTHORITY


def test_how_secrets_are_taken_up() -> None:
    found = workload(DEPLOYMENT)
    assert (found.kind, found.name, found.namespace, found.short_lived) == ("Deployment", "api", "shop-prod", False)
    uses = [(use.uptake, use.secret, use.key, use.variable, use.is_credential) for use in found.uses]
    assert uses == [
        (Uptake.ENVIRONMENT, "app-staging-credentials", "client-secret", "AZURE_CLIENT_SECRET", True),
        (Uptake.ENVIRONMENT_FROM, "shop-credentials", "", "", True),
        (Uptake.VOLUME, "api-credentials", "", "/etc/creds", True),
        (Uptake.SUB_PATH, "api-credentials", "client-secret", "/etc/one", True),
        (Uptake.CSI, "shop-vault", "", "/mnt/vault", False),
        (Uptake.VOLUME, "api-auth", "", "/mnt/both", True),
        (Uptake.VOLUME, "api-tls-secret", "", "/mnt/tls", False),
    ]


def test_uses_and_annotations_have_places() -> None:
    facts = manifest(DEPLOYMENT)
    (found,) = facts.wiring.workloads
    assert facts.at(found.location) == "api"
    assert facts.at(found.uses[0].location) == "app-staging-credentials"
    assert facts.at(found.uses[3].location) == "client-secret"


POD = """
{indent}spec:
{indent}  containers:
{indent}    - name: web
{indent}      image: shop/api
{indent}      env: [{{name: API_KEY, valueFrom: {{secretKeyRef: {{name: keys, key: api}}}}}}]
"""
USE = ("keys", "api", "API_KEY")


def pod(depth: int) -> str:
    return POD.format(indent="  " * depth).strip("\n")


@pytest.mark.parametrize(
    ("head", "depth", "short_lived"),
    [
        ("kind: StatefulSet\nspec:\n  selector: {}\n  template:", 2, False),
        ("kind: DaemonSet\nspec:\n  selector: {}\n  template:", 2, False),
        ("kind: ReplicaSet\nspec:\n  selector: {}\n  template:", 2, False),
        ("kind: Rollout\napiVersion: argoproj.io/v1alpha1\nspec:\n  template:", 2, False),
        ("kind: Service\napiVersion: serving.knative.dev/v1\nspec:\n  template:", 2, False),
        ("kind: Job\nspec:\n  template:", 2, True),
        ("kind: CronJob\nspec:\n  jobTemplate:\n    spec:\n      template:", 4, True),
        ("kind: ScaledJob\nspec:\n  jobTargetRef:\n    template:", 3, True),
        ("kind: Pod", 0, False),
    ],
)
def test_every_kind_of_workload(head: str, depth: int, short_lived: bool) -> None:
    found = workload(f"{head}\n{pod(depth)}\n")
    assert [(use.secret, use.key, use.variable) for use in found.uses] == [USE]
    assert found.short_lived is short_lived


@pytest.mark.parametrize(
    ("more", "keeps"),
    [
        ("", False),
        ("      volumes: [{name: data, persistentVolumeClaim: {claimName: shop}}]", True),
        ("      volumes: [{name: data, emptyDir: {}}]", False),
        ("  volumeClaimTemplates: [{metadata: {name: data}}]", True),
    ],
)
def test_claims_keep_data(more: str, keeps: bool) -> None:
    found = workload(f"kind: StatefulSet\nspec:\n  selector: {{}}\n  template:\n{pod(2)}\n{more}\n")
    assert found.keeps_data is keeps


def test_workloads_in_a_list() -> None:
    listed = "kind: List\nitems:\n  - kind: Pod\n    metadata: {name: one}\n" + pod(2)
    assert workload(listed).name == "one"


def test_a_pod_that_ends_is_short_lived() -> None:
    assert workload(f"kind: Pod\n{pod(0)}\n  restartPolicy: Never\n").short_lived


@pytest.mark.parametrize(
    "patch",
    [
        f"kind: Deployment\nspec:\n  template:\n{pod(2)}\n",
        f"kind: Deployment\nspec:\n  selector: {{}}\n  template:\n{pod(2)}\n".replace("image: shop/api", "tty: true"),
    ],
)
def test_a_patch_is_no_workload_but_has_settings(patch: str) -> None:
    facts = manifest(patch)
    assert facts.wiring.workloads == ()
    assert facts.setting("web:API_KEY").role is Role.OTHER_SECRET


def deployed(annotations: str = "{}", pods: str = "{}") -> str:
    return (
        f"kind: Deployment\nmetadata:\n  annotations: {annotations}\nspec:\n  selector: {{}}\n"
        f"  template:\n    metadata:\n      annotations: {pods}\n{pod(2)}\n"
    )


@pytest.mark.parametrize(
    ("annotations", "pods", "restarts"),
    [
        ("{}", "{}", ""),
        ('{reloader.stakater.com/auto: "true"}', "{}", "the annotation reloader.stakater.com/auto"),
        ('{secret.reloader.stakater.com/auto: "true"}', "{}", "the annotation secret.reloader.stakater.com/auto"),
        ('{reloader.stakater.com/search: "true"}', "{}", "the annotation reloader.stakater.com/search"),
        ("{}", '{reloader.stakater.com/auto: "true"}', "the annotation reloader.stakater.com/auto"),
        ('{reloader.stakater.com/auto: "false"}', "{}", ""),
        ('{reloader.stakater.com/auto: "false", secret.reloader.stakater.com/reload: keys}', "{}", ""),
        ('{reloader.stakater.com/auto: "false"}', '{reloader.stakater.com/auto: "true"}', ""),
        ('{configmap.reloader.stakater.com/reload: "shop"}', "{}", ""),
        ('{configmap.reloader.stakater.com/auto: "true"}', "{}", ""),
        (
            '{secret.reloader.stakater.com/reload: "a, keys"}',
            "{}",
            "the annotation secret.reloader.stakater.com/reload",
        ),
        ('{secret.reloader.stakater.com/reload: "a,b"}', "{}", ""),
        (
            '{wave.pusher.com/update-on-config-change: "true"}',
            "{}",
            "the annotation wave.pusher.com/update-on-config-change",
        ),
        ("{}", "{checksum/secret: abc}", "the annotation checksum/secret of its pods"),
        ("{}", "{rollme: x7}", "the annotation rollme of its pods"),
        ("{checksum/secret: abc}", "{}", ""),
        ("{}", "{prometheus.io/scrape: 'true'}", ""),
    ],
)
def test_what_rolls_a_workload(annotations: str, pods: str, restarts: str) -> None:
    assert workload(deployed(annotations, pods)).restarts == restarts


TEMPLATE = """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "shop.fullname" . }}
  labels:
    {{- include "shop.labels" . | nindent 4 }}
%s
spec:
  {{- if not .Values.autoscaling.enabled }}
  replicas: {{ .Values.replicaCount }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "shop.selectorLabels" . | nindent 6 }}
  template:
    metadata:
%s
      labels:
        {{- include "shop.selectorLabels" . | nindent 8 }}
    spec:
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          env:
            - name: AZURE_CLIENT_ID
              value: {{ .Values.azure.clientId | quote }}
            - name: AZURE_CLIENT_SECRET
              valueFrom:
                secretKeyRef:
                  name: {{ include "shop.fullname" . }}-credentials
                  key: client-secret
            {{- range $name, $value := .Values.env }}
            - name: {{ $name }}
              value: {{ $value | quote }}
            {{- end }}
"""


@pytest.mark.parametrize(
    ("own", "pods", "rolls"),
    [
        ("", "", False),
        ('  annotations:\n    reloader.stakater.com/auto: "true"', "", True),
        ("  annotations:\n    reloader.stakater.com/auto: {{ .Values.reload | quote }}", "", True),
        ("  {{- with .Values.annotations }}\n  annotations:\n    {{- toYaml . | nindent 4 }}\n  {{- end }}", "", True),
        (
            "",
            '      annotations:\n        checksum/secret: {{ include "shop.secret" . | sha256sum }}',
            True,
        ),
        ("", "      annotations:\n        rollme: {{ randAlphaNum 5 | quote }}", True),
        ("", "      annotations:\n        {{- toYaml .Values.podAnnotations | nindent 8 }}", True),
        ("", "      annotations:\n        prometheus.io/scrape: 'true'", False),
    ],
)
def test_actions_in_annotations_may_roll_a_workload_and_those_in_labels_not(own: str, pods: str, rolls: bool) -> None:
    found = workload(TEMPLATE % (own, pods), Family.HELM_TEMPLATE)
    assert bool(found.restarts) is rolls


def test_a_chart_template_keeps_its_actions() -> None:
    facts = manifest(TEMPLATE % ("", ""), Family.HELM_TEMPLATE)
    client_id, secret = facts.setting(":AZURE_CLIENT_ID"), facts.setting(":AZURE_CLIENT_SECRET")
    assert client_id.key == "Deployment:container 1:AZURE_CLIENT_ID"
    edge = client_id.value.reference(Target.VALUES_PATH)
    assert edge
    assert edge.name == "azure.clientId"
    held = secret.value.reference(Target.KUBERNETES_SECRET)
    assert held
    assert (held.holder, held.name) == ('{{ include "shop.fullname" . }}-credentials', "client-secret")
    (found,) = facts.wiring.workloads
    assert [(use.uptake, use.key) for use in found.uses] == [(Uptake.ENVIRONMENT, "client-secret")]


def test_a_kind_that_an_action_computes_is_read_by_its_shape() -> None:
    text = "kind: {{ .Values.kind }}\nspec:\n  selector: {}\n  template:\n" + pod(2)
    found = workload(text, Family.HELM_TEMPLATE)
    assert [(use.secret, use.key, use.variable) for use in found.uses] == [USE]


def test_a_plain_service_is_no_workload() -> None:
    assert manifest("kind: Service\nspec: {ports: [{port: 80}]}\n").wiring.workloads == ()


def test_a_use_does_not_show_secrets() -> None:
    (use, *_) = workload(DEPLOYMENT).uses
    assert isinstance(use, SecretUse)
    assert "Hx72" not in repr(manifest(DEPLOYMENT).wiring)
