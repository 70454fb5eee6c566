"""Whether a stretch meets any of many others, without a look at each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate


class Intervals:
    """Stretches of a text, as 0-based offsets, the end exclusive; they may lie within each other."""

    def __init__(self, bounds: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(bounds)
        self._starts = [start for start, _ in ordered]
        self._reach = list(accumulate((end for _, end in ordered), max))  # how far those up to here reach

    def meet(self, start: int, end: int) -> bool:
        """Whether one of them begins before ``end`` and ends behind ``start``."""
        before = bisect_left(self._starts, end)
        return before > 0 and self._reach[before - 1] > start
