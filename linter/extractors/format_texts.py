"""``format('{0}/secrets/{1}', a, b)`` spells out a text with holes, as ``concat()`` does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from linter.model import Piece
from linter.patterns import compile_late

from .expressions import HOLE, Argument, Call, Text

_SLOT = compile_late(r"\{(\d+)[^{}]*\}")


def fill(texts: Iterable[Text], calls: Iterable[Call]) -> Iterator[Text]:
    """The texts, those that are format strings with a hole for each of their slots."""
    formats = [call for call in calls if call.name.lower() == "format" and len(call.arguments) > 1 and call.literal(0)]
    for text in texts:
        start = text.pieces[0].source_offset
        call = next((c for c in formats if c.arguments[0].start < start < c.arguments[0].end), None)
        yield _with_holes(text, call.arguments[1:]) if call else text


def _with_holes(text: Text, arguments: tuple[Argument, ...]) -> Text:
    parts: list[str] = []
    pieces: list[Piece] = []
    holes: list[tuple[int, int, int]] = []
    at = length = 0
    for match in _SLOT.finditer(text.text):
        index = int(match[1][:4])
        if index >= len(arguments):
            continue
        pieces.extend(_moved(text, at, match.start(), length - at))
        length += match.start() - at
        holes.append((length, arguments[index].start, arguments[index].end))
        parts += [text.text[at : match.start()], HOLE]
        length += len(HOLE)
        at = match.end()
    pieces.extend(_moved(text, at, len(text.text), length - at))
    return Text("".join([*parts, text.text[at:]]), tuple(pieces) or text.pieces, tuple(holes))


def _moved(text: Text, start: int, end: int, by: int) -> Iterator[Piece]:
    """The pieces of a stretch of a text, once it has moved."""
    if start < end:
        yield Piece(start + by, text.span(start, start + 1)[0])
    for piece in text.pieces:
        if start < piece.value_offset < end:
            yield Piece(piece.value_offset + by, piece.source_offset)
