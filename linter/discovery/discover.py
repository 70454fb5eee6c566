"""Paths → sources: the first step. Nothing after it reads a file.

A source's path is relative to the current folder, as people type and click it; outputs that speak of
paths from the top of the repository turn them with :func:`linter.paths.rebase`. The family is
decided on the path from the top, so that it is the same wherever the linter is started.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from linter.configuration.config import Config
from linter.decoding import NotTextError, decode
from linter.model import Family, Source, Unreadable
from linter.names.environments import Environments
from linter.paths import relative

from .candidate import Surroundings
from .families import family_of, is_candidate, may_be_values
from .prefilter import is_worth_parsing
from .walk import Found, NotFoundError, files_at

LARGEST = 32 * 1024 * 1024  # bytes; what is larger is reported and not read
STDIN = "<stdin>"


class Listed(NamedTuple):
    """A file of a known family, and why it is of it."""

    path: str
    family: Family
    reason: str
    context: bool = False  # read for what it tells of others


class Unsettled(NamedTuple):
    """A source that is values of Helm if others name it as such; else it is of no known family."""

    source: Source

    def because(self, reason: str) -> Source:
        """The source, once something tells what it is."""
        own = self.source
        return Source(
            own.path, own.family, own.text, reason=reason, encoding=own.encoding, context=own.context, place=own.place
        )


class Discovery(NamedTuple):
    """What was found, by path.

    ``sources`` are worth parsing, ``unsettled`` may be; ``listed`` are all files of a known family, also those that hold
    no word of what is linted. ``unreadable`` could not be read; ``failed`` are those of them that were
    asked for by name, and the paths that do not exist. ``unknown`` were asked for by name and are
    of no known family. ``notices`` must be told. ``seen`` counts the files looked at.
    """

    sources: tuple[Source, ...] = ()
    unsettled: tuple[Unsettled, ...] = ()
    listed: tuple[Listed, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    failed: tuple[Unreadable, ...] = ()
    unknown: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    seen: int = 0


class _Reading(NamedTuple):
    """What it takes to read a file and to say what it is."""

    here: str
    root: str
    around: Surroundings
    read: Callable[[str], bytes]  # an absolute path → its bytes; raises OSError


def discover(
    paths: Sequence[str],
    *,
    root: Path,
    config: Config,
    context: Sequence[str] = (),
    always: bool = False,
    force_exclude: bool = False,
    stdin: bytes = b"",
    stdin_filename: str | None = None,
) -> Discovery:
    """The sources of files and folders; ``-`` is what standard input held, and ``stdin_filename`` its name.

    ``root`` is the absolute top of the repository, or the current folder. ``context`` are more files and folders,
    read for what they tell of the others: where none of those may be worth parsing, only if ``always`` is set.
    """
    here = os.path.realpath(".")
    piped = os.path.join(here, stdin_filename or STDIN)  # noqa: PTH118 - as it was given
    files: list[Found] = []
    missing: list[Unreadable] = []
    notices: list[str] = []
    for path in (*paths, *context):
        try:
            found, told = ([Found(piped, named=True)], list[str]()) if path == "-" else files_at(path, str(root))
        except NotFoundError as error:
            missing += [Unreadable(path, str(error))] if path in paths else []
        else:
            files += found if path in paths else [file._replace(named=False, context=True) for file in found]
            notices += told
    reading = _reading(here, root, config, lambda path: stdin if path == piped else read(path))
    counted = [file for file in files if (file.named and not force_exclude) or not _excluded(file, here, config)]
    found_all = _read_all(counted, reading, always=always)
    return found_all._replace(failed=(*missing, *found_all.failed), notices=tuple(dict.fromkeys(notices)))


def discover_index(top: Path, *, config: Config, paths: Sequence[str] = (".",), always: bool = False) -> Discovery:
    """The sources that the next commit adds or changes, as the index holds them; all others are context.

    ``paths`` narrow them to these files and folders; the current folder alone stands for everything, as in a commit.
    The context is read where one of them is worth parsing, or if ``always`` is set.
    Raises :class:`linter.discovery.git.GitError`.
    """
    from . import git

    here = os.path.realpath(".")
    indexed = git.indexed_files(top)
    ids = {os.path.join(top, path): one for path, one in indexed.items() if is_candidate(path)}  # noqa: PTH118
    staged = {os.path.join(top, path) for path in git.staged_files(top)}  # noqa: PTH118
    missing: list[Unreadable] = []
    if list(paths) != ["."]:
        wanted = {path: os.path.realpath(path) for path in paths}
        staged = {path for path in staged if any(_is_at_or_below(path, one) for one in wanted.values())}
        missing = [
            Unreadable(path, "there is no such file or folder")
            for path, one in wanted.items()
            if not os.path.lexists(path)
            and not any(_is_at_or_below(os.path.join(top, other), one) for other in indexed)  # noqa: PTH118
        ]
    blobs = git.blobs(top, [ids[path] for path in staged if path in ids])

    @cache
    def others() -> dict[str, bytes]:
        return git.blobs(top, set(ids.values()) - blobs.keys())

    def read_blob(path: str) -> bytes:
        return blobs[ids[path]] if ids[path] in blobs else others()[ids[path]]

    files = [Found(path, context=path not in staged) for path in ids]
    reading = _reading(here, top, config, read_blob)
    found = _read_all([file for file in files if not _excluded(file, here, config)], reading, always=always)
    return found._replace(failed=(*missing, *found.failed))


def _is_at_or_below(path: str, place: str) -> bool:
    return path == place or path.startswith(place + os.sep)


def settle(found: Discovery, reasons: Mapping[str, str], *, always: bool = False) -> Discovery:
    """What was found, once it is known which of the unsettled sources are values of Helm, and why: by their places.

    Without ``always``, context is no use where nothing is left to tell of.
    """
    named = [one.because(reasons[one.source.place]) for one in found.unsettled if one.source.place in reasons]
    sources = sorted((*found.sources, *named), key=lambda source: source.path)
    is_idle = all(source.context for source in sources) and not always
    paths = {source.path for source in named}
    return found._replace(
        sources=() if is_idle else tuple(sources),
        unsettled=(),
        listed=tuple(sorted((*found.listed, *map(_listed, named)))),
        unknown=tuple(path for path in found.unknown if path not in paths),
    )


def read(path: str) -> bytes:
    """The bytes of a file. Raises OSError, also where it is too large."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - thousands of them
        if os.fstat(file.fileno()).st_size > LARGEST:
            raise OSError(0, f"it is larger than {LARGEST // 1024**2} MB")
        return file.readall()


def _reading(here: str, root: Path, config: Config, read: Callable[[str], bytes]) -> _Reading:
    @cache
    def names(folder: str) -> frozenset[str]:
        try:
            return frozenset(name.lower() for name in os.listdir(os.path.join(root, folder)))  # noqa: PTH118, PTH208
        except OSError:
            return frozenset()

    return _Reading(here, str(root), Surroundings(names, Environments(config.aliases)), read)


def _excluded(file: Found, here: str, config: Config) -> bool:
    return config.excludes(relative(file.path, here))


def _read_all(files: Iterable[Found], reading: _Reading, *, always: bool) -> Discovery:
    """What the files are. One that is met twice counts once: as named, else as met, else as context."""
    by_weight = sorted(files, key=lambda file: (file.named, not file.context))
    once = {file.path: file for file in by_weight}
    told = [(file, _consider(file, reading)) for file in once.values() if not file.context]
    if always or any(isinstance(result, (Source, Unsettled)) for _, result in told):  # else there is nothing to tell of
        told += [(file, _consider(file, reading)) for file in once.values() if file.context]
    told.sort(key=lambda one: one[0])
    sources = [result for _, result in told if isinstance(result, Source)]
    spared = [result for _, result in told if isinstance(result, Listed)]
    unreadable = [(file, result) for file, result in told if isinstance(result, Unreadable)]
    unknown = [file for file, result in told if file.named and (result is None or isinstance(result, Unsettled))]
    return Discovery(
        sources=tuple(sources),
        unsettled=tuple(result for _, result in told if isinstance(result, Unsettled)),
        listed=tuple(sorted((*spared, *map(_listed, sources)))),
        unreadable=tuple(result for _, result in unreadable),
        failed=tuple(result for file, result in unreadable if file.named),
        unknown=tuple(relative(file.path, reading.here) for file in unknown),
        seen=len(once),
    )


def _listed(source: Source) -> Listed:
    return Listed(source.path, source.family, source.reason, source.context)


def _consider(file: Found, reading: _Reading) -> Source | Unsettled | Listed | Unreadable | None:
    """The source; or what it is, if not worth parsing; or why it cannot be read; None for what is not linted."""
    path = relative(file.path, reading.here)
    inside = file.path.startswith(reading.root + os.sep)
    place = relative(file.path, reading.root) if inside else file.path.replace(os.sep, "/")
    if path != STDIN and not is_candidate(place):
        return None
    try:
        data = reading.read(file.path)
    except FileNotFoundError:  # git tracks it, but it was deleted or never checked out
        return None
    except OSError as error:
        return Unreadable(path, error.strerror or type(error).__name__)
    decision = family_of(_guessed_name(data) if path == STDIN else place, data, reading.around)
    if decision is None and not may_be_values(place, data):
        return None
    if not is_worth_parsing(place, data):
        return Listed(path, *decision, file.context) if decision else None
    try:
        text, encoding = decode(data)
    except NotTextError as error:
        return Unreadable(path, str(error)) if decision else None
    family, reason = decision or (Family.HELM_VALUES, "")
    source = Source(path, family, text, reason=reason, encoding=encoding, context=file.context, place=place)
    return source if decision else Unsettled(source)


def _guessed_name(data: bytes) -> str:
    """A name for standard input that has none, so that its content can decide."""
    return "stdin.json" if data.lstrip()[:1] in (b"{", b"[") else "stdin.yaml"
