"""Prose in lines of bounded width."""

from __future__ import annotations

from linter.patterns import compile_late

from .visible import visible, width

_WORD = compile_late(r"(?:\$\{\{[ \S]*?\}\}|\S)+")  # an expression stays in one piece


def wrap(text: str, room: int) -> list[str]:
    """The visible text in lines of at most ``room`` columns; a longer word has a line of its own."""
    lines = [""]
    for word in map(visible, _WORD.findall(text)):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if width(longer) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def longest_word(text: str) -> int:
    """The least room that a text can be wrapped to."""
    return max(map(width, map(visible, _WORD.findall(text))), default=0)
