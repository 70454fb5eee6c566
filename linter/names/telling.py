"""The words without which a text speaks of no credential: a search for them takes a hundredth of reading it."""

from __future__ import annotations

# Parts of every key that has a role, the commonest first.
TELLING = (
    "secret", "pass", "client", "environment", "token", "key", "identity", "subscription",
    "connection", "tenant", "vault", "login", "cert", "cred", "pwd", "authority", "issuer",
    "appid", "app_id", "app-id", "applicationid", "application_id", "application-id", "directoryid",
    "directory_id", "directory-id", "jdbc", "datasource", "dsn", "connstr", "webjobsstorage", "_pat",
    "profiles", "kustomiz", "valuesfrom", "valuefiles", "7q~", "8q~",
    "appsettings", "for-rbac", "generate-sas", "list-publishing", "mask-inputs", "helm upgrade", "helm install",  # commands
    "./.github/workflows/",  # calls of workflows, which pass secrets or fail to
)  # fmt: skip

DEFINITION = "\nkind: CustomResourceDefinition"
"""What a document holds that defines a type of resources: property names without values, so that it tells nothing."""

UNTELLING_KINDS = frozenset({
    "ClusterRole", "ClusterRoleBinding", "HorizontalPodAutoscaler", "Ingress", "LimitRange", "NetworkPolicy",
    "PersistentVolumeClaim", "PodDisruptionBudget", "PriorityClass", "PrometheusRule", "ResourceQuota", "Role",
    "RoleBinding", "Service", "ServiceAccount", "VerticalPodAutoscaler",
})  # fmt: skip
"""Kinds of Kubernetes that hold, take and hand on no credential, whatever words they use (``app: client``).

But for the mark of a workload identity, which a ServiceAccount may bear.
"""

WORKLOAD_IDENTITY = "azure.workload.identity/"
"""Before the labels and annotations by which a workload signs in without a secret (Azure/azure-workload-identity)."""


def is_telling(text: str) -> bool:
    """Whether a text, names and values of a resource for instance, may speak of credentials at all."""
    return any(map(text.lower().__contains__, TELLING))
