"""``${{ }}`` in a script: blotted out, so that a shell's parser sees words, and kept with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.patterns import compile_late

from .syntax import Argument, Part, PartKind

_EXPRESSION = compile_late(r"\$\{\{(.*?)\}\}", re.DOTALL)
_NOT_ASCII = compile_late(r"[^\x00-\x7f]")
_AFTER_VARIABLE = compile_late(r"\$\w+$")


def blot_out(script: str) -> tuple[str, tuple[Part, ...]]:
    """The script in as many ASCII characters, so that the parser's bytes are our characters, and its expressions."""
    found = []
    pieces = []
    position = 0
    for match in _EXPRESSION.finditer(script):
        pieces.append(script[position : match.start()])
        touching = _AFTER_VARIABLE.search(script[max(0, match.start() - 100) : match.start()])
        pieces.append(("." if touching else "E") + "E" * (len(match[0]) - 1))
        found.append(Part(PartKind.EXPRESSION, match[1].strip(), *match.span()))
        position = match.end()
    pieces.append(script[position:])
    return _NOT_ASCII.sub("u", "".join(pieces)), tuple(found)


def within(expressions: tuple[Part, ...], word: Argument) -> Iterator[Part]:
    """The expressions that a word itself holds, not a command inside it."""
    inner = [part for part in word.parts if part.kind is not PartKind.VARIABLE]
    for expression in expressions:
        if word.start <= expression.start < word.end and not any(
            part.start <= expression.start < part.end for part in inner
        ):
            yield expression
