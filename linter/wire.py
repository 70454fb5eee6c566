"""Sources → wiring: parse and extract each file, on all processors where that pays."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from .effective.merging import joined
from .extractors import extract
from .inventory.attribution import attributed
from .model import FileWiring, Inventory, Options, Source, Wiring
from .names.environments import Environments
from .parsers import parse

if TYPE_CHECKING:
    from datetime import date

# Starting workers costs about as much as reading this many characters here.
_WORTH_WORKERS = 2_000_000


@contextmanager
def _without_collector() -> Iterator[None]:
    """Facts hold no circles; looking for some among millions of nodes costs a third of the time.

    Nor need later collections look at the facts, which stay to the end of the run.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.freeze()
            gc.enable()


class Known(NamedTuple):
    """What no source tells: what Entra knows, what the configuration declares, which day it is.

    ``declared`` is an id, in small letters → the environment it is declared to belong to.
    """

    inventory: Inventory | None = None
    declared: Mapping[str, str] = MappingProxyType({})
    today: date | None = None
    options: Options = {}  # noqa: RUF012 - nobody adds to it; a proxy could not be pickled


_NOTHING = Known()


def wire(sources: Sequence[Source], environments: Environments, jobs: int = 0, known: Known = _NOTHING) -> Wiring:
    """The wiring of all sources, in their order; ``jobs`` 0 means one worker per processor."""
    with _without_collector():
        files = _wire_all(sources, environments, jobs)
        wiring = joined(attributed(files, environments, known.declared, known.inventory), environments)
        if any(file.variable_sources for file in files):
            from .chain.containers import with_containers

            wiring = with_containers(wiring, environments)
    return wiring._replace(
        aliases=environments.aliases,
        inventory=known.inventory,
        today=known.today,
        options=known.options,
    )


def _wire_all(sources: Sequence[Source], environments: Environments, jobs: int) -> tuple[FileWiring, ...]:
    workers = min(jobs or _processors(), len(sources))
    if workers > 1 and sum(len(source.text) for source in sources) >= _WORTH_WORKERS:
        return _wire_in_parallel(sources, environments, workers)
    return tuple(_wire_one(environments, source) for source in sources)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _wire_one(environments: Environments, source: Source) -> FileWiring:
    return extract(parse(source), environments)


class _Worker:
    """What a worker process works on. It is handed over once: keys read before are known by these environments."""

    environments: ClassVar[Environments]
    sources: ClassVar[Sequence[Source]]

    @classmethod
    def start(cls, environments: Environments, sources: Sequence[Source]) -> None:
        gc.disable()
        cls.environments, cls.sources = environments, sources

    @classmethod
    def wire(cls, indices: Sequence[int]) -> list[FileWiring]:
        return [_wire_one(cls.environments, cls.sources[index]) for index in indices]


_AT_ONCE = 16  # sources that are handed to a worker


def _wire_in_parallel(sources: Sequence[Source], environments: Environments, workers: int) -> tuple[FileWiring, ...]:
    """Large files first, so that no worker is left with one at the end; the result in the given order.

    This process is a worker too and takes from the other end: what it makes itself need not be shipped.
    """
    from concurrent.futures import ProcessPoolExecutor

    _Worker.start(environments, sources)
    order = sorted(range(len(sources)), key=lambda index: len(sources[index].text), reverse=True)
    shares = [order[at : at + _AT_ONCE] for at in range(0, len(order), _AT_ONCE)]
    by_index: dict[int, FileWiring] = {}
    with ProcessPoolExecutor(workers - 1, initializer=_Worker.start, initargs=(environments, sources)) as pool:
        handed_out = [(share, pool.submit(_Worker.wire, share)) for share in shares]
        for share, promise in reversed(handed_out):
            if promise.cancel():  # nobody has begun with it
                by_index.update(zip(share, _Worker.wire(share), strict=True))
        for share, promise in handed_out:
            if not promise.cancelled():
                by_index.update(zip(share, promise.result(), strict=True))
    return tuple(by_index[index] for index in range(len(sources)))
