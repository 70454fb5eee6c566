"""The message of a finding, with its marks ``[1]``, ``[2]`` resolved.

A mark follows the words that name ``related[0]``, ``related[1]`` …. Those words become a link in
outputs that have links; the mark itself is never shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..model import Problem

_MARK = re.compile(r"\s?\[([1-9]\d{0,3})\]")
_LAST_WORD = re.compile(r"\S+$")


class Link(NamedTuple):
    """Words that name the related place of that number, counted from 1."""

    text: str
    number: int


def parts(problem: Problem) -> Iterator[str | Link]:
    """The message in pieces of plain text and links, in order."""
    position = 0
    for mark in _MARK.finditer(problem.message):
        number = int(mark[1])
        if number > len(problem.related):
            continue
        text = problem.message[position : mark.start()]
        start = _link_start(text, problem.related[number - 1].label)
        yield text[:start]
        if start < len(text):
            yield Link(text[start:], number)
        position = mark.end()
    yield problem.message[position:]


def plain(problem: Problem) -> str:
    """The message as plain text."""
    return "".join(part.text if isinstance(part, Link) else part for part in parts(problem))


def _link_start(text: str, label: str) -> int:
    """Where the words before a mark begin: the label where they are that, else the last word."""
    if label and text.lower().endswith(label.lower()):
        return len(text) - len(label)
    word = _LAST_WORD.search(text)
    return word.start() if word else len(text)
