"""From the syntax of JSON to nodes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node as Syntax

from linter.model import Comment, Entry, Mapping, Node, ParseProblem, Scalar, Sequence, Style, new_scalar
from linter.patterns import compile_late

from .json_syntax import ARRAY, COMMENT, NULL, OBJECT, PAIR, STRING, VALUES
from .limits import MAX_DEPTH, too_deep
from .pieces import splice

_ESCAPE = compile_late(
    r"\\u([dD][89abAB][0-9A-Fa-f]{2})\\u([dD][c-fC-F][0-9A-Fa-f]{2})|\\u([0-9A-Fa-f]{4})|\\(.)", re.DOTALL
)
_BAD_ESCAPE = compile_late(r"(?<!\\)(?:\\\\)*\\u(?![0-9A-Fa-f]{4})")  # the grammar lets it pass
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class Builder:
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
            if kind == PAIR:
                self.pair(child, depth, entries)
            elif kind in VALUES:
                if not child.is_missing:
                    items.append(self.value(child, depth))
            elif kind == COMMENT:
                self.comment(child)
            elif child.is_error:
                recovered = self.recover(child, depth)
                entries += recovered.entries
                items += recovered.items
        return entries, items

    def pair(self, pair: Syntax, depth: int, entries: list[Entry]) -> None:
        """Add a pair, if it has a key and a value."""
        parts = pair.named_children
        if len(parts) > 2:
            for part in parts:
                if part.kind_id == COMMENT:
                    self.comment(part)
            parts = [part for part in parts if part.kind_id in VALUES]
        if len(parts) == 2 and parts[0].kind_id == STRING:
            key = self.string(*parts[0].byte_range)
            entries.append(Entry(key, self.value(parts[1], depth)))

    def value(self, syntax: Syntax, depth: int) -> Node:
        """The node of a value; a value that is missing is null."""
        kind = syntax.kind_id
        start, end = syntax.byte_range
        if kind == STRING:
            return self.string(start, end)
        if kind not in (OBJECT, ARRAY):
            style = Style.NULL if kind == NULL or start == end else Style.PLAIN
            return new_scalar((self.text[start:end], start, end, style, (), start))
        entries: list[Entry] = []
        items: list[Node] = []
        if depth < MAX_DEPTH:
            entries, items = self.children(syntax, depth + 1)
        else:
            self.problems.append(too_deep(start, end))
        return Mapping(tuple(entries), start, end) if kind == OBJECT else Sequence(tuple(items), start, end)

    def string(self, start: int, end: int) -> Scalar:
        """The scalar of a string with its quotes; the last one may be missing."""
        inner_end = end - 1 if end - start > 1 and self.text[end - 1] == '"' else end
        inner_start = min(start + 1, inner_end)
        written = self.text[inner_start:inner_end]
        if "\\" not in written:
            return new_scalar((written, inner_start, inner_end, Style.DOUBLE, (), start))
        if bad := _BAD_ESCAPE.search(written):
            at = inner_start + bad.end()
            self.problems.append(ParseProblem("\\u needs four hexadecimal digits", at - 2, at))
        text, pieces = splice(written, inner_start, _ESCAPE, _unescape)
        return Scalar(text, inner_start, inner_end, Style.DOUBLE, pieces, start)

    def comment(self, syntax: Syntax) -> None:
        """Keep a comment."""
        start, end = syntax.byte_range
        start -= self.text.startswith("//#", start - 1)  # see json_syntax
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
            elif syntax.kind_id in VALUES and not syntax.is_missing:
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
