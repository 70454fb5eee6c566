"""What a mistyped name was meant to be."""

from __future__ import annotations

from collections.abc import Iterable


def suggestion(name: str, known: Iterable[str]) -> str:
    """``; did you mean …?`` where a known name is near, or alone holds what was written, else nothing."""
    from difflib import get_close_matches

    names = sorted(known)
    near = get_close_matches(name, names, n=1, cutoff=0.6) or _holding(name, names)
    return f"; did you mean {near[0]!r}?" if near else ""


def _holding(part: str, names: Iterable[str]) -> list[str]:
    """The one name that holds a part of at least four characters."""
    found = [name for name in names if len(part) >= 4 and part in name]
    return found if len(found) == 1 else []
