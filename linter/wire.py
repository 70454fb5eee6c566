"""Sources → wiring: parse and extract each file, on all processors where that pays."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from .effective import joined
from .environments import Environments
from .extractors import extract
from .model import FileWiring, Source, Wiring
from .parsers import parse

# Starting workers costs about as much as reading this many characters here.
_WORTH_WORKERS = 2_000_000


@contextmanager
def _without_collector() -> Iterator[None]:
    """Facts hold no circles; looking for some among millions of nodes costs a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def wire(sources: Sequence[Source], environments: Environments, jobs: int = 0) -> Wiring:
    """The wiring of all sources, in their order; ``jobs`` 0 means one worker per processor."""
    with _without_collector():
        return joined(_wire_all(sources, environments, jobs))


def _wire_all(sources: Sequence[Source], environments: Environments, jobs: int) -> tuple[FileWiring, ...]:
    workers = min(jobs or _processors(), len(sources))
    if workers > 1 and sum(len(source.text) for source in sources) >= _WORTH_WORKERS:
        return _wire_in_parallel(sources, environments, workers)
    return tuple(_wire_one(environments, source) for source in sources)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _wire_one(environments: Environments, source: Source) -> FileWiring:
    return extract(parse(source), environments)


def _wire_in_parallel(sources: Sequence[Source], environments: Environments, workers: int) -> tuple[FileWiring, ...]:
    """Large files first, so that no worker is left with one at the end; the result in the given order."""
    from concurrent.futures import ProcessPoolExecutor

    order = sorted(range(len(sources)), key=lambda index: len(sources[index].text), reverse=True)
    with ProcessPoolExecutor(workers, initializer=gc.disable) as pool:
        wired = pool.map(partial(_wire_one, environments), [sources[index] for index in order], chunksize=16)
        by_index = dict(zip(order, wired, strict=True))
    return tuple(by_index[index] for index in range(len(sources)))
