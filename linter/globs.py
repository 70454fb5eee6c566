"""Globs over POSIX-style paths, as people know them from ``.gitignore``.

``*`` and ``?`` stay within one name, ``**`` crosses folders, ``[ab]``, ``[!ab]`` and ``{a,b}`` offer alternatives.
A pattern without ``/`` fits a name at any depth; one with ``/`` begins at the top. A pattern that
fits a folder fits everything in it. Letter case counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from linter.patterns import compile_late

_TOKEN = compile_late(r"\*\*/|\*\*|\*|\?|\[!?[^\]/]+\]|[{},]|.", re.DOTALL)


def compile_globs(patterns: Iterable[str]) -> re.Pattern[str]:
    """One expression whose ``match`` says whether any of the patterns fits a path; with none, nothing fits."""
    expressions = [_expression(pattern) for pattern in patterns]
    return re.compile("|".join(expressions) if expressions else r"(?!)", re.DOTALL)


def _expression(pattern: str) -> str:
    pattern = pattern.removeprefix("./")
    body = pattern.strip("/")
    anywhere = "" if "/" in pattern.rstrip("/") else "(?:.*/)?"
    return f"{anywhere}{_translate(body)}(?:/.*)?$"


def _translate(pattern: str) -> str:
    depth = 0
    parts: list[str] = []
    balanced = pattern.count("{") == pattern.count("}")
    for token in _TOKEN.findall(pattern):
        if token == "{" and balanced:
            depth += 1
            parts.append("(?:")
        elif token == "}" and depth:
            depth -= 1
            parts.append(")")
        elif token == "," and depth:
            parts.append("|")
        else:
            parts.append(_one(token))
    return "".join(parts) + ")" * depth


def _one(token: str) -> str:
    if token.startswith("[") and len(token) > 2:
        letters = token[1:-1]
        return f"[^/{re.escape(letters[1:])}]" if letters[0] == "!" else f"[{re.escape(letters)}]"
    return {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}.get(token) or re.escape(token)
