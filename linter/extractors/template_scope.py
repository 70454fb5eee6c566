"""What the expressions of one ARM or Bicep template may refer to, and what becomes of its parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from linter.model import Location, Node, Scalar
from linter.names.key_patterns import SECRET_WORD
from linter.names.secret_parameters import tells_about_secret
from linter.names.words import words
from linter.patterns import compile_late

from .expressions import Call, Expression, Name

_DEEPEST = 20  # variables that lead to variables

# Functions that tell something of a secret and not the secret.
_TELLS_LITTLE = frozenset({"length", "empty", "equals", "contains", "uniquestring", "guid"})
_LISTS = compile_late(
    r"list(?:[A-Z]|keys|secrets|adminkeys|querykeys|connectionstrings|credentials|\w*sas\b|callbackurl)"
)


class Language(NamedTuple):
    """How a template language writes expressions.

    ``is_expression`` is quick. ``read`` gives None for a plain text. ``fold`` makes names comparable:
    those of ARM ignore letter case, those of Bicep do not.
    """

    is_expression: Callable[[Scalar], bool]
    read: Callable[[Scalar], Expression | None]
    fold: Callable[[str], str]


class Scope:
    """The parameters and variables of one template, by folded name.

    ``secure`` are the parameters declared secure. ``uses`` grows while the template is walked: places
    where the value of a parameter becomes something secret. ``carried`` remembers which secret a
    variable hands on.
    """

    def __init__(
        self,
        language: Language,
        secure: frozenset[str] = frozenset(),
        variables: Mapping[str, Node] = MappingProxyType({}),
    ) -> None:
        self.language = language
        self.secure = secure
        self.variables = variables
        self.uses: dict[str, list[Location]] = {}
        self.carried: dict[str, str] = {}

    def use(self, parameter: str, place: Location) -> None:
        """Note that a parameter's value becomes something secret there."""
        self.uses.setdefault(self.language.fold(parameter), []).append(place)

    def uses_of(self, parameter: str) -> tuple[Location, ...]:
        """Where a parameter's value becomes something secret."""
        return tuple(self.uses.get(self.language.fold(parameter), ()))

    def secret_in(self, value: Scalar, depth: int = 0) -> str:
        """Which secret an expression hands on, in words; also through variables. Empty for none."""
        expression = self.language.read(value)
        if expression is None:
            return ""
        for call in expression.calls:
            if _LISTS.match(call.name) and not _is_user_name(value.text, expression, call):
                return f"what {call.name}() returns"
        for name in expression.parameters:
            if self.language.fold(name.text) in self.secure and not (
                _is_only_told_of(expression, name.start) or _is_harmless_part(value.text, expression, name)
            ):
                return f"the secure parameter {name.text}"
        found = (self._secret_in_variable(name.text, depth + 1) for name in expression.variables)
        return next(filter(None, found), "")

    def _secret_in_variable(self, name: str, depth: int) -> str:
        folded = self.language.fold(name)
        if folded not in self.carried and depth < _DEEPEST:
            self.carried[folded] = ""  # what refers to itself carries nothing
            held = self.variables.get(folded)
            secret = self.secret_in(held, depth) if isinstance(held, Scalar) else ""
            self.carried[folded] = f"{secret}, through the variable {name}" if secret else ""
        return self.carried.get(folded, "")


def _is_user_name(text: str, expression: Expression, call: Call) -> bool:
    """Whether only the user name is taken of what a list function returns: ``listCredentials().username``."""
    part = next((m for m in expression.members if _ACCESS.fullmatch(text, call.end, m.start)), None)
    return part is not None and part.text.lower() == "username"


_ACCESS = compile_late(r"!?(?:\??\.\??|\[\??['\"]?)")


def _is_harmless_part(text: str, expression: Expression, whole: Name) -> bool:
    """Whether a part is taken of an object, and neither speaks of a secret: ``provisionParameters.siteName``."""
    part = next((m for m in expression.members if _ACCESS.fullmatch(text, whole.end, m.start)), None)
    return part is not None and not (_speaks_of_secret(whole.text) or _speaks_of_secret(part.text))


def _speaks_of_secret(name: str) -> bool:
    return SECRET_WORD.search(" ".join(words(name))) is not None and not tells_about_secret(name)


def _is_only_told_of(expression: Expression, offset: int) -> bool:
    return any(call.name.lower() in _TELLS_LITTLE and call.start < offset < call.end for call in expression.calls)
