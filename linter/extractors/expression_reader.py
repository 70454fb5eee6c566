"""Tokens of an ARM or Bicep expression → what it refers to, calls and spells out.

No tree is built: one pass with a stack of what is open finds all that the extractors ask for, in
time linear in the text, and code that is broken or half understood still gives what stands in it.
"""

from __future__ import annotations

from collections.abc import Iterable

from linter.model import Piece

from .expression_tokens import Kind, Token
from .expressions import HOLE, Argument, Call, Expression, Name, Text
from .format_texts import fill

_CLOSERS = {")": "(", "]": "[", "}": "{"}


def read(stream: Iterable[Token]) -> Expression:
    """Read the tokens of one expression; its parameters and variables are left to the language."""
    return _Reader(list(stream)).read()


class _Builder:
    """A text under construction."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.pieces: list[Piece] = []
        self.holes: list[tuple[int, int, int]] = []

    def add(self, chunk: Token) -> None:
        self.pieces.append(Piece(self.length, chunk.start))
        self._append(chunk.text)

    def add_hole(self, start: int, end: int) -> None:
        self.holes.append((self.length, start, end))
        self._append(HOLE)

    def _append(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


class _Open:
    """What is open: ``opener`` is a bracket, ``'`` for a string, ``$`` for a hole in one.

    ``first`` is the index of the token that begins the current argument, ``built`` how long the
    text of a ``concat()`` was then. A text is ``shared`` when it belongs to an outer ``concat()``.
    """

    def __init__(
        self,
        opener: str,
        start: int,
        first: int = 0,
        *,
        name: str = "",
        receiver: str = "",
        builder: _Builder | None = None,
        shared: bool = False,
    ) -> None:
        self.opener = opener
        self.start = start
        self.first = first
        self.name = name
        self.receiver = receiver
        self.builder = builder
        self.shared = shared
        self.built = 0
        self.arguments: list[Argument] = []


class _Reader:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.open = [_Open("", 0)]
        self.symbols: list[Name] = []
        self.members: list[Name] = []
        self.calls: list[Call] = []
        self.texts: list[Text] = []

    def read(self) -> Expression:
        for index, token in enumerate(self.tokens):
            if token.kind is Kind.NAME:
                self.name(index, token)
            elif token.kind is Kind.MARK:
                self.mark(index, token)
            elif token.kind is Kind.CHUNK:
                if builder := self.open[-1].builder:
                    builder.add(token)
            elif token.kind is not Kind.LINE:
                self.string(index, token)
        first, last = self.trim(0, len(self.tokens))
        start, end = (self.tokens[first].start, self.tokens[last - 1].end) if first < last else (0, 0)
        return Expression(
            start, end, tuple(self.symbols), tuple(self.members), tuple(self.calls), tuple(fill(self.texts, self.calls))
        )

    def text_at(self, index: int) -> str:
        """The text of a name or mark, a line end for one, empty for parts of strings and past the ends."""
        if not 0 <= index < len(self.tokens):
            return ""
        token = self.tokens[index]
        return token.text if token.kind in (Kind.NAME, Kind.MARK, Kind.LINE) else ""

    def name(self, index: int, token: Token) -> None:
        before, after = self.text_at(index - 1), self.text_at(index + 1)
        if after == "(":
            return  # a call, which is read at its parenthesis
        if before == ".":
            self.members.append(Name(token.text, token.start, token.end))
        elif not (after == ":" and (before in ("{", ",") or before.isspace())):  # no key of an object
            self.symbols.append(Name(token.text, token.start, token.end))

    def mark(self, index: int, token: Token) -> None:
        if token.text == "(" and index and self.tokens[index - 1].kind is Kind.NAME:
            self.open.append(self.call(index))
        elif token.text in ("(", "[", "{"):
            self.open.append(_Open(token.text, token.start, index + 1))
        elif token.text in _CLOSERS and self.open[-1].opener == _CLOSERS[token.text]:
            self.end_argument(index)
            self.close(token)
        elif token.text == ",":
            self.end_argument(index)
            self.open[-1].first = index + 1

    def call(self, index: int) -> _Open:
        word, outer = self.tokens[index - 1], self.open[-1]
        call = _Open("(", word.start, index + 1, name=word.text)
        if self.text_at(index - 2) == "." and self.text_at(index - 3).isidentifier():
            call.receiver, call.start = self.text_at(index - 3), self.tokens[index - 3].start
        if call.name.lower() == "concat":
            call.shared = outer.name.lower() == "concat"
            call.builder = outer.builder if call.shared else _Builder()
            call.built = call.builder.length if call.builder else 0
        return call

    def close(self, token: Token) -> None:
        closed = self.open.pop()
        if closed.name:
            self.calls.append(Call(closed.name, closed.receiver, tuple(closed.arguments), closed.start, token.end))
        elif token.text == "]" and len(closed.arguments) == 1 and (only := closed.arguments[0]).literal:
            self.members.append(Name(only.literal or "", only.start + 1, only.end - 1))
        self.finish(closed)

    def end_argument(self, index: int) -> None:
        """Note the argument that ends before a token; in a ``concat()`` what it computes is a hole."""
        current = self.open[-1]
        first, last = self.trim(current.first, index)
        if first >= last:
            return
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        current.arguments.append(Argument(self.literal(first, last), start, end))
        if builder := current.builder:
            if builder.length == current.built and self.tokens[first].kind is not Kind.QUOTE:
                builder.add_hole(start, end)
            current.built = builder.length

    def trim(self, first: int, last: int) -> tuple[int, int]:
        """A range of tokens without line ends around it; there are never two in a row."""
        first += self.text_at(first).isspace()
        last -= first < last and self.text_at(last - 1).isspace()
        return first, last

    def literal(self, first: int, last: int) -> str | None:
        """The text of tokens that are one plain string, else None."""
        if self.tokens[first].kind is not Kind.QUOTE:
            return None
        at = first + 1
        while at < last and self.tokens[at].kind is Kind.CHUNK:
            at += 1
        if at != last - 1 or self.tokens[at].kind is not Kind.UNQUOTE:
            return None
        return "".join(token.text for token in self.tokens[first + 1 : at])

    def string(self, index: int, token: Token) -> None:
        outer = self.open[-1]
        if token.kind is Kind.QUOTE:
            shared = outer.name.lower() == "concat"
            builder = outer.builder if shared else _Builder()
            self.open.append(_Open("'", token.start, builder=builder, shared=shared))
        elif token.kind is Kind.HOLE:
            self.open.append(_Open("$", token.end, index + 1))
        elif token.kind is Kind.UNQUOTE:
            self.finish(self.unwind("'"))
        else:
            hole = self.unwind("$")
            if builder := self.open[-1].builder:
                builder.add_hole(hole.start, token.start)

    def unwind(self, opener: str) -> _Open:
        """Close what is open up to the innermost of that kind; the tokens promise that there is one."""
        while self.open[-1].opener != opener:
            self.open.pop()
        return self.open.pop()

    def finish(self, closed: _Open) -> None:
        builder = closed.builder
        if builder and not closed.shared and builder.pieces:
            self.texts.append(Text("".join(builder.parts), tuple(builder.pieces), tuple(builder.holes)))
