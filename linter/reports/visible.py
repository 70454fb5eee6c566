r"""Linted text made safe to show: nothing in it drives a terminal or a log, nothing hides from the reader.

What does not print, or prints as nothing (control, zero-width and bidirectional characters, blanks
other than the space), becomes an escape such as ``\x1b``. So does the ``#`` of ``##[`` and
``##vso[``, which the GitHub runner (src/Runner.Common/ActionCommand.cs) and Azure Pipelines take for
a command wherever it stands in a line of a log.
"""

from __future__ import annotations

import re
from unicodedata import category, east_asian_width

from linter.patterns import compile_late

_LOG_COMMAND = compile_late(r"##(?=(?:vso)?\[)", re.IGNORECASE)
_ZERO_WIDTH = frozenset({"Mn", "Me"})


def visible(text: str) -> str:
    """The text with escapes for what must not be shown as it is."""
    if text.isprintable() and "##" not in text:
        return text
    return "".join(characters(text))


def characters(text: str) -> list[str]:
    """For each character of the text, what to show in its place."""
    shown = [c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text]
    for command in _LOG_COMMAND.finditer(text):
        shown[command.start()] = r"\x23"
    return shown


def no_command(line: str) -> str:
    """The visible line; at its head, two colons would be a command to the GitHub runner."""
    return line.replace("::", r"\x3a:", 1) if line.lstrip().startswith("::") else line


def width(text: str) -> int:
    """How many columns of a terminal a visible text takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if category(character) in _ZERO_WIDTH:
        return 0
    return 2 if east_asian_width(character) in "WF" else 1
