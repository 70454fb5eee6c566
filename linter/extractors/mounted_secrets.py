"""Secrets of vaults that an application gets as files or variables, called as it is said there.

``keyVaults`` in the values of HMCTS's charts makes files, called by the secret's alias, else by its name. The vault's name and
``<ENV>`` in the secret's are given the environment's, the vault's unless ``excludeEnvironmentSuffix`` is set
(https://github.com/hmcts/chart-library/blob/master/library/templates/v2/_secretproviderclass.tpl).
``secretRefs.azureKeyVaults`` of Radix makes variables: https://www.radix.equinor.com/radix-config/#secretrefs
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Mapping, Node, Reference, Scalar, Sequence, Setting, Target, Value, ValueKind

from .reader import Fact, FileReader, Segments

SECTION = "keyVaults"
OF_RADIX = "azureKeyVaults"
_ENVIRONMENT = "${environment}"


def mounted_secrets(vaults: Mapping, path: Segments, reader: FileReader) -> Iterator[Fact]:
    """A setting for each secret of a credential, called as its file; ``path`` is the section that they all stand in.

    The vault is no part of its key: an application may take its credential from two of them, and an overlay another one.
    """
    for name, vault in vaults.entries:
        if isinstance(vault, Mapping) and vault.text("disabled") != "true":
            is_shared = vault.text("excludeEnvironmentSuffix") == "true"
            called = name.text if is_shared else f"{name.text}-{_ENVIRONMENT}"
            for item in vault.items("secrets"):
                yield from _mounted(item, called, path, reader)


def radix_secrets(vaults: Sequence, component: Segments, reader: FileReader) -> Iterator[Fact]:
    """A setting for each secret of a credential, among the variables of its component."""
    for vault in vaults.mappings():
        for item in vault.items("items"):
            if isinstance(item, Mapping) and item.text("type") in ("secret", ""):
                yield from _mounted(item, vault.text("name"), (*component, "variables"), reader)


def _mounted(item: Node, vault: str, path: Segments, reader: FileReader) -> Iterator[Fact]:
    name = item.scalar("name") if isinstance(item, Mapping) else item
    alias = (item.scalar("alias") or item.scalar("envVar")) if isinstance(item, Mapping) else None
    if isinstance(name, Scalar):
        secret = name.text.replace("<ENV>", _ENVIRONMENT)
        edge = Reference(Target.KEYVAULT_SECRET, secret, vault, end=len(name.text))
        value = Value(ValueKind.KEYVAULT_REFERENCE, name.text, references=(edge,))
        for fact in reader.facts(path, alias or name, name, classified=value):
            # An environment's own vault holds its own, whatever that is called.
            if isinstance(fact, Setting) and vault.endswith(_ENVIRONMENT):
                yield fact._replace(environments=())
            else:
                yield fact
