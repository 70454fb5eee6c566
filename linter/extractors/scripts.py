"""A script inside YAML, with the place of each of its characters."""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Scalar, Script, Source, Span


def script_in(scalar: Scalar, shell: str, source: Source) -> Script:
    """The script that a scalar holds; ``shell`` may carry arguments (``bash -e {0}``)."""
    name = shell.strip().partition(" ")[0].rpartition("/")[2].lower()
    return Script(source.path, scalar.text, name, tuple(_stretches(scalar, source)))


def _stretches(scalar: Scalar, source: Source) -> Iterator[tuple[int, Span]]:
    """What stands letter by letter on one line: lines of the text, cut further where the file breaks or folds them."""
    text = scalar.text
    breaks = {0, *(piece.value_offset for piece in scalar.pieces if piece.value_offset < len(text))}
    breaks.update(offset + 1 for offset, letter in enumerate(text) if letter == "\n")
    starts = sorted(breaks)
    for start, following in zip(starts, [*starts[1:], len(text)], strict=True):
        length = len(text[start:following].removesuffix("\n"))
        place = scalar.source_offset(start)
        yield start, source.span(place, min(place + length, max(scalar.end, place)))
