"""Where identities live: every concrete id, with the environments whose files use it, over all keys.

No names are needed for that, but a name that says it (``…/userAssignedIdentities/shop-stg-mi``) is believed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from itertools import combinations
from typing import NamedTuple, TypeVar

from linter.model import FileWiring, Issuer, Overlay, Role, Setting, Strength, ValueKind, Wiring
from linter.names.environments import DEFAULT_ALIASES
from linter.patterns import compile_late

from .layers import setting_key
from .siblings import overlays

_GUID = compile_late(r"(?i)(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])")
_IN_SUBSCRIPTION = compile_late(r"(?i)/subscriptions/([0-9a-f-]{36})(?=/|$)")
_RESOURCE_NAME = compile_late(r"(?i)/userAssignedIdentities/([\w-]+)")
_VAULT_HOST = compile_late(r"(?i)https?://([\w-]+)\.")

# A Kubernetes object's namespace, which names the environment as the path does (Secret/shop-prod/web).
_NAMESPACE = compile_late(r"^(\w+)/[^/:]*/")


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


class Place(NamedTuple):
    """The same spot in sibling files: what they share of their path, and the key; of a resource id, the part."""

    pattern: str
    key: str
    kind: Kind


class Occurrence(NamedTuple):
    """One id at one place of one environment's file."""

    id: Id
    place: Place
    environment: str
    path: str
    setting: Setting


class Alike(NamedTuple):
    """At how many places two environments hold the same id, and at how many each its own."""

    same: int
    different: int

    @property
    def mostly(self) -> bool:
        """Whether they share more than they keep apart."""
        return self.same > self.different


ByEnvironment = Mapping[str, tuple[Occurrence, ...]]


class Homes:
    """Every identifying value of the files that are made for one environment; each index is made in one pass."""

    def __init__(self, wiring: Wiring) -> None:
        held = [(file, [setting for setting in file.settings if _identifies(setting)]) for file in wiring.files]
        keys = {file.path: frozenset(map(setting_key, settings)) for file, settings in held if settings}
        made_for = overlays(wiring.files, keys)
        self._words = _Words({overlay.environment for overlay in made_for.values()})
        self.occurrences = tuple(
            occurrence
            for file, settings in held
            if file.path in made_for
            for occurrence in _occurrences(file, settings, made_for[file.path], self._words)
        )
        self._siblings: dict[str, set[str]] = defaultdict(set)
        for overlay in (*made_for.values(), *(file.overlay for file in wiring.files if file.overlay)):
            self._siblings[overlay.pattern].add(overlay.environment)

    @cached_property
    def at(self) -> Mapping[Place, ByEnvironment]:
        """What stands at each place, by environment."""
        return _grouped((o.place, o) for o in self.occurrences)

    @cached_property
    def of(self) -> Mapping[Id, ByEnvironment]:
        """Where each id stands, by environment."""
        return _grouped((o.id, o) for o in self.occurrences)

    def holds(self, place: Place, environment: str, one: Id) -> bool:
        """Whether an environment holds an id at a place."""
        return any(o.id == one for o in self.at[place].get(environment, ()))

    def named_in(self, setting: Setting) -> tuple[Id, ...]:
        """The identities by name in a value that stand in a file for one environment."""
        return tuple(one for one in ids_in(setting) if one.kind is Kind.IDENTITY_NAME and one in self.of)

    def siblings(self, place: Place) -> Collection[str]:
        """The environments of all files that a place is of, whether they hold something there or not."""
        return self._siblings[place.pattern]

    def home(self, one: Id) -> str:
        """The environment that an id belongs to; empty where that may be several.

        What is declared tells first, then the names beside it, then where it stands at most places.
        """
        if one not in self._homes:
            places = {environment: len({o.place for o in found}) for environment, found in self.of[one].items()}
            self._homes[one] = _first(self._declared(one)) or _first(self._named.get(one, {})) or _first(places)
        return self._homes[one]

    @cached_property
    def _homes(self) -> dict[Id, str]:
        return {}

    def _declared(self, one: Id) -> Counter[str]:
        evidence = (e for found in self.of[one].values() for e in found[0].setting.environments)
        return Counter(e.environment for e in evidence if e.strength is Strength.DECLARED)

    @cached_property
    def _named(self) -> Mapping[Id, Counter[str]]:
        """The environments that the names of identities speak of, for each id that stands in one object with them."""
        said: dict[tuple[str, tuple[str, ...]], Counter[str]] = defaultdict(Counter)
        for occurrence in self.occurrences:
            if occurrence.id.kind is Kind.IDENTITY_NAME:
                said[occurrence.path, occurrence.setting.scope].update(self._words.named(occurrence.id.text))
        found: dict[Id, Counter[str]] = defaultdict(Counter)
        for occurrence in self.occurrences if said else ():
            if occurrence.id.kind in (Kind.APP, Kind.IDENTITY_NAME):
                found[occurrence.id].update(said.get((occurrence.path, occurrence.setting.scope), {}))
        return found

    def alike(self, one: str, other: str, kind: Kind | None = None) -> Alike:
        """How far two environments share their ids, those of one kind or all, all over the repository."""
        return Alike(*self._alike[kind, min(one, other), max(one, other)])

    @cached_property
    def _alike(self) -> Mapping[tuple[Kind | None, str, str], list[int]]:
        found: dict[tuple[Kind | None, str, str], list[int]] = defaultdict(lambda: [0, 0])
        for place, column in self.at.items():
            ids = {environment: {o.id for o in there} for environment, there in column.items()}
            for one, other in combinations(sorted(column), 2):
                differ = ids[one] != ids[other]
                found[place.kind, one, other][differ] += 1
                found[None, one, other][differ] += 1
        return found


K = TypeVar("K", bound=Hashable)


def _grouped(keyed: Iterable[tuple[K, Occurrence]]) -> Mapping[K, ByEnvironment]:
    groups: dict[K, dict[str, list[Occurrence]]] = defaultdict(lambda: defaultdict(list))
    for key, occurrence in keyed:
        groups[key][occurrence.environment].append(occurrence)
    return {key: {name: tuple(found) for name, found in column.items()} for key, column in groups.items()}


def _first(counts: Mapping[str, int]) -> str:
    """What is counted most; empty where several are."""
    most = max(counts.values(), default=0)
    found = [name for name, count in counts.items() if count == most]
    return found[0] if len(found) == 1 else ""


def _identifies(setting: Setting) -> bool:
    if setting.issuer is Issuer.OTHER or not setting.value.is_concrete:
        return False
    if setting.role is Role.CLIENT_ID:  # one that is a word is no app of Entra's
        return setting.value.kind is ValueKind.GUID
    return setting.role in _KINDS and setting.role is not Role.TENANT  # which all environments may share


def _occurrences(
    file: FileWiring, settings: Iterable[Setting], overlay: Overlay, words: _Words
) -> Iterator[Occurrence]:
    for setting in settings:
        key = words.starred(_NAMESPACE.sub(r"\1/", setting_key(setting)))
        for found in ids_in(setting):
            place = Place(overlay.pattern, key, found.kind)
            yield Occurrence(found, place, overlay.environment, file.path, setting)


class _Words:
    """The words for environments: those that everybody uses, and those of the repository."""

    def __init__(self, environments: Iterable[str]) -> None:
        self._names = {alias: name for name, aliases in DEFAULT_ALIASES.items() for alias in aliases}
        self._names.update((name, name) for name in environments)
        longest_first = sorted(self._names, key=len, reverse=True)
        self._pattern = re.compile(rf"(?<![a-z])(?:{'|'.join(map(re.escape, longest_first))})(?![a-z])")

    def starred(self, key: str) -> str:
        """A key in small letters without what in it differs from environment to environment."""
        return self._pattern.sub("*", key)

    def named(self, name: str) -> set[str]:
        """The environments that a name in small letters speaks of."""
        return {self._names[word] for word in self._pattern.findall(name)}


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
