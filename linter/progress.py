"""A sign of life on a terminal, once the work has taken a second."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

_PATIENCE = 1.0  # seconds


@contextmanager
def progress(doing: str, started: float) -> Iterator[None]:
    """Tell what is being done while it lasts, from one second after ``started``, a monotonic time.

    Nothing is told where standard error is no terminal.
    """
    if not sys.stderr.isatty():
        yield
        return
    from threading import Timer

    told: list[str] = []

    def tell() -> None:
        told.append(f"lint-config: {doing} …")
        sys.stderr.write(told[-1])
        sys.stderr.flush()

    timer = Timer(max(started + _PATIENCE - monotonic(), 0), tell)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()  # it may be telling at this moment
        if told:
            sys.stderr.write("\r" + " " * len(told[-1]) + "\r")
            sys.stderr.flush()
