"""From the events of libyaml to nodes."""

from __future__ import annotations

from typing import Any

from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from linter.model import Entry, Mapping, Node, ParseProblem, Scalar, Sequence, Style, new_scalar

from .limits import MAX_ALIASED_NODES, MAX_DEPTH, too_deep
from .yaml_scalars import block_scalar, flow_scalar, unmask

_STYLES = {
    "'": Style.SINGLE,
    '"': Style.DOUBLE,
    "|": Style.LITERAL,
    ">": Style.FOLDED,
}
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class _Frame:
    """A document, mapping or sequence that is still open; a mapping's keys and values alternate."""

    __slots__ = ("anchor", "is_mapping", "nodes", "size", "start")

    def __init__(self, start: int, *, is_mapping: bool, anchor: str | None) -> None:
        self.start = start
        self.is_mapping = is_mapping
        self.anchor = anchor
        self.nodes: list[Node] = []
        self.size = 1  # nodes it stands for, those behind aliases counted each time


class Composer:
    """Composes one stream; what it has when reading ends early can still be had from ``close``.

    ``base`` is where in ``text`` the parser's text begins. ``hashes`` are the bounds of the scalars
    that hold a ``#``, which begins no comment there.
    """

    def __init__(self, text: str, original: str, base: int) -> None:
        self.base = base
        self.text = text
        self.original = original
        self.is_masked = text is not original
        self.roots: list[Node] = []
        self.problems: list[ParseProblem] = []
        self.hashes: list[tuple[int, int]] = []
        self.document_start = base
        self.frames: list[_Frame] = []
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.aliased = 0
        self.end = base  # of the last value read; libyaml ends a block where the next token starts

    def compose(self, parser: Any) -> None:  # noqa: C901  # one flat dispatch: the hot loop
        """Read events to the end of the stream, or to where nesting becomes too deep.

        Raises ``yaml.YAMLError`` where the text is no YAML.
        """
        get_event = parser.get_event
        base = self.base
        frames = self.frames
        while True:
            event = get_event()
            kind = type(event)
            if kind is ScalarEvent:
                node = self.scalar(event)
                if event.anchor:
                    self.anchors[event.anchor] = (node, 1)
                frame = frames[-1]
                frame.nodes.append(node)
                frame.size += 1
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                start = event.start_mark.index + base
                self.end = start
                frames.append(_Frame(start, is_mapping=kind is MappingStartEvent, anchor=event.anchor))
                if len(frames) > MAX_DEPTH:
                    self.problems.append(too_deep(start, start + 1))
                    self.close()
                    return
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                if event.start_mark.index < event.end_mark.index:  # a closing bracket
                    self.end = event.end_mark.index + base
                self.end_collection()
            elif kind is AliasEvent:
                self.alias(event)
            elif kind is DocumentStartEvent:
                self.document_start = event.start_mark.index + base
                self.anchors.clear()
                self.aliased = 0
                frames.append(_Frame(self.document_start, is_mapping=False, anchor=None))
            elif kind is DocumentEndEvent:
                self.roots += frames.pop().nodes
                self.document_start = event.end_mark.index + base
            elif kind is StreamEndEvent:
                return

    def close(self) -> None:
        """End the document being read where its last value ends."""
        while len(self.frames) > 1:
            self.end_collection()
        if self.frames:
            self.roots += self.frames.pop().nodes

    def scalar(self, event: Any) -> Scalar:
        """The scalar of an event."""
        value, written = event.value, event.style
        start, end = event.start_mark.index + self.base, event.end_mark.index + self.base
        text = self.text
        self.end = end
        if not written and text[start:end] == value:
            style = Style.NULL if value in _NULLS else Style.PLAIN
            scalar = new_scalar((value, start, end, style, (), start))
        elif written in ("|", ">"):
            scalar = block_scalar(text, value, start, end, _STYLES[written])
            self.end = scalar.end
        else:
            scalar = flow_scalar(text, value, start, end, _STYLES.get(written, Style.PLAIN))
        if "#" in value:
            self.hashes.append((scalar.start, scalar.end))
        return unmask(scalar, text, self.original) if self.is_masked else scalar

    def end_collection(self) -> None:
        """End the innermost open mapping or sequence where the last value ended."""
        frame, end = self.frames.pop(), self.end
        node: Node
        if frame.is_mapping:
            node = Mapping(self.entries(frame), frame.start, end)
        else:
            node = Sequence(tuple(frame.nodes), frame.start, end)
        if frame.anchor:
            self.anchors[frame.anchor] = (node, frame.size)
        outer = self.frames[-1]
        outer.nodes.append(node)
        outer.size += frame.size

    def entries(self, frame: _Frame) -> tuple[Entry, ...]:
        """The entries of a mapping, those it inherits through ``<<`` first."""
        nodes = frame.nodes
        if len(nodes) % 2:  # broken off behind a key
            at = nodes[-1].end
            nodes.append(Scalar("", at, at, Style.NULL, (), at))
        merged: list[Mapping] = []
        own: list[Entry] = []
        for index in range(0, len(nodes), 2):
            key, value = nodes[index], nodes[index + 1]
            if not isinstance(key, Scalar):
                key = Scalar(self.original[key.start : key.end], key.start, key.end, Style.PLAIN, (), key.start)
            if key.text == "<<" and key.style is Style.PLAIN and not isinstance(value, Scalar):
                merged += [value] if isinstance(value, Mapping) else value.mappings()
            else:
                own.append(Entry(key, value))
        return (*_inherited(merged, own), *own) if merged else tuple(own)

    def alias(self, event: Any) -> None:
        """Put the node of an anchor, itself and not a copy, where an alias stands."""
        start, end = event.start_mark.index + self.base, event.end_mark.index + self.base
        self.end = end
        node, size = self.anchors.get(event.anchor, (None, 0))
        self.aliased += size
        if node is None:
            self.problems.append(ParseProblem("an alias names an anchor that stands nowhere before it", start, end))
        elif self.aliased > MAX_ALIASED_NODES:
            message = f"aliases stand for more than {MAX_ALIASED_NODES} values; those beyond are not read"
            self.problems.append(ParseProblem(message, start, end))
            node, size = None, 0
        frame = self.frames[-1]
        frame.nodes.append(node or Scalar("", start, start, Style.NULL, (), start))
        frame.size += size


def _inherited(merged: list[Mapping], own: list[Entry]) -> list[Entry]:
    """The entries of merged mappings that nothing overrides: own keys do, and earlier mappings."""
    taken = {entry.key.text for entry in own}
    inherited: list[Entry] = []
    for mapping in merged:
        fresh = [entry for entry in mapping.entries if entry.key.text not in taken]
        taken.update(entry.key.text for entry in fresh)
        inherited += fresh
    return inherited
