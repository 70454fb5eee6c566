"""From the JSON values of an inventory to apps and their secrets."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple, TypeVar

from linter.model.inventory import App, CertificateRecord, Inventory, SecretRecord

from .fields import EntryError, Fields

__all__ = ["Entries", "EntryError"]

T = TypeVar("T")

_FIRST_PAGE = 100  # where ``az ad app list`` stops without --all, and a page of Microsoft Graph by default


class Kind(StrEnum):
    """What an entry is."""

    APP = "app registrations"
    PRINCIPAL = "service principals"
    IDENTITY = "managed identities"
    SECRET = "secrets"
    OTHER = "other entries"


class _Listing(NamedTuple):
    """One list of entries; ``continues`` is whether more pages follow it."""

    kind: Kind
    size: int
    continues: bool
    is_page: bool


class Entries:
    """Gathers the entries of all values; ``owner`` is the client id of secrets that do not say whose they are."""

    def __init__(self, owner: str = "") -> None:
        self._owner = owner
        self._apps: dict[str, App] = {}
        self._loose: list[SecretRecord] = []
        self._listings: list[_Listing] = []

    def read(self, value: object, path: str, of_page: Kind = Kind.APP) -> Kind:
        """Take in one value and say what it was; ``path`` is its JSON path. Raises :class:`EntryError`.

        ``of_page`` is what the page around it holds, whatever is selected of its entries.
        """
        if isinstance(value, list):
            self._read_list(value, path, of_page, continues=False)
            return Kind.OTHER
        entry = Fields(value, path)
        page = entry.get("value")
        if isinstance(page.value, list):
            more = entry.get("@odata.nextLink", "odata.nextLink").value
            about = str(entry.get("@odata.context", "odata.metadata").value)
            of_page = Kind.PRINCIPAL if "#serviceprincipals" in about.lower() else of_page
            self._read_list(page.value, page.path, of_page, continues=bool(more), is_page=True)
            return Kind.OTHER
        return self._read_entry(entry, self._owner, of_page)

    def _read_list(
        self, items: list[object], path: str, of_page: Kind, *, continues: bool, is_page: bool = False
    ) -> None:
        kinds = {self.read(item, f"{path}[{index}]", of_page) for index, item in enumerate(items)}
        if Kind.PRINCIPAL in kinds:  # managed identities are among them
            kinds.discard(Kind.IDENTITY)
        if len(kinds) == 1:
            self._listings.append(_Listing(kinds.pop(), len(items), continues, is_page))

    def _read_entry(self, entry: Fields, owner: str, of_page: Kind) -> Kind:
        entry.refuse_secret("password", "clientSecret")
        kind = _kind_of(entry, of_page)
        if kind is Kind.SECRET:
            self._own(owner, _secrets([entry]))
        elif kind is not Kind.OTHER:
            self._add(_app(entry, kind))
        elif not self._read_by_owner(entry):
            raise EntryError(entry.path, _UNKNOWN if entry.get("error").value is None else _REFUSED)
        return kind

    def _read_by_owner(self, entry: Fields) -> bool:
        """``{client id: [secrets], …}``, which scripts write around ``az ad app credential list --id``."""
        owners = entry.by_guid()
        for owner, held in owners.items():
            self._own(owner, _secrets(held.entries()))
        return bool(owners)

    def _own(self, owner: str, secrets: tuple[SecretRecord, ...]) -> None:
        if owner:
            self._add(App(owner, secrets=secrets))
        else:
            self._loose.extend(secrets)

    def _add(self, app: App) -> None:
        """An app may come twice: its registration and its service principal, each with secrets of its own."""
        known = self._apps.get(app.client_id)
        self._apps[app.client_id] = _merged(known, app) if known else app

    def inventory(self, path: str) -> Inventory:
        """All that was taken in."""
        owned = {secret.key_id for app in self._apps.values() for secret in app.known_secrets}
        return Inventory(
            path=path,
            apps=tuple(self._apps.values()),
            loose=tuple(secret for secret in self._loose if not secret.key_id or secret.key_id not in owned),
            lists_apps=self._is_whole(Kind.APP),
            lists_principals=self._is_whole(Kind.PRINCIPAL),
            lists_identities=self._is_whole(Kind.PRINCIPAL) or self._is_whole(Kind.IDENTITY),
            notices=tuple(f"{path}: {notice}" for notice in self._notices()),
        )

    def _of(self, kind: Kind) -> tuple[_Listing, ...]:
        return tuple(listing for listing in self._listings if listing.kind is kind)

    def _is_whole(self, kind: Kind) -> bool:
        listings = self._of(kind)
        return any(not listing.continues for listing in listings) and not self._may_be_cut(listings)

    def _may_be_cut(self, listings: Iterable[_Listing]) -> bool:
        return any(listing.size == _FIRST_PAGE and not listing.is_page for listing in listings)

    def _notices(self) -> Iterable[str]:
        for kind in (Kind.APP, Kind.PRINCIPAL, Kind.IDENTITY):
            listings = self._of(kind)
            if listings and all(listing.continues for listing in listings):
                yield f"it holds some pages of the {kind.value} and not the last one, so none is called unknown"
            elif self._may_be_cut(listings):
                yield f"it holds exactly {_FIRST_PAGE} {kind.value}, where Azure CLI stops without --all"
        if not self._apps and not self._loose:
            yield "it holds no app; may whoever exported it read app registrations?"


_UNKNOWN = "this is no app (appId), no secret (keyId) and no page of them (value)"
_REFUSED = "this is an error of Microsoft Graph and no list of apps; the export was refused"


def _kind_of(entry: Fields, of_page: Kind) -> Kind:
    if not entry.has("appId"):
        return Kind.SECRET if entry.has("keyId") else Kind.OTHER
    if entry.get("servicePrincipalType").text().lower() == "managedidentity":
        return Kind.IDENTITY
    is_principal = entry.has("servicePrincipalType", "servicePrincipalNames") or "ServicePrincipal" in str(
        entry.get("@odata.type", "odata.type", "objectType").value
    )
    return Kind.PRINCIPAL if is_principal else of_page


def _app(entry: Fields, kind: Kind) -> App:
    """An app as its registration or its service principal tells; a legacy principal has no registration.

    https://learn.microsoft.com/graph/api/resources/serviceprincipal (``servicePrincipalType``)
    """
    held = entry.get("passwordCredentials")
    secrets = None if held.value is None else _secrets(held.entries())
    is_all = kind is Kind.APP or entry.get("servicePrincipalType").text().lower() == "legacy"
    return App(
        client_id=entry.guid("appId", required=True),
        object_ids=tuple(filter(None, (entry.guid("id", "objectId"),))),
        name=entry.name("displayName", "appDisplayName"),
        secrets=secrets if is_all else None,
        certificates=tuple(_certificate(held) for held in entry.get("keyCredentials").entries()),
        of_principal=() if is_all else secrets or (),
    )


def _secrets(entries: Iterable[Fields]) -> tuple[SecretRecord, ...]:
    """The secrets of a list of credentials, in which certificates may stand too."""
    return tuple(_secret(entry) for entry in entries if not entry.has("usage", "thumbprint"))


def _secret(entry: Fields) -> SecretRecord:
    entry.refuse_secret("secretText", "value")
    return SecretRecord(
        key_id=entry.guid("keyId"),
        name=entry.name("displayName"),
        hint=entry.hint("hint"),
        starts=entry.day("startDateTime", "startDate"),
        ends=entry.day("endDateTime", "endDate"),
    )


def _certificate(entry: Fields) -> CertificateRecord:
    return CertificateRecord(
        key_id=entry.guid("keyId"),
        name=entry.name("displayName"),
        starts=entry.day("startDateTime", "startDate"),
        ends=entry.day("endDateTime", "endDate"),
    )


def _merged(known: App, other: App) -> App:
    return App(
        client_id=known.client_id,
        object_ids=_together(known.object_ids, other.object_ids),
        name=known.name or other.name,
        secrets=known.secrets if other.secrets is None else _together(known.secrets or (), other.secrets),
        certificates=_together(known.certificates, other.certificates),
        of_principal=_together(known.of_principal, other.of_principal),
    )


def _together(known: tuple[T, ...], others: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*known, *others)))
