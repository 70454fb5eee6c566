"""Template expressions of ARM JSON: ``[concat(parameters('name'), '-kv')]``.

A text is an expression if it begins with ``[`` and ends with ``]``; ``[[`` begins a plain text
("Template expressions" of the Azure Resource Manager documentation). Blanks around it are forgiven.
"""

from __future__ import annotations

from functools import lru_cache

from linter.intervals import Intervals
from linter.model import Scalar

from .expression_reader import read
from .expression_tokens import ARM, tokens
from .expressions import Call, Expression, Name


def is_expression(scalar: Scalar) -> bool:
    """Whether a text is an expression."""
    return _inside(scalar.text) is not None


def read_expression(scalar: Scalar) -> Expression | None:
    """What the expression that a text is refers to; None for a plain text."""
    return _read(scalar.text)


@lru_cache(maxsize=4096)  # each is asked for several things, and templates repeat themselves
def _read(text: str) -> Expression | None:
    inside = _inside(text)
    if inside is None:
        return None
    found = read(tokens(text, ARM, *inside))
    parameters, variables = _referred(found, "parameters"), _referred(found, "variables")
    references = Intervals((name.start, name.end) for name in (*parameters, *variables))
    begins = ((text, text.pieces[0].source_offset) for text in found.texts)
    own_texts = tuple(text for text, begin in begins if not references.meet(begin, begin))
    return found._replace(parameters=parameters, variables=variables, texts=own_texts)


def _inside(text: str) -> tuple[int, int] | None:
    """Where the code of an expression stands."""
    if "[" not in text[:2] and not text[:1].isspace():
        return None
    begin = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    if text[begin : begin + 1] != "[" or text[begin : begin + 2] == "[[" or text[end - 1] != "]" or end - begin < 3:
        return None
    return begin + 1, end - 1


def _referred(expression: Expression, function: str) -> tuple[Name, ...]:
    """What ``parameters('x')`` or ``variables('x')`` name; the whole call bounds it."""
    return tuple(
        Name(call.literal(0), call.start, call.end) for call in expression.calls if _is_reference(call, function)
    )


def _is_reference(call: Call, function: str) -> bool:
    return call.name.lower() == function and not call.receiver and bool(call.literal(0))
