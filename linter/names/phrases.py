"""Words and phrases that are looked for among the words of a key."""

from __future__ import annotations

from itertools import pairwise


class Phrases:
    """Words, and phrases of two words.

    They are given with spaces between them and ``_`` within; what they are looked for in are the words of a key as
    ``words`` cuts them, lower case, one space between them.
    """

    def __init__(self, phrases: str) -> None:
        self._phrases = frozenset(phrase.replace("_", " ") for phrase in phrases.split())

    def begin(self, spoken: str) -> bool:
        """Whether the key begins with one of them."""
        parts = spoken.split(" ", 2)
        return parts[0] in self._phrases or " ".join(parts[:2]) in self._phrases

    def end(self, spoken: str) -> bool:
        """Whether the key ends with one of them."""
        parts = spoken.rsplit(" ", 2)
        return parts[-1] in self._phrases or " ".join(parts[-2:]) in self._phrases

    def stand_in(self, spoken: str) -> bool:
        """Whether one of them stands anywhere in the key."""
        parts = spoken.split(" ")
        return not (self._phrases.isdisjoint(parts) and self._phrases.isdisjoint(map(" ".join, pairwise(parts))))
