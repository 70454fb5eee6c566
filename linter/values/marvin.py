"""Marvin32, the keyed hash whose value Microsoft's identifiable secrets carry as a checksum.

Reference: SymCrypt ``marvin32.c``; microsoft/security-utilities ``Marvin.NetFramework.cs``.
"""

from __future__ import annotations

_WORD = 0xFFFFFFFF
_PADDING = (0x80, 0x8000, 0x800000, 0x80000000)  # by the number of bytes after the last whole word


def marvin32(data: bytes, seed: int) -> int:
    """The hash of ``data`` under a 64-bit ``seed``, its two halves folded into 32 bits."""
    low, high = seed & _WORD, seed >> 32
    whole = len(data) & ~3
    for at in range(0, whole, 4):
        low = (low + int.from_bytes(data[at : at + 4], "little")) & _WORD
        low, high = _mix(low, high)
    rest = data[whole:]
    low = (low + int.from_bytes(rest, "little") + _PADDING[len(rest)]) & _WORD
    low, high = _mix(low, high)
    low, high = _mix(low, high)
    return low ^ high


def _mix(low: int, high: int) -> tuple[int, int]:
    high ^= low
    low = (_rotated(low, 20) + high) & _WORD
    high = _rotated(high, 9) ^ low
    low = (_rotated(low, 27) + high) & _WORD
    return low, _rotated(high, 19)


def _rotated(word: int, by: int) -> int:
    return ((word << by) | (word >> (32 - by))) & _WORD
