"""What to change in a text that is nearly right, where it is certain what it was to be."""

import re
from typing import NamedTuple

from linter.patterns import compile_late

from . import entra
from .keyvault import COMMA, parse_app_service


class Change(NamedTuple):
    """Characters ``start`` to ``end`` of a text, 0-based, ``end`` exclusive, become ``text``."""

    start: int
    end: int
    text: str


def apply(text: str, changes: tuple[Change, ...]) -> str:
    """The text with changes made that do not overlap."""
    for change in sorted(changes, reverse=True):
        text = text[: change.start] + change.text + text[change.end :]
    return text


# An escape that stands for ``~``, or whatever else no Entra secret holds.
_FOREIGN = compile_late(rf"(?P<tilde>{entra.TILDE.pattern})|{entra.ESCAPE.pattern}|[^A-Za-z0-9._~-]", re.IGNORECASE)


def of_secret(text: str) -> tuple[Change, ...]:
    """The changes that make a damaged Entra secret whole; the checksum proves that they do."""
    changes = tuple(Change(*m.span(), "~" if m["tilde"] else "") for m in _FOREIGN.finditer(text))
    mended = apply(text, changes)
    return changes if changes and mended[3:4] == "8" and entra.judge(mended).kind is entra.Kind.INTACT else ()


def of_line_break(text: str) -> tuple[Change, ...]:
    """The change that takes the line breaks off the end of a text."""
    kept = len(text.rstrip("\r\n"))
    return (Change(kept, len(text), ""),) if kept < len(text) else ()


_OPENING = compile_late(r"@?Microsoft[.\-_ ]?Key[-_ ]?Vault ?\(?", re.IGNORECASE)


def of_reference(text: str) -> tuple[Change, ...]:
    """The changes that make a malformed App Service reference sound: what it is called, its semicolons, what closes it."""
    begin, end = len(text) - len(text.lstrip()), len(text.rstrip())
    opening = _OPENING.match(text, begin)
    if not opening:
        return ()
    meant = [
        Change(0, begin, ""),
        Change(*opening.span(), "@Microsoft.KeyVault("),
        *(Change(*comma.span(), ";") for comma in COMMA.finditer(text)),
        Change(end, len(text), "" if text[:end].endswith(")") else ")"),
    ]
    changes = tuple(change for change in meant if text[change.start : change.end] != change.text)
    reference = parse_app_service(apply(text, changes))
    return changes if reference and not reference.malformed and not reference.partial else ()
