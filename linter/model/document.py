"""What a parser makes of a source: nodes that know where they stand, whatever the format.

JSON, YAML, dotenv, properties and XML become one tree of mappings, sequences and scalars. Bicep
becomes declarations whose values are the same nodes. All offsets are 0-based character offsets
into ``Source.text``, ends exclusive; ``Source.span`` turns them into lines and columns.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from functools import cached_property, partial
from typing import NamedTuple, cast

from .source import Source, Span


class Style(StrEnum):
    """How a scalar is written."""

    PLAIN = "plain"  # YAML plain, JSON number or boolean, dotenv without quotes
    SINGLE = "single"
    DOUBLE = "double"
    LITERAL = "literal"  # YAML |
    FOLDED = "folded"  # YAML >
    NULL = "null"  # JSON null, YAML ~ or nothing at all
    EXPRESSION = "expression"  # Bicep code; ``text`` is the code itself


class Piece(NamedTuple):
    """From ``value_offset`` on, a scalar's text stands letter by letter at ``source_offset``."""

    value_offset: int
    source_offset: int


class Scalar(NamedTuple):
    """One value or key.

    ``text`` is decoded: escapes resolved, indentation of a block removed, Go-template actions
    put back. ``start``/``end`` bound what stands between the quotes (for a YAML block: from the
    first to past the last character of its content). ``pieces`` is empty where ``text`` and
    source agree letter by letter from ``start`` on. ``head`` is the offset of a block's ``|`` or
    ``>``, or of an opening quote; it equals ``start`` otherwise.
    """

    text: str
    start: int
    end: int
    style: Style = Style.PLAIN
    pieces: tuple[Piece, ...] = ()
    head: int = -1

    def __repr__(self) -> str:  # a scalar may be a secret
        return f"Scalar({len(self.text)} characters at {self.start})"

    def source_offset(self, offset: int) -> int:
        """Where in the source the character at ``offset`` of ``text`` stands."""
        if not self.pieces:
            return min(self.start + offset, self.end)
        index = bisect_right(self.pieces, offset, key=lambda piece: piece.value_offset) - 1
        piece = self.pieces[max(index, 0)]
        return min(piece.source_offset + offset - piece.value_offset, self.end)


new_scalar = cast(
    "Callable[[tuple[str, int, int, Style, tuple[Piece, ...], int]], Scalar]", partial(tuple.__new__, Scalar)
)
"""A scalar of all its fields in a row, in half the time: parsers make them by the million."""


class Entry(NamedTuple):
    """One key and its value."""

    key: Scalar
    value: "Node"


class Mapping(NamedTuple):
    """Keys and values in the order written; a key may stand twice, the last one counts."""

    entries: tuple[Entry, ...]
    start: int
    end: int

    def get(self, *keys: str) -> "Node | None":
        """The node at a path of keys, letter case as written, or None."""
        node: Node | None = self
        for key in keys:
            if not isinstance(node, Mapping):
                return None
            node = node.last(key)
        return node

    def last(self, key: str) -> "Node | None":
        """The node of the last entry of a key, which is the one that counts, or None."""
        for entry in reversed(self.entries):
            if entry.key.text == key:
                return entry.value
        return None

    def scalar(self, *keys: str) -> Scalar | None:
        """The scalar at a path of keys, or None where there is none or it is no scalar."""
        node = self.get(*keys)
        return node if isinstance(node, Scalar) else None

    def text(self, *keys: str) -> str:
        """The text of the scalar at a path of keys, or an empty string."""
        scalar = self.scalar(*keys)
        return scalar.text if scalar else ""

    def mapping(self, *keys: str) -> "Mapping":
        """The mapping at a path of keys, or an empty one."""
        node = self.get(*keys)
        return node if isinstance(node, Mapping) else Mapping((), self.start, self.start)

    def items(self, *keys: str) -> "tuple[Node, ...]":
        """The items of the sequence at a path of keys, or none."""
        node = self.get(*keys)
        return node.items if isinstance(node, Sequence) else ()


class Sequence(NamedTuple):
    """Values in the order written."""

    items: "tuple[Node, ...]"
    start: int
    end: int

    def mappings(self) -> Iterator[Mapping]:
        """Those items that are mappings."""
        return (item for item in self.items if isinstance(item, Mapping))


Node = Scalar | Mapping | Sequence


class Decorator(NamedTuple):
    """A Bicep decorator: ``@secure()``, ``@description('…')``."""

    name: str
    arguments: tuple[Scalar, ...]
    start: int
    end: int


class DeclarationKind(StrEnum):
    """The Bicep statements that matter here."""

    PARAMETER = "param"
    VARIABLE = "var"
    RESOURCE = "resource"
    MODULE = "module"
    OUTPUT = "output"
    USING = "using"
    EXTENDS = "extends"


class Declaration(NamedTuple):
    """One Bicep statement.

    ``type`` is the declared type (``string``), the resource type
    (``Microsoft.KeyVault/vaults@2023-07-01``) or the module, ``using`` or ``extends`` path, without quotes.
    ``value`` is the default of a parameter, the body of a resource or module, or the expression.
    """

    kind: DeclarationKind
    name: Scalar
    type: str
    value: Node | None
    decorators: tuple[Decorator, ...]
    start: int
    end: int

    def decorator(self, name: str) -> Decorator | None:
        """The decorator of that name (``secure`` also for ``sys.secure``), or None."""
        return next((d for d in self.decorators if d.name.removeprefix("sys.") == name), None)


class ParseProblem(NamedTuple):
    """Something a parser could not read; ``message`` holds no text of the file."""

    message: str
    start: int
    end: int


class _Parsed(NamedTuple):
    source: Source
    roots: tuple[Node, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    read_comments: "Callable[[], Iterable[Comment]]" = tuple
    problems: tuple[ParseProblem, ...] = ()


class Document(_Parsed):
    """What could be read of a source: trees (one per YAML document) or Bicep declarations."""

    @cached_property
    def comments(self) -> "tuple[Comment, ...]":
        """The comments, in the order written; read when they are first asked for, which is seldom."""
        return tuple(self.read_comments())

    def span(self, node: Node) -> Span:
        """The span of a node; of a scalar, what stands between its quotes."""
        return self.source.span(node.start, node.end)


class Comment(NamedTuple):
    """One comment with its marker (``#``, ``//``, ``/* */``, ``<!-- -->``)."""

    text: str
    start: int
    end: int

    def __repr__(self) -> str:  # a comment may hold a secret
        return f"Comment({len(self.text)} characters at {self.start})"
