"""Credentials of container registries: ``.dockerconfigjson`` and ``.dockercfg`` of a Secret.

Azure Container Registry takes a service principal's client id as user name and its secret as password
(https://learn.microsoft.com/azure/container-registry/container-registry-auth-kubernetes).
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Entry, Issuer, Mapping, Role, Scalar
from linter.parsers.embedded import parse_json_in
from linter.values.entra import guid_in

from .reader import Fact, FileReader, Segments

KEYS = (".dockerconfigjson", ".dockercfg")


def registry_facts(value: Scalar, path: Segments, reader: FileReader) -> Iterator[Fact]:
    """User name and password of every registry in a Docker configuration."""
    for root in parse_json_in(value, reader.source):
        if isinstance(root, Mapping):
            registries = root.get("auths") or root
            for entry in registries.entries if isinstance(registries, Mapping) else ():
                yield from _registry(entry, path, reader)


def _registry(entry: Entry, path: Segments, reader: FileReader) -> Iterator[Fact]:
    login = entry.value
    if not isinstance(login, Mapping):
        return
    is_entra = "azurecr." in entry.key.text and guid_in(login.text("username")) != ""
    roles = (
        {"username": Role.CLIENT_ID, "password": Role.CLIENT_SECRET} if is_entra else {"password": Role.OTHER_SECRET}
    )
    for key, value in login.entries:
        role = roles.get(key.text)
        if role and isinstance(value, Scalar):
            issuer = Issuer.ENTRA if is_entra else Issuer.OTHER
            within = (*path, entry.key.text)
            yield from reader.facts(within, key, value, role=role, issuer=issuer, scope=within, context=reader.context)
