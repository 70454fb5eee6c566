"""SecretProviderClass of the Secrets Store CSI driver with the Azure provider.

``objects`` is YAML in a string, and each of its items is YAML in a string again
(https://azure.github.io/secrets-store-csi-driver-provider-azure/docs/getting-started/usage/).
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Mapping, Node, Role, Scalar, Sequence
from linter.parsers.embedded import parse_yaml_in

from .manifest import Manifest
from .reader import Fact, FileReader
from .vault_objects import vault_object

_ROLES = {
    "keyvaultname": Role.VAULT,
    "clientid": Role.IDENTITY,
    "userassignedidentityid": Role.IDENTITY,
    "tenantid": Role.TENANT,
}


def secret_provider_class_facts(manifest: Manifest) -> Iterator[Fact]:
    """The identity and vault it names, and a reference for each secret it fetches."""
    parameters = manifest.node.mapping("spec", "parameters")
    if manifest.node.text("spec", "provider") not in ("azure", ""):
        return
    path = (*manifest.path, "parameters")
    for entry in parameters.entries:
        role = _ROLES.get(entry.key.text.lower())
        if role and isinstance(entry.value, Scalar) and entry.value.text:
            yield from manifest.reader.facts(path, entry.key, entry.value, role=role)
    objects = parameters.get("objects")
    opened = _open(objects, manifest.reader) if objects else None
    items = opened.get("array") if isinstance(opened, Mapping) else opened
    for item in items.items if isinstance(items, Sequence) else ():
        yield from _object(_open(item, manifest.reader), parameters.text("keyvaultName"), manifest)


def _open(node: Node, reader: FileReader) -> Node | None:
    return next(iter(parse_yaml_in(node, reader.source)), None) if isinstance(node, Scalar) else node


def _object(item: Node | None, vault: str, manifest: Manifest) -> Iterator[Fact]:
    name = item.scalar("objectName") if isinstance(item, Mapping) else None
    if not isinstance(item, Mapping) or name is None or item.text("objectType").lower() not in ("secret", ""):
        return
    key = ":".join((*manifest.path, "objects", name.text))
    syntax = "objectVersion of a SecretProviderClass"
    yield vault_object(manifest.reader, key, syntax, name, vault=vault, pin=(item, "objectVersion"))
