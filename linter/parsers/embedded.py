"""Formats inside a scalar: YAML and JSON written as strings."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from linter.model import Entry, Family, Mapping, Node, Piece, Scalar, Sequence, Source


def parse_yaml_in(scalar: Scalar, source: Source) -> tuple[Node, ...]:
    """The YAML documents in a scalar's text, as far as they can be read; offsets are the source's."""
    if source.family is Family.HELM_TEMPLATE:  # {{ .Values.x }} alone would read as a mapping of a mapping
        from .go_template import parse
    else:
        from .yaml import parse

    return _parse_in(scalar, source, parse(Source(source.path, source.family, scalar.text)).roots)


def parse_json_in(scalar: Scalar, source: Source) -> tuple[Node, ...]:
    """The JSON value in a scalar's text, or nothing where that is no JSON; offsets are the source's."""
    if scalar.text.lstrip()[:1] not in ("{", "["):
        return ()
    from .json import parse

    document = parse(Source(source.path, Family.APP_SETTINGS, scalar.text))
    return () if document.problems else _parse_in(scalar, source, document.roots)


def _parse_in(scalar: Scalar, source: Source, roots: tuple[Node, ...]) -> tuple[Node, ...]:
    return tuple(_Outward(scalar, source.text).node(root) for root in roots)


class _Outward:
    """Moves nodes from a scalar's text to the source that the scalar stands in."""

    def __init__(self, outer: Scalar, text: str) -> None:
        self.outer = outer
        self.text = text
        self.moved: dict[int, Node] = {}  # aliased nodes stand in many places and are moved once

    def node(self, node: Node) -> Node:
        if isinstance(node, Scalar):
            return self.scalar(node)
        known = self.moved.get(id(node))
        if known is not None:
            return known
        start, end = self.start(node.start), self.end(node.end)
        moved: Node
        if isinstance(node, Mapping):
            entries = (Entry(self.scalar(entry.key), self.node(entry.value)) for entry in node.entries)
            moved = Mapping(tuple(entries), start, end)
        else:
            moved = Sequence(tuple(map(self.node, node.items)), start, end)
        self.moved[id(node)] = moved
        return moved

    def scalar(self, inner: Scalar) -> Scalar:
        start, end = self.start(inner.start), self.end(inner.end)
        head = start if inner.head == inner.start else self.start(inner.head)
        pieces = () if self.text[start:end] == inner.text else tuple(self.pieces(inner))
        return Scalar(inner.text, start, end, inner.style, pieces, head)

    def pieces(self, inner: Scalar) -> list[Piece]:
        """The runs of ``inner``, each cut where the outer scalar's runs end."""
        runs = inner.pieces or (Piece(0, inner.start),)
        pieces: list[Piece] = []
        for index, (value, position) in enumerate(runs):
            stop = runs[index + 1].value_offset if index + 1 < len(runs) else len(inner.text)
            pieces.append(Piece(value, self.start(position)))
            shift = value - position
            pieces += (Piece(cut + shift, source) for cut, source in self.cuts(position, stop - shift))
        return pieces

    def cuts(self, start: int, stop: int) -> tuple[Piece, ...]:
        """The outer scalar's runs that begin between two offsets of its text."""
        runs = self.outer.pieces
        first = bisect_right(runs, start, key=_value_offset)
        return runs[first : bisect_left(runs, stop, lo=first, key=_value_offset)]

    def start(self, offset: int) -> int:
        return self.outer.source_offset(offset)

    def end(self, offset: int) -> int:
        return self.outer.end if offset >= len(self.outer.text) else self.outer.source_offset(offset)


def _value_offset(piece: Piece) -> int:
    return piece.value_offset
