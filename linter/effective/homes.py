"""Where identities live: every concrete id, with the environments whose files use it, over all keys.

No names are needed for that, but a name that says it (``…/userAssignedIdentities/shop-stg-mi``) is believed.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations
from typing import NamedTuple, TypeVar

from linter.model import FileWiring, Overlay, Setting, Strength, Wiring
from linter.names.environments import CANONICAL
from linter.patterns import compile_late

from .identities import Id, Kind, identifying, identity_in_group, ids_in
from .layers import setting_key

# A Kubernetes object's namespace, which names the environment as the path does (Secret/shop-prod/web).
_NAMESPACE = compile_late(r"^(\w+)/[^/:]*/")


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
        made_for = [(file, file.overlay) for file in wiring.files if file.overlay]
        self._words = _Words({overlay.environment for _, overlay in made_for})
        self.occurrences = tuple(
            occurrence for file, overlay in made_for for occurrence in _occurrences(file, overlay, self._words)
        )
        self._siblings: dict[str, set[str]] = defaultdict(set)
        for _, overlay in made_for:
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

    def names(self, setting: Setting, environment: str) -> bool:
        """Whether a value is an identity whose name has a word for an environment."""
        named = (one.text for one in ids_in(setting) if one.kind is Kind.IDENTITY_NAME)
        return any(environment in self._words.named(name) for name in named)

    def of_identity(self, met: Occurrence) -> Sequence[Occurrence]:
        """The subscriptions in which an environment names the managed identity of a place, by its group and its name."""
        return self._of_identity.get((met.environment, identity_in_group(met.setting)), ())

    @cached_property
    def _of_identity(self) -> Mapping[tuple[str, str], Sequence[Occurrence]]:
        found: dict[tuple[str, str], list[Occurrence]] = defaultdict(list)
        for occurrence in self.occurrences:
            if occurrence.id.kind is Kind.SUBSCRIPTION and (identity := identity_in_group(occurrence.setting)):
                found[occurrence.environment, identity].append(occurrence)
        return found

    def siblings(self, place: Place) -> Collection[str]:
        """The environments of all files that a place is of, whether they hold something there or not."""
        return self._siblings[place.pattern]

    def home(self, one: Id) -> str:
        """The environment that an id belongs to; empty where that may be several.

        What is declared tells first, even of an environment that does not use it, then the names beside it, then where it
        stands at most places.
        """
        if one not in self._homes:
            places = {environment: len({o.place for o in found}) for environment, found in self.of[one].items()}
            named = {name: count for name, count in self._named.get(one, {}).items() if name in places}
            self._homes[one] = _first(self._declared(one)) or _first(named) or _first(places)
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


def _occurrences(file: FileWiring, overlay: Overlay, words: "_Words") -> Iterator[Occurrence]:
    for setting in identifying(file):
        key = words.starred(_NAMESPACE.sub(r"\1/", setting_key(setting)))
        for found in ids_in(setting):
            place = Place(overlay.pattern, key, found.kind)
            yield Occurrence(found, place, overlay.environment, file.path, setting)


class _Words:
    """The words for environments: those that everybody uses, and those of the repository."""

    def __init__(self, environments: Iterable[str]) -> None:
        self._names = {**CANONICAL, **{name: name for name in environments}}
        longest_first = sorted(self._names, key=len, reverse=True)
        self._pattern = compile_late(rf"(?<![a-z])(?:{'|'.join(map(re.escape, longest_first))})(?![a-z])")

    def starred(self, key: str) -> str:
        """A key in small letters without what in it differs from environment to environment."""
        return self._pattern.sub("*", key)

    def named(self, name: str) -> set[str]:
        """The environments that a name in small letters speaks of."""
        return {self._names[word] for word in self._pattern.findall(name)}
