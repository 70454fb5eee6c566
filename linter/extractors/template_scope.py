"""What the expressions of one ARM or Bicep template may refer to, and what becomes of its parameters."""

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from linter.model import Location, Node, Scalar
from linter.names.key_patterns import SECRET_WORDS
from linter.names.secret_parameters import is_secret_parameter_name, names_something, tells_about_secret
from linter.names.words import words
from linter.patterns import compile_late

from .expressions import Call, Expression, Name

_DEEPEST = 20  # variables that lead to variables

# Functions that tell something of a secret and not the secret.
_TELLS_LITTLE = frozenset({"length", "empty", "equals", "contains", "uniquestring", "guid"})
_COMPARISONS = ("==", "!=", "=~", "!~")
_COMPARED = compile_late(r"\s*[=!][=~]")
_LISTS = compile_late(
    r"list(?:[A-Z]|keys|secrets|adminkeys|querykeys|connectionstrings|credentials|\w*sas\b|callbackurl)"
)


# What stands before the secret in a connection string that an expression puts together.
_BEFORE_SECRET = compile_late(
    r"(?:password|pwd|accountkey|sharedaccesskey|client_?secret|;\s*secret)\s*=\s*$", re.IGNORECASE
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

    ``secure`` are the parameters declared secure, ``plain`` those that could be and are not. ``uses`` grows
    while the template is walked: places where the value of a parameter becomes something secret. ``carried``
    remembers which secret a variable hands on, also of the plain parameters or not.
    """

    def __init__(
        self,
        language: Language,
        secure: frozenset[str] = frozenset(),
        variables: Mapping[str, Node] = MappingProxyType({}),
        plain: frozenset[str] = frozenset(),
    ) -> None:
        self.language = language
        self.secure = secure
        self.variables = variables
        self.plain = plain
        self.uses: dict[str, list[Location]] = {}
        self.carried: dict[tuple[str, bool], str] = {}

    def use(self, parameter: str, place: Location) -> None:
        """Note that a parameter's value becomes something secret there."""
        self.uses.setdefault(self.language.fold(parameter), []).append(place)

    def uses_of(self, parameter: str) -> tuple[Location, ...]:
        """Where a parameter's value becomes something secret."""
        return tuple(self.uses.get(self.language.fold(parameter), ()))

    def secret_in(self, value: Scalar, depth: int = 0, *, plain: bool = False) -> str:
        """Which secret an expression hands on, in words; also through variables. Empty for none.

        With ``plain`` also parameters count that ought to be secure: by their names, or by what becomes of them.
        """
        expression = self.language.read(value)
        if expression is None:
            return ""
        for call in expression.calls:
            if _LISTS.match(call.name) and not _is_harmless_answer(value.text, expression, call):
                return f"what {call.name}() returns"
        for name in expression.parameters:
            if self.language.fold(name.text) in self.secure and not (
                names_something(name.text)
                or _is_only_told_of(value.text, expression, name)
                or _is_harmless_part(value.text, expression, name)
            ):
                return f"the secure parameter {name.text}"
        for parameter in (expression.sole_parameter, *secret_parts(expression)) if plain else ():
            if why := self._why_secret(parameter):
                return f"the parameter {parameter} ({why})"
        found = (self._secret_in_variable(name.text, depth + 1, plain) for name in expression.variables)
        return next(filter(None, found), "")

    def _why_secret(self, parameter: str) -> str:
        """Why a parameter ought to be secure that is not; empty where it need not be."""
        if self.language.fold(parameter) not in self.plain:
            return ""
        if is_secret_parameter_name(parameter):
            return "a secret, by its name"
        return "which becomes a secret" if self.uses_of(parameter) and not names_something(parameter) else ""

    def _secret_in_variable(self, name: str, depth: int, plain: bool) -> str:
        variable = self.language.fold(name), plain
        if variable not in self.carried and depth < _DEEPEST:
            self.carried[variable] = ""  # what refers to itself carries nothing
            held = self.variables.get(variable[0])
            secret = self.secret_in(held, depth, plain=plain) if isinstance(held, Scalar) else ""
            self.carried[variable] = f"{secret}, through the variable {name}" if secret else ""
        return self.carried.get(variable, "")


def secret_parts(expression: Expression) -> Iterator[str]:
    """The parameters that stand where a text that is put together has its secret: after ``Password=``."""
    by_span = {(name.start, name.end): name.text for name in expression.parameters}
    for text in expression.texts:
        for offset, start, end in text.holes:
            if (start, end) in by_span and _BEFORE_SECRET.search(text.text[:offset]):
                yield by_span[start, end]


def _is_harmless_answer(text: str, expression: Expression, call: Call) -> bool:
    """Whether no secret is taken of what a list function returns: ``listCredentials().username``."""
    part = next((m for m in expression.members if _ACCESS.fullmatch(text, call.end, m.start)), None)
    if part is None:
        return False
    among_others = call.name.lower() == "listoutputswithsecurevalues"  # to which outputs of a nested deployment compile
    return part.text.lower() == "username" or (among_others and not _speaks_of_secret(part.text))


_ACCESS = compile_late(r"!?(?:\??\.\??|\[\??['\"]?)")


def _is_harmless_part(text: str, expression: Expression, whole: Name) -> bool:
    """Whether a part is taken of an object, and neither speaks of a secret: ``provisionParameters.siteName``."""
    part = next((m for m in expression.members if _ACCESS.fullmatch(text, whole.end, m.start)), None)
    return part is not None and not (_speaks_of_secret(whole.text) or _speaks_of_secret(part.text))


def _speaks_of_secret(name: str) -> bool:
    return SECRET_WORDS.stand_in(" ".join(words(name))) and not tells_about_secret(name)


def _is_only_told_of(text: str, expression: Expression, name: Name) -> bool:
    """Whether something is only asked about: ``empty(secret)``, ``secret == ''``."""
    if _COMPARED.match(text, name.end) or text[: name.start].rstrip().endswith(_COMPARISONS):
        return True
    return any(call.name.lower() in _TELLS_LITTLE and call.start < name.start < call.end for call in expression.calls)
