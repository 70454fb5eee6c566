"""What ``--list-rules`` and ``--list-files`` print: aligned columns, one thing a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .discover import Listed
from .model import Rule


def list_rules(rules: Iterable[Rule]) -> str:
    """Id, severity, group and summary of every rule."""
    return _columns([(rule.ID, rule.SEVERITY.value, rule.GROUP, rule.SUMMARY) for rule in rules])


def list_files(files: Iterable[Listed]) -> str:
    """Path, family and what decided it of every file that is read."""
    return _columns([(file.path, file.family.value, file.reason) for file in files])


def _columns(rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
    lines = (
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]) for row in rows
    )
    return "\n".join(lines) + "\n"
