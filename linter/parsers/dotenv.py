"""Files of environment variables: ``KEY=value`` lines.

The format has no standard. What is read here is what bkeepers/dotenv, motdotla/dotenv and Docker
Compose (docs.docker.com/compose/env-file) agree on; where they differ, Compose: a comment behind a
value without quotes needs white space before it.
"""

from __future__ import annotations

import re

from linter.model import Comment, Document, Entry, Mapping, ParseProblem, Scalar, Source, Style
from linter.patterns import compile_late

from .limits import MAX_PROBLEMS
from .pieces import splice

_KEY = r"(?P<key>[\w.\[\]-]+(?::[\w.\[\]-]+)*)"
_BEHIND = r"[ \t]*(?P<comment>\#[^\r\n]*)?(?=[\r\n]|\Z)"
_ENTRY = compile_late(
    rf"[ \t]*(?:export[ \t]+)?{_KEY}(?:[ \t]*=[ \t]*|:(?:[ \t]+|(?=[\r\n]|\Z)))"
    rf"(?:(?P<quote>[\"'`])(?P<quoted>(?:\\.|(?!(?P=quote)).)*+)(?P=quote){_BEHIND}|(?P<plain>[^\r\n]*))",
    re.DOTALL,
)
_OTHER = compile_late(r"[ \t]*(?:(?P<comment>\#[^\r\n]*)|(?P<name>(?:export[ \t]+)?[\w.-]+)?[ \t]*(?=[\r\n]|\Z))")
_LINE_END = compile_late(r"[^\r\n]*(?:\r\n|[\r\n]|\Z)")
_COMMENT_BEHIND = compile_late(r"[ \t]\#(?!\{)")  # "#{name}#" is a token that a deploy step replaces
# What only a shell reads: such a file is sourced, and its other lines are commands.
_SCRIPT = compile_late(
    r"^(?:#!.*|(?:if|elif|while|until)[ \t].*|then|else|fi|done|esac|(?:case|for)[ \t].+[ \t]in\b.*"
    r"|(?:declare|typeset|readonly|local|source|unset|set|alias|eval|\.)[ \t].+|[\w-]+[ \t]*\(\).*)$",
    re.MULTILINE,
)
_DOUBLE = compile_late(r"\\([nrt\"\\$])")
_SINGLE = compile_late(r"\\(')")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}
_STYLES = {'"': Style.DOUBLE, "'": Style.SINGLE, "`": Style.SINGLE}


def parse(source: Source) -> Document:
    """Read a file of environment variables: one mapping; a name without a value is passed over."""
    text = source.text
    entries: list[Entry] = []
    comments: list[Comment] = []
    problems: list[ParseProblem] = []
    at = 1 if text.startswith("\ufeff") else 0
    while at < len(text):
        match = _ENTRY.match(text, at)
        if match:
            value, comment = _value(match)
            entries.append(Entry(_scalar(match["key"], match.start("key"), Style.PLAIN), value))
            if value.style is Style.PLAIN and value.text[:1] in ('"', "'", "`"):
                problems.append(ParseProblem("the quotes do not enclose the whole value", value.start, value.start + 1))
        else:
            match = _OTHER.match(text, at)
            comment = match.span("comment") if match else (-1, -1)
            if not match:
                problems.append(ParseProblem("this line is no KEY=value", at, _line_end(text, at)))
        if comment[0] >= 0:
            comments.append(Comment(text[slice(*comment)], *comment))
        at = _next_line(text, match.end() if match else at)
    root = Mapping(tuple(entries), 0, len(text))
    found = () if _SCRIPT.search(text) else tuple(problems[:MAX_PROBLEMS])
    return Document(source, (root,), (), lambda: comments, found)


def _value(match: re.Match[str]) -> tuple[Scalar, tuple[int, int]]:
    """The value of a line and the bounds of the comment behind it."""
    if match["quote"]:
        quoted, (start, end) = match["quoted"], match.span("quoted")
        pattern = _DOUBLE if match["quote"] == '"' else _SINGLE
        text, pieces = splice(quoted, start, pattern, _unescape) if "\\" in quoted else (quoted, ())
        return Scalar(text, start, end, _STYLES[match["quote"]], pieces, start - 1), match.span("comment")
    plain, start = match["plain"], match.start("plain")
    behind = _COMMENT_BEHIND.search(match.string, start - 1, match.end("plain"))
    if not behind:
        return _scalar(plain.rstrip(), start, Style.PLAIN), (-1, -1)
    written = plain[: max(0, behind.start() - start)].rstrip()
    return _scalar(written, start, Style.PLAIN), (behind.end() - 1, match.end("plain"))


def _scalar(text: str, start: int, style: Style) -> Scalar:
    return Scalar(text, start, start + len(text), style, (), start)


def _unescape(match: re.Match[str]) -> str:
    return _ESCAPED.get(match[1], match[1])


def _next_line(text: str, at: int) -> int:
    match = _LINE_END.match(text, at)
    return match.end() if match else len(text)


def _line_end(text: str, at: int) -> int:
    return at + len(text[at : _next_line(text, at)].rstrip("\r\n"))
