"""``reference`` of an ARM parameter: the value is read from a vault when the deployment begins."""

from __future__ import annotations

import re
from typing import NamedTuple

from linter.model import Mapping, Reference, Scalar, Target, Value, ValueKind, VaultReference
from linter.patterns import compile_late
from linter.values.keyvault import is_version

from .reader import FileReader
from .removal import without


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
    fact = VaultReference(
        syntax="parameter reference",
        key="",
        location=reader.location(name),
        vault=vault,
        secret=secret,
        version=found.version,
        version_location=reader.location(version) if version and pinned else None,
        removal=without(reference, "secretVersion", reader.source) if pinned else (),
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
