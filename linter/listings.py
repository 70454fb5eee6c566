"""What the options print that list something: aligned columns, one thing a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from .discovery.discover import Listed
from .model import Rule, Use


def list_rules(rules: Iterable[Rule]) -> str:
    """Id, severity, group and summary of every rule."""
    return _columns([(rule.ID, rule.SEVERITY.value, rule.GROUP, rule.SUMMARY) for rule in rules])


def list_files(files: Iterable[Listed]) -> str:
    """Path, family and what decided it of every file that is read."""
    return _columns([(file.path, file.family.value, file.reason) for file in files])


def list_credentials(uses: Sequence[Use], *, as_json: bool, width: int = 100) -> str:
    """Who signs in with what: by environment the identities, tenants, vaults and sources of secrets, and where."""
    from .reports.json_text import json_text
    from .reports.uses import as_data, table

    if as_json:
        return json_text([as_data(use) for use in uses])
    if not uses:
        return "no credentials of Entra ID\n"
    lines = []
    for environment, members in groupby(uses, key=lambda use: use.environment):
        lines += [environment or "any environment", *("  " + line for line in table(members, width - 2)), ""]
    return "\n".join(lines)


def _columns(rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    from .reports.visible import visible, width

    shown = [[visible(cell) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*shown, strict=True)][:-1]
    lines = (
        "  ".join([*(cell + " " * (room - width(cell)) for cell, room in zip(row, widths, strict=False)), row[-1]])
        for row in shown
    )
    return "\n".join(lines) + "\n"
