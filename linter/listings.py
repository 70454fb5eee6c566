"""What ``--list-rules`` and ``--list-files`` print: aligned columns, one thing a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .model import Rule, Source


def list_rules(rules: Iterable[Rule]) -> str:
    """Id, severity, group and summary of every rule."""
    return _columns([(rule.ID, rule.SEVERITY.value, rule.GROUP, rule.SUMMARY) for rule in rules])


def list_files(sources: Iterable[Source]) -> str:
    """Path, family and what decided it of every file that is read."""
    return _columns([(source.path, source.family.value, source.reason) for source in sources])


def _columns(rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
    lines = (
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]) for row in rows
    )
    return "\n".join(lines) + "\n"
