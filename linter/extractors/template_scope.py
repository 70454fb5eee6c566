"""What the expressions of one ARM or Bicep template may refer to, and what becomes of its parameters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ..model import Location, Node, Scalar
from .expressions import Expression

# Functions that tell something of a secret and not the secret.
_TELLS_LITTLE = frozenset({"length", "empty", "equals", "contains", "uniquestring", "guid"})
_LISTS = re.compile(r"list[A-Z]")


class Language(NamedTuple):
    """How a template language writes expressions.

    ``is_expression`` is quick. ``read`` gives None for a plain text. ``fold`` makes names comparable:
    those of ARM ignore letter case, those of Bicep do not.
    """

    is_expression: Callable[[Scalar], bool]
    read: Callable[[Scalar], Expression | None]
    fold: Callable[[str], str]


@dataclass(frozen=True)
class Scope:
    """The parameters and variables of one template, by folded name.

    ``secure`` are the parameters declared secure. ``uses`` grows while the template is walked: places
    where the value of a parameter becomes something secret.
    """

    language: Language
    secure: frozenset[str] = frozenset()
    variables: Mapping[str, Node] = field(default_factory=dict)
    uses: dict[str, list[Location]] = field(default_factory=dict)

    def use(self, parameter: str, place: Location) -> None:
        """Note that a parameter's value becomes something secret there."""
        self.uses.setdefault(self.language.fold(parameter), []).append(place)

    def uses_of(self, parameter: str) -> tuple[Location, ...]:
        """Where a parameter's value becomes something secret."""
        return tuple(self.uses.get(self.language.fold(parameter), ()))

    def secret_in(self, value: Scalar, seen: frozenset[str] = frozenset()) -> str:
        """Which secret an expression hands on, in words; also through variables. Empty for none."""
        expression = self.language.read(value)
        if expression is None:
            return ""
        for call in expression.calls:
            if _LISTS.match(call.name):
                return f"what {call.name}() returns"
        for name in expression.parameters:
            if self.language.fold(name.text) in self.secure and not _is_only_told_of(expression, name.start):
                return f"the secure parameter {name.text}"
        return self._secret_in_variables(expression, seen)

    def _secret_in_variables(self, expression: Expression, seen: frozenset[str]) -> str:
        for name in expression.variables:
            folded = self.language.fold(name.text)
            held = self.variables.get(folded)
            if isinstance(held, Scalar) and folded not in seen:
                found = self.secret_in(held, seen | {folded})
                if found:
                    return f"{found}, by the variable {name.text}" if " by the variable " not in found else found
        return ""


def _is_only_told_of(expression: Expression, offset: int) -> bool:
    return any(call.name.lower() in _TELLS_LITTLE and call.start < offset < call.end for call in expression.calls)
