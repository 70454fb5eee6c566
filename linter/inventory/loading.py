"""The inventory: an export of app registrations from Azure CLI, Microsoft Graph or PowerShell.

The shapes are those of Microsoft Graph (``application``, ``servicePrincipal``, ``passwordCredential``) and, from
Azure CLI before 2.37, of AAD Graph (``objectId``, ``endDate``); see docs/inventory.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from linter.decoding import NotTextError, decode
from linter.model.inventory import Inventory
from linter.patterns import compile_late
from linter.values.entra import Kind, find_secrets

from .entries import Entries, EntryError


class InventoryError(Exception):
    """An inventory that cannot be used; the message names the file and the place and quotes nothing of it."""


def load_inventory(path: Path, shown: str = "") -> Inventory:
    """The inventory that a file holds; ``shown`` is its path for messages.

    The file holds one JSON value or several, one after the other. Raises :class:`InventoryError`.
    """
    shown = shown or str(path)
    try:
        text, _ = decode(path.read_bytes())
    except OSError as error:
        raise InventoryError(f"{shown}: it cannot be read: {error.strerror}") from None
    except NotTextError as error:
        raise InventoryError(f"{shown}: {error}") from None
    return parse_inventory(text, shown)


def parse_inventory(text: str, shown: str) -> Inventory:
    """The inventory that a text holds. Raises :class:`InventoryError`."""
    _refuse_secrets(text, shown)
    named = _GUID.findall(Path(shown).name)
    entries = Entries(owner=named[0].lower() if len(named) == 1 else "")
    try:
        for number, value in enumerate(_values(text, shown)):
            entries.read(value, f"value {number + 1}: $" if number else "$")
    except EntryError as error:
        raise InventoryError(f"{shown}: {error}") from None
    except RecursionError:
        raise InventoryError(f"{shown}: it is nested too deeply") from None
    return entries.inventory(shown)


def _refuse_secrets(text: str, shown: str) -> None:
    for start, _, judgement in find_secrets(text):
        if judgement.kind is Kind.INTACT:
            line = text.count("\n", 0, start) + 1
            column = start - text.rfind("\n", 0, start)
            raise InventoryError(
                f"{shown}:{line}:{column}: this file holds a secret; an inventory needs none, revoke it"
            )


# A file of secrets alone may be named after their app: az ad app credential list --id <id> > <id>.json
_GUID = compile_late(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)

_BETWEEN = " \t\r\n\ufeff"  # a byte order mark stands inside where files were joined


def _values(text: str, shown: str) -> Iterator[object]:
    import json

    # Numbers mean nothing here, and int() refuses those of thousands of digits.
    decoder = json.JSONDecoder(parse_int=float)
    at = _skip(text, 0)
    if at == len(text):
        raise InventoryError(f"{shown}: it is empty; was the command that should have written it refused?")
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            raise InventoryError(f"{shown}:{error.lineno}:{error.colno}: this is not JSON: {error.msg}") from None
        yield value
        at = _skip(text, at)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BETWEEN:
        at += 1
    return at
