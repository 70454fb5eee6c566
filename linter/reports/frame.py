"""The masked line a finding points at, cut to the room there is."""

from collections.abc import Iterable
from typing import NamedTuple

from linter.model import Finding

from .visible import characters, width

TAB = "    "


class Frame(NamedTuple):
    """One visible line in three parts; ``marked`` is what the finding is about, and may be empty."""

    before: str
    marked: str
    after: str


def frame(finding: Finding, room: int) -> Frame | None:
    """The excerpt in at most ``room`` columns, what is cut shown as ``…``; None where there is none."""
    line = finding.excerpt
    if not line.strip():
        return None
    start, end = span_in_line(finding)
    # More than ``room`` characters cannot be shown of any part: a minified file is one long line.
    first, last = max(start - room, 0), min(end, start + room + 1)
    shown = _shown(line[first:last] + line[end : end + room])
    before, marked, after = shown[: start - first], shown[start - first : last - first], shown[last - first :]
    others = sum(map(width, (*marked, *after)))
    head = _end_of(before, max(room - others, room // 3))
    rest = room - width(head)
    size = sum(map(width, marked))
    if size + bool(after) > rest:  # cut, so that nothing behind it can be seen
        return Frame(head, _start_of(marked, rest), "")
    return Frame(head, "".join(marked), _start_of(after, rest - size))


def span_in_line(finding: Finding) -> tuple[int, int]:
    """Where in the excerpt the finding's first line stands, 0-based, the end exclusive."""
    span, length = finding.location.span, len(finding.excerpt)
    start = min(span.column - 1, length)
    end = span.end_column - 1 if span.end_line == span.line else length
    return start, max(min(end, length), start)


def _shown(text: str) -> list[str]:
    return [TAB if c == "\t" else shown for c, shown in zip(text, characters(text), strict=True)]


def _start_of(parts: list[str], room: int) -> str:
    return "".join(_fitting(parts, room))


def _end_of(parts: list[str], room: int) -> str:
    return "".join(reversed(list(_fitting(parts[::-1], room))))


def _fitting(parts: list[str], room: int) -> Iterable[str]:
    """As many of the parts as fit; where one is left over, an ellipsis in the last column."""
    if sum(map(width, parts)) <= max(room, 0):
        yield from parts
        return
    for part in parts:
        room -= width(part)
        if room < 1:
            break
        yield part
    if room + width(part) > 0:
        yield "…"
