"""Edits that take an entry out of a JSON or YAML mapping and leave all that stands around it."""

from __future__ import annotations

from linter.model import Edit, Entry, Mapping, Node, Scalar, Source, Style
from linter.patterns import compile_late

_COMMA = compile_late(r"\s*,\s*")
_QUOTED = frozenset({Style.SINGLE, Style.DOUBLE})


def without(mapping: Mapping, key: str, source: Source) -> tuple[Edit, ...]:
    """The edit that drops the last entry of a key; none where that would leave nothing, or where something is in the way.

    A comment behind the entry stays, alone on its line.
    """
    at = next(index for index in reversed(range(len(mapping.entries))) if mapping.entries[index].key.text == key)
    if len(mapping.entries) == 1:
        return ()
    if source.text.startswith("{", mapping.start):
        return _with_a_comma(mapping.entries, at, source)
    return _with_its_line(mapping.entries[at], source)


def _with_a_comma(entries: tuple[Entry, ...], at: int, source: Source) -> tuple[Edit, ...]:
    """The entry and the comma before it, or behind it where it is the first."""
    entry = entries[at]
    if at > 0:
        start, end = _end(entries[at - 1].value), _end(entry.value)
        comma = _COMMA.fullmatch(source.text, start, entry.key.head)
    else:
        start, end = entry.key.head, entries[1].key.head
        comma = _COMMA.fullmatch(source.text, _end(entry.value), end)
    return (Edit(source.location(start, end), ""),) if comma else ()


def _with_its_line(entry: Entry, source: Source) -> tuple[Edit, ...]:
    """The whole line of the entry, if nothing but a comment stands on it too."""
    line, _ = source.position(entry.key.head)
    start = source.line_start(line)
    end = source.line_start(line + 1) if line < source.line_count else len(source.text)
    rest = source.text[_end(entry.value) : end]
    behind = rest.strip()
    if source.text[start : entry.key.head].strip(" \t") or (behind and not behind.startswith("#")):
        return ()
    if behind:
        start, end = entry.key.head, end - len(rest) + rest.index("#")
    return (Edit(source.location(start, end), ""),)


def _end(node: Node) -> int:
    """Past a node, its closing quotation mark included."""
    return node.end + (isinstance(node, Scalar) and node.style in _QUOTED)
