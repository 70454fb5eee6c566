"""Regular expressions that are compiled when they are first used.

The program has some two hundred of them, and compiling them all takes longer than linting a file, which needs a few.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, AnyStr, Generic, cast


def compile_late(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As ``re.compile``, which is called when the pattern is first used; only then is a faulty text an error."""
    return cast(re.Pattern[AnyStr], _Late(text, flags))


class _Late(Generic[AnyStr]):
    """Stands for a pattern; gets the pattern's methods one by one as its own, so that each is looked up once."""

    def __init__(self, text: AnyStr, flags: int) -> None:
        self._text: AnyStr = text
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[AnyStr]:
        return re.compile(self._text, self._flags)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._compiled, name)
        setattr(self, name, found)
        return found
