"""What holds text that may be a secret, and so never shows it."""

from __future__ import annotations


class Masked:
    """A fact compared by its content, whose subclasses have a ``repr`` without the text.

    No tuple, as other facts are: unpacking one, or writing it as JSON, would give the text away.
    Never changed once made.
    """

    __slots__: tuple[str, ...] = ()

    def _content(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__slots__)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._content() == other._content()

    def __hash__(self) -> int:
        return hash(self._content())
