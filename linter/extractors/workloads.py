"""Kubernetes workloads: their containers' settings, and how they take Secrets up.

Which uptake follows a changed Secret: kubernetes/website, ``distribute-credentials-secure.md`` and
``storage/volumes.md`` (a ``subPath`` mount never does).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..model import Location, Mapping, SecretUse, Sequence, Target, Uptake, Workload
from .containers import container_facts, secrets_of
from .key_references import (
    ScalarEntry,
    held_reference,
    names_credential,
    scalar_entry,
    secret_name,
    speaks_of_credential,
)
from .manifest import Manifest, shown
from .reader import Fact, FileReader
from .restarts import restarts

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
    volumes = list(_volumes(pod))
    for number, container in enumerate(_containers(pod), 1):
        path = (*manifest.path, shown(container.text("name")) or f"container {number}")
        yield from container_facts(container, path, reader)
        uses.extend(_variable_uses(container, reader))
        uses.extend(_mount_uses(container, volumes, reader))
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
        annotations_location=_annotations_location(manifest),
    )


def _is_whole(manifest: Manifest, pod: Mapping) -> bool:
    """Whether this is the workload, rather than a patch that says a part of it."""
    if manifest.kind in _SELECTING and manifest.node.get("spec", "selector") is None:
        return False
    return any(container.get("image") is not None for container in _containers(pod))


def _annotations_location(manifest: Manifest) -> Location | None:
    metadata = manifest.node.mapping("metadata").entries
    entries = (*(entry for entry in metadata if entry.key.text == "annotations"), *manifest.node.entries)
    keys = (entry.key for entry in entries if entry.key.text in ("annotations", "metadata"))
    return next((manifest.reader.location(key) for key in keys), None)


def _containers(pod: Mapping) -> Iterator[Mapping]:
    for kind in _CONTAINERS:
        containers = pod.get(kind)
        if isinstance(containers, Sequence):
            yield from containers.mappings()


def _variable_uses(container: Mapping, reader: FileReader) -> Iterator[SecretUse]:
    variables = container.get("env")
    for variable in variables.mappings() if isinstance(variables, Sequence) else ():
        reference = held_reference(variable)
        if reference is None or reference.target is not Target.KUBERNETES_SECRET:
            continue
        name, key = variable.text("name"), reference.key.text
        credential = names_credential(reader, name, key)
        secret = reference.name.value
        yield SecretUse(Uptake.ENVIRONMENT, secret.text, key, name, reader.location(secret), credential)
    for entry in secrets_of(container.get("envFrom")):
        secret = entry.value
        credential = speaks_of_credential(secret.text)
        yield SecretUse(Uptake.ENVIRONMENT_FROM, secret.text, "", "", reader.location(secret), credential)


class _Volume(NamedTuple):
    """A volume that a Secret or SecretProviderClass fills; ``keys`` are those that it picks."""

    name: str
    entry: ScalarEntry
    uptake: Uptake
    keys: tuple[str, ...]

    @property
    def secret(self) -> str:
        return self.entry.value.text


def _volumes(pod: Mapping) -> Iterator[_Volume]:
    volumes = pod.get("volumes")
    for volume in volumes.mappings() if isinstance(volumes, Sequence) else ():
        name = volume.text("name")
        yield from _volume(name, volume.mapping("secret"), "secretName", Uptake.VOLUME)
        attributes = volume.mapping("csi", "volumeAttributes")
        yield from _volume(name, attributes, "secretProviderClass", Uptake.CSI)
        sources = volume.get("projected", "sources")
        for source in sources.mappings() if isinstance(sources, Sequence) else ():
            yield from _volume(name, source.mapping("secret"), "name", Uptake.VOLUME)


def _volume(name: str, holder: Mapping, key: str, uptake: Uptake) -> Iterator[_Volume]:
    entry = scalar_entry(holder, key)
    if entry:
        picked = (item.text("key") for item in holder.items("items") if isinstance(item, Mapping))
        yield _Volume(name, entry, uptake, tuple(picked))


def _mount_uses(container: Mapping, volumes: list[_Volume], reader: FileReader) -> Iterator[SecretUse]:
    mounts = container.get("volumeMounts")
    for mount in mounts.mappings() if isinstance(mounts, Sequence) else ():
        for volume in volumes:
            if volume.name == mount.text("name"):
                yield _mount_use(mount, volume, reader)


def _mount_use(mount: Mapping, volume: _Volume, reader: FileReader) -> SecretUse:
    sub_path = mount.scalar("subPath") or mount.scalar("subPathExpr")
    key = sub_path.text if sub_path else ""
    credential = speaks_of_credential(volume.secret) or names_credential(reader, key, *volume.keys)
    return SecretUse(
        Uptake.SUB_PATH if sub_path else volume.uptake,
        volume.secret,
        key,
        mount.text("mountPath"),
        reader.location(sub_path or volume.entry.value),
        credential,
    )
