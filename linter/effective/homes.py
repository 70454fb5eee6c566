"""Where identities live: every concrete id, with the environments whose files use it, over all keys.

An id that lives in one environment and is met in another, where that other has its own, is borrowed.
No names are needed for that: the same place in sibling files is compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from linter.model import FileWiring, Issuer, Role, Setting, Wiring
from linter.names.environments import DEFAULT_ALIASES
from linter.patterns import compile_late

from .layers import setting_key

_GUID = compile_late(r"(?i)(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])")
_RESOURCE_NAME = compile_late(r"(?i)/userAssignedIdentities/([\w-]+)")
_VAULT_HOST = compile_late(r"(?i)https?://([\w-]+)\.")

_ALIASES = sorted((alias for aliases in DEFAULT_ALIASES.values() for alias in aliases), key=len, reverse=True)
_ENVIRONMENT_WORD = compile_late(rf"(?<![a-z])(?:{'|'.join(_ALIASES)})(?![a-z])")

K = TypeVar("K", bound=Hashable)

# A Kubernetes object's namespace, which names the environment as the path does (Secret/shop-prod/web).
_NAMESPACE = compile_late(r"^(\w+)/[^/:]*/")

# Names of Secrets are none: the same name in two namespaces is two Secrets.
IDENTIFYING = frozenset({Role.CLIENT_ID, Role.IDENTITY, Role.SUBSCRIPTION, Role.VAULT})


class Place(NamedTuple):
    """The same spot in sibling files: what they share of their path, and the key."""

    pattern: str
    key: str


class Occurrence(NamedTuple):
    """One id at one place of one environment's file."""

    id: str
    place: Place
    environment: str
    path: str
    setting: Setting


class Homes:
    """Every identifying value of the files that are made for one environment."""

    def __init__(self, wiring: Wiring) -> None:
        self.occurrences = tuple(occurrence for file in wiring.files for occurrence in _occurrences(file))
        self.by_place = _grouped(self.occurrences, lambda o: o.place)
        self.by_id = _grouped(self.occurrences, lambda o: o.id)

    def column(self, place: Place) -> Mapping[str, frozenset[str]]:
        """What each sibling file holds at a place: path → ids."""
        held: dict[str, set[str]] = defaultdict(set)
        for occurrence in self.by_place.get(place, ()):
            held[occurrence.path].add(occurrence.id)
        return {path: frozenset(ids) for path, ids in held.items()}

    def elsewhere(self, occurrence: Occurrence) -> tuple[Occurrence, ...]:
        """The same id in other environments."""
        return tuple(o for o in self.by_id[occurrence.id] if o.environment != occurrence.environment)


def _grouped(occurrences: Iterable[Occurrence], key: Callable[[Occurrence], K]) -> dict[K, list[Occurrence]]:
    groups: dict[K, list[Occurrence]] = defaultdict(list)
    for occurrence in occurrences:
        groups[key(occurrence)].append(occurrence)
    return dict(groups)


def _occurrences(file: FileWiring) -> Iterator[Occurrence]:
    if file.overlay is None:
        return
    for setting in file.settings:
        if setting.role in IDENTIFYING and setting.issuer is not Issuer.OTHER and setting.value.is_concrete:
            place = Place(file.overlay.pattern, _key(setting))
            for found in ids_in(setting):
                yield Occurrence(found, place, file.overlay.environment, file.path, setting)


def _key(setting: Setting) -> str:
    """The key without what in it differs from environment to environment."""
    return _ENVIRONMENT_WORD.sub("*", _NAMESPACE.sub(r"\1/", setting_key(setting)))


def ids_in(setting: Setting) -> tuple[str, ...]:
    """The ids that a value names: GUIDs, an identity's resource name, a vault, else the text itself."""
    text = setting.value.reveal().strip()
    resource = _RESOURCE_NAME.search(text)
    found = [match.group().lower() for match in _GUID.finditer(text)]
    if resource:
        return (*found, resource.group(1).lower())
    host = _VAULT_HOST.match(text) if setting.role is Role.VAULT else None
    return tuple(found) or ((host.group(1) if host else text).lower(),)


class Borrowing(NamedTuple):
    """An id of another environment: where it is met, where it lives, and what stands there for this environment.

    ``own`` is None where nothing but the place itself tells.
    """

    met: Occurrence
    home: Occurrence
    own: Occurrence | None


def borrowings(homes: Homes) -> Iterator[Borrowing]:
    """Every id that lives in one environment and is met in another that has its own."""
    for occurrence in homes.occurrences:
        if not _is_shared_by_all(occurrence, homes):
            found = _by_counterpart(occurrence, homes) or _by_siblings(occurrence, homes)
            if found:
                yield found


def _is_shared_by_all(occurrence: Occurrence, homes: Homes) -> bool:
    """Whether every sibling holds the id here: a platform's own identity or subscription, by design."""
    column = homes.column(occurrence.place)
    return len(column) > 2 and all(occurrence.id in ids for ids in column.values())


def _by_counterpart(occurrence: Occurrence, homes: Homes) -> Borrowing | None:
    """The id stands at another place of another environment, where this environment holds its own."""
    for home in homes.elsewhere(occurrence):
        if home.place == occurrence.place:
            continue
        at_home = homes.by_place[home.place]
        if any(o.environment == occurrence.environment and o.id == occurrence.id for o in at_home):
            continue
        for own in at_home:
            if own.environment == occurrence.environment and own.setting.role is home.setting.role:
                return Borrowing(occurrence, home, own)
    return None


def _by_siblings(occurrence: Occurrence, homes: Homes) -> Borrowing | None:
    """Two siblings hold one id where all others have their own, and only one of the two can be right."""
    at_place = homes.by_place[occurrence.place]
    holders = {o.path: o for o in at_place if o.id == occurrence.id}
    others = {o.id for o in at_place if o.id != occurrence.id}
    if len(holders) != 2 or not others or len({o.environment for o in holders.values()}) != 2:
        return None
    home = next(o for path, o in holders.items() if path != occurrence.path)
    return Borrowing(occurrence, home, None) if _is_the_guest(occurrence, home, homes) else None


def _is_the_guest(occurrence: Occurrence, home: Occurrence, homes: Homes) -> bool:
    """Whether the id is the other's: it is used there in more places, or here in production by mistake."""
    here = len({o.place for o in homes.by_id[occurrence.id] if o.environment == occurrence.environment})
    there = len({o.place for o in homes.by_id[occurrence.id] if o.environment == home.environment})
    if here != there:
        return there > here
    return occurrence.environment == "prod" or (
        home.environment != "prod" and _differ_elsewhere(occurrence, home, homes)
    )


def _differ_elsewhere(one: Occurrence, other: Occurrence, homes: Homes) -> bool:
    """Whether the two files hold different ids at most places that they share, and this is the later of the two."""
    differing = [
        place
        for place in {o.place for o in homes.occurrences if o.path == one.path} - {one.place}
        if (column := homes.column(place)).get(other.path) and column[one.path] != column[other.path]
    ]
    return bool(differing) and one.path > other.path
