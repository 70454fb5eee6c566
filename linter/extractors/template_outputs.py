"""Outputs of a template, and which secret each carries into the deployment history."""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Mapping, Node, Output, Scalar, Sequence, Style, Value, ValueKind
from linter.names.secret_parameters import is_secret_parameter_name, tells_about_secret
from linter.names.words import words
from linter.values.classify import classify

from .reader import Fact
from .template_references import judge
from .template_walk import Place, Walk

# A computed value that ends in one of these is an address or a name, whatever the output is called.
_MADE_UP = frozenset({"sample", "fake", "dummy", "mock"})  # samples.accessTokens.echo
_NO_SECRET = ("name", "id", "uri", "url", "version", "type", "endpoint")

_TELL_LITTLE = frozenset({"bool", "int"})  # whether there is a secret, how long it is


def output(name: Scalar, value: Node, walk: Walk, *, type_: str = "string", secure: bool = False) -> Iterator[Fact]:
    """What one output tells. Of an object or a list, the first value that carries a secret is shown."""
    texts = list(leaves(value))
    if not texts:
        return
    found = ((leaf, walk.scope.secret_in(leaf, plain=not tells_about_secret(name.text))) for leaf in texts)
    carrying = next(((leaf, secret) for leaf, secret in found if secret and type_ not in _TELL_LITTLE), None)
    leaf, carries = carrying or (texts[0], _by_name(name, value, type_, walk))
    if carries and not secure:
        yield Output(walk.reader.source.path, name.text, walk.reader.location(leaf), carries)
    if isinstance(value, Scalar):
        yield from walk.setting(name, value, Place((), ("outputs",)))
    else:
        yield from walk.node(value, Place((), ("outputs", name.text), (name.text,)))


def leaves(node: Node) -> Iterator[Scalar]:
    """Every scalar below a node, in the order written."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, Scalar):
            yield current
        elif isinstance(current, Mapping):
            waiting.extend(entry.value for entry in reversed(current.entries))
        elif isinstance(current, Sequence):
            waiting.extend(reversed(current.items))


def _by_name(name: Scalar, value: Node, type_: str, walk: Walk) -> str:
    """A computed value under a name like ``adminPassword``, unless it ends in what is no secret."""
    expression = walk.scope.language.read(value) if isinstance(value, Scalar) else None
    if expression is None or not is_secret_parameter_name(name.text, type_):
        return ""
    if any(_MADE_UP.intersection(words(member.text)) for member in expression.members):
        return ""
    last = expression.members[-1].text if expression.members else ""
    return "" if last.lower().endswith(_NO_SECRET) else "a secret, by its name"


def value_of(value: Scalar, walk: Walk) -> Value:
    """What a scalar of a template is worth."""
    if value.style is Style.NULL:
        return Value(ValueKind.EMPTY, value.text)
    expression = walk.scope.language.read(value)
    family = walk.reader.source.family
    return judge(value, expression, family, walk.names) if expression else classify(value.text, family)
