"""Cutting Bicep into top-level statements, each in a form that tree-sitter-bicep 1.1.0 knows.

Statement by statement, one that is broken does not touch the others, and the time that the parser
spends on it (which grows faster than its length) stays bounded. What the grammar lacks is replaced
by as many characters that it has, so that offsets hold: spreads, typed inputs, and the assignments
of parameter files. The language itself: Azure/bicep, docs/grammar.md.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from linter.patterns import compile_late

# What begins with a letter is searched for ten times as fast as what begins with a condition such as "^".
_START = compile_late(
    rb"\n(?:(?P<decorator>@)|(?P<keyword>param|var|resource|module|output|targetScope|metadata|type|func|import"
    rb"|using|extends|extension|extensionConfig|provider|assert|test)\b(?=[ \t]+[\w'{*]|[ \t]*=))",
)
_SKIPPED = compile_late(rb"'''.*?'''|//[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|'(?:[^'\\\n]|\\.)*+'", re.DOTALL)

# An interpolated string is read up to its "${", whose code is then read as if it stood outside.
_TOKEN = compile_late(
    rb"'''.*?'''|'(?:[^'\\\n$]|\\.|\$(?!\{))*+(?:'|(?P<hole>\$\{))?|//[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/)?"
    rb"|(?P<spread>\.\.\.)|(?P<open>[\[({])|(?P<close>[\])}])",
    re.DOTALL,
)
_REST_OF_STRING = compile_late(rb"(?:[^'\\\n$]|\\.|\$(?!\{))*+(?:'|(?P<hole>\$\{))?", re.DOTALL)

_ASSIGNMENT = compile_late(rb"param(?<=^param)(?=[ \t]+\w+[ \t]*=)", re.MULTILINE)
_TYPED_VARIABLE = compile_late(rb"(?P<name>var(?<=^var)[ \t]+\w+[ \t]+)(?P<type>\w[^=\n']*?)(?=[ \t]*=)", re.MULTILINE)
_ASSERTION = compile_late(rb"!(?<=[\w\])]!)(?![=~])")  # x! is x for sure; some places where it may stand are missing
_INDEX = compile_late(rb"\[(?:\?\^?|\^)(?=\w)")  # optional, and counted from the end
_INTERPOLATED_LINES = compile_late(rb"\$+(?=''')")
_INPUT = compile_late(rb"\bresource(?:Input|Output)<[^>\n]*>")
_COMMENT_IN_STRING = compile_late(rb"'[^'\n]*/\*")
SPREAD_KEY = b"_ :"  # stands for the dots of a spread in an object


class Statement(NamedTuple):
    """One top-level statement with its decorators and what follows it, up to the next one."""

    keyword: str
    start: int
    end: int


def statements(data: bytes) -> Iterator[Statement]:
    """The statements of a text, and what stands before the first as one without a keyword."""
    keyword, start, is_decorated = "", 0, False
    for match in _starts(data):
        word = (match["keyword"] or b"").decode()
        if not is_decorated:
            if match.start():
                yield Statement(keyword, start, match.start())
            start = match.start()
        keyword, is_decorated = word, not word
    yield Statement(keyword, start, len(data))


def _starts(data: bytes) -> Iterator[re.Match[bytes]]:
    """Where lines begin like statements, outside strings of several lines and comments."""
    # With a line feed before the first line too, a match starts in the copy where its line starts in the text.
    starts = _START.finditer(b"\n" + data)
    if b"'''" not in data and b"/*" not in data:
        yield from starts
        return
    skipped = (match.span() for match in _SKIPPED.finditer(data))
    start, end = next(skipped, (len(data), len(data)))
    for match in starts:
        while end <= match.start() < len(data) and end < len(data):
            start, end = next(skipped, (len(data), len(data)))
        if match.start() < start:
            yield match


def comments(data: bytes) -> Iterator[tuple[int, int]]:
    """Where each comment starts and ends."""
    return (match.span() for match, _ in _tokens(data) if match[0].startswith((b"//", b"/*")))


def mask(data: bytes) -> bytes:
    """The text, one byte a character, in the older language."""
    data = _ASSIGNMENT.sub(b"var  ", data)
    data = _TYPED_VARIABLE.sub(lambda match: match["name"].ljust(len(match[0])), data)
    data = _ASSERTION.sub(b" ", data)
    data = _INDEX.sub(lambda match: b"[".ljust(len(match[0])), data)
    if b"$'''" in data:
        data = _INTERPOLATED_LINES.sub(lambda match: b" " * len(match[0]), data)
    if b"Input<" in data or b"Output<" in data:
        data = _INPUT.sub(lambda match: b"object".ljust(len(match[0])), data)
    has_comment_in_string = b"*/" in data and _COMMENT_IN_STRING.search(data)
    return _mask_tokens(data) if b"..." in data or b"'//" in data or has_comment_in_string else data


def _mask_tokens(data: bytes) -> bytes:
    """Spreads as items of a list, or as properties of an object; strings that the grammar takes for comments."""
    masked = bytearray(data)
    for match, brackets in _tokens(data):
        if match.lastgroup == "spread":
            masked[match.start() : match.end()] = SPREAD_KEY if brackets[-1:] == [b"{"] else b"   "
        elif match[0].startswith(b"'//"):
            masked[match.start() + 1 : match.start() + 3] = b"__"
        elif match[0].startswith(b"'") and b"/*" in match[0]:
            masked[match.start() : match.end()] = match[0].replace(b"/*", b"__")
    return bytes(masked)


def depth(data: bytes) -> int:
    """How deep brackets nest in a text."""
    if sum(map(data.count, (b"[", b"(", b"{"))) < 100:
        return 0
    return max((len(brackets) for _, brackets in _tokens(data)), default=0)


def _tokens(data: bytes) -> Iterator[tuple[re.Match[bytes], list[bytes]]]:
    """The tokens that matter and the brackets open behind each; the list is one and the same."""
    brackets: list[bytes] = []
    match = _TOKEN.search(data)
    while match:
        kind, end = match.lastgroup, match.end()
        if kind == "hole":
            brackets.append(b"$")
        elif kind == "open":
            brackets.append(match[0])
        elif kind == "close" and brackets and brackets.pop() == b"$":
            rest = _REST_OF_STRING.match(data, end)
            if rest:
                end = rest.end()
                brackets += [b"$"] if rest["hole"] else []
        yield match, brackets
        match = _TOKEN.search(data, end)
