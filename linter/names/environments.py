"""Which environment a name speaks of.

Words count as whole words only, so that ``product``, ``latest`` and ``devops`` say nothing.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from linter.model import RUN_BY_GITHUB, Evidence, Family, Location, Source, Span, Strength
from linter.patterns import compile_late

from .words import words

DEFAULT_ALIASES: Mapping[str, tuple[str, ...]] = {
    "prod": ("prod", "production", "prd", "live"),
    "staging": ("staging", "stage", "stg", "preprod", "preproduction", "uat", "acc", "acceptance"),
    "test": ("test", "tst", "qa", "testing"),
    "dev": ("dev", "development", "local"),
    "nonprod": ("nonprod", "nonproduction"),
}

CANONICAL: Mapping[str, str] = {alias: name for name, aliases in DEFAULT_ALIASES.items() for alias in aliases}
"""The usual words for environments, in small letters → the environment's canonical name."""

# Words that name a purpose as often as an environment (UI_TEST_APP_PASSWORD, live chat, a stage of a pipeline).
_OFTEN_A_PURPOSE = frozenset({"test", "tst", "qa", "testing", "dev", "development", "local", "live", "stage", "acc"})
_TESTS = (("test",), ("tests",), ("testing",))  # Shop.AcceptanceTests is a kind of tests
_PREFIXES = frozenset({"non", "pre"})
_CONTAINERS = frozenset(
    {"environments", "environment", "envs", "env", "overlays", "overlay", "clusters", "cluster", "stages"}
)


class UnknownEnvironmentError(Exception):
    """An environment was asked for of which nothing speaks; the message suggests one."""


class EnvironmentWord(NamedTuple):
    """A word that names an environment; ``weak`` when it is as often a purpose."""

    environment: str
    word: str
    weak: bool


class EnvironmentPart(NamedTuple):
    """The part of a path that names an environment; ``depth`` is the number of folders above it."""

    depth: int
    word: EnvironmentWord


class Environments:
    """The environments of a repository: the usual ones and those that its configuration declares."""

    def __init__(self, declared: Mapping[str, Iterable[str]] | None = None) -> None:
        self.aliases = {name: tuple(aliases) for name, aliases in (declared or {}).items()}
        self._by_word = dict(CANONICAL)
        self._declared: set[str] = set()
        self._named: dict[str, tuple[EnvironmentWord, ...]] = {}  # the same folders and sections recur
        for name, aliases in self.aliases.items():
            for alias in (name, *aliases):
                self._by_word[alias.lower()] = name
                self._declared.add(alias.lower())

    @property
    def declared(self) -> frozenset[str]:
        """The names that the configuration declares."""
        return frozenset(self._by_word[word] for word in self._declared)

    def canonical(self, name: str) -> str:
        """The canonical name of an environment (``Production`` → ``prod``); unknown names stay."""
        if name.lower() in self._by_word:  # also one of several words that is declared as a whole
            return self._by_word[name.lower()]
        found = self.named(name)
        return found[0].environment if len({word.environment for word in found}) == 1 else name.lower()

    def named(self, name: str) -> tuple[EnvironmentWord, ...]:
        """Every environment word in a name, in order."""
        known = self._named.get(name)
        if known is None:
            known = self._named[name] = self._read(words(name))
        return known

    def _read(self, parts: tuple[str, ...]) -> tuple[EnvironmentWord, ...]:
        found: list[EnvironmentWord] = []
        index = 0
        while index < len(parts):
            word = parts[index]
            if word in _PREFIXES and index + 1 < len(parts):
                joined = word + parts[index + 1]
                if joined in self._by_word:
                    found.append(self._word(joined))
                    index += 2
                    continue
            if word in self._by_word and not (word == "acceptance" and parts[index + 1 : index + 2] in _TESTS):
                found.append(self._word(word))
            index += 1
        return tuple(found)

    def _word(self, word: str) -> EnvironmentWord:
        weak = word in _OFTEN_A_PURPOSE and word not in self._declared
        return EnvironmentWord(self._by_word[word], word, weak)

    def sole(self, name: str) -> EnvironmentWord | None:
        """The one environment that a name speaks of; None when it names none or several."""
        found = self.named(name)
        return found[0] if len({word.environment for word in found}) == 1 else None

    def is_word(self, word: str) -> bool:
        """Whether a lower-case word names an environment."""
        return word in self._by_word

    def of_file(self, source: Source) -> Evidence | None:
        """What a file's name, or else the folders it lies in, says; the innermost part decides."""
        told = self.part_of(source)
        if told is None:
            return None
        *folders, file_name = source.place.split("/")
        is_name = told.depth == len(folders)
        strength = Strength.NAMED if is_name and source.family in RUN_BY_GITHUB else Strength.STATED
        says = f"file name {file_name}" if is_name else f"folder {folders[told.depth]}"
        return Evidence(told.word.environment, strength, says, Location(source.path, _BEGINNING))

    def part_of(self, source: Source) -> EnvironmentPart | None:
        """The part of a file's path that says what it is made for."""
        *folders, file_name = source.place.split("/")
        slot = _slot(source.family, file_name)
        found = self.sole(slot) if slot else None
        if source.family in RUN_BY_GITHUB and found and _is_task(slot, found):
            return None
        if found and not self._is_app(slot, found, folders):
            return EnvironmentPart(len(folders), found)
        return self._of_folders(folders) if found or not self.named(slot) else None

    def _is_app(self, slot: str, found: EnvironmentWord, folders: list[str]) -> bool:
        """Whether a word within a file's name is of its app's: ``environments/prod/mi-staging-service.yaml``.

        So it is where a folder is there to tell the environment.
        """
        name = "".join(words(slot))
        if name.startswith(found.word) or name.endswith(found.word):
            return False
        told = self._of_folders(folders)
        is_whole = told is not None and "".join(words(folders[told.depth])) == told.word.word
        return is_whole or any(holder.lower() in _CONTAINERS for holder in folders[:-1])

    def _of_folders(self, folders: list[str]) -> EnvironmentPart | None:
        for depth in range(len(folders) - 1, -1, -1):
            found = self.sole(folders[depth])
            if not found:
                continue
            holder = folders[depth - 1].lower() if depth else ""
            if found.weak and holder not in _CONTAINERS:
                continue
            return EnvironmentPart(depth, found)
        return None


def _is_task(name: str, word: EnvironmentWord) -> bool:
    """Whether a workflow's name says what it does: ``test-e2e``, ``load-test``, or ``azure-dev``, as azd calls it."""
    *before, last = words(name)
    is_test = last == "test" and (not before or before[-1] in _KINDS_OF_TEST)
    return word.weak and (last != word.word or is_test or words(name) == ("azure", "dev"))


_KINDS_OF_TEST = frozenset(
    "acceptance contract e2e functional integration load mutation performance perf regression smoke stress unit".split()
)
_BEGINNING = Span(1, 1, 1, 1, 0, 0)

# Where a family's file names carry the environment: appsettings.<Env>.json, values-<env>.yaml, …
_SLOTS: Mapping[Family, re.Pattern[str]] = {
    Family.APP_SETTINGS: compile_late(r"(?i)appsettings[._-](.+?)\.json"),
    Family.SPRING: compile_late(r"(?i)(?:application|bootstrap)-(.+)\.\w+$"),
    Family.DOTNET_CONFIG: compile_late(r"(?i)(?:web|app)\.(.+)\.config$"),
}
_STEM = compile_late(r"^(.*?)(?:\.(?:ya?ml|jsonc?|bicep|bicepparam|example|sample|template|dist|tpl))*$", re.IGNORECASE)


def _slot(family: Family, file_name: str) -> str:
    """The part of a file name that may name an environment."""
    pattern = _SLOTS.get(family)
    match = (pattern or _STEM).search(file_name)
    return match.group(1) if match else ""


_BEFORE_DEPLOYMENT = frozenset({"dev", "test"})


def may_be_same(first: str, second: str) -> bool:
    """Whether two canonical names can mean one environment.

    ``nonprod`` is everything but prod, and tests commonly run against the development environment.
    """
    if "nonprod" in (first, second):
        return "prod" not in (first, second)
    return first == second or {first, second} <= _BEFORE_DEPLOYMENT
