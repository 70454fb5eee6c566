"""Kubernetes manifests and chart templates: each object by its kind."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator

from linter.model import Document, Mapping, Role, Sequence, Setting, ValueKind
from linter.names.words import words
from linter.patterns import compile_late

from .external_secrets import external_secret_facts
from .kubernetes_data import config_map_facts, secret_facts
from .kustomize import GENERATORS, chart_facts, generator_facts, json_patch_facts, patch_facts
from .manifest import Manifest, manifest_of, manifests
from .reader import Fact, FileReader
from .secret_provider_class import secret_provider_class_facts
from .values_tree import identity_annotations, walk_values
from .vault_objects import azure_key_vault_secret_facts, trigger_authentication_facts
from .workloads import pod_template, workload_facts

# Kinds that hold no credentials, only names and schemas that read like them.
_SILENT = frozenset(
    "APIService CertificateRequest Certificate ClusterRole ClusterRoleBinding ClusterSecretGenerator CustomResourceDefinition"
    " Endpoints EndpointSlice Event HorizontalPodAutoscaler Ingress IngressClass IngressRoute LimitRange"
    " MutatingWebhookConfiguration Namespace NetworkPolicy PersistentVolume PersistentVolumeClaim PodDisruptionBudget"
    " PodMonitor PodSecurityPolicy Policy ClusterPolicy PriorityClass PrometheusRule PushSecret ClusterPushSecret ResourceQuota"
    " Role RoleBinding SealedSecret SecurityContextConstraints Service ServiceMonitor StorageClass"
    " ValidatingAdmissionPolicy ValidatingWebhookConfiguration VerticalPodAutoscaler".split()
)
_KUSTOMIZATION = frozenset({*GENERATORS, "resources", "bases", "patches", "patchesStrategicMerge"})
_NOT_SETTINGS = frozenset({"apiVersion", "kind", "metadata", "status"})


def facts(document: Document, reader: FileReader) -> Iterator[Fact]:
    """The facts of every object in a file."""
    for manifest in manifests(document, reader):
        yield from _facts(manifest)
    for root in document.roots:
        if isinstance(root, Sequence):
            yield from json_patch_facts(root, (), reader)


def _facts(manifest: Manifest) -> Iterator[Fact]:
    annotations = manifest.node.mapping("metadata", "annotations")
    yield from identity_annotations(annotations, manifest.path, manifest.reader)
    template = pod_template(manifest)
    if template:
        yield from workload_facts(manifest, template)
    elif manifest.kind in _BY_KIND:
        yield from _BY_KIND[manifest.kind](manifest)
    elif not manifest.kind and any(entry.key.text in _KUSTOMIZATION for entry in manifest.node.entries):
        yield from _kustomization(manifest)
    elif manifest.kind not in _SILENT:
        yield from _any_object(manifest)


def _any_object(manifest: Manifest) -> Iterator[Fact]:
    """What no kind of ours describes: custom resources, stores, issuers, releases, applications."""
    settings = _without(manifest.node, _NOT_SETTINGS)
    spec = settings.get("spec")
    if isinstance(spec, Mapping) and manifest.group.endswith(_OF_AZURE):
        entries = tuple(e._replace(value=_without(spec, _MADE)) if e.value is spec else e for e in settings.entries)
        settings = settings._replace(entries=entries)
    yield from map(_named, walk_values(settings, manifest.reader, manifest.path))


# What Azure Service Operator writes into Secrets and ConfigMaps: https://azure.github.io/azure-service-operator/guide/secrets/
_OF_AZURE = ".azure.com"
_MADE = frozenset({"operatorSpec"})


def _without(node: Mapping, keys: Container[str]) -> Mapping:
    return node._replace(entries=tuple(entry for entry in node.entries if entry.key.text not in keys))


_SECRETS_NAME = compile_late(r"[a-z]+(?:-[a-z]+)*")


def _named(fact: Fact) -> Fact:
    """What a custom resource calls ``…Secret`` is the Secret's name, where it reads like one."""
    if not isinstance(fact, Setting) or fact.role is not Role.OTHER_SECRET or words(fact.name)[-1:] != ("secret",):
        return fact
    value = fact.value
    if value.kind is not ValueKind.LITERAL or not _SECRETS_NAME.fullmatch(value.reveal()):
        return fact
    return fact._replace(role=Role.SECRET_NAME, value=value.altered(kind=ValueKind.NAME, shape=None))


def _kustomization(manifest: Manifest) -> Iterator[Fact]:
    """Kustomize's own (which may stand without its kind) and Flux's."""
    yield from generator_facts(manifest)
    yield from chart_facts(manifest)
    yield from patch_facts(manifest.node, manifest.reader, _read_patch)
    spec = manifest.node.mapping("spec")
    yield from patch_facts(spec, manifest.reader, _read_patch)
    yield from walk_values(spec.mapping("postBuild"), manifest.reader, (*manifest.path, "postBuild"))


def _component(manifest: Manifest) -> Iterator[Fact]:
    """Kustomize and Dapr have one each."""
    read = _kustomization if manifest.group.startswith("kustomize") else _any_object
    yield from read(manifest)


def _read_patch(patch: Mapping, reader: FileReader) -> Iterator[Fact]:
    yield from _facts(manifest_of(patch, reader))


_BY_KIND: dict[str, Callable[[Manifest], Iterator[Fact]]] = {
    "Secret": secret_facts,
    "ConfigMap": config_map_facts,
    "Kustomization": _kustomization,
    "Component": _component,
    "ExternalSecret": external_secret_facts,
    "ClusterExternalSecret": external_secret_facts,
    "SecretProviderClass": secret_provider_class_facts,
    "AzureKeyVaultSecret": azure_key_vault_secret_facts,
    "TriggerAuthentication": trigger_authentication_facts,
    "ClusterTriggerAuthentication": trigger_authentication_facts,
}
