"""A sign of life on a terminal, once the work has taken a second."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_PATIENCE = 1.0  # seconds


@contextmanager
def progress(files: int) -> Iterator[None]:
    """Tell how much is being read while the work goes on; nothing where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from threading import Timer

    told: list[str] = []

    def tell() -> None:
        told.append(f"lint-config: reading {files:,} files …")
        sys.stderr.write(told[-1])
        sys.stderr.flush()

    timer = Timer(_PATIENCE, tell)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if told:
            sys.stderr.write("\r" + " " * len(told[-1]) + "\r")
            sys.stderr.flush()
