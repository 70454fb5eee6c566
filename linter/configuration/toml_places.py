"""Where the keys of a TOML text stand: ``tomllib`` does not say.

Only the forms that people write configuration in are followed: tables, arrays of tables, and one
``key = value`` per line. A value inside another has the place of the line's key.
"""

from __future__ import annotations

from collections.abc import Mapping

from linter.patterns import compile_late

Steps = tuple[str | int, ...]
Places = Mapping[Steps, tuple[int, int]]
_HEADER = compile_late(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = compile_late(r"\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=\s*")
_PART = compile_late(r"[\w-]+|\"[^\"]*\"|'[^']*'")


def toml_places(text: str, table: Steps = ()) -> tuple[Places, Places]:
    """The places of keys and of values by the steps that lead to them from ``table``."""
    keys: dict[Steps, tuple[int, int]] = {}
    values: dict[Steps, tuple[int, int]] = {}
    counts: dict[Steps, int] = {}
    prefix: Steps = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            prefix = _parts(header.group(2))
            if header.group(1) == "[[":
                counts[prefix] = counts.get(prefix, -1) + 1
            prefix = _with_indices(prefix, counts)
            keys.setdefault(prefix, (number, header.start(2) + 1))
            values.setdefault(prefix, (number, header.start(2) + 1))
        elif key := _KEY.match(line):
            steps = prefix + _parts(key.group(1))
            keys.setdefault(steps, (number, key.start(1) + 1))
            values.setdefault(steps, (number, key.end() + 1))
    return _below(keys, table), _below(values, table)


def _parts(dotted: str) -> Steps:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


def _with_indices(steps: Steps, counts: Mapping[Steps, int]) -> Steps:
    """``ignore`` → ``ignore``, 1 for the second ``[[ignore]]``."""
    found: Steps = ()
    for length in range(1, len(steps) + 1):
        found += (steps[length - 1],)
        if steps[:length] in counts:
            found += (counts[steps[:length]],)
    return found


def _below(places: Places, table: Steps) -> Places:
    size = len(table)
    return {steps[size:]: place for steps, place in places.items() if steps[:size] == table}
