"""An ignore that ignores nothing, or has ended.

## What it finds

A comment `lint-config: ignore[…]` on a line without such a finding, one that names no rule or a rule that does not
exist, and an `ignore:` entry of the configuration that fits no finding any more or whose `until` has passed.

## Why it breaks

It does not break anything. But an ignore that stays behind hides the next real finding at its place, and nobody
remembers what it was for.

## How to fix it

Take it out. Where an entry has ended, fix what it accepted, or agree on a new date.

## When to ignore it

Turn the rule off where ignores are kept for a version of the linter that is not the one that runs here.

## References

- [Ignoring findings](https://github.com/lint-config/lint-config/blob/main/README.md)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Problem, Severity, Wiring

ID = "unused-ignore"
GROUP = "reading"
SEVERITY = Severity.NOTE
SUMMARY = "An ignore that ignores nothing, or has ended."
PRECISION = "very-high"
SECURITY_SEVERITY = 0.1
CODES: tuple[str, ...] = ()


def check(wiring: Wiring) -> Iterator[Problem]:  # noqa: ARG001 - the same for every rule
    """Yield nothing: the engine knows only after all other rules have run, and speaks in this rule's name."""
    yield from ()
