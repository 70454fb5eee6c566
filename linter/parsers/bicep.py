"""Bicep and Bicep parameter files, through tree-sitter.

A text is parsed statement by statement as a copy in which every character is one byte, so that byte
offsets are character offsets. A statement that gives nothing a value is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from time import process_time

from tree_sitter import Node as Syntax
from tree_sitter import Parser, Point, Range, Tree

from linter.grammars import grammar
from linter.model import Comment, Declaration, DeclarationKind, Document, ParseProblem, Scalar, Source, Style
from linter.patterns import compile_late

from .bicep_nodes import Builder
from .bicep_statements import Statement, comments, depth, mask, statements
from .limits import MAX_DEPTH, MAX_PROBLEMS, too_deep
from .syntax_errors import innermost_errors, last_unclosed

_LANGUAGE = grammar("tree_sitter_bicep")
_SECONDS = 1.0  # of computing for the broken statements of one file; sound ones take 1 s per MB
_SHORT = 1000  # characters, some hundredths of a second at worst; to watch the clock takes a fifth of the time
_CHUNK = 1 << 16

_PATH = compile_late(r"(?P<keyword>using|extends)[ \t]+(?:'(?P<path>[^'\n]*)'|(?P<none>none)\b)")
# What gives nothing a value; the grammar is older than parts of it.
_WITHOUT_VALUES = frozenset({"extension", "extensionConfig", "provider", "import", "type", "func"})


def parse(source: Source) -> Document:
    """Read a Bicep text into declarations, in the order written."""
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.data = source.text.encode("ascii", "replace")
        self.masked = mask(self.data)
        self.parser = Parser(_LANGUAGE)
        self.budget = _SECONDS
        self.builder = Builder(source.text)
        self.problems: list[ParseProblem] = []

    def read(self) -> Document:
        for statement in statements(self.data):
            self.statement(statement)
        problems = tuple(self.problems[:MAX_PROBLEMS])
        return Document(self.source, (), tuple(self.builder.declarations), self.comments, problems)

    def statement(self, statement: Statement) -> None:
        start, end = statement.start, statement.end
        if statement.keyword in _WITHOUT_VALUES or (statement.keyword in ("using", "extends") and self.path(start)):
            return
        if depth(self.data[start:end]) > MAX_DEPTH:
            self.problems.append(too_deep(start, end))
            return
        tree = self.tree(start, end)
        if tree is None:
            self.problems.append(ParseProblem("this statement is broken and takes too long to read", start, end))
            return
        root = tree.root_node
        self.builder.statements(root)
        if root.has_error:
            self.problems += map(_problem, islice(innermost_errors(root), MAX_PROBLEMS))

    def path(self, start: int) -> bool:
        """Add a ``using`` or ``extends`` statement, which say where parameters come from."""
        match = _PATH.match(self.source.text, start)
        if not match:
            return False
        group = "none" if match["none"] else "path"
        first, last = match.span(group)
        style, head = (Style.PLAIN, first) if match["none"] else (Style.SINGLE, first - 1)
        name = Scalar(match[group], first, last, style, (), head)
        kind = DeclarationKind(match["keyword"])
        self.builder.declarations.append(Declaration(kind, name, match[group], None, (), start, match.end()))
        return True

    def tree(self, start: int, end: int) -> Tree | None:
        """The syntax of one statement, or None where time runs out."""
        self.parser.included_ranges = [Range(_ORIGIN, _ORIGIN, start, end)]
        started = process_time()
        is_short = end - start <= _SHORT and self.budget > 0
        tree = self.parser.parse(self.masked) if is_short else self.watched(end, started + self.budget)
        if tree is None:
            self.budget = 0
        elif tree.root_node.has_error:
            self.budget -= process_time() - started
        return tree

    def watched(self, end: int, deadline: float) -> Tree | None:
        """The syntax of a statement that ends at ``end``, or None where ``process_time()`` passes ``deadline``, in seconds."""

        def chunk(offset: int, _point: Point) -> bytes:
            return self.masked[offset : min(offset + _CHUNK, end)]

        try:
            return self.parser.parse(chunk, progress_callback=lambda _offset, _has_error: process_time() > deadline)
        except ValueError:  # stopped by the callback
            self.parser.reset()
            return None

    def comments(self) -> Iterator[Comment]:
        for start, end in comments(self.data):
            text = self.source.text[start:end].removesuffix("\r")
            yield Comment(text, start, start + len(text))


_ORIGIN = Point(0, 0)


def _problem(syntax: Syntax) -> ParseProblem:
    start, end = syntax.byte_range
    if syntax.is_missing:
        what = "a name or value" if syntax.is_named else syntax.type
        return ParseProblem(f"{what} is missing", start, end)
    if at := last_unclosed(syntax):
        return ParseProblem("a bracket is opened and never closed", *at.byte_range)
    return ParseProblem("no statement or expression of Bicep looks like this", start, end)
