"""Which environments hold an identity that belongs to another one.

An id that lives in one environment and is met in another, where that other has its own, is borrowed.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from linter.model import Role

from .homes import Homes, Occurrence
from .identities import Id, Kind

_SEVERAL = 3  # other ids at a place

# What a hub may hold for all: there the word beside it (dnsSubscriptionId) must agree as well.
_SHARED_BY_PURPOSE = frozenset({Kind.SUBSCRIPTION, Kind.VAULT})


class Borrowing(NamedTuple):
    """An id of another environment: where it is met, where it lives, and what stands there for the first.

    ``own`` is None where only the siblings at the same place tell; ``certain`` is false where it may as well
    be the other environment that borrows.
    """

    met: Occurrence
    home: Occurrence
    own: Occurrence | None = None
    certain: bool = True


def borrowings(homes: Homes) -> Iterator[Borrowing]:
    """Every id that lives in one environment and is met in another that has its own, or where all others have theirs."""
    elsewhere = _Elsewhere(homes)
    for met in homes.occurrences:
        environments, home = homes.of[met.id], homes.home(met.id)
        if len(environments) > 1 and home != met.environment and (not home or home in environments):
            if _is_shared_by_all(met, homes):
                continue
            found = elsewhere.borrowed(met) or _by_siblings(met, homes) or _by_identity(met, homes)
            if found and not _is_design(found, homes):
                yield found


def _is_shared_by_all(met: Occurrence, homes: Homes) -> bool:
    """Whether every sibling holds the id here: a platform's own identity or subscription, by design."""
    column = homes.at[met.place]
    least = 2 if met.id.kind in _SHARED_BY_PURPOSE and met.setting.role is not Role.IDENTITY else 3
    is_everywhere = len(column) >= least and len(column) >= min(len(homes.siblings(met.place)), 3)
    return is_everywhere and all(homes.holds(met.place, environment, met.id) for environment in column)


def _is_design(found: Borrowing, homes: Homes) -> bool:
    """Whether two environments before production share most of their ids, so that they share this one on purpose.

    One subscription for both is common; it is no mistake unless several others have each its own.
    """
    one, other, kind = found.met.environment, found.home.environment, found.met.id.kind
    if "prod" in (one, other):
        return False
    if homes.alike(one, other).mostly:
        return True
    alike = homes.alike(one, other, kind)
    if kind in _SHARED_BY_PURPOSE:
        others = {o.id for o in chain.from_iterable(homes.at[found.met.place].values())} - {found.met.id}
        return alike.mostly and len(others) < _SEVERAL
    return alike.mostly and (alike.same > 1 or not found.certain)


def _by_siblings(met: Occurrence, homes: Homes) -> Borrowing | None:
    """Environments hold one id at a place where another one has its own, and it belongs to one of them."""
    column = homes.at[met.place]
    holders = {
        name: next(o for o in found if o.id == met.id)
        for name, found in column.items()
        if homes.holds(met.place, name, met.id)
    }
    if len(holders) < 2 or len(holders) == len(column):
        return None
    home = homes.home(met.id)
    if home in holders:
        return Borrowing(met, holders[home])
    if home or len(holders) > 2:
        return None
    other = next(o for name, o in holders.items() if name != met.environment)
    return Borrowing(met, other, certain=False) if _is_told_here(met, other) else None


def _is_told_here(met: Occurrence, other: Occurrence) -> bool:
    """Of two that may each be the borrower one tells it: production, else the later file."""
    if "prod" in (met.environment, other.environment):
        return met.environment == "prod"
    return met.path > other.path


def _by_identity(met: Occurrence, homes: Homes) -> Borrowing | None:
    """A managed identity that the environment names in its own subscription elsewhere, and here in another one's."""
    home = homes.home(met.id)
    if not home or met.id.kind is not Kind.SUBSCRIPTION:
        return None
    own = next((o for o in homes.of_identity(met) if homes.home(o.id) == met.environment), None)
    return Borrowing(met, homes.of[met.id][home][0], own) if own else None


class _Own(NamedTuple):
    """Where an id lives, and what another environment holds there."""

    path: tuple[str, ...]
    home: Occurrence
    own: Occurrence


class _Elsewhere:
    """Borrowings that another place tells: there the environment holds its own where the other one holds the id."""

    def __init__(self, homes: Homes) -> None:
        self._homes = homes
        self._known: dict[tuple[Id, str, str, tuple[str, ...]], list[_Own]] = {}

    def borrowed(self, met: Occurrence) -> Borrowing | None:
        """The borrowing that the nearest such place tells, one in the id's home first."""
        for home in self._order(met):
            near = _nearest(self._owned(met, home), met)
            if near:
                return Borrowing(met, near.home, near.own)
        return None

    def _order(self, met: Occurrence) -> tuple[str, ...]:
        home = self._homes.home(met.id)
        others = (environment for environment in self._homes.of[met.id] if environment not in (home, met.environment))
        return (home, *others) if home else tuple(others)

    def _owned(self, met: Occurrence, home: str) -> list[_Own]:
        """The places of an id in an environment at which that of ``met`` holds its own instead, by path."""
        stem = met.setting.stem if met.id.kind in _SHARED_BY_PURPOSE else ()
        key = (met.id, met.environment, home, stem)
        if key not in self._known:
            found = [self._own(o, met.environment) for o in self._homes.of[met.id][home]]
            alike = [own for own in found if own and (own.home.setting.stem == stem or not stem)]
            self._known[key] = sorted(alike, key=lambda own: own.path)
        return self._known[key]

    def _own(self, home: Occurrence, environment: str) -> _Own | None:
        there = self._homes.at[home.place].get(environment, ())
        if not there or any(o.id == home.id for o in there):
            return None
        return _Own(tuple(home.path.split("/")), home, there[0])


def _nearest(held: Sequence[_Own], met: Occurrence) -> _Own | None:
    """That of other places, in the order of their paths, whose path has most in common with that of ``met``."""
    path = tuple(met.path.split("/"))
    at = bisect_left(held, path, key=lambda own: own.path)
    before = (held[index] for index in range(at - 1, -1, -1))
    after = (held[index] for index in range(at, len(held)))
    found = [
        own for side in (before, after) if (own := next((own for own in side if own.home.place != met.place), None))
    ]
    return max(found, key=lambda own: _in_common(own.path, path), default=None)


def _in_common(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
