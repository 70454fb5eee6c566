"""Times what files say together, part by part, on 1, 4 and 16 copies of a folder: growth must be linear.

usage: joins.py [FOLDER] [--runs N]     (default: the sample repository of the tests)

The copies lie side by side, as the apps of one repository do, so that ids and names repeat. Seconds are CPU time of
this process, the best of the runs; memory is the peak that a part allocates beyond what it was given, measured in a run
of its own because measuring slows it down. A ratio is to one copy.
"""

from __future__ import annotations

import argparse
import gc
import shutil
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from linter.chain.chains import Chains
from linter.configuration.config import Config
from linter.credential_map.entries import credential_map, uses_of
from linter.credential_map.gate import Gate
from linter.discovery.discover import discover
from linter.effective.borrowing import borrowings
from linter.effective.homes import Homes
from linter.effective.merging import joined
from linter.model import Source, Wiring
from linter.names.environments import Environments
from linter.plugins import load_rules
from linter.wire import wire

FACTORS = (1, 4, 16)
SAMPLE = Path(__file__).parent.parent / "tests" / "fixtures" / "repos" / "shop"
NAMES = Environments()
_TOO_LITTLE = 0.05  # of which a ratio says nothing


class Figure(NamedTuple):
    """CPU seconds and the peak in MB of one part."""

    seconds: float
    megabytes: float


Work = Callable[[], object]


def copies(folder: Path, factor: int, scratch: Path) -> tuple[Source, ...]:
    """The sources of so many copies of a folder, in folders of one repository."""
    for number in range(factor):
        shutil.copytree(folder, scratch / f"team-{number}")
    return tuple(discover([str(scratch)], root=scratch, config=Config()).sources)


def parts(sources: tuple[Source, ...]) -> Mapping[str, Work]:
    """What is measured: from the sources to the facts of each file, then what each kind of join makes of them."""
    wiring = wire(sources, NAMES, jobs=1)
    gated = wiring._replace(environment="prod")
    work: dict[str, Work] = {
        "wire, join included": lambda: wire(sources, NAMES, jobs=1),
        "join": lambda: joined(wiring.files, NAMES),
        "chains": lambda: _follow_all(wiring),
        "homes": lambda: list(borrowings(Homes(wiring))),
        "credential map": lambda: credential_map(wiring, NAMES),
        "gate": lambda: (Gate(wiring, NAMES, "prod"), uses_of(wiring, NAMES, "prod")),
        "all rules": lambda: [list(rule.check(_fresh(gated))) for rule in load_rules()],
    }
    for rule in load_rules():
        work[rule.ID] = lambda check=rule.check: list(check(_fresh(gated)))  # type: ignore[misc]
    return work


def _fresh(wiring: Wiring) -> Wiring:
    """A wiring that remembers nothing of what it was asked before."""
    return wiring._replace()


def _follow_all(wiring: Wiring) -> object:
    chains = Chains(wiring, NAMES)
    followed: list[object] = [
        chains.of(setting, environment) for environment in ("", "prod", "staging", "dev") for setting in wiring.settings
    ]
    followed += [chains.of_use(workload.path, use) for workload in wiring.workloads for use in workload.uses]
    return followed


def measure(works: Sequence[Work], runs: int) -> list[Figure]:
    """One part at each size, in turns, so that a busy minute of the machine falls on all of them."""
    best = [float("inf")] * len(works)
    for _ in range(runs):
        for index, work in enumerate(works):
            gc.collect()
            begin = time.process_time()
            work()
            best[index] = min(best[index], time.process_time() - begin)
    return [Figure(seconds, _peak(work)) for seconds, work in zip(best, works, strict=True)]


def _peak(work: Work) -> float:
    gc.collect()
    tracemalloc.start()
    work()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 2**20


def table(rows: Mapping[str, Sequence[Figure]]) -> str:
    heads = "".join(f"{f'{factor} x':>9}" for factor in FACTORS) + "".join(
        f"{f'/ {factor}':>7}" for factor in FACTORS[1:]
    )
    lines = [f"{'':32}{'CPU ms, and ratios':>41}  |{'peak MB, and ratios':>41}", f"{'':32}{heads}  |{heads}"]
    for part, figures in rows.items():
        seconds, megabytes = _half([f.seconds * 1000 for f in figures]), _half([f.megabytes for f in figures])
        lines.append(f"{part:32}{seconds}  |{megabytes}")
    return "\n".join(lines)


def _half(values: Sequence[float]) -> str:
    shown = "".join(f"{value:9.2f}" for value in values)
    return shown + "".join(
        f"{value / values[0]:7.1f}" if values[0] > _TOO_LITTLE else f"{'':7}" for value in values[1:]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=SAMPLE)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    sizes = []
    for factor in FACTORS:
        with tempfile.TemporaryDirectory() as scratch:
            sizes.append(parts(copies(arguments.folder, factor, Path(scratch))))
    gc.freeze()
    rows = {part: measure([works[part] for works in sizes], arguments.runs) for part in sizes[0]}
    sys.stdout.write(f"{table(rows)}\n")


if __name__ == "__main__":
    main()
