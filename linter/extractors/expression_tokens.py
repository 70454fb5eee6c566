r"""Cuts ARM and Bicep expressions into tokens. Both languages differ little but in their strings.

ARM: ``concat('it''s', parameters('x'))``. Bicep: ``'it\'s ${x}'`` and ``'''…'''``. Sources:
"Template expressions" and "Bicep data types" of the Azure Resource Manager documentation. Any text
gives tokens. All offsets are 0-based into the text, ends exclusive.
"""

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

from linter.patterns import compile_late


class Kind(Enum):
    """What a token is."""

    NAME = auto()
    MARK = auto()  # punctuation, an operator's character, a number
    LINE = auto()  # a line end; Bicep separates by it
    QUOTE = auto()  # a string begins
    CHUNK = auto()  # letters of a string, escapes resolved
    UNQUOTE = auto()  # a string ends
    HOLE = auto()  # ${
    UNHOLE = auto()  # the } of a ${


class Token(NamedTuple):
    """One token; ``text`` is what it means, ``start`` and ``end`` where it stands."""

    kind: Kind
    text: str
    start: int
    end: int

    def __repr__(self) -> str:  # a chunk may be a secret
        return f"Token({self.kind.name}, {self.start}, {self.end})"


class Dialect(NamedTuple):
    """How a language writes code, and the inside of its strings."""

    code: re.Pattern[str]
    string: re.Pattern[str]


ARM = Dialect(
    compile_late(r"\s+|(?P<name>[A-Za-z_$][\w$]*)|(?P<quote>')|(?P<mark>\d+|.)"),
    compile_late(r"(?P<chunk>[^']+)|(?P<escape>'')|(?P<unquote>')"),
)
BICEP = Dialect(
    compile_late(
        r"[^\S\n]+|(?P<line>\n\s*)|//[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|(?P<raw>'''\n?(?P<letters>(?s:.*?))''')"
        r"|(?P<name>[A-Za-z_]\w*)|(?P<quote>')|(?P<mark>\d+|.)"
    ),
    compile_late(
        r"(?P<chunk>(?:[^'\\$\n]|\$(?!\{))+)|(?P<escape>\\u\{[0-9A-Fa-f]{1,6}\}|\\[^\n])|(?P<hole>\$\{)|(?P<unquote>')"
    ),
)

_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}
_KINDS = {"name": Kind.NAME, "line": Kind.LINE, "chunk": Kind.CHUNK, "quote": Kind.QUOTE, "hole": Kind.HOLE}


def tokens(text: str, dialect: Dialect, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """The tokens between two offsets of a text; strings that never end are ended."""
    stop = len(text) if end is None else end
    inside: list[str] = []  # what is open: ' a string, $ a hole in it, { braces
    at = start
    while at < stop:
        pattern = dialect.string if inside[-1:] == ["'"] else dialect.code
        match = pattern.match(text, at, stop)
        if match is None:  # a Bicep string ends with its line at the latest
            inside.pop()
            yield Token(Kind.UNQUOTE, "", at, at)
        else:
            at = match.end()
            yield from _read(match, inside)
    yield from (Token(Kind.UNQUOTE, "", stop, stop) for opener in inside if opener == "'")


def _read(match: re.Match[str], inside: list[str]) -> Iterator[Token]:
    start, end = match.span()
    text, group = match.group(), match.lastgroup
    if group in ("quote", "hole"):
        inside.append("'" if group == "quote" else "$")
    if group in _KINDS:
        yield Token(_KINDS[group], text, start, end)
    elif group == "escape":
        yield Token(Kind.CHUNK, _unescape(text), start, end)
    elif group == "unquote":
        inside.pop()
        yield Token(Kind.UNQUOTE, text, start, end)
    elif group == "raw":
        first, last = match.span("letters")
        yield Token(Kind.QUOTE, "'''", start, first)
        yield Token(Kind.CHUNK, match["letters"], first, last)
        yield Token(Kind.UNQUOTE, "'''", last, end)
    elif group == "mark":
        yield Token(_brace(text, inside), text, start, end)


def _unescape(escape: str) -> str:
    if escape.startswith("\\u{"):
        code = int(escape[3:-1], 16)
        return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
    return _ESCAPED.get(escape[1:], escape[1:])


def _brace(mark: str, inside: list[str]) -> Kind:
    """What a mark is, once braces are counted."""
    if mark == "{":
        inside.append("{")
    elif mark == "}" and inside and inside.pop() == "$":
        return Kind.UNHOLE
    return Kind.MARK
