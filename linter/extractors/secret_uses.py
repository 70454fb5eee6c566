"""How containers take Secrets up: variables, mounts, CSI volumes.

Which of them follow a changed Secret: kubernetes/website, ``distribute-credentials-secure.md`` and
``storage/volumes.md`` (a ``subPath`` mount never does).
"""

from collections.abc import Iterator
from typing import NamedTuple

from linter.model import Mapping, SecretUse, Sequence, Target, Uptake
from linter.names.words import words

from .containers import secrets_of
from .key_references import ScalarEntry, held_reference, names_credential, scalar_entry, speaks_of_credential
from .reader import FileReader


def secret_uses(container: Mapping, volumes: list["Volume"], reader: FileReader) -> Iterator[SecretUse]:
    """Every use of a Secret by a container; ``volumes`` are those of its pod."""
    yield from _variable_uses(container, reader)
    yield from _mount_uses(container, volumes, reader)


def _variable_uses(container: Mapping, reader: FileReader) -> Iterator[SecretUse]:
    variables = container.get("env")
    for variable in variables.mappings() if isinstance(variables, Sequence) else ():
        reference = held_reference(variable)
        if reference is None or reference.target is not Target.KUBERNETES_SECRET:
            continue
        name, key = variable.text("name"), reference.key.text
        credential = names_credential(reader, name, key) or _names_database(name, key)
        secret = reference.name.value
        yield SecretUse(Uptake.ENVIRONMENT, secret.text, key, name, reader.location(secret), credential)
    for entry in secrets_of(container.get("envFrom")):
        secret = entry.value
        credential = speaks_of_credential(secret.text)
        yield SecretUse(Uptake.ENVIRONMENT_FROM, secret.text, "", "", reader.location(secret), credential)


# What clients connect to by an address that holds a password; an address without one is kept in no Secret.
_SERVERS = frozenset(
    "database db postgres postgresql pg mysql mariadb mssql sql mongo mongodb redis valkey amqp rabbitmq broker nats"
    " typeorm".split()
)
_ADDRESSES = frozenset({"url", "uri", "dsn"})


def _names_database(*keys: str) -> bool:
    """Whether a key of a Secret, or the variable that takes it up, is called like the address of a database."""
    spoken = [words(key)[-2:] for key in keys]
    return any(len(last) == 2 and last[0] in _SERVERS and last[1] in _ADDRESSES for last in spoken)


class Volume(NamedTuple):
    """A volume that a Secret or SecretProviderClass fills; ``keys`` are those that it picks."""

    name: str
    entry: ScalarEntry
    uptake: Uptake
    keys: tuple[str, ...]

    @property
    def secret(self) -> str:
        """The name of the Secret or SecretProviderClass."""
        return self.entry.value.text


def volumes_of(pod: Mapping) -> Iterator[Volume]:
    """The volumes of a pod that hold credentials or may."""
    volumes = pod.get("volumes")
    for volume in volumes.mappings() if isinstance(volumes, Sequence) else ():
        name = volume.text("name")
        yield from _volume(name, volume.mapping("secret"), "secretName", Uptake.VOLUME)
        attributes = volume.mapping("csi", "volumeAttributes")
        yield from _volume(name, attributes, "secretProviderClass", Uptake.CSI)
        sources = volume.get("projected", "sources")
        for source in sources.mappings() if isinstance(sources, Sequence) else ():
            yield from _volume(name, source.mapping("secret"), "name", Uptake.VOLUME)


def _volume(name: str, holder: Mapping, key: str, uptake: Uptake) -> Iterator[Volume]:
    entry = scalar_entry(holder, key)
    if entry:
        picked = (item.text("key") for item in holder.items("items") if isinstance(item, Mapping))
        yield Volume(name, entry, uptake, tuple(picked))


def _mount_uses(container: Mapping, volumes: list[Volume], reader: FileReader) -> Iterator[SecretUse]:
    mounts = container.get("volumeMounts")
    for mount in mounts.mappings() if isinstance(mounts, Sequence) else ():
        for volume in volumes:
            if volume.name == mount.text("name"):
                yield _mount_use(mount, volume, reader)


def _mount_use(mount: Mapping, volume: Volume, reader: FileReader) -> SecretUse:
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
