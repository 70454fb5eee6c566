"""GitHub's hash of a line, by which code scanning knows an alert again after other lines have moved.

A line's hash covers the first 100 characters from its beginning on that are neither blank nor tab,
over line ends too; the end of the file counts as one character (65535), zeros follow. Characters are
UTF-16 code units of the file read as UTF-8, and every line end is one line feed. They are the
coefficients of a polynomial at 37 modulo 2**64, the first of them the highest. ``:n`` tells the n-th
line with this hash. Described after github/codeql-action, src/fingerprints.ts.

Whoever knows the rest of such a stretch of text can try out what is missing: this is no place for
the hash of a line that holds a secret which can be guessed.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection

from .decoding import encode
from .model import Source

_LENGTH = 100
_BASE = 37
_END_OF_FILE = 65535
_LINE_FEED = 10


def line_hashes(source: Source, lines: Collection[int]) -> dict[int, str]:
    """``primaryLocationLineHash`` of the 1-based lines; one that the file does not have is left out."""
    # The action reads every file as UTF-8, a byte order mark and UTF-16 included.
    text = encode(source.text, source.encoding).decode("utf-8", "replace")
    return hashes_of(text, lines)


def hashes_of(text: str, lines: Collection[int]) -> dict[int, str]:
    """The hashes of the 1-based lines of a text."""
    units = _units(text)
    starts = [0, *(index + 1 for index, unit in enumerate(units) if unit == _LINE_FEED)]
    units.extend([_END_OF_FILE, *[0] * _LENGTH])
    met: dict[bytes, int] = {}
    hashes: dict[int, str] = {}
    for number, start in enumerate(starts, 1):
        window = units[start : start + _LENGTH]
        nth = met[window.tobytes()] = met.get(window.tobytes(), 0) + 1
        if number in lines:
            hashes[number] = f"{_polynomial(window):x}:{nth}"
    return hashes


def _units(text: str) -> array[int]:
    normalised = text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "")
    units = array("H")
    units.frombytes(normalised.encode("utf-16-le", "surrogatepass"))
    return units


def _polynomial(window: array[int]) -> int:
    value = 0
    for unit in window:
        value = (value * _BASE + unit) % 2**64
    return value
