"""Rows of the credential map, and how those that speak of one credential become one entry."""

from collections import defaultdict
from collections.abc import Container, Iterable
from typing import NamedTuple

from linter.effective.in_effect import order
from linter.model import Location, Shown, Use

NOT_GIVEN = "not given here"
NONE = "none here"
EMPTY = "empty"
COMPUTED = "it is computed"
ENCRYPTED = "encrypted in the file"
IDENTITY = "managed identity, no secret"
NOTHING = Shown("")


class Row(NamedTuple):
    """One credential at one place that uses it; ``wire`` is every place that it runs through.

    ``is_lost`` is whether it cannot be told where the secret comes from, although something refers to one; ``is_named``
    whether what is shown of the identity tells it from others, as no placeholder does.
    """

    environment: str
    identity: Shown
    tenant: Shown
    secret: Shown
    vault: Shown
    consumer: Shown
    wire: tuple[Location, ...]
    is_lost: bool = False
    is_named: bool = True


class _Key(NamedTuple):
    environment: str
    identity: str
    secret: str
    tenant: str


_Source = tuple[str, str, Location | None]
_Id = tuple[str, str, Location | None]


class _Groups:
    """Rows by what they share. Those that tell all come first; a half joins the whole that it is a half of."""

    def __init__(self) -> None:
        self.members: dict[_Key, list[Row]] = {}
        self._alike: dict[tuple[str, ...], list[_Key]] = defaultdict(list)
        self._by_source: dict[_Source, _Key] = {}
        self._by_id: dict[_Id, list[_Key]] = defaultdict(list)

    def add(self, row: Row) -> None:
        """Put a row to its like, or begin a group with it."""
        own = _key(row)
        key = self._like(row, own) or own
        if key not in self.members:
            self._by_source.setdefault(_source(row), own)
            self._alike[own[:3]].append(own)
        if row.secret.text != NONE and key not in self._by_id[_id(row)]:
            self._by_id[_id(row)].append(key)
        for shared in (own[:2], ("in", *own[:2], _path(row))):
            if not self._alike[shared]:
                self._alike[shared].append(key)
        self.members.setdefault(key, []).append(row)

    def _like(self, row: Row, own: _Key) -> _Key | None:
        if own in self.members:
            return own
        if row.identity.text == NOT_GIVEN:
            return self._by_source.get(_source(row))
        of_this_id = self._by_id.get(_id(row), [])
        if (row.is_lost or row.secret.text == NONE) and len(of_this_id) == 1:
            return of_this_id[0]  # what else takes this very client id knows more
        if row.secret.text == NONE:  # the rest of it stands elsewhere, in the same file if anywhere
            same = (*self._alike.get(("in", *own[:2], _path(row)), ()), *self._alike.get(own[:2], ()))
        else:
            same = tuple(self._alike.get(own[:3], ()))
        return next((key for key in same if not row.tenant.text or key.tenant in ("", own.tenant)), None)


def _key(row: Row) -> _Key:
    shown = row.identity.text if row.is_named else f"{row.identity.text} of {row.consumer.text} in {_path(row)}"
    return _Key(row.environment, *(text.casefold() for text in (shown, row.secret.text, row.tenant.text)))


def _id(row: Row) -> _Id:
    """A client id at the place where it stands."""
    return row.environment, row.identity.text, row.identity.location


def _path(row: Row) -> str:
    return row.consumer.location.path if row.consumer.location else ""


def _source(row: Row) -> _Source:
    """One secret of a vault is one wherever it is named; a text is one where it stands."""
    return row.environment, row.secret.text, None if row.vault.text else row.secret.location


def grouped(rows: Iterable[Row]) -> tuple[Use, ...]:
    """One entry per environment, identity, tenant and secret source, with everything that uses it."""
    rows = list(rows)
    identities = {row.identity.text for row in rows if row.secret.text == IDENTITY}
    groups = _Groups()
    for row in sorted((_known(row, identities) for row in rows), key=_completeness):
        groups.add(row)
    found = [_use(members) for members in groups.members.values()]
    return tuple(sorted(found, key=lambda use: (not use.environment, order(use.environment), _place(use.consumers[0]))))


def _known(row: Row, identities: Container[str]) -> Row:
    """A row whose id is elsewhere told to be a managed identity's, which has no secret, whatever token it shows."""
    has_none = row.secret.text == NONE or row.secret.text.endswith("no secret")
    return row._replace(secret=Shown(IDENTITY)) if has_none and row.identity.text in identities else row


def _completeness(row: Row) -> tuple[bool, ...]:
    return row.identity.text == NOT_GIVEN, row.secret.text == NONE, row.is_lost, not row.tenant.text


def _use(members: list[Row]) -> Use:
    first = members[0]
    return Use(
        environment=first.environment,
        identity=first.identity,
        tenant=next((row.tenant for row in members if row.tenant.text), NOTHING),
        secret=first.secret,
        vault=next((row.vault for row in members if row.vault.text), NOTHING),
        consumers=tuple(sorted({row.consumer for row in members}, key=_place)),
        wire=tuple(dict.fromkeys(place for row in members for place in row.wire)),
    )


def _place(shown: Shown) -> tuple[str, int]:
    return (shown.location.path, shown.location.span.start) if shown.location else ("", 0)
