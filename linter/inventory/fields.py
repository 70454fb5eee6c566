"""The fields of one entry of an inventory, each of which knows its JSON path.

Field names are compared without letter case: ``ConvertTo-Json`` writes the names of .NET properties (``AppId``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from linter.patterns import compile_late
from linter.values.entra import find_secrets, guid_in

_LONGEST_NAME = 80  # characters that a message shows
_INVISIBLE = compile_late(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
_DAY = compile_late(r"\d{4}-\d\d-\d\d(?:[T ].*)?", re.DOTALL)
_TICKS = compile_late(r"/Date\((-?\d{1,15})[^)]*\)/")  # Windows PowerShell's milliseconds since 1970
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HINT = 3  # characters, Microsoft Graph: passwordCredential


class EntryError(Exception):
    """Something in an entry is not as it should be; nothing of the entry is quoted."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")


class Field:
    """A value and its JSON path; ``value`` is None where it is missing or null."""

    def __init__(self, value: object, path: str) -> None:
        self.value = value
        self.path = path

    def text(self) -> str:
        """The text that it is, or an empty one. Raises :class:`EntryError`."""
        if self.value is None:
            return ""
        if not isinstance(self.value, str):
            raise EntryError(self.path, "a text belongs here")
        return self.value

    def entries(self) -> tuple[Fields, ...]:
        """The objects of the list that it is. Raises :class:`EntryError`."""
        if self.value is None:
            return ()
        if not isinstance(self.value, list):
            raise EntryError(self.path, "a list belongs here")
        return tuple(Fields(item, f"{self.path}[{index}]") for index, item in enumerate(self.value))


class Fields:
    """One entry. Raises :class:`EntryError` where it is no object."""

    def __init__(self, entry: object, path: str) -> None:
        if not isinstance(entry, Mapping):
            cut = " (ConvertTo-Json writes all of it with -Depth 5)" if isinstance(entry, str) else ""
            raise EntryError(path, f"an object belongs here{cut}")
        self.path = path
        self._entry = entry
        self._names = {key.lower(): key for key in entry}

    def has(self, *names: str) -> bool:
        """Whether one of the fields is there and not null."""
        return any(self._value(name) is not None for name in names)

    def get(self, *names: str) -> Field:
        """The first of the fields that is there and not null."""
        name = next((name for name in names if self._value(name) is not None), names[0])
        written = self._names.get(name.lower(), name)
        return Field(self._entry.get(written), f"{self.path}.{written}")

    def _value(self, name: str) -> object:
        return self._entry.get(self._names.get(name.lower(), name))

    def by_guid(self) -> dict[str, Field]:
        """All fields by the GUIDs that they are named after; empty where one is not."""
        named = {guid_in(name): self.get(name) for name in self._entry}
        return {} if "" in named else named

    def guid(self, *names: str, required: bool = False) -> str:
        """A bare GUID in small letters."""
        field = self.get(*names)
        guid = guid_in(field.text())
        if not guid and (field.text() or required):
            raise EntryError(field.path, "a GUID belongs here")
        return guid

    def name(self, *names: str) -> str:
        """A name, made fit for messages: no line breaks, not too long, and no secret where one was pasted."""
        text = _INVISIBLE.sub(" ", self.get(*names).text()).strip()
        pasted = next(find_secrets(text), None)
        if pasted:
            text = f"{text[: pasted[0]]}…{text[pasted[1] :]}"
        return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"

    def hint(self, name: str) -> str:
        """The three characters that Entra tells of a secret."""
        field = self.get(name)
        text = field.text()
        if len(text) > _HINT:
            raise EntryError(field.path, f"a hint has {_HINT} characters; this file may hold a secret")
        return text if len(text) == _HINT else ""

    def day(self, *names: str) -> date | None:
        """A day, from ISO 8601 in UTC or from Windows PowerShell's JSON."""
        field = self.get(*names)
        text = field.text().strip()
        if not text:
            return None
        try:
            if ticks := _TICKS.fullmatch(text):
                return (_EPOCH + timedelta(milliseconds=int(ticks[1]))).date()
            if _DAY.fullmatch(text):
                return date.fromisoformat(text[:10])
        except (ValueError, OverflowError):
            pass
        raise EntryError(field.path, "a date belongs here, as in 2027-03-31T00:00:00Z")

    def refuse_secret(self, *names: str) -> None:
        """Raise :class:`EntryError` where one of the fields holds a text: it would be a secret's."""
        field = self.get(*names)
        if field.value not in (None, ""):
            raise EntryError(field.path, "this file holds a secret; an inventory needs none, revoke it")
