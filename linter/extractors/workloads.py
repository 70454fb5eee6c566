"""Kubernetes workloads of every kind, and the settings of their containers."""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Fix, Mapping, SecretUse, Sequence, Uptake, Workload

from .containers import container_facts
from .insertion import in_braces, lines_below
from .key_references import secret_name, speaks_of_credential
from .manifest import Manifest, shown
from .reader import Fact
from .restarts import RELOAD, restarts
from .secret_uses import secret_uses, volumes_of

# Kind → where its pod template stands.
TEMPLATES: dict[str, tuple[str, ...]] = {
    "Deployment": ("spec", "template"),
    "StatefulSet": ("spec", "template"),
    "DaemonSet": ("spec", "template"),
    "ReplicaSet": ("spec", "template"),
    "ReplicationController": ("spec", "template"),
    "DeploymentConfig": ("spec", "template"),
    "Rollout": ("spec", "template"),
    "Job": ("spec", "template"),
    "Service": ("spec", "template"),  # Knative's; the core's has no template
    "Configuration": ("spec", "template"),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    "ScaledJob": ("spec", "jobTargetRef", "template"),
    "PodTemplate": ("template",),
    "Pod": (),
}
_SHORT_LIVED = frozenset({"Job", "CronJob", "ScaledJob"})
# Kinds whose selector is required: without one it is a patch of a workload that stands elsewhere.
_SELECTING = frozenset({"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"})
# Those that Reloader rolls (https://docs.stakater.com/reloader/1.4/reference/annotations.html; OpenShift's by its README).
_RELOADED = frozenset({"Deployment", "StatefulSet", "DaemonSet", "DeploymentConfig", "Rollout"})
_CONTAINERS = ("containers", "initContainers", "ephemeralContainers")


def pod_template(manifest: Manifest) -> Mapping | None:
    """The pod template of an object, or None; a kind that a Go action computes is read by its shape."""
    routes = [TEMPLATES[manifest.kind]] if manifest.kind in TEMPLATES else []
    if "{{" in manifest.kind:
        routes = list(dict.fromkeys(TEMPLATES.values()))
    for route in routes:
        template = manifest.node.get(*route) if route else manifest.node
        if isinstance(template, Mapping) and isinstance(template.get("spec"), Mapping):
            return template
    return None


def workload_facts(manifest: Manifest, template: Mapping) -> Iterator[Fact]:
    """The settings of a workload's containers, the names of the Secrets it mounts, and the workload itself."""
    reader, pod = manifest.reader, template.mapping("spec")
    uses: list[SecretUse] = []
    volumes = list(volumes_of(pod))
    for number, container in enumerate(_containers(pod), 1):
        path = (*manifest.path, shown(container.text("name")) or f"container {number}")
        yield from container_facts(container, path, reader)
        uses.extend(secret_uses(container, volumes, reader))
    for volume in volumes:
        if volume.uptake is Uptake.VOLUME and speaks_of_credential(volume.secret):
            yield from secret_name(volume.entry, (*manifest.path, "volumes"), reader, scope=manifest.path)
    if _is_whole(manifest, pod):
        yield _workload(manifest, template, tuple(uses))


def _workload(manifest: Manifest, template: Mapping, uses: tuple[SecretUse, ...]) -> Workload:
    source = manifest.reader.source
    ends = manifest.kind == "Pod" and template.text("spec", "restartPolicy") in ("Never", "OnFailure")
    return Workload(
        path=source.path,
        kind=manifest.kind,
        name=manifest.name,
        namespace=manifest.namespace,
        location=manifest.location(),
        uses=uses,
        restarts=restarts(manifest.node, template, uses, source),
        short_lived=manifest.kind in _SHORT_LIVED or ends,
        keeps_data=_keeps_data(manifest, template),
        reloading=_reloading(manifest),
    )


def _keeps_data(manifest: Manifest, template: Mapping) -> bool:
    volumes = template.mapping("spec").items("volumes")
    claims = any(isinstance(volume, Mapping) and volume.get("persistentVolumeClaim") for volume in volumes)
    return claims or manifest.node.get("spec", "volumeClaimTemplates") is not None


def _is_whole(manifest: Manifest, pod: Mapping) -> bool:
    """Whether this is the workload, rather than a patch that says a part of it."""
    if manifest.kind in _SELECTING and manifest.node.get("spec", "selector") is None:
        return False
    return any(container.get("image") is not None for container in _containers(pod))


def _reloading(manifest: Manifest) -> Fix | None:
    """The fix that has Reloader roll the workload; whether Reloader runs in the cluster, no file tells."""
    held = [entry for entry in manifest.node.entries if entry.key.text == "metadata"]
    if manifest.kind not in _RELOADED or not held or not isinstance(metadata := held[-1].value, Mapping):
        return None
    source = manifest.reader.source
    entry = next((entry for entry in metadata.entries if entry.key.text == "annotations"), None)
    if entry is None:
        edit = lines_below(held[-1].key, metadata, ["annotations:", f"  {RELOAD}"], source)
        edit = edit or in_braces(held[-1].key, metadata, f"annotations: {{{RELOAD}}}", source)
    elif isinstance(entry.value, Mapping) and not any(RELOAD.startswith(e.key.text) for e in entry.value.entries):
        edit = lines_below(entry.key, entry.value, [RELOAD], source) or in_braces(
            entry.key, entry.value, RELOAD, source
        )
    else:
        return None
    return Fix("have Reloader restart it", (edit,), safe=False) if edit else None


def _containers(pod: Mapping) -> Iterator[Mapping]:
    for kind in _CONTAINERS:
        containers = pod.get(kind)
        if isinstance(containers, Sequence):
            yield from containers.mappings()
