"""``reference`` of an ARM parameter: the value is read from a vault when the deployment begins."""

import re
from typing import NamedTuple

from linter.model import Location, Mapping, Reference, Scalar, Setting, Target, Value, ValueKind, VaultReference
from linter.patterns import compile_late
from linter.values.keyvault import is_version

from .reader import FileReader
from .removal import without


class ParameterReference(NamedTuple):
    """The secret's name as written, what the parameter is worth, and the reference; its key is left open."""

    name: Scalar
    value: Value
    reference: VaultReference

    def placed(self, setting: Setting) -> Setting:
        """The setting of the parameter, with what names say of its environment where those names stand."""
        by_key = (one for one in setting.environments if one.location == setting.key_location)
        return setting._replace(environments=(*by_key, *self.reference.environments))


def parameter_reference(reference: Mapping, reader: FileReader) -> ParameterReference | None:
    """Read ``{"keyVault": {"id": …}, "secretName": …, "secretVersion": …}``; None for anything else."""
    name, version = reference.scalar("secretName"), reference.scalar("secretVersion")
    if name is None or reference.get("keyVault") is None:
        return None
    vault, where = _vault(reference.mapping("keyVault").scalar("id"), reader)
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
        vault_location=where,
        removal=without(reference, "secretVersion", reader.source) if pinned else (),
        environments=(
            *reader.named_by(Reference(Target.KEYVAULT_SECRET, "", vault), where or reader.location(name)),
            *reader.named_by(Reference(Target.KEYVAULT_SECRET, secret), reader.location(name)),
        ),
        context=reader.context,
    )
    return ParameterReference(
        name, Value(ValueKind.KEYVAULT_REFERENCE, name.text, references=(found,) if secret or vault else ()), fact
    )


_PLAIN_NAME = compile_late(r"[\w-]+")
_VAULT_ID = compile_late(r"/vaults/([0-9A-Za-z-]+)/?$", re.IGNORECASE)


def _vault(resource_id: Scalar | None, reader: FileReader) -> tuple[str, Location | None]:
    """The vault that a resource id names and where it does; none where the id is computed or filled in later."""
    match = _VAULT_ID.search(resource_id.text) if resource_id else None
    return (match[1], reader.part(resource_id, *match.span(1))) if match and resource_id else ("", None)
