"""How a path is written: POSIX-style, relative to a folder."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path


def relative(path: str, folder: str) -> str:
    """An absolute path as seen from an absolute folder, with ``/``; on another drive it stays absolute."""
    inside = folder if folder.endswith(os.sep) else folder + os.sep
    if path.startswith(inside):
        return path[len(inside) :].replace(os.sep, "/")
    try:
        return os.path.relpath(path, folder).replace(os.sep, "/")
    except ValueError:  # Windows: no way leads from one drive to another
        return path.replace(os.sep, "/")


def rebase(path: str, folder: str) -> str:
    """A path as findings show it (relative to the current folder), as seen from another folder.

    SARIF and fingerprints speak of paths from the top of the repository, and the globs of a
    configuration of paths from its own folder; so a finding is the same wherever the linter starts.
    """
    return relative(os.path.abspath(path), os.path.abspath(folder))  # noqa: PTH100 - pathlib resolves no ".."


def repository_of(folder: Path) -> Path:
    """The top of the repository that an absolute folder lies in, or the folder itself; no git is run."""
    return next((parent for parent in (folder, *folder.parents) if is_repository(parent)), folder)


def is_repository(folder: Path) -> bool:
    """Whether a folder is the top of a repository; one that must not be looked into is none."""
    return os.path.exists(folder / ".git")  # noqa: PTH110 - pathlib's raises PermissionError


def beside(place: str, path: str) -> str:
    """What a file at ``place`` means by a relative path: a place from the top of the repository.

    A path that leads out of the repository is an empty string, and so is the top itself.
    """
    found = posixpath.normpath(posixpath.join(posixpath.dirname(place), path.replace("\\", "/"))).lstrip("/")
    return "" if found == "." or found.startswith("..") else found
