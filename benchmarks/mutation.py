"""Plants one fault at a time in clean configuration files and counts how many are found at the right line.

usage: mutation.py FOLDER [--files N] [--seed N] [--missed]

Files below FOLDER are drawn at random, the same number of each family as far as there are enough. A file is clean when
the linter finds nothing in it at all. ``--missed`` lists what was not found.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from faults import FAULTS
from mutants import Fault, Mutant

from linter.check import check
from linter.decoding import NotTextError, decode
from linter.discovery.families import family_of
from linter.model import Family, Finding, Rule, Severity, Source
from linter.names.environments import Environments
from linter.names.samples import is_for_tests, is_sample
from linter.plugins import load_rules
from linter.wire import wire

LARGEST = 100_000  # characters; what is larger says no more and costs more


class Outcome(NamedTuple):
    """One planted fault, and whether it was found."""

    fault: Fault
    family: Family
    path: str
    line: int
    found: bool


def lint(source: Source, rules: Iterable[Rule]) -> list[Finding]:
    """What is found in one file by itself."""
    return check(wire((source,), Environments(), jobs=1), rules, {source.path: source})


def read(path: Path, top: Path) -> Source | None:
    """A file of a known family, or None; its path is that from the folder at the top."""
    place = path.relative_to(top).as_posix()
    try:
        data = path.read_bytes()
        text, encoding = decode(data)
    except (OSError, NotTextError):
        return None
    decision = family_of(place, data)
    return Source(place, decision.family, text, encoding=encoding) if decision and len(text) < LARGEST else None


def is_clean(source: Source, rules: Iterable[Rule]) -> bool:
    """Whether nothing but advice is said about a file."""
    return all(finding.severity is Severity.NOTE for finding in lint(source, rules))


def clean_sources(top: Path, rules: Iterable[Rule], wanted: int, random: Random) -> list[Source]:
    """Clean files, drawn by turns from the families."""
    paths = sorted(path for path in top.rglob("*") if path.is_file())
    random.shuffle(paths)
    found: dict[Family, list[Source]] = {}
    for path in paths:
        source = read(path, top)
        share = found.setdefault(source.family, []) if source else []
        if source and len(share) <= wanted // 6 and is_clean(source, rules):
            share.append(source)
    turns = (family[turn] for turn in range(wanted) for family in found.values() if turn < len(family))
    return [source for _, source in zip(range(wanted), turns, strict=False)]


def outcomes(source: Source, rules: Iterable[Rule], random: Random) -> Iterator[Outcome]:
    """Every fault that can be planted in a file, one after the other."""
    for fault in FAULTS:
        for mutant in fault.plant(source.path, source.text, source.family, random):
            yield Outcome(fault, source.family, source.path, mutant.line, is_found(fault, mutant, source, rules))


def is_found(fault: Fault, mutant: Mutant, source: Source, rules: Iterable[Rule]) -> bool:
    """Whether the fault's rule speaks of the planted line."""
    changed = Source(mutant.path or source.path, source.family, mutant.text)
    findings = lint(changed, rules)
    return any(f.rule == fault.rule and f.location.span.line == mutant.line for f in findings)


def table(results: Iterable[Outcome]) -> Iterator[str]:
    """Found and planted by rule, by fault and by family, as lines of text."""
    counted = list(results)
    for title, key in (
        ("by rule", lambda o: o.fault.rule),
        ("by fault", lambda o: f"{o.fault.rule}: {o.fault.what}"),
        ("by family", lambda o: o.family.value),
    ):
        planted = Counter(key(outcome) for outcome in counted)
        found = Counter(key(outcome) for outcome in counted if outcome.found)
        yield f"{title}:"
        yield from (f"  {name}: {found[name]} of {number}" for name, number in sorted(planted.items()))
    yield f"all: {share(counted)}"
    yield f"of which in files that are deployed: {share([outcome for outcome in counted if is_deployed(outcome)])}"


def share(results: Collection[Outcome]) -> str:
    """How many of them were found, in words."""
    hits = sum(outcome.found for outcome in results)
    return f"{hits} of {len(results)} ({100 * hits / max(len(results), 1):.1f} %)"


def is_deployed(outcome: Outcome) -> bool:
    """Whether it stands in no sample, documentation or data of tests, where several rules are silent on purpose."""
    return not (is_sample(outcome.path) or is_for_tests(outcome.path, outcome.family))


def main(arguments: list[str]) -> int:
    """Print the table; 1 where fewer than 98 of 100 faults are found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=240)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--missed", action="store_true")
    given = parser.parse_args(arguments)
    rules, random = load_rules(), Random(given.seed)
    sources = clean_sources(given.folder, rules, given.files, random)
    results = [outcome for source in sources for outcome in outcomes(source, rules, random)]
    for outcome in results if given.missed else ():
        if not outcome.found:
            print(f"missed: {outcome.fault.rule} ({outcome.fault.what}) {outcome.path}:{outcome.line}")
    print(f"{len(sources)} clean files: {dict(Counter(source.family.value for source in sources))}")
    print("\n".join(table(results)))
    return 0 if sum(outcome.found for outcome in results) >= 0.98 * len(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
