"""Bicep files and their parameter files."""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Declaration, DeclarationKind, Document, Family, Mapping, Scalar, Sequence, Style
from linter.values.classify import classify

from .bicep_expressions import expressions_of
from .composed_names import ComposedNames
from .expressions import Call
from .reader import Fact, FileReader
from .template_outputs import output, value_of
from .template_parameters import Declared, parameter
from .template_resources import resource, sticky_names
from .template_scope import Language, Scope
from .template_walk import Place, Walk

_IDENTITY = "microsoft.managedidentity/userassignedidentities"
_WHOLE_FILE = Place(("parameters",), ())


def facts(document: Document, reader: FileReader) -> Iterator[Fact]:
    """The facts of a template, or the values of a parameter file."""
    declarations = document.declarations
    walk = _walk(declarations, reader)
    if document.source.family is Family.BICEP_PARAMETERS:
        for declaration in _of(DeclarationKind.PARAMETER, declarations):
            yield from _value(declaration, walk)
    else:
        yield from _template(declarations, walk)


def _of(kind: DeclarationKind, declarations: tuple[Declaration, ...]) -> Iterator[Declaration]:
    return (declaration for declaration in declarations if declaration.kind is kind)


def _walk(declarations: tuple[Declaration, ...], reader: FileReader) -> Walk:
    parameters = {d.name.text: d for d in _of(DeclarationKind.PARAMETER, declarations)}
    variables = {d.name.text: d.value for d in _of(DeclarationKind.VARIABLE, declarations) if d.value}
    bodies = [d.value for d in _of(DeclarationKind.RESOURCE, declarations) if d.value]
    secure = frozenset(name for name, declared in parameters.items() if declared.decorator("secure"))
    plain = frozenset(name for name, declared in parameters.items() if _declared(declared).can_be_secret)
    scope = Scope(
        Language(lambda value: value.style is Style.EXPRESSION, expressions_of(parameters, variables), str),
        secure,
        variables,
        plain - secure,
    )
    return Walk(
        reader,
        scope,
        ComposedNames(scope, _names(declarations), _identities(declarations)),
        sticky_names(Sequence(tuple(bodies), 0, 0), reader.source),
    )


def _names(declarations: tuple[Declaration, ...]) -> dict[str, Scalar]:
    """The names of the resources that the file declares or refers to, by symbol."""
    bodies = ((d.name.text, d.value) for d in _of(DeclarationKind.RESOURCE, declarations))
    named = ((symbol, body.scalar("name")) for symbol, body in bodies if isinstance(body, Mapping))
    return {symbol: name for symbol, name in named if name}


def _identities(declarations: tuple[Declaration, ...]) -> frozenset[str]:
    """The symbols of managed identities."""
    resources = _of(DeclarationKind.RESOURCE, declarations)
    return frozenset(d.name.text for d in resources if _plain_type(d).lower() == _IDENTITY)


def _plain_type(declaration: Declaration) -> str:
    return declaration.type.partition("@")[0]


def _template(declarations: tuple[Declaration, ...], walk: Walk) -> Iterator[Fact]:
    for declaration in _of(DeclarationKind.VARIABLE, declarations):
        if walk.may_tell(declaration.start, declaration.end):
            yield from _given(declaration, Place((), ("variables",)), walk)
    yield from _resources(declarations, walk)
    for declaration in _of(DeclarationKind.MODULE, declarations):
        symbol = declaration.name.text
        yield from walk.node(declaration.value, Place((symbol,), (symbol,)))
    for declaration in _of(DeclarationKind.OUTPUT, declarations):
        if declaration.value:
            secure = declaration.decorator("secure") is not None
            yield from output(declaration.name, declaration.value, walk, type_=_type(declaration), secure=secure)
    for declaration in _of(DeclarationKind.PARAMETER, declarations):  # last: their uses are known now
        yield from parameter(_declared(declaration), Place(("parameters",), ("parameters",)), walk)


def _given(declaration: Declaration, place: Place, walk: Walk) -> Iterator[Fact]:
    """What a name tells that is given a value: a variable, a parameter in a parameter file."""
    if isinstance(declaration.value, Scalar):
        yield from walk.setting(declaration.name, declaration.value, place)
    else:
        yield from walk.node(declaration.value, place.inside(declaration.name.text))


def _type(declaration: Declaration) -> str:
    return declaration.type.strip().lower()


def _description(declaration: Declaration) -> str:
    described = declaration.decorator("description")
    return described.arguments[0].text if described and described.arguments else ""


def _declared(declaration: Declaration) -> Declared:
    return Declared(
        name=declaration.name,
        type=_type(declaration),
        secure=declaration.decorator("secure") is not None,
        enumerated=declaration.decorator("allowed") is not None,
        description=_description(declaration),
        default=declaration.value,
        start=declaration.start,
        end=declaration.end,
    )


def _resources(declarations: tuple[Declaration, ...], walk: Walk) -> Iterator[Fact]:
    """Every resource; one within another follows it, and its type continues that of the other."""
    around: list[tuple[int, str]] = []  # end and type of the resources that are open
    nested = _nested(declarations)
    for declaration in _of(DeclarationKind.RESOURCE, declarations):
        while around and around[-1][0] <= declaration.start:
            around.pop()
        kind = _plain_type(declaration)
        if around and "." not in kind:
            kind = f"{around[-1][1]}/{kind}"
        around.append((declaration.end, kind))
        if isinstance(declaration.value, Mapping):
            symbol = declaration.name.text
            own = tuple(entry for entry in declaration.value.entries if entry.key.start not in nested)
            name = declaration.value.scalar("name") or declaration.name
            yield from resource(kind, name, declaration.value._replace(entries=own), Place((symbol,), (symbol,)), walk)


def _nested(declarations: tuple[Declaration, ...]) -> frozenset[int]:
    """Where the names of resources stand, by which those within another are told from its properties."""
    return frozenset(declaration.name.start for declaration in _of(DeclarationKind.RESOURCE, declarations))


def _value(declaration: Declaration, walk: Walk) -> Iterator[Fact]:
    """A parameter's value. ``readEnvironmentVariable('X', 'default')`` is worth its default, which is compiled in."""
    call = _read_of_environment(declaration, walk)
    if call is None or not isinstance(declaration.value, Scalar):
        yield from _given(declaration, _WHOLE_FILE, walk)
        return
    begin = declaration.value.start
    argument = call.arguments[1]
    default = Scalar(call.literal(1), begin + argument.start + 1, begin + argument.end - 1, Style.SINGLE)
    value = classify(default.text, walk.reader.source.family)
    references = (*value.references, *value_of(declaration.value, walk).references)
    detail = value.detail or "the default of readEnvironmentVariable()"
    yield from walk.valued(declaration.name, default, _WHOLE_FILE, value.altered(references=references, detail=detail))


def _read_of_environment(declaration: Declaration, walk: Walk) -> Call | None:
    """The call that a value is, if it reads an environment variable and has a default that says something."""
    expression = walk.scope.language.read(declaration.value) if isinstance(declaration.value, Scalar) else None
    if expression is None or len(expression.calls) != 1:
        return None
    call = expression.calls[0]
    whole = (call.start, call.end) == (expression.start, expression.end)
    return call if whole and call.name == "readEnvironmentVariable" and call.literal(1) else None
