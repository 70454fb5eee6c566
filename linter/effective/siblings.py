"""Files for environments that no word tells (``ithc.yaml``): they stand where files for known environments stand.

``environments/ithc/web.yaml`` beside ``environments/prod/web.yaml`` and ``environments/staging/web.yaml`` is made for an
environment *ithc*, whatever that is, if it holds an id where the others hold each its own. So it is beside production alone, if
several such words stand there again and again, or if it holds ``shop-ithc-mi`` where production has ``shop-prod-mi``.
``web/dev`` beside ``web/prod`` is an environment, and no purpose, if both are kustomizations of one base.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from linter.model import AssemblyKind, FileWiring, Overlay
from linter.names.environments import CANONICAL
from linter.names.overlays import APART
from linter.patterns import compile_late

from .identities import Kind, identifying, ids_in
from .layers import setting_key

# What lies below all environments, or is kept beside them.
_NO_ENVIRONMENT = frozenset(
    "base bases common shared default defaults global all any main template templates example examples sample samples"
    " components kustomization values parameters".split()
)
_NUMBER = compile_late(r"\d+")
_NAMED = frozenset({Kind.IDENTITY_NAME, Kind.VAULT})
_WORD = compile_late(r"[A-Za-z][A-Za-z0-9]*")
_WHOLE = compile_late(r"(?:^|/)\*(?:/|\.[^/.]+$)")  # the word is all there is to a folder's or a file's name

# How many known environments a word must stand beside, and at how many places.
_ENOUGH = 2
_MANY = 4  # places, where only one is known


class _Slot(NamedTuple):
    """A word of a path, and the pattern that is left without it."""

    pattern: str
    word: str


class _Held(NamedTuple):
    """The keys under which a file holds an id, and the names among the ids (``shop-ithc-mi``) with their keys."""

    keys: frozenset[str]
    names: tuple[tuple[str, str], ...]

    def without(self, word: str) -> Iterator[tuple[str, str]]:
        """The keys and names that have a word, with ``*`` in its stead."""
        for key, name in self.names:
            if word in name:
                starred = re.sub(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", "*", name)
                if starred != name:
                    yield key, starred


class _Learned(NamedTuple):
    """Words that stand for environments, the folders that are named by one, and the patterns of files that hold ids."""

    words: frozenset[str]
    folders: frozenset[str]
    patterns: frozenset[str]


def with_overlays(files: Sequence[FileWiring]) -> tuple[FileWiring, ...]:
    """The files, those without an overlay with the one that their siblings tell, if any."""
    held = {file.path: ids for file in files if (ids := _held(file)).keys}
    unknown = [file for file in files if not file.overlay and file.family not in APART]
    slots = {file.path: tuple(_slots(file.place)) for file in unknown}
    learned = _learned(
        [(file.place, file.overlay, held[file.path]) for file in files if file.overlay and file.path in held],
        [(slots[file.path], held[file.path]) for file in unknown if file.path in held],
    )
    of_one_base = dict(_of_one_base(files))
    words = learned.words.union(of_one_base.values())
    learned = learned._replace(folders=learned.folders.union(of_one_base, _of_the_same_shape(files, words)))
    return tuple(
        file._replace(overlay=_overlay(slots[file.path], learned, holds_ids=file.path in held))
        if file.path in slots
        else file
        for file in files
    )


def _overlay(slots: Iterable[_Slot], learned: _Learned, *, holds_ids: bool) -> Overlay | None:
    for slot in slots:  # the innermost word comes first
        is_known = slot.word in learned.words and (slot.pattern in learned.patterns or _WHOLE.search(slot.pattern))
        is_purpose = slot.word in CANONICAL and slot.pattern in learned.patterns  # as often as an environment
        if (holds_ids and (is_known or is_purpose)) or _folder(slot) in learned.folders:
            return Overlay(slot.pattern, CANONICAL.get(slot.word, slot.word))
    return None


def _held(file: FileWiring) -> _Held:
    settings = [(setting_key(setting), setting) for setting in identifying(file)]
    names = ((key, one.text) for key, setting in settings for one in ids_in(setting) if one.kind in _NAMED)
    return _Held(frozenset(key for key, _ in settings), tuple(names))


def _learned(
    known: Collection[tuple[str, Overlay, _Held]], unknown: Collection[tuple[Collection[_Slot], _Held]]
) -> _Learned:
    """The words that stand beside known environments that hold an id under the same key, more than once."""
    beside: dict[tuple[str, str], set[str]] = defaultdict(set)
    for _, overlay, held in known:
        for key in held.keys:
            beside[overlay.pattern, key].add(overlay.environment)
    stands: dict[str, set[str]] = defaultdict(set)
    beside_one: dict[str, set[str]] = defaultdict(set)  # the pattern of whole names → the words that stand there
    folders: dict[str, str] = {}
    for slots, held in unknown:
        for slot in slots:
            known_here = max((len(beside.get((slot.pattern, key), ())) for key in held.keys), default=0)
            if known_here >= _ENOUGH:
                stands[slot.word].add(slot.pattern)
            elif known_here and _WHOLE.search(slot.pattern):
                beside_one[slot.pattern].add(slot.word)
            if known_here:
                folders[_folder(slot)] = slot.word
    words = {word for word, patterns in stands.items() if len(patterns) >= _ENOUGH}
    words.update(_of_rows(beside_one), _of_names(known, unknown))
    folders = {folder: word for folder, word in folders.items() if folder and word in words}
    return _Learned(
        frozenset(words),
        frozenset(folders),
        frozenset(pattern for pattern, _ in beside),
    )


def _of_names(
    known: Iterable[tuple[str, Overlay, _Held]], unknown: Iterable[tuple[Iterable[_Slot], _Held]]
) -> Iterator[str]:
    """The words that the names of ids have where a known environment's file has the environment's own word."""
    told = {
        (overlay.pattern, *named)
        for place, overlay, held in known
        for named in held.without(_word_of(place, overlay.pattern))
    }
    for slots, held in unknown if told else ():
        for slot in slots:
            if any((slot.pattern, *named) in told for named in held.without(slot.word)):
                yield slot.word


def _word_of(place: str, pattern: str) -> str:
    """The environment's word in a path, in small letters, as it is spelled there."""
    above, _, below = pattern.partition("*")
    return place[len(above) : len(place) - len(below)].lower()


def _of_rows(beside_one: Mapping[str, set[str]]) -> Iterator[str]:
    """The words that stand with another one beside a known environment, again and again: aat, demo and prod for each app."""
    rows = Counter(word for words in beside_one.values() if len(words) >= _ENOUGH for word in words)
    yield from (word for word, count in rows.items() if count >= _MANY)


def _of_one_base(files: Iterable[FileWiring]) -> Iterator[tuple[str, str]]:
    """The folders of kustomizations that take in what one for a known environment takes in, in the same place beside it.

    With each the word that it is called.

    A word that is as often a purpose (``dev``) is an environment there, any other one beside two that are known.
    """
    words: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)  # a base and a pattern → word → folder
    known: dict[tuple[str, str], set[str]] = defaultdict(set)
    for file in files:
        for assembly in file.assemblies:
            for slot in _slots(file.place) if assembly.kind is AssemblyKind.KUSTOMIZATION else ():
                folder = _folder(slot)
                pattern = _NUMBER.sub("", slot.pattern)  # dev/01 and prod/02 are of one kind
                for layer in assembly.layers if folder else ():
                    words[layer, pattern][slot.word] = folder
                    if file.overlay and file.overlay.pattern == slot.pattern:
                        known[layer, pattern].add(slot.word)
    for place, there in words.items():
        told = known[place] | {word for word in there if word in CANONICAL} if known[place] else set()
        yield from ((folder, word) for word, folder in there.items() if word in told or len(told) >= _ENOUGH)


def _of_the_same_shape(files: Iterable[FileWiring], words: Container[str]) -> Iterator[str]:
    """The folders of kustomizations that are called like an environment and lie as those of known ones do.

    ``apps/ipam/ptl/base`` is ptl's if that is an environment elsewhere, and ``apps/web/prod/base`` and
    ``apps/mail/prod/base`` are production's; there may be no other one for its app.
    """
    known: dict[tuple[int, str], set[str]] = defaultdict(set)  # a depth and what lies below → patterns
    called: list[tuple[tuple[int, str], str]] = []
    for file in files:
        if any(assembly.kind is AssemblyKind.KUSTOMIZATION for assembly in file.assemblies):
            for slot in filter(_folder, _slots(file.place)):
                above, _, below = slot.pattern.partition("*")
                shape = above.count("/"), _NUMBER.sub("", below)  # dev/01 and prod/02 are of one kind
                if file.overlay and file.overlay.pattern == slot.pattern:
                    known[shape].add(slot.pattern)
                elif not file.overlay and slot.word in words:
                    called.append((shape, _folder(slot)))
    yield from (folder for shape, folder in called if len(known[shape]) >= _ENOUGH)


def _folder(slot: _Slot) -> str:
    """The folder that a word is the whole name of, with those above it; empty where it is a part of a name."""
    above, _, rest = slot.pattern.partition("*")
    return f"{above}{slot.word}" if rest.startswith("/") and (not above or above.endswith("/")) else ""


def _slots(place: str) -> Iterator[_Slot]:
    """Every word of a path that could name an environment, the innermost first."""
    parts = place.split("/")
    for index in range(len(parts) - 1, -1, -1):
        name, dot, suffix = parts[index].rpartition(".") if index == len(parts) - 1 else (parts[index], "", "")
        for match in _WORD.finditer(name):
            if match.group().lower() not in _NO_ENVIRONMENT:
                starred = f"{name[: match.start()]}*{name[match.end() :]}{dot}{suffix}"
                yield _Slot("/".join((*parts[:index], starred, *parts[index + 1 :])), match.group().lower())
