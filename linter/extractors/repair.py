"""The edits that mend a value in its file, where it is certain what it was to be."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable

from linter.model import Edit, Location, Scalar, Shape, Source, Style, Value
from linter.patterns import compile_late
from linter.values import repairs

_HEADER = compile_late(r"[|>](?P<before>[1-9]?)[+]?(?P<after>[1-9]?)")  # YAML 1.2, 8.1.1


def repair_of(value: Scalar, judged: Value, source: Source) -> tuple[Edit, ...]:
    """The edits that take off what stands around a value: a line break, quotation marks, an escape."""
    if judged.ends_in_line_break and value.style in (Style.LITERAL, Style.FOLDED):
        header = _HEADER.match(source.text, value.head)
        return (_stripping(header, source),) if header else ()
    return edits(value, _changes(judged), source)


def _stripping(header: re.Match[str], source: Source) -> Edit:
    """``|`` becomes ``|-``."""
    indentation = header["before"] or header["after"]
    return Edit(source.location(*header.span()), f"{header[0][0]}{indentation}-")


def _changes(judged: Value) -> tuple[repairs.Change, ...]:
    if judged.ends_in_line_break:
        return repairs.of_line_break(judged.reveal())
    return repairs.of_secret(judged.reveal()) if judged.shape is Shape.DAMAGED_ENTRA_SECRET else ()


def edits(value: Scalar, changes: Iterable[repairs.Change], source: Source) -> tuple[Edit, ...]:
    """Changes in a scalar's text as edits of the file."""
    return tuple(Edit(_place(value, change, source), change.text) for change in changes)


def _place(value: Scalar, change: repairs.Change, source: Source) -> Location:
    begin = value.source_offset(change.start)
    finish = value.end if change.end >= len(value.text) else value.source_offset(change.end)
    return source.location(begin, max(begin, finish))


def repair_encoded(judged: Value, where: Location) -> tuple[Edit, ...]:
    """The edit that encodes a value of ``Secret.data`` anew, without what stands around it."""
    changes = _changes(judged)
    mended = b64encode(repairs.apply(judged.reveal(), changes).encode()).decode()
    return (Edit(where, mended),) if changes else ()
