"""Edits by span → new text → the file, with every other byte as it was."""

import os
from collections.abc import Iterable, Iterator, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import NamedTuple

from .decoding import encode
from .model import Edit, Fix, Source
from .writing import write_whole

_MASK = "•"


class Fixed(NamedTuple):
    """A new text; ``applied`` are the fixes in it, ``dropped`` those that would have met one of them."""

    text: str
    applied: tuple[Fix, ...]
    dropped: tuple[Fix, ...]


class WriteError(Exception):
    """A file that cannot be written; it is as it was. The message names it and says why."""


def fix(source: Source, fixes: Iterable[Fix]) -> Fixed:
    """Apply fixes to one file, each whole or not at all; of two that meet, the one that begins first.

    Two that make the very same edits are one. Fixes with edits in other files are dropped.
    """
    edits: list[Edit] = []
    applied: list[Fix] = []
    dropped: list[Fix] = []
    for one in sorted(fixes, key=_first):
        if all(edit in edits for edit in one.edits):
            applied.append(one)
        elif _fits(source, one.edits, edits):
            applied.append(one)
            edits += one.edits
        else:
            dropped.append(one)
    return Fixed(apply_edits(source.text, edits), tuple(applied), tuple(dropped))


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text with edits that do not meet each other; lines that they add end as those around them do."""
    parts: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: edit.location.span[4:]):
        span = edit.location.span
        parts += [text[at : span.start], edit.text.replace("\r\n", "\n").replace("\n", _line_end(text, span.end))]
        at = span.end
    return "".join((*parts, text[at:]))


def diff(source: Source, fixes: Iterable[Fix], masked: str) -> str:
    """The unified diff that fixes make, with secrets masked; empty where they change nothing.

    ``masked`` is the source's text with every secret masked column for column, so that spans hold.
    """
    if len(masked) != len(source.text):
        raise ValueError("the masked text must be as long as the text")
    shown = {
        Edit(edit.location, _MASK * len(edit.text)) if one.confidential else edit for one in fixes for edit in one.edits
    }
    new = apply_edits(masked, shown)
    lines = unified_diff(_lines(masked), _lines(new), fromfile=f"a/{source.path}", tofile=f"b/{source.path}")
    return "".join(_ended(lines))


def write(source: Source, text: str, path: Path) -> None:
    """Replace a file by a new text in its own encoding, with its permissions, at once or not at all.

    Raises :class:`WriteError`, also where the file is no longer what was read.
    """
    target = path.resolve()
    try:
        data = encode(text, source.encoding)
        if target.read_bytes() != encode(source.text, source.encoding):
            raise WriteError(f"{source.path}: it has changed since it was read")
        if not os.access(target, os.W_OK):
            raise WriteError(f"{source.path}: it is write-protected")
        write_whole(target, data)
    except UnicodeEncodeError:
        raise WriteError(f"{source.path}: its encoding ({source.encoding}) cannot hold the new text") from None
    except OSError as error:
        raise WriteError(f"{source.path}: {error.strerror}") from None


def _first(one: Fix) -> tuple[int, int]:
    return min((edit.location.span[4:] for edit in one.edits), default=(0, 0))


def _fits(source: Source, edits: Sequence[Edit], others: Sequence[Edit]) -> bool:
    for index, edit in enumerate(edits):
        span = edit.location.span
        if edit.location.path != source.path or not 0 <= span.start <= span.end <= len(source.text):
            return False
        if any(_meet(edit, other) for other in (*others, *edits[:index])):
            return False
    return True


def _meet(one: Edit, other: Edit) -> bool:
    """Whether two edits touch the same characters, or insert at one place, so that their order would matter."""
    first, second = sorted((one.location.span[4:], other.location.span[4:]))
    return first[1] > second[0] or first[0] == second[0]


def _line_end(text: str, at: int) -> str:
    """How the line ends in which an offset lies; of the last line, how the one before it does."""
    end = text.find("\n", at)
    end = end if end >= 0 else text.rfind("\n", 0, at)
    return "\r\n" if end > 0 and text[end - 1] == "\r" else "\n"


def _lines(text: str) -> list[str]:
    """Lines as git counts them: only a line feed ends one."""
    return [line for line in text.replace("\n", "\n\0").split("\0") if line]


def _ended(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
