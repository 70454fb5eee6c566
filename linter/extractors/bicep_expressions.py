"""Expressions of Bicep, in which parameters and variables are plain names."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import lru_cache

from linter.model import Scalar, Style

from .expression_reader import read
from .expression_tokens import BICEP, tokens
from .expressions import Expression


def expressions_of(parameters: Collection[str], variables: Collection[str]) -> Callable[[Scalar], Expression | None]:
    """A reader of the expressions of one file, which declares these; it gives None for a plain text."""

    def read_expression(scalar: Scalar) -> Expression | None:
        if scalar.style is not Style.EXPRESSION:
            return None
        found = _read(scalar.text)
        return found._replace(
            parameters=tuple(name for name in found.symbols if name.text in parameters),
            variables=tuple(name for name in found.symbols if name.text in variables),
        )

    return read_expression


@lru_cache(maxsize=4096)  # each is asked for several things
def _read(text: str) -> Expression:
    return read(tokens(text, BICEP))
