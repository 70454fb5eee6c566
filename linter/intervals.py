"""Which of many stretches another one meets, without a look at each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate


class Intervals:
    """Stretches of a text, as 0-based offsets, the end exclusive; they may lie within each other."""

    def __init__(self, bounds: Iterable[tuple[int, int]]) -> None:
        self._ordered = sorted((start, end, number) for number, (start, end) in enumerate(bounds))
        self._starts = [start for start, _, _ in self._ordered]
        self._reach = list(accumulate((end for _, end, _ in self._ordered), max))  # how far those up to here reach

    def meet(self, start: int, end: int) -> bool:
        """Whether one of them begins before ``end`` and ends behind ``start``."""
        before = bisect_left(self._starts, end)
        return before > 0 and self._reach[before - 1] > start

    def meeting(self, start: int, end: int) -> Iterator[int]:
        """The numbers, 0-based as they were given, of those that begin before ``end`` and end behind ``start``."""
        index = bisect_left(self._starts, end) - 1
        while index >= 0 and self._reach[index] > start:
            _, its_end, number = self._ordered[index]
            if its_end > start:
                yield number
            index -= 1
