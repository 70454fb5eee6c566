"""Rule packs: what installed distributions offer under the entry-point group ``lint_config.rules``.

An entry point names a tuple of rules; our own (``linter.rules:RULES``) comes the same way as any other.
The metadata files are read here because ``importlib.metadata``, which reads the same files, costs more
than the rest of a start-up together (58 ms of CPU against 3 ms).
Format: https://packaging.python.org/en/latest/specifications/entry-points/
"""

import sys
from collections.abc import Iterable, Iterator
from functools import reduce
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, cast

from .model import Option, Rule, Severity

GROUP = "lint_config.rules"
PRECISIONS = ("very-high", "high", "medium", "low")

_ATTRIBUTES: dict[str, type | tuple[type, ...]] = {
    "__doc__": str,
    "ID": str,
    "GROUP": str,
    "SEVERITY": Severity,
    "SUMMARY": str,
    "PRECISION": str,
    "SECURITY_SEVERITY": (int, float),
    "CODES": tuple,
}


class PluginError(Exception):
    """The rules cannot be loaded; the message names the rule pack and the cause."""


class EntryPoint(NamedTuple):
    """One line of a distribution's ``entry_points.txt``; ``value`` is ``module:attribute``."""

    name: str
    value: str
    distribution: str

    def __str__(self) -> str:
        return f"rule pack {self.name!r} of {self.distribution} ({self.value})"


def load_rules() -> tuple[Rule, ...]:
    """Every rule of every installed pack.

    Raises PluginError where a pack cannot be imported, offers something that is no rule, repeats an id,
    or where there is no rule at all: what cannot be checked must not pass as clean.
    """
    if sys.flags.optimize > 1:
        raise PluginError("Python strips rules of their documentation under -OO and PYTHONOPTIMIZE=2: run it without")
    owners: dict[str, EntryPoint] = {}
    rules: list[Rule] = []
    for pack in sorted(entry_points(GROUP, sys.path)):
        for rule in _rules_of(pack):
            if rule.ID in owners:
                raise PluginError(f"{pack}: the rule id {rule.ID!r} is already taken by {owners[rule.ID]}")
            owners[rule.ID] = pack
            rules.append(rule)
    if not rules:
        raise PluginError(f"no rules: no installed package has entry points in the group {GROUP}")
    return tuple(rules)


def entry_points(group: str, paths: Iterable[str]) -> Iterator[EntryPoint]:
    """The entry points of a group in the folders of an import path.

    Of a distribution found twice, such as an editable install beside its own checkout, the first counts.
    What is no folder (a zip file, a missing path) holds none.
    """
    seen: set[str] = set()
    for path in paths:
        for folder in _metadata_folders(Path(path)):
            distribution = folder.stem.partition("-")[0]
            if (name := distribution.lower().replace(".", "_")) not in seen:
                seen.add(name)
                for key, value in _section(folder / "entry_points.txt", group):
                    yield EntryPoint(key, value, distribution)


def _metadata_folders(path: Path) -> list[Path]:
    try:
        return sorted(folder for folder in path.iterdir() if folder.suffix in (".dist-info", ".egg-info"))
    except OSError:
        return []


def _section(file: Path, section: str) -> Iterator[tuple[str, str]]:
    """The keys and values of one section of an INI file, none where there is no such file."""
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    current = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            current = line.strip("[]")
        elif current == section and "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            yield key.strip(), value.strip()


def _rules_of(pack: EntryPoint) -> Iterator[Rule]:
    module, _, attribute = pack.value.partition("[")[0].strip().partition(":")
    try:
        offered: object = reduce(getattr, filter(None, attribute.split(".")), import_module(module.strip()))
    except (Exception, SystemExit) as error:
        raise PluginError(f"{pack} cannot be loaded: {type(error).__name__}: {error}") from error
    if not isinstance(offered, tuple) or not offered:
        raise PluginError(f"{pack} must name a tuple of rules, not {offered!r:.60}")
    for candidate in offered:
        if faults := list(_faults(candidate)):
            name = getattr(candidate, "ID", None) or getattr(candidate, "__name__", repr(candidate))
            raise PluginError(f"{pack}: {name} is no rule: {'; '.join(faults)}")
        yield cast(Rule, candidate)


def _faults(candidate: object) -> Iterator[str]:
    """What keeps an object from being a rule."""
    for name, kind in _ATTRIBUTES.items():
        value = getattr(candidate, name, None)
        if value is None:
            yield "it has no docstring" if name == "__doc__" else f"it has no {name}"
        elif not isinstance(value, kind):
            yield f"its {name} is a {type(value).__name__}"
    if not isinstance(options := getattr(candidate, "OPTIONS", ()), tuple) or any(
        not isinstance(option, Option) for option in options
    ):
        yield "its OPTIONS are no tuple of options"
    if not callable(getattr(candidate, "check", None)):
        yield "it has no check(wiring)"
    if getattr(candidate, "PRECISION", PRECISIONS[0]) not in PRECISIONS:
        yield f"its PRECISION is none of {', '.join(PRECISIONS)}"
