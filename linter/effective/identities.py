"""What a setting identifies: an app, a managed identity, a subscription, a vault, a tenant."""

from enum import StrEnum
from typing import NamedTuple

from linter.model import FileWiring, Issuer, Role, Setting, ValueKind
from linter.patterns import compile_late

_GUID = compile_late(r"(?i)(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])")
_IN_SUBSCRIPTION = compile_late(r"(?i)/subscriptions/([0-9a-f-]{36})(?=/|$)")
_IN_GROUP = compile_late(r"(?i)/resourceGroups/[^/]+/providers/[^/]+/userAssignedIdentities/[\w-]+")
_RESOURCE_NAME = compile_late(r"(?i)/userAssignedIdentities/([\w-]+)")
_VAULT_HOST = compile_late(r"(?i)https?://([\w-]+)\.")


class Kind(StrEnum):
    """What an id is of."""

    APP = "app"  # a client id, of an app registration or of a managed identity
    IDENTITY_NAME = "managed identity"
    SUBSCRIPTION = "subscription"
    VAULT = "vault"
    TENANT = "tenant"


# Names of Secrets are none: the same name in two namespaces is two Secrets.
_KINDS = {
    Role.CLIENT_ID: Kind.APP,
    Role.IDENTITY: Kind.IDENTITY_NAME,
    Role.SUBSCRIPTION: Kind.SUBSCRIPTION,
    Role.VAULT: Kind.VAULT,
    Role.TENANT: Kind.TENANT,
}


class Id(NamedTuple):
    """One identity; its text in small letters."""

    kind: Kind
    text: str


def identifying(file: FileWiring) -> list[Setting]:
    """The settings of a file that hold the id of something that each environment has of its own."""
    return [setting for setting in file.settings if _identifies(setting)]


def _identifies(setting: Setting) -> bool:
    if setting.issuer is Issuer.OTHER or not setting.value.is_concrete:
        return False
    if setting.role is Role.CLIENT_ID:  # one that is a word is no app of Entra's
        return setting.value.kind is ValueKind.GUID
    return setting.role in _KINDS and setting.role is not Role.TENANT  # which all environments may share


def ids_in(setting: Setting) -> tuple[Id, ...]:
    """What a value identifies: apps, subscriptions and tenants by their GUIDs, an identity or a vault by its name."""
    kind = _KINDS.get(setting.role)
    text = setting.value.reveal().strip().lower()
    if kind is None:
        return ()
    subscriptions = [Id(Kind.SUBSCRIPTION, guid) for guid in _IN_SUBSCRIPTION.findall(text)]
    if resource := _RESOURCE_NAME.search(text):
        return (Id(Kind.IDENTITY_NAME, resource[1]), *subscriptions)
    if kind is Kind.VAULT:
        host = _VAULT_HOST.match(text)
        return (Id(kind, host[1] if host else text.rstrip("/").rpartition("/")[2]), *subscriptions)
    of_guids = Kind.APP if kind is Kind.IDENTITY_NAME else kind
    return tuple(Id(of_guids, guid) for guid in _GUID.findall(text)) or (Id(kind, text),)


def identity_in_group(setting: Setting) -> str:
    """The group and name of a managed identity by its resource id, in small letters; empty where it holds none."""
    found = _IN_GROUP.search(setting.value.reveal())
    return found[0].lower() if found else ""
