"""Objects that read single secrets from a Key Vault: the reference that each of them is.

akv2k8s: https://akv2k8s.io/reference/azure-key-vault-secret/ · KEDA:
https://keda.sh/docs/latest/authentication-providers/azure-key-vault/
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Mapping, Reference, Scalar, Target, VaultReference
from linter.values.keyvault import is_version, vault_in

from .key_references import KeyReference, reference_facts, scalar_entry
from .manifest import Manifest
from .reader import Fact, FileReader, Segments
from .removal import without
from .values_tree import walk_values


def vault_object(
    reader: FileReader,
    key: str,
    syntax: str,
    name: Scalar,
    *,
    vault: str = "",
    pin: tuple[Mapping, str] | None = None,
) -> VaultReference:
    """The reference of one entry. ``pin`` is the mapping and the key in it under which a version may stand."""
    version = scalar_entry(*pin) if pin else None
    pinned = version if version and is_version(version.value.text) else None
    edge = Reference(Target.KEYVAULT_SECRET, name.text, vault)
    return VaultReference(
        syntax=syntax,
        key=key,
        location=reader.location(name),
        vault=vault,
        secret=name.text,
        version=pinned.value.text if pinned else "",
        version_location=reader.location(pinned.value) if pinned else None,
        removal=without(*pin, reader.source) if pinned and pin else (),
        environments=tuple(reader.named_by(edge, reader.location(name))),
        context=reader.context,
    )


def azure_key_vault_secret_facts(manifest: Manifest) -> Iterator[Fact]:
    """akv2k8s: one object of one vault."""
    spec = manifest.node.mapping("spec")
    vault = scalar_entry(spec.mapping("vault"), "name")
    if vault:
        yield from manifest.reader.facts((*manifest.path, "vault"), vault.key, vault.value)
    target = spec.mapping("vault", "object")
    name = target.scalar("name")
    if name and target.text("type") in ("secret", "multi-key-value-secret"):
        key = ":".join((*manifest.path, "vault", "object", "name"))
        syntax = "version of an AzureKeyVaultSecret"
        held = vault.value.text if vault else ""
        yield vault_object(manifest.reader, key, syntax, name, vault=held, pin=(target, "version"))


def trigger_authentication_facts(manifest: Manifest) -> Iterator[Fact]:
    """KEDA: what a scaler signs in with, from Secrets and from a vault."""
    spec = manifest.node.mapping("spec")
    path = (*manifest.path, "spec")
    for item in spec.items("secretTargetRef"):
        if isinstance(item, Mapping):
            yield from _secret_target(item, path, manifest.reader)
    vault = spec.mapping("azureKeyVault")
    yield from walk_values(vault, manifest.reader, (*path, "azureKeyVault"))
    for item in vault.items("secrets"):
        name = item.scalar("name") if isinstance(item, Mapping) else None
        if isinstance(item, Mapping) and name:
            key = ":".join((*path, "azureKeyVault", item.text("parameter") or name.text))
            held = vault_in(vault.text("vaultUri"))
            syntax = "version in a TriggerAuthentication"
            yield vault_object(manifest.reader, key, syntax, name, vault=held, pin=(item, "version"))
    yield from walk_values(spec.mapping("podIdentity"), manifest.reader, (*path, "podIdentity"))


def _secret_target(item: Mapping, path: Segments, reader: FileReader) -> Iterator[Fact]:
    parameter, name, key = item.scalar("parameter"), scalar_entry(item, "name"), item.scalar("key")
    if parameter and name and key:
        yield from reference_facts(parameter, KeyReference(Target.KUBERNETES_SECRET, name, key), path, reader)
