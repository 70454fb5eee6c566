"""Sources → wiring: parse and extract each file, on all processors where that pays."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial

from .effective import joined
from .environments import Environments
from .extractors import extract
from .model import FileWiring, Source, Wiring
from .parsers import parse

# Starting workers costs about as much as reading this many characters here.
_WORTH_WORKERS = 2_000_000


def wire(sources: Sequence[Source], environments: Environments, jobs: int = 0) -> Wiring:
    """The wiring of all sources, in their order; ``jobs`` 0 means one worker per processor."""
    workers = min(jobs or _processors(), len(sources))
    if workers > 1 and sum(len(source.text) for source in sources) >= _WORTH_WORKERS:
        return joined(_wire_in_parallel(sources, environments, workers))
    return joined(tuple(_wire_one(environments, source) for source in sources))


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _wire_one(environments: Environments, source: Source) -> FileWiring:
    return extract(parse(source), environments)


def _wire_in_parallel(sources: Sequence[Source], environments: Environments, workers: int) -> tuple[FileWiring, ...]:
    """Large files first, so that no worker is left with one at the end; the result in the given order."""
    from concurrent.futures import ProcessPoolExecutor

    order = sorted(range(len(sources)), key=lambda index: len(sources[index].text), reverse=True)
    with ProcessPoolExecutor(workers) as pool:
        wired = pool.map(partial(_wire_one, environments), [sources[index] for index in order], chunksize=16)
        by_index = dict(zip(order, wired, strict=True))
    return tuple(by_index[index] for index in range(len(sources)))
