"""Paths for outputs that a forge reads: from the top of the repository."""

from __future__ import annotations

import posixpath


def from_top(prefix: str, path: str) -> str:
    """A path as findings show it, from the top; ``prefix`` is ``Run.prefix``.

    What lies above the folder that was linted (a configuration, a neighbour) is shown with ``..``, which no forge follows.
    """
    return posixpath.normpath(prefix + path) if prefix and path.startswith("../") else prefix + path
