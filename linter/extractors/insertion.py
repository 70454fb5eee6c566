"""Edits that add entries to a YAML mapping, in its own indentation or between its braces."""

from __future__ import annotations

from collections.abc import Iterable

from linter.model import Edit, Mapping, Scalar, Source


def lines_below(key: Scalar, body: Mapping, lines: Iterable[str], source: Source) -> Edit | None:
    """The edit that puts lines in front of a block mapping's entries, right below the key that holds it.

    None where the mapping is empty or written in braces, or where something but a comment stands
    between the key and the end of its line.
    """
    line, _ = source.position(key.start)
    if not body.entries or source.text.startswith("{", body.start) or line == source.line_count:
        return None
    first_line, column = source.position(body.start)
    behind = source.line(line)[source.position(key.end)[1] - 1 :].lstrip("\"'").partition("#")[0]
    if first_line <= line or behind.strip() != ":":
        return None
    at = source.line_start(line + 1)
    return Edit(source.location(at, at), "".join(f"{' ' * (column - 1)}{text}\n" for text in lines))


def in_braces(key: Scalar, body: Mapping, entry: str, source: Source) -> Edit | None:
    """The edit that puts an entry in front of those of a mapping in braces; None for one in lines, or an alias of another."""
    if body.start < key.end or not source.text.startswith("{", body.start):
        return None
    if not body.entries:
        return Edit(source.location(body.start + 1, body.start + 1), entry)
    at = body.entries[0].key.head
    return Edit(source.location(at, at), f"{entry}, ")
