"""``KEY=value`` texts: items of an ``environment:`` list, arguments, whole dotenv, properties and INI texts."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from linter.model import Piece, Scalar, Style
from linter.patterns import compile_late


class Assignment(NamedTuple):
    """One key and its value, both with their own spans; ``section`` is the INI section around it, or empty."""

    key: Scalar
    value: Scalar
    section: str = ""


_ARGUMENT = compile_late(r"--?([\w.-]+)=(.*)", re.DOTALL)
_LINE = compile_late(r"[ \t]*(?:export[ \t]+)?([\w.:/\-\[\]]+)[ \t]*=[ \t]*(.*?)[ \t\r]*$")
_SECTION = compile_late(r"[ \t]*\[([^\]]+)\][ \t\r]*$")
_COMMENT = compile_late(r"[ \t]*(?:[#;!]|//|$)")


def part_of(scalar: Scalar, start: int, end: int) -> Scalar:
    """The characters ``start`` to ``end`` of a scalar's text, as a scalar that knows where they stand."""
    begin = scalar.source_offset(start)
    finish = scalar.end if end >= len(scalar.text) else scalar.source_offset(end)
    first = bisect_right(scalar.pieces, start, key=_value_offset)
    runs = scalar.pieces[first : bisect_left(scalar.pieces, end, lo=first, key=_value_offset)]
    inner = tuple(Piece(run.value_offset - start, run.source_offset) for run in runs)
    pieces = (Piece(0, begin), *inner) if inner else ()
    return Scalar(scalar.text[start:end], begin, max(begin, finish), Style.PLAIN, pieces, begin)


def _value_offset(piece: Piece) -> int:
    return piece.value_offset


def assignment(scalar: Scalar) -> Assignment | None:
    """``KEY=value`` taken apart as Compose and Kustomize do: all after the first ``=`` is the value."""
    equals = scalar.text.find("=")
    if equals <= 0:
        return None
    return Assignment(part_of(scalar, 0, equals), part_of(scalar, equals + 1, len(scalar.text)))


def argument(scalar: Scalar) -> Assignment | None:
    """``--key=value`` taken apart, or None for any other argument."""
    match = _ARGUMENT.fullmatch(scalar.text)
    return Assignment(part_of(scalar, *match.span(1)), part_of(scalar, *match.span(2))) if match else None


def assignments(scalar: Scalar) -> Iterator[Assignment]:
    """The ``key=value`` lines of a text, quotes around a value taken off."""
    section = ""
    offset = 0
    for line in scalar.text.split("\n"):
        if match := _SECTION.match(line):
            section = match[1]
        elif not _COMMENT.match(line) and (match := _LINE.match(line)):
            start, end = _unquoted(match[2], offset + match.start(2))
            key = part_of(scalar, offset + match.start(1), offset + match.end(1))
            yield Assignment(key, part_of(scalar, start, end), section)
        offset += len(line) + 1


def are_assignments(text: str) -> bool:
    """Whether a text of several lines is dotenv, properties or INI: every line that says anything fits."""
    lines = [line for line in text.split("\n") if not _COMMENT.match(line)]
    return bool(lines) and all(_LINE.match(line) or _SECTION.match(line) for line in lines)


def _unquoted(value: str, start: int) -> tuple[int, int]:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return (start + 1, start + len(value) - 1) if quoted else (start, start + len(value))
