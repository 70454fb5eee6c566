"""Files for environments that no word tells (``ithc.yaml``): they stand where files for known environments stand.

``environments/ithc/web.yaml`` beside ``environments/prod/web.yaml`` and ``environments/staging/web.yaml`` is made for an
environment *ithc*, whatever that is, if it holds an id where the others hold each its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from linter.model import FileWiring, Overlay
from linter.names.environments import DEFAULT_ALIASES
from linter.patterns import compile_late

_KNOWN = {alias: name for name, aliases in DEFAULT_ALIASES.items() for alias in aliases}

# What lies below all environments, or is kept beside them.
_NO_ENVIRONMENT = frozenset(
    "base bases common shared default defaults global all any main template templates example examples sample samples"
    " components kustomization values parameters".split()
)
_WORD = compile_late(r"[A-Za-z][A-Za-z0-9]*")
_WHOLE = compile_late(r"(?:^|/)\*(?:/|\.[^/.]+$)")  # the word is all there is to a folder's or a file's name

# How many known environments a word must stand beside, and at how many places.
_ENOUGH = 2


class _Slot(NamedTuple):
    """A word of a path, and the pattern that is left without it."""

    pattern: str
    word: str


def overlays(files: Iterable[FileWiring], keys: Mapping[str, frozenset[str]]) -> dict[str, Overlay]:
    """The overlays of files by their paths: those that they are known for, and those that siblings tell.

    ``keys`` are those under which a file, by its path, holds an id; a file without any has no part in it.
    """
    held = [file for file in files if file.path in keys]
    found = {file.path: file.overlay for file in held if file.overlay}
    unknown = [(file, slot) for file in held if not file.overlay for slot in _slots(file.place)]
    learned = _learned(found, unknown, keys)
    patterns = {overlay.pattern for overlay in found.values()}
    for file, slot in unknown:  # the innermost word of a file comes first
        has_siblings = slot.pattern in patterns
        is_known = slot.word in learned and (has_siblings or _WHOLE.search(slot.pattern))
        if is_known or (has_siblings and slot.word in _KNOWN):  # a word that is a purpose as often
            found.setdefault(file.path, Overlay(slot.pattern, _KNOWN.get(slot.word, slot.word)))
    return found


def _learned(
    known: Mapping[str, Overlay], unknown: Iterable[tuple[FileWiring, _Slot]], keys: Mapping[str, frozenset[str]]
) -> frozenset[str]:
    """The words that stand beside known environments that hold an id under the same key, more than once."""
    beside: dict[tuple[str, str], set[str]] = defaultdict(set)
    for path, overlay in known.items():
        for key in keys[path]:
            beside[overlay.pattern, key].add(overlay.environment)
    stands: dict[str, set[str]] = defaultdict(set)
    for file, slot in unknown:
        if any(len(beside.get((slot.pattern, key), ())) >= _ENOUGH for key in keys[file.path]):
            stands[slot.word].add(slot.pattern)
    return frozenset(word for word, patterns in stands.items() if len(patterns) >= _ENOUGH)


def _slots(place: str) -> Iterator[_Slot]:
    """Every word of a path that could name an environment, the innermost first."""
    parts = place.split("/")
    for index in range(len(parts) - 1, -1, -1):
        name, dot, suffix = parts[index].rpartition(".") if index == len(parts) - 1 else (parts[index], "", "")
        for match in _WORD.finditer(name):
            if match.group().lower() not in _NO_ENVIRONMENT:
                starred = f"{name[: match.start()]}*{name[match.end() :]}{dot}{suffix}"
                yield _Slot("/".join((*parts[:index], starred, *parts[index + 1 :])), match.group().lower())
