"""``reference`` of an ARM parameter: the value is read from a vault when the deployment begins."""

from __future__ import annotations

import re
from typing import NamedTuple

from linter.model import Edit, Mapping, Node, Reference, Scalar, Style, Target, Value, ValueKind, VaultReference
from linter.patterns import compile_late
from linter.values.keyvault import is_version

from .reader import FileReader


class ParameterReference(NamedTuple):
    """The secret's name as written, what the parameter is worth, and the reference; its key is left open."""

    name: Scalar
    value: Value
    reference: VaultReference


def parameter_reference(reference: Mapping, reader: FileReader) -> ParameterReference | None:
    """Read ``{"keyVault": {"id": …}, "secretName": …, "secretVersion": …}``; None for anything else."""
    name, version = reference.scalar("secretName"), reference.scalar("secretVersion")
    if name is None or reference.get("keyVault") is None:
        return None
    vault = _last_segment(reference.text("keyVault", "id"))
    secret = name.text if _PLAIN_NAME.fullmatch(name.text) else ""
    pinned = version is not None and is_version(version.text)
    found = Reference(Target.KEYVAULT_SECRET, secret, vault, version.text if version and pinned else "")
    removal = _without_entry(reference, "secretVersion", reader) if pinned else None
    fact = VaultReference(
        syntax="parameter reference",
        key="",
        location=reader.location(name),
        vault=vault,
        secret=secret,
        version=found.version,
        version_location=reader.location(version) if version and pinned else None,
        removal=(removal,) if removal else (),
        environments=tuple(reader.named_by(found, reader.location(name))),
        context=reader.context,
    )
    return ParameterReference(
        name, Value(ValueKind.KEYVAULT_REFERENCE, name.text, references=(found,) if secret or vault else ()), fact
    )


_PLAIN_NAME = compile_late(r"[\w-]+")
_VAULT_ID = compile_late(r"/vaults/([0-9A-Za-z-]+)/?$", re.IGNORECASE)


def _last_segment(resource_id: str) -> str:
    """The vault that a resource id names; empty where the id is computed or filled in later."""
    match = _VAULT_ID.search(resource_id)
    return match[1] if match else ""


_COMMA = compile_late(r"\s*,\s*")


def _without_entry(mapping: Mapping, key: str, reader: FileReader) -> Edit | None:
    """The edit that drops an entry with one of its commas; None where something else stands around them."""
    text = reader.source.text
    at = next(i for i, entry in enumerate(mapping.entries) if entry.key.text == key)
    entry = mapping.entries[at]
    if at > 0:
        start, end = _end(mapping.entries[at - 1].value), _end(entry.value)
        comma = _COMMA.fullmatch(text, start, entry.key.head)
    elif len(mapping.entries) > 1:
        start, end = entry.key.head, mapping.entries[1].key.head
        comma = _COMMA.fullmatch(text, _end(entry.value), end)
    else:
        return None
    return Edit(reader.source.location(start, end), "") if comma else None


def _end(node: Node) -> int:
    """Past a node, its closing quotation mark included."""
    return node.end + (isinstance(node, Scalar) and node.style is Style.DOUBLE)
