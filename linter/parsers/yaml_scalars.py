"""Where the characters of a YAML scalar stand.

libyaml gives the decoded text and the outer bounds; this finds the bounds of the content and, where
text and source differ (escapes, folded lines, block indentation), the pieces. YAML 1.1, chapters 5.7 and 9.
"""

from __future__ import annotations

import re

from linter.model import Piece, Scalar, Style, new_scalar
from linter.patterns import compile_late

from .pieces import splice

MASK = "\ue000"  # stands for one character of a template action, see go_template

_BREAK = "(?:\r\n|[\r\n\x85\u2028\u2029])"
_FOLD = rf"(?P<fold>(?:(?<![ \t])[ \t]++)?{_BREAK}(?:[ \t]*+{_BREAK})*+[ \t]*+)"
_PLAIN = compile_late(_FOLD)
_SINGLE = compile_late(rf"(?P<quote>'')|{_FOLD}")
_DOUBLE = compile_late(
    rf"(?P<joined>\\{_BREAK}(?:[ \t]*+{_BREAK})*+[ \t]*+)"
    rf"|\\(?:x(?P<x>[0-9A-Fa-f]{{2}})|u(?P<u>[0-9A-Fa-f]{{4}})|U(?P<U>[0-9A-Fa-f]{{8}})|(?P<letter>.))|{_FOLD}"
)
_PATTERNS = {Style.PLAIN: _PLAIN, Style.SINGLE: _SINGLE, Style.DOUBLE: _DOUBLE}
_BREAKS = compile_late(_BREAK)
_LETTERS = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_PROPERTIES = compile_late(r"(?:[&!]\S*+(?:\s++|\#[^\r\n]*+)*+)*+")
_MASKED = compile_late(f"{MASK}+")


def _content(text: str, start: int, end: int) -> int:
    """Where a scalar begins behind its anchor and tag."""
    if text[start : start + 1] not in ("&", "!"):
        return start
    match = _PROPERTIES.match(text, start, end)
    return match.end() if match else start


def flow_scalar(text: str, value: str, start: int, end: int, style: Style) -> Scalar:
    """A plain or quoted scalar of one or several lines; the bounds are libyaml's."""
    start = _content(text, start, end)
    head = start
    if style is not Style.PLAIN:
        start, end = start + 1, max(start + 1, end - 1)
    written = text[start:end]
    if written == value:
        return new_scalar((value, start, end, style, (), head))
    decoded, pieces = splice(written, start, _PATTERNS[style], _decode)
    if decoded != value:
        pieces = (Piece(0, start),)
    return Scalar(value, start, end, style, pieces, head)


def _decode(match: re.Match[str]) -> str:
    kind, text = match.lastgroup, match[0]
    if kind == "fold":
        return "\n" * (len(_BREAKS.findall(text)) - 1) or " "
    if kind == "joined":
        return "\n" * (len(_BREAKS.findall(text)) - 1)
    if kind == "quote":
        return "'"
    if kind == "letter":
        return _LETTERS.get(text[1], text[1])
    return chr(min(int(text[2:], 16), 0x10FFFF))


def block_scalar(text: str, value: str, start: int, end: int, style: Style) -> Scalar:
    """A ``|`` or ``>`` scalar: one piece per line of content; ``end`` may lie behind blank lines."""
    head = _content(text, start, end)
    body = text.find("\n", head, end) + 1 or end
    indent = _indent(text, value, body, end)
    pieces: list[Piece] = []
    at, last = 0, body
    for line_start, line_end in _lines(text, body, end):
        content = text[line_start + indent : line_end]
        found = value.find(content, at) if content else -1
        if found < 0:
            continue
        pieces.append(Piece(found, line_start + indent))
        at, last = found + len(content), line_end
    if not pieces:
        return Scalar(value, body, body, style, (Piece(0, body),) if value else (), head)
    first = pieces[0].source_offset
    if pieces[0].value_offset:
        pieces.insert(0, Piece(0, first))
    return Scalar(value, first, last, style, tuple(pieces), head)


def _indent(text: str, value: str, body: int, end: int) -> int:
    """How many columns of each line are indentation: those of the first line that its text lacks."""
    shown = value.lstrip("\r\n")
    for start, line_end in _lines(text, body, end):
        line = text[start:line_end]
        if line.strip():
            return max(0, _leading(line) - _leading(shown))
    return 0


def _leading(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Start and end of each line, without its line end."""
    lines = []
    while start < end:
        line_end = text.find("\n", start, end)
        following = line_end + 1 if line_end >= 0 else end
        if line_end < 0:
            line_end = end
        if line_end > start and text[line_end - 1] == "\r":
            line_end -= 1
        lines.append((start, line_end))
        start = following
    return lines


def unmask(scalar: Scalar, masked: str, original: str) -> Scalar:
    """The scalar with the text of template actions put back."""
    if scalar.style in (Style.LITERAL, Style.FOLDED):
        return _unmask_block(scalar, masked, original)
    if MASK not in scalar.text:
        return scalar
    if not scalar.pieces:
        return scalar._replace(text=original[scalar.start : scalar.end])
    parts, at = [], 0
    for match in _MASKED.finditer(scalar.text):
        source = scalar.source_offset(match.start())
        parts += [scalar.text[at : match.start()], original[source : source + len(match[0])]]
        at = match.end()
    return scalar._replace(text="".join([*parts, scalar.text[at:]]))


def _unmask_block(scalar: Scalar, masked: str, original: str) -> Scalar:
    """A block's lines as they are written, those that hold only actions too."""
    body = original.find("\n", scalar.head) + 1
    if not body:
        return scalar
    line_start = original.rfind("\n", 0, scalar.head) + 1
    outer = _leading(original[line_start : scalar.head + 1])
    end = max(scalar.end, body)
    indent = scalar.start - (masked.rfind("\n", 0, scalar.start) + 1) if scalar.pieces else outer + 1
    while True:  # lines behind the content that hold only actions and stand deep enough
        line_end = original.find("\n", end + 1)
        line = original[end:] if line_end < 0 else original[end:line_end]
        inside = line.strip() and _leading(line.lstrip("\r\n")) >= indent and not masked[end : end + len(line)].strip()
        if not inside:
            break
        end += len(line)
    if original[body:end] == masked[body:end]:
        return scalar
    indent = (
        indent
        if scalar.pieces
        else min((_leading(original[s:e]) for s, e in _lines(original, body, end) if e > s), default=0)
    )
    texts, pieces, length = [], [], 0
    for line_start, stop in _lines(original, body, end):
        start = line_start + min(indent, _leading(original[line_start:stop]))
        pieces.append(Piece(length, start))
        texts.append(original[start:stop])
        length += stop - start + 1
    if not pieces:
        return scalar
    text = "\n".join(texts) + "\n" * scalar.text.endswith("\n")
    return scalar._replace(text=text, start=pieces[0].source_offset, end=end, pieces=tuple(pieces))
