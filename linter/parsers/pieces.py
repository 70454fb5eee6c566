"""Decoding a scalar without losing where its characters stand."""

from __future__ import annotations

from collections.abc import Callable
from re import Match, Pattern

from linter.model import Piece


def splice(
    written: str, offset: int, pattern: Pattern[str], decode: Callable[[Match[str]], str]
) -> tuple[str, tuple[Piece, ...]]:
    """Replace every match in ``written``, which stands at ``offset`` of the source.

    Gives the decoded text and its pieces: one for each run that stands letter by letter and one,
    pointing at its first character, for each match. A match that ends in a group ``verbatim``
    stands for the text of that group. The pieces are empty where nothing matches.
    """
    texts: list[str] = []
    pieces: list[Piece] = []
    at = length = 0
    for match in pattern.finditer(written):
        start, end = match.span()
        if start > at:
            pieces.append(Piece(length, offset + at))
            texts.append(written[at:start])
            length += start - at
        verbatim = match.lastgroup == "verbatim"
        pieces.append(Piece(length, offset + (match.start("verbatim") if verbatim else start)))
        text = match["verbatim"] if verbatim else decode(match)
        texts.append(text)
        length += len(text)
        at = end
    if not pieces:
        return written, ()
    if at < len(written):
        pieces.append(Piece(length, offset + at))
        texts.append(written[at:])
    return "".join(texts), tuple(pieces)
