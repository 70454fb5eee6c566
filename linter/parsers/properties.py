r"""Java properties, as Spring reads them.

The format is that of ``java.util.Properties.load(Reader)``: ``=``, ``:`` or white space part key and
value, ``#`` and ``!`` begin a comment line, a backslash at its end continues a line. A line ``#---`` or ``!---``
parts documents (Spring Boot reference, "Working With Multi-Document Files").
"""

from __future__ import annotations

import re
from collections.abc import Callable

from linter.model import Comment, Document, Entry, Mapping, ParseProblem, Scalar, Source, Style
from linter.patterns import compile_late

from .limits import MAX_PROBLEMS
from .pieces import splice

_LINE = compile_late(
    r"[ \t\f]*+(?:(?P<comment>[#!][^\r\n]*)"
    r"|(?P<key>(?:[^\\:=\s]|\\(?:\r\n|.))*+)[ \t\f]*+(?P<separator>[:=]?)[ \t\f]*+"
    r"(?P<value>(?:[^\\\r\n]|\\(?:\r\n|.))*+)\\?)(?:\r\n|[\r\n]|\Z)?",
    re.DOTALL,
)
_SEPARATOR = compile_late(r"[#!]---\s*\Z")
_ESCAPE = compile_late(
    r"\\(?:u(?P<high>[dD][89abAB][0-9A-Fa-f]{2})\\u(?P<low>[dD][c-fC-F][0-9A-Fa-f]{2})|u(?P<code>[0-9A-Fa-f]{4})"
    r"|(?P<line>(?:\r\n|[\r\n])[ \t\f]*)|(?P<letter>.))",
    re.DOTALL,
)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "f": "\f"}


def parse(source: Source) -> Document:
    """Read properties: one mapping of whole keys (``spring.cloud.azure``) for each document."""
    text = source.text
    roots: list[Mapping] = []
    entries: list[Entry] = []
    comments: list[Comment] = []
    problems: list[ParseProblem] = []
    at = start = 1 if text.startswith("\ufeff") else 0
    while at < len(text) and (match := _LINE.match(text, at)) and match.end() > at:
        if match["comment"] is not None:
            comments.append(Comment(match["comment"], *match.span("comment")))
            if _SEPARATOR.match(match["comment"]) and match.start("comment") == at:
                roots.append(Mapping(tuple(entries), start, at))
                entries, start = [], match.end()
        elif match["key"] or match["separator"]:
            key, value = (_scalar(match[part], match.start(part), problems.append) for part in ("key", "value"))
            entries.append(Entry(key, value))
        at = match.end()
    roots.append(Mapping(tuple(entries), start, len(text)))
    return Document(source, tuple(roots), (), lambda: comments, tuple(problems[:MAX_PROBLEMS]))


def _scalar(written: str, start: int, report: Callable[[ParseProblem], None]) -> Scalar:
    end = start + len(written)
    if "\\" not in written:
        return Scalar(written, start, end, Style.PLAIN, (), start)
    if bad := re.search(r"(?<!\\)(?:\\\\)*\\u(?![0-9A-Fa-f]{4})", written):
        report(ParseProblem("\\u needs four hexadecimal digits", start + bad.end() - 2, start + bad.end()))
    text, pieces = splice(written, start, _ESCAPE, _unescape)
    return Scalar(text, start, end, Style.PLAIN, pieces, start)


def _unescape(match: re.Match[str]) -> str:
    if match["high"]:
        return chr(0x10000 + ((int(match["high"], 16) & 0x3FF) << 10) + (int(match["low"], 16) & 0x3FF))
    if match["code"]:
        number = int(match["code"], 16)
        return chr(number) if not 0xD800 <= number < 0xE000 else "\ufffd"
    if match["line"]:
        return ""
    return _ESCAPED.get(match["letter"], match["letter"])
