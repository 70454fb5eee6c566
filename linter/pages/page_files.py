"""Generated pages on disk: written, or only compared."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from linter.model import Rule
from linter.plugins import load_rules

CHECKOUT = Path(__file__).parents[2]


def built_in_rules() -> list[Rule]:
    """The rules that come with the linter, whatever other packs are installed."""
    return [rule for rule in load_rules() if getattr(rule, "__name__", "").startswith("linter.rules.")]


def update(folder: Path, pages: Mapping[str, str], arguments: list[str], module: str) -> int:
    """Make the Markdown files of a folder these pages, by name; with ``--check`` name those that are stale and return 1."""
    wanted = {folder / name: text for name, text in pages.items()}
    found = {file: _read(file) for file in folder.glob("*.md")}
    stale = sorted(file for file in wanted.keys() | found.keys() if wanted.get(file) != found.get(file))
    if "--check" in arguments:
        for file in stale:
            sys.stderr.write(f"{file.relative_to(CHECKOUT)} is stale; run python -m {module}\n")
        return 1 if stale else 0
    folder.mkdir(parents=True, exist_ok=True)
    for file in stale:
        if file in wanted:
            file.write_text(wanted[file], encoding="utf-8", newline="\n")
        else:
            file.unlink()
    return 0


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")
