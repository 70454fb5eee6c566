"""Data as JSON text that any reader takes, in a file or in the log of a build."""

from __future__ import annotations

import re
from json import dumps

from linter.patterns import compile_late

_LOG_COMMAND = compile_late(r"##(?=(?:vso)?\[)", re.IGNORECASE)


def json_text(data: object) -> str:
    """Indented JSON with one line end at its end.

    Half a surrogate pair (a byte of a file name that is no UTF-8) becomes U+FFFD, since strict
    readers refuse it; ``##[`` is written with an escape, since build servers obey it in a log.
    """
    text = dumps(data, ensure_ascii=False, indent=2) + "\n"
    sound = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _LOG_COMMAND.sub(r"\\u0023#", sound)
