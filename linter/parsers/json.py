"""JSON and JSON with comments, through tree-sitter.

Comments, trailing commas and strings of several lines (which Azure Resource Manager takes) are no
problems. The text is parsed as a copy in which every character is one byte, so that byte offsets
are character offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import tree_sitter_json
from tree_sitter import Language, Parser, Tree
from tree_sitter import Node as Syntax

from linter.model import (
    Comment,
    Document,
    Entry,
    Mapping,
    Node,
    ParseProblem,
    Scalar,
    Sequence,
    Source,
    Style,
)

from .limits import MAX_DEPTH, MAX_PROBLEMS, too_deep
from .pieces import splice
from .syntax_errors import innermost_errors

_LANGUAGE = Language(tree_sitter_json.language())


def _kind(name: str) -> int:
    return _LANGUAGE.id_for_node_kind(name, True) or -1


_STRING, _NUMBER, _NULL = _kind("string"), _kind("number"), _kind("null")
_OBJECT, _ARRAY, _PAIR = _kind("object"), _kind("array"), _kind("pair")
_COMMENT = _kind("comment")
_VALUES = frozenset({_STRING, _NUMBER, _NULL, _OBJECT, _ARRAY, _kind("true"), _kind("false")})
_VALUES_AND_PAIR = _VALUES | {_PAIR}

_BLOCK_COMMENT = rb"/\*(?:[^*]|\*(?!/))*+(?:\*/)?"
_TRAILING_COMMA = rb"(?P<comma>,)(?=(?:\s|//[^\n]*|" + _BLOCK_COMMENT + rb")*+[}\]])"
# A quote that is never closed must not swallow the rest: strings of several lines come second.
_REPAIRS = tuple(
    re.compile(rb"|".join((string, rb"//[^\n]*", _BLOCK_COMMENT, _TRAILING_COMMA)), re.DOTALL)
    for string in (rb'"(?:[^"\\\n]|\\.)*+"', rb'"(?:[^"\\]|\\.)*+"')
)

_ESCAPE = re.compile(
    r"\\u([dD][89abAB][0-9A-Fa-f]{2})\\u([dD][c-fC-F][0-9A-Fa-f]{2})|\\u([0-9A-Fa-f]{4})|\\(.)", re.DOTALL
)
_BAD_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\u(?![0-9A-Fa-f]{4})")  # the grammar lets it pass
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def parse(source: Source) -> Document:
    """Read a JSON text; of several values in one file each is a root."""
    tree = _tree(source.text.encode("ascii", "replace"))
    builder = _Builder(source.text)
    roots = builder.roots(tree.root_node)
    problems = [*builder.problems]
    if tree.root_node.has_error:
        problems += map(_problem, islice(innermost_errors(tree.root_node), MAX_PROBLEMS))
    elif len(roots) != 1:
        problems.append(_not_one_value(roots))
    return Document(source, tuple(roots), (), tuple(builder.comments), tuple(problems[:MAX_PROBLEMS]))


def _tree(data: bytes) -> Tree:
    parser = Parser(_LANGUAGE)
    tree = parser.parse(data)
    if not tree.root_node.has_error:
        return tree
    repaired = [parser.parse(pattern.sub(_repair, data)) for pattern in _REPAIRS]
    return next((attempt for attempt in repaired if not attempt.root_node.has_error), repaired[0])


def _repair(match: re.Match[bytes]) -> bytes:
    """What the grammar does not know and Azure takes, replaced by as much white space."""
    if match["comma"]:
        return b" "
    text = match[0]
    return text.replace(b"\n", b" ") if text[:1] == b'"' else text


def _not_one_value(roots: list[Node]) -> ParseProblem:
    if not roots:
        return ParseProblem("the file holds no JSON value", 0, 0)
    return ParseProblem("more than one JSON value in one file", roots[1].start, roots[1].end)


class _Builder:
    """Turns syntax nodes into nodes and keeps the comments and problems it passes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.comments: list[Comment] = []
        self.problems: list[ParseProblem] = []

    def roots(self, syntax: Syntax) -> list[Node]:
        """The values of the whole file; a text that never closes its brackets is one error."""
        if syntax.is_error:
            recovered = self.recover(syntax, 0)
            entries, items = recovered.entries, recovered.items
        else:
            entries, items = self.children(syntax, 0)
        return [*items, Mapping(tuple(entries), *syntax.byte_range)] if entries else items

    def children(self, parent: Syntax, depth: int) -> tuple[list[Entry], list[Node]]:
        """The pairs and the other values directly inside a syntax node."""
        entries: list[Entry] = []
        items: list[Node] = []
        for child in parent.named_children:
            kind = child.kind_id
            if kind == _PAIR:
                self.pair(child, depth, entries)
            elif kind in _VALUES:
                if not child.is_missing:
                    items.append(self.value(child, depth))
            elif kind == _COMMENT:
                self.comment(child)
            elif child.is_error:
                recovered = self.recover(child, depth)
                entries += recovered.entries
                items += recovered.items
        return entries, items

    def pair(self, pair: Syntax, depth: int, entries: list[Entry]) -> None:
        parts = pair.named_children
        if len(parts) > 2:
            for part in parts:
                if part.kind_id == _COMMENT:
                    self.comment(part)
            parts = [part for part in parts if part.kind_id in _VALUES]
        if len(parts) == 2 and parts[0].kind_id == _STRING:
            key = self.string(*parts[0].byte_range)
            entries.append(Entry(key, self.value(parts[1], depth)))

    def value(self, syntax: Syntax, depth: int) -> Node:
        kind = syntax.kind_id
        start, end = syntax.byte_range
        if kind == _STRING:
            return self.string(start, end)
        if kind not in (_OBJECT, _ARRAY):
            style = Style.NULL if kind == _NULL or start == end else Style.PLAIN
            return Scalar(self.text[start:end], start, end, style, (), start)
        entries: list[Entry] = []
        items: list[Node] = []
        if depth < MAX_DEPTH:
            entries, items = self.children(syntax, depth + 1)
        else:
            self.problems.append(too_deep(start, end))
        return Mapping(tuple(entries), start, end) if kind == _OBJECT else Sequence(tuple(items), start, end)

    def string(self, start: int, end: int) -> Scalar:
        inner_end = end - 1 if end - start > 1 and self.text[end - 1] == '"' else end
        inner_start = min(start + 1, inner_end)
        written = self.text[inner_start:inner_end]
        if "\\" not in written:
            return Scalar(written, inner_start, inner_end, Style.DOUBLE, (), start)
        if bad := _BAD_ESCAPE.search(written):
            at = inner_start + bad.end()
            self.problems.append(ParseProblem("\\u needs four hexadecimal digits", at - 2, at))
        text, pieces = splice(written, inner_start, _ESCAPE, _unescape)
        return Scalar(text, inner_start, inner_end, Style.DOUBLE, pieces, start)

    def comment(self, syntax: Syntax) -> None:
        start, end = syntax.byte_range
        text = self.text[start:end].removesuffix("\r")
        self.comments.append(Comment(text, start, start + len(text)))

    def recover(self, error: Syntax, depth: int) -> _Frame:
        """What can be read of a stretch that the grammar could not put together."""
        frames = [_Frame("", error.start_byte)]
        for syntax in _tokens(error):
            kind = syntax.type
            frame = frames[-1]
            if kind in ("{", "["):
                if depth + len(frames) >= MAX_DEPTH:
                    self.problems.append(too_deep(syntax.start_byte, error.end_byte))
                    break
                frames.append(_Frame(kind, syntax.start_byte))
            elif kind in ("}", "]") and len(frames) > 1:
                frames.pop()
                frames[-1].add(frame.close(syntax.end_byte))
            elif kind == ":":
                frame.take_key()
            elif kind == "pair":
                self.pair(syntax, depth + len(frames), frame.entries)
            elif kind == "comment":
                self.comment(syntax)
            elif syntax.kind_id in _VALUES and not syntax.is_missing:
                frame.add(self.value(syntax, depth + len(frames)))
        while len(frames) > 1:
            frame = frames.pop()
            frames[-1].add(frame.close(error.end_byte))
        return frames[0]


class _Frame:
    """A bracket of broken text that is still open, and what stands in it."""

    def __init__(self, opener: str, start: int) -> None:
        self.opener = opener
        self.start = start
        self.entries: list[Entry] = []
        self.items: list[Node] = []
        self.key: Scalar | None = None

    def take_key(self) -> None:
        if self.items and isinstance(last := self.items[-1], Scalar) and last.style is Style.DOUBLE:
            self.key = last
            self.items.pop()

    def add(self, node: Node) -> None:
        if self.key:
            self.entries.append(Entry(self.key, node))
            self.key = None
        else:
            self.items.append(node)

    def close(self, end: int) -> Node:
        if self.opener == "{":
            return Mapping(tuple(self.entries), self.start, end)
        return Sequence(tuple(self.items), self.start, end)


def _tokens(error: Syntax) -> Iterator[Syntax]:
    """The children of an error, those of errors within it in their place."""
    waiting = error.children[::-1]
    while waiting:
        syntax = waiting.pop()
        if syntax.is_error:
            waiting += syntax.children[::-1]
        else:
            yield syntax


def _unescape(match: re.Match[str]) -> str:
    high, low, single, letter = match.groups()
    if high:
        return chr(0x10000 + ((int(high, 16) & 0x3FF) << 10) + (int(low, 16) & 0x3FF))
    if single:
        code = int(single, 16)
        return chr(code) if not 0xD800 <= code < 0xE000 else "\ufffd"
    return _ESCAPED.get(letter, letter)


def _problem(syntax: Syntax) -> ParseProblem:
    if not syntax.is_missing:
        return _error(syntax)
    message = "a value is missing" if syntax.is_named else f"{syntax.type} is missing"
    return ParseProblem(message, *syntax.byte_range)


def _error(error: Syntax) -> ParseProblem:
    open_brackets: list[Syntax] = []
    for child in error.children:
        if child.type in ("{", "["):
            open_brackets.append(child)
        elif child.type in ("}", "]") and open_brackets:
            open_brackets.pop()
    if open_brackets:
        return ParseProblem("a bracket is opened and never closed", *open_brackets[-1].byte_range)
    before: Syntax | None = None
    for syntax in (*error.children, error.next_sibling):
        if syntax is None or syntax.kind_id == _COMMENT:
            continue
        if before and before.kind_id in _VALUES_AND_PAIR and syntax.kind_id in _VALUES_AND_PAIR:
            return ParseProblem("a comma is missing", before.end_byte, syntax.start_byte)
        before = syntax
    return ParseProblem("this is not JSON", *error.byte_range)
