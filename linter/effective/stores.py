"""Where data is kept: buckets, containers and storage accounts that one environment takes from another.

No identity, but the same slip as a borrowed one: the siblings each name their own at a place, and one repeats
another's, although its file names a store of its own elsewhere.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from linter.model import FileWiring, Role, Setting, Wiring

from .layers import setting_key


class BorrowedStore(NamedTuple):
    """A store that names another environment than its file; the sibling that uses it by right, and what is its own."""

    environment: str
    setting: Setting
    home_environment: str
    home: Setting
    own: Setting


class _Held(NamedTuple):
    environment: str
    named: str
    file: FileWiring
    setting: Setting


def borrowed_stores(wiring: Wiring) -> Iterator[BorrowedStore]:
    """Every store of another environment in the files that siblings configure one app with."""
    held = [found for file in wiring.files if file.overlay for found in _stores(file, file.overlay.environment)]
    by_place: dict[tuple[str, str], list[_Held]] = defaultdict(list)
    for one in held:
        if one.file.overlay:
            by_place[one.file.overlay.pattern, setting_key(one.setting)].append(one)
    own = {one.file.path: one.setting for one in held if one.named == one.environment}
    for siblings in by_place.values():
        homes = {one.setting.value.reveal(): one for one in siblings if one.named == one.environment}
        for one in siblings:
            home = homes.get(one.setting.value.reveal())
            if home and one.named != one.environment and one.file.path in own:
                yield BorrowedStore(one.environment, one.setting, home.environment, home.setting, own[one.file.path])


def _stores(file: FileWiring, environment: str) -> Iterator[_Held]:
    for setting in file.settings:
        named = {e.environment for e in setting.environments if e.location == setting.location}
        if setting.role is Role.STORE and len(named) == 1:
            yield _Held(environment, named.pop(), file, setting)
