"""What an ARM or Bicep expression refers to, calls and spells out.

All offsets are 0-based into the text that holds the expression, ends exclusive.
"""

from typing import NamedTuple

from linter.model import Piece

HOLE = "${computed}"
"""What stands in a :class:`Text` for a part that is computed; every reader of values takes it for a token."""

# What these hand on is their argument in another guise.
_GUISES = frozenset({"string", "base64", "uriComponent", "trim", "concat", "any", "json"})


class Name(NamedTuple):
    """A word and where it stands."""

    text: str
    start: int
    end: int


class Argument(NamedTuple):
    """An argument of a call; ``literal`` is its text if it is a plain string, None if it is anything else."""

    literal: str | None
    start: int
    end: int

    def __repr__(self) -> str:  # an argument may be a secret
        return f"Argument({'a string' if self.literal is not None else 'computed'} at {self.start})"


class Call(NamedTuple):
    """A call of a function or, with the last name before its dot as ``receiver``, of a method."""

    name: str
    receiver: str
    arguments: tuple[Argument, ...]
    start: int
    end: int

    def literal(self, index: int) -> str:
        """The text of an argument that is a plain string, else an empty one."""
        return (self.arguments[index].literal or "") if index < len(self.arguments) else ""


class Text(NamedTuple):
    """A text that an expression spells out, with :data:`HOLE` for each part that it computes.

    ``pieces`` say where its letters stand; ``holes`` are (offset in ``text``, start, end of the
    computed part).
    """

    text: str
    pieces: tuple[Piece, ...]
    holes: tuple[tuple[int, int, int], ...]

    def __repr__(self) -> str:  # a text may hold a secret
        return f"Text({len(self.text)} characters, {len(self.holes)} holes)"

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where characters ``start`` to ``end`` of ``text`` stand; both must be letters, not holes."""
        return self._place(start), self._place(end - 1) + 1

    def stands_alone(self, start: int, end: int) -> bool:
        """Whether a stretch of the expression's text is this text in its quotes and nothing else."""
        return not self.holes and self.span(0, len(self.text)) == (start + 1, end - 1)

    def _place(self, offset: int) -> int:
        piece = max((p for p in self.pieces if p.value_offset <= offset), default=self.pieces[0])
        return piece.source_offset + offset - piece.value_offset


class Expression(NamedTuple):
    """All that one expression says.

    ``symbols`` are names in the place of a value, ``members`` those after a dot or alone in
    brackets. ``parameters`` and ``variables`` are what it refers to; they bound the whole reference
    (``parameters('x')``). ``start`` and ``end`` bound its code.
    """

    start: int
    end: int
    symbols: tuple[Name, ...] = ()
    members: tuple[Name, ...] = ()
    calls: tuple[Call, ...] = ()
    texts: tuple[Text, ...] = ()
    parameters: tuple[Name, ...] = ()
    variables: tuple[Name, ...] = ()

    @property
    def sole_parameter(self) -> str:
        """The parameter whose value this is and nothing else, or an empty string."""
        computed = self.texts or self.members or self.variables or len(self.parameters) != 1
        if computed or any(call.name not in _GUISES for call in self._other_calls):
            return ""
        only = self.parameters[0]
        return only.text if not self._other_calls or self._other_calls[-1].end == self.end else ""

    @property
    def _other_calls(self) -> list[Call]:
        references = {(name.start, name.end) for name in (*self.parameters, *self.variables)}
        return [call for call in self.calls if (call.start, call.end) not in references]
