"""What an export of app registrations tells; it holds no secret, only their ids, dates and hints."""

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date


class SecretRecord(NamedTuple):
    """What Entra tells of a client secret (Microsoft Graph, ``passwordCredential``).

    ``key_id`` is what the portal calls *Secret ID*, a bare GUID in small letters, or empty. ``hint`` are the
    first three characters of the secret; empty where the export has none, and then nothing can be decided.
    ``starts`` and ``ends`` are days in UTC, None where nothing is said.
    """

    key_id: str = ""
    name: str = ""
    hint: str = ""
    starts: "date | None" = None
    ends: "date | None" = None

    def has_expired(self, today: "date") -> bool:
        """Whether its last day lies behind."""
        return self.ends is not None and self.ends < today

    @property
    def lifetime(self) -> int:
        """The days from start to end; 0 where one of the two is missing."""
        return (self.ends - self.starts).days if self.starts and self.ends else 0


class CertificateRecord(NamedTuple):
    """What Entra tells of a certificate (Microsoft Graph, ``keyCredential``)."""

    key_id: str = ""
    name: str = ""
    starts: "date | None" = None
    ends: "date | None" = None


class App(NamedTuple):
    """What signs in with one client id: an app registration, its service principal or both, or a managed identity.

    ``client_id`` and ``object_ids`` are bare GUIDs in small letters; ``secrets`` are those of the registration, None where
    the export does not tell them, which is not the same as an app that has none. ``of_principal`` are those that a service
    principal has besides.
    """

    client_id: str
    object_ids: tuple[str, ...] = ()
    name: str = ""
    secrets: tuple[SecretRecord, ...] | None = None
    certificates: tuple[CertificateRecord, ...] = ()
    of_principal: tuple[SecretRecord, ...] = ()

    @property
    def known_secrets(self) -> tuple[SecretRecord, ...]:
        """All that the export tells of; there may be others where ``secrets`` is None."""
        return (*(self.secrets or ()), *self.of_principal)

    @property
    def title(self) -> str:
        """What it is called in messages."""
        return self.name or self.client_id


class Owned(NamedTuple):
    """A secret with its app; ``app`` is None for one of a list that does not say whose it is."""

    app: App | None
    secret: SecretRecord


class _Exported(NamedTuple):
    path: str
    apps: tuple[App, ...] = ()
    loose: tuple[SecretRecord, ...] = ()
    lists_apps: bool = False
    lists_principals: bool = False
    lists_identities: bool = False
    notices: tuple[str, ...] = ()


class Inventory(_Exported):
    """All apps of an export, and the ``loose`` secrets of which it does not say whose they are.

    ``lists_apps``, ``lists_principals`` and ``lists_identities`` are whether it holds a whole list of app registrations, of
    service principals (all that may sign in, of whichever directory) or of managed identities, so that an id that is
    missing there is none. ``notices`` must be told.
    """

    @cached_property
    def by_client_id(self) -> dict[str, App]:
        """Client id, in small letters → app."""
        return {app.client_id: app for app in self.apps}

    @cached_property
    def by_key_id(self) -> dict[str, Owned]:
        """Secret ID, in small letters → the secret and its app."""
        return {owned.secret.key_id: owned for owned in self.secrets if owned.secret.key_id}

    @cached_property
    def by_hint(self) -> dict[str, tuple[Owned, ...]]:
        """The first three characters of a secret → the secrets that begin so."""
        found: dict[str, list[Owned]] = {}
        for owned in self.secrets:
            if owned.secret.hint:
                found.setdefault(owned.secret.hint, []).append(owned)
        return {hint: tuple(held) for hint, held in found.items()}

    @property
    def secrets(self) -> Iterator[Owned]:
        """Every secret, those of no known app first."""
        yield from (Owned(None, secret) for secret in self.loose)
        for app in self.apps:
            yield from (Owned(app, secret) for secret in app.known_secrets)
