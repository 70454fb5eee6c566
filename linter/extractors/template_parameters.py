"""Declared parameters of a template, with what their defaults tell."""

from collections.abc import Iterator
from typing import NamedTuple

from linter.model import Location, Mapping, Node, Parameter, Scalar, Sequence, Style, Value, ValueKind
from linter.names.secret_parameters import can_hold_secret, is_said_to_be_harmless, is_secret_parameter_name

from .reader import Fact
from .template_outputs import leaves, value_of
from .template_walk import Place, Walk


class Declared(NamedTuple):
    """A parameter as it is declared.

    ``type`` is in lower case, without ``secure``; ``start`` and ``end`` bound all; ``description`` is for its reader.
    """

    name: Scalar
    type: str
    secure: bool
    enumerated: bool
    default: Node | None
    start: int
    end: int
    written_type: Scalar | None = None  # where the type is a text of its own
    description: str = ""

    @property
    def can_be_secret(self) -> bool:
        """Whether it can be secret: a list cannot, what only chooses need not, and its author may say that it is none."""
        return can_hold_secret(self.type) and not self.enumerated and not is_said_to_be_harmless(self.description)


def parameter(declared: Declared, place: Place, walk: Walk) -> Iterator[Fact]:
    """What a declaration tells; its default is also a setting under the parameter's name."""
    yield from _secret(declared, walk)
    if isinstance(declared.default, Scalar):
        yield from walk.setting(declared.name, declared.default, place)
    elif declared.default:
        yield from walk.node(declared.default, place.inside(declared.name.text))


def _secret(declared: Declared, walk: Walk) -> Iterator[Parameter]:
    """The parameter, if it is secret or ought to be; of the others, which are most, there is nothing to say."""
    reader, name = walk.reader, declared.name
    uses = walk.scope.uses_of(name.text) if declared.can_be_secret else ()
    if not (declared.secure or uses or is_secret_parameter_name(name.text, declared.type)):
        return
    default, default_location = _default(declared.default, walk) if declared.default else (None, None)
    yield Parameter(
        path=reader.source.path,
        name=name.text,
        type=declared.type,
        secure=declared.secure,
        location=reader.location(name),
        declaration=reader.source.location(declared.start, declared.end),
        default=default,
        default_location=default_location,
        type_location=declared.written_type and reader.location(declared.written_type),
        secret_uses=uses,
        enumerated=declared.enumerated,
    )


def _secrets(default: Node) -> Iterator[Scalar]:
    """The texts in an object that stand under the name of a secret."""
    waiting = [default]
    while waiting:
        current = waiting.pop()
        if isinstance(current, Mapping):
            waiting.extend(entry.value for entry in reversed(current.entries))
            named = (entry.value for entry in current.entries if is_secret_parameter_name(entry.key.text))
            yield from (value for value in named if isinstance(value, Scalar))
        elif isinstance(current, Sequence):
            waiting.extend(reversed(current.items))


_SWITCHES = ("true", "false")  # which hold no secret, whatever else the object does


def _default(default: Node, walk: Walk) -> tuple[Value, Location]:
    """The default's value and place; of an object or a list, those of its first secret, else of its first text."""
    given = [leaf for leaf in (*_secrets(default), *leaves(default)) if leaf.style is not Style.NULL]
    given.sort(key=lambda leaf: leaf.text.lower() in _SWITCHES)
    telling = next((leaf for leaf in given if leaf.text), given[0] if given else None)
    if telling is None:
        return Value(ValueKind.EMPTY, ""), walk.reader.source.location(default.start, default.end)
    return value_of(telling, walk), walk.reader.location(telling)
