"""The message of a finding, with its marks ``[1]``, ``[2]`` resolved.

A mark follows the words that name ``related[0]``, ``related[1]`` …: in brackets (``[the client
id][1]``), or without (``the client id [1]``), where the words are the place's label or else one
word. They become a link in outputs that have links; brackets and marks are never shown.
"""

from collections.abc import Iterator
from typing import NamedTuple

from linter.model import Problem
from linter.patterns import compile_late

_MARK = compile_late(r"(?:\[(?!\d+\])(?P<words>(?:[^\[\]]|\[[^\[\]]*\])+)\]|\s?)\[(?P<number>[1-9]\d{0,3})\]")
_LAST_WORD = compile_late(r"\S+$")


class Link(NamedTuple):
    """Words that name the related place of that number, counted from 1."""

    text: str
    number: int


def parts(problem: Problem) -> Iterator[str | Link]:
    """The message in pieces of plain text and links, in order."""
    position = 0
    for mark in _MARK.finditer(problem.message):
        number = int(mark["number"])
        if number > len(problem.related):
            continue
        text = problem.message[position : mark.start()] + (mark["words"] or "")
        start = len(text) - len(mark["words"] or _named(text, problem.related[number - 1].label))
        yield text[:start]
        if start < len(text):
            yield Link(text[start:], number)
        position = mark.end()
    yield problem.message[position:]


def plain(problem: Problem) -> str:
    """The message as plain text."""
    return "".join(part.text if isinstance(part, Link) else part for part in parts(problem))


def _named(text: str, label: str) -> str:
    """What names the place at the end of a text: the label where it stands there, else the last word."""
    if label and text.lower().endswith(label.lower()):
        return text[-len(label) :]
    word = _LAST_WORD.search(text)
    return word[0] if word else ""
