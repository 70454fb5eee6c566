"""ARM templates and their parameter files.

A nested template (``Microsoft.Resources/deployments`` with ``properties.template``) has parameters and
variables of its own only where its expressions are evaluated in the inner scope; the outer scope is the
default ("Linked and nested templates" of the Azure Resource Manager documentation).
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Document, Family, Mapping, Node, Scalar, Sequence

from .arm_expressions import is_expression, read_expression
from .reader import Fact, FileReader
from .template_outputs import output
from .template_parameters import Declared, parameter
from .template_resources import resource, sticky_names
from .template_scope import Language, Scope
from .template_walk import Place, Walk

_LANGUAGE = Language(is_expression, read_expression, str.lower)
_DEPLOYMENTS = "microsoft.resources/deployments"

# What a resource says of itself; resources within it are read on their own.
_NO_SETTINGS = frozenset({"type", "apiVersion", "dependsOn", "comments", "condition", "location", "resources"})


def facts(document: Document, reader: FileReader) -> Iterator[Fact]:
    """The facts of a template, or the values of a parameter file."""
    for root in document.roots:
        if not isinstance(root, Mapping):
            continue
        if document.source.family is Family.ARM_PARAMETERS:
            yield from _values(root, reader)
        else:
            declared = tuple(_declared(root))
            walk = Walk(reader, _scope(root, declared), sticky=sticky_names(root, reader.source))
            yield from _template(root, declared, (), walk)


def _values(root: Mapping, reader: FileReader) -> Iterator[Fact]:
    """A parameter file: each parameter is a setting, and the file is their scope."""
    walk = Walk(reader, Scope(_LANGUAGE))
    for key, value in root.mapping("parameters").entries:
        if isinstance(value, Mapping):
            yield from walk.argument(key, value, Place(("parameters",), ()))


def _scope(root: Mapping, declared: tuple[Declared, ...]) -> Scope:
    secure = frozenset(one.name.text.lower() for one in declared if one.secure)
    plain = frozenset(one.name.text.lower() for one in declared if one.can_be_secret)
    return Scope(_LANGUAGE, secure, _variables(root), plain - secure)


def _type(declared: Mapping) -> tuple[str, bool]:
    """The type of a parameter or output, or its definition, in lower case without ``secure``; whether that stood there."""
    written = (declared.text("type") or declared.text("$ref")).lower()
    return written.removeprefix("secure"), written.startswith("secure")


def _variables(root: Mapping) -> dict[str, Node]:
    return {entry.key.text.lower(): entry.value for entry in root.mapping("variables").entries}


def _template(root: Mapping, parameters: tuple[Declared, ...], scope: tuple[str, ...], walk: Walk) -> Iterator[Fact]:
    for entry in root.mapping("variables").entries:
        if walk.may_tell(entry.key.start, entry.value.end):
            yield from walk.entry(entry.key, entry.value, Place((), (*scope, "variables")))
    for index, item in enumerate(_listed(root.get("resources"))):
        yield from _resource(item, "", Place((), (*scope, "resources", str(index))), walk)
    for name, body in root.mapping("outputs").entries:
        if isinstance(body, Mapping) and (value := body.get("value")):
            kind, secure = _type(body)
            yield from output(name, value, walk, type_=kind, secure=secure)
    for declared in parameters:  # last: their uses are known now
        yield from parameter(declared, Place(("parameters",), (*scope, "parameters")), walk)


def _declared(root: Mapping) -> Iterator[Declared]:
    for name, body in root.mapping("parameters").entries:
        if not isinstance(body, Mapping):
            continue
        kind, secure = _type(body)
        yield Declared(
            name=name,
            type=kind,
            secure=secure,
            enumerated=bool(body.items("allowedValues")),
            description=body.text("metadata", "description"),
            default=body.get("defaultValue"),
            start=name.head,
            end=body.end,
            written_type=body.scalar("type"),
        )


def _listed(resources: Node | None) -> tuple[Node, ...]:
    """The resources, which are a list or, with symbolic names, an object."""
    if isinstance(resources, Mapping):
        return tuple(entry.value for entry in resources.entries)
    return resources.items if isinstance(resources, Sequence) else ()


def _resource(body: Node, parent: str, place: Place, walk: Walk) -> Iterator[Fact]:
    """A resource and those within it, whose types continue that of their parent."""
    if not isinstance(body, Mapping):
        return
    kind = body.text("type")
    if parent and "." not in kind:
        kind = f"{parent}/{kind}"
    own = body._replace(entries=tuple(entry for entry in body.entries if entry.key.text not in _NO_SETTINGS))
    if kind.lower() == _DEPLOYMENTS:
        yield from _nested(body.mapping("properties"), place, walk)
        own = _without_template(own)
    name = body.scalar("name") or Scalar("", body.start, body.start + 1)
    yield from resource(kind, name, own, place, walk)
    for index, child in enumerate(_listed(body.get("resources"))):
        yield from _resource(child, kind, place.item(index), walk)


def _nested(properties: Mapping, place: Place, walk: Walk) -> Iterator[Fact]:
    template = properties.get("template")
    if isinstance(template, Mapping):
        inner = properties.text("expressionEvaluationOptions", "scope").lower() == "inner"
        declared = tuple(_declared(template))
        nested = Walk(walk.reader, _scope(template, declared), sticky=walk.sticky) if inner else walk
        yield from _template(template, declared, (*place.scope, "template"), nested)


def _without_template(deployment: Mapping) -> Mapping:
    """A deployment without the template in it."""
    return deployment._replace(
        entries=tuple(
            entry._replace(value=_without(entry.value, "template")) if isinstance(entry.value, Mapping) else entry
            for entry in deployment.entries
        )
    )


def _without(mapping: Mapping, key: str) -> Mapping:
    return mapping._replace(entries=tuple(entry for entry in mapping.entries if entry.key.text != key))
