"""Which rules run: ``--select`` and ``--ignore`` by id or group, and those that the configuration turns off."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from .model import Rule
from .suggestions import suggestion


class SelectionError(Exception):
    """A name that is no rule and no group; the message suggests the nearest ones."""


def select(
    rules: Iterable[Rule], selected: Collection[str], ignored: Collection[str], off: Collection[str] = ()
) -> tuple[Rule, ...]:
    """The rules to run. A rule selected by its own id runs even where the configuration turns it off.

    Raises SelectionError for an unknown id or group, and when nothing is left to run.
    """
    rules = tuple(rules)
    known = {rule.ID for rule in rules} | {rule.GROUP for rule in rules}
    for name in (*selected, *ignored):
        if name not in known:
            raise SelectionError(_unknown(name, known))
    chosen = tuple(rule for rule in rules if _is_chosen(rule, selected, ignored, off))
    if not chosen:
        raise SelectionError("no rule is left to run")
    return chosen


def _is_chosen(rule: Rule, selected: Collection[str], ignored: Collection[str], off: Collection[str]) -> bool:
    if rule.ID in ignored or rule.GROUP in ignored:
        return False
    if rule.ID in selected:
        return True
    return (not selected or rule.GROUP in selected) and rule.ID not in off


def _unknown(name: str, known: Collection[str]) -> str:
    near = suggestion(name, known) or "; lint-config --list-rules shows them all"
    return f"there is no rule or group named {name!r}{near}"
