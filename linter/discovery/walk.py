"""Paths as people give them → the files that are meant."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from . import git

# Build output, dependencies and the tools' own: what a walk leaves out where there is no git to ask.
SKIPPED = frozenset(
    (
        ".git .hg .svn node_modules bower_components vendor bin obj build dist target .terraform .venv venv site-packages"
        " __pycache__ .tox .nox .mypy_cache .pytest_cache .ruff_cache .gradle .next .nuxt .vs .idea"
    ).split()
)
_OWN = f"{os.sep}.github{os.sep}"  # where build is an action, not what comes of one


class Found(NamedTuple):
    """A file: an absolute path without links on the way, whether it was named, whether it is only context."""

    path: str
    named: bool = False
    context: bool = False


class NotFoundError(Exception):
    """There is nothing to read at a path; the message says so without naming it."""


def files_at(path: str, root: str) -> tuple[list[Found], list[str]]:
    """The file that a path names, or the files below its folder; and what must be told of the search.

    A folder counts as git does. Links out of the folder and out of ``root`` are not followed.
    Raises :class:`NotFoundError`.
    """
    real = os.path.realpath(path)
    if os.path.isfile(real):  # noqa: PTH113 - realpath and what follows it keep to strings, for speed
        return [Found(real, named=True)], []
    if not os.path.isdir(real):  # noqa: PTH112
        raise NotFoundError(_what_is_wrong_with(path, real))
    if not os.access(real, os.R_OK | os.X_OK):
        raise NotFoundError("this folder cannot be opened")
    paths, notices = _files_below(Path(real))
    return [Found(target) for path in paths if (target := _target(path, (real + os.sep, root + os.sep)))], notices


def _what_is_wrong_with(path: str, real: str) -> str:
    if os.path.islink(path) and not os.path.exists(real):  # noqa: PTH110, PTH114
        return "it is a link that leads nowhere"
    return "it is neither a file nor a folder" if os.path.lexists(path) else "there is no such file or folder"


def _target(path: str, within: tuple[str, ...]) -> str:
    """The file itself, or the one that a link leads to if that is a file within these folders, or nothing."""
    if not os.path.islink(path):  # noqa: PTH114
        return path
    target = os.path.realpath(path)
    return target if target.startswith(within) and os.path.isfile(target) else ""  # noqa: PTH113


def _files_below(folder: Path) -> tuple[list[str], list[str]]:
    """A folder of which git counts nothing, as it is ignored as a whole, was named on purpose: it is walked."""
    notices: list[str] = []
    if git.top(folder):
        try:
            counted = git.tracked_and_untracked(folder)
        except git.GitError as error:
            notices.append(f"{error}; so ignored files of {folder} are read as well")
        else:
            if counted:
                return counted, []
    closed: list[str] = []
    found = list(_walk(str(folder), closed))
    return found, [*notices, *(f"{path}: this folder cannot be opened; nothing in it is read" for path in closed)]


def _walk(folder: str, closed: list[str]) -> Iterator[str]:
    """Links to folders are not followed, so no way leads in circles or out of the tree; ``closed`` are told."""
    pending = [folder]
    while pending:
        path = pending.pop()
        try:
            entries = list(os.scandir(path))
        except OSError:
            closed.append(path)
            continue
        for entry in entries:
            if _is_file(entry):
                yield entry.path
            elif entry.is_dir(follow_symlinks=False) and (entry.name not in SKIPPED or _OWN in entry.path):
                pending.append(entry.path)


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether it is a file or leads to one; a pipe, which would wait for a writer, is none, nor is a link to itself."""
    try:
        return entry.is_file()
    except OSError:
        return False
