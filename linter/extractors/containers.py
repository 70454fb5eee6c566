"""What a container is given: ``env``, ``envFrom`` and arguments, in manifests and in Helm values alike."""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Mapping, Node, Reference, Scalar, Sequence, Target, Value, ValueKind, VariableSource

from .assignments import argument, assignment
from .key_references import (
    ScalarEntry,
    held_reference,
    key_reference,
    reference_facts,
    scalar_entry,
    secret_name,
    speaks_of_credential,
)
from .reader import Fact, FileReader, Segments


def container_facts(container: Mapping, path: Segments, reader: FileReader) -> Iterator[Fact]:
    """The settings of one container; they share the scope ``path``."""
    for entry in container.entries:
        match entry.key.text:
            case "env":
                yield from variables(entry.value, path, reader)
            case "envFrom":
                yield from variable_sources(entry.value, path, reader)
            case "args" | "command":
                yield from arguments(entry.value, path, reader)


def variables(node: Node, path: Segments, reader: FileReader) -> Iterator[Fact]:
    """Environment variables: a list of ``{name, value | valueFrom}`` or of ``KEY=value``, or a map."""
    if isinstance(node, Mapping):
        for entry in node.entries:
            yield from _mapped_variable(entry.key, entry.value, path, reader)
    elif isinstance(node, Sequence):
        for item in node.items:
            name = item.scalar("name") if isinstance(item, Mapping) else None
            if isinstance(item, Mapping) and name:
                yield from listed_variable(name, item, path, reader)
            elif isinstance(item, Scalar) and (pair := assignment(item)):
                yield from reader.facts(path, pair.key, pair.value)


def _mapped_variable(name: Scalar, node: Node, path: Segments, reader: FileReader) -> Iterator[Fact]:
    """One variable of a map: its value, or what a list would hold, or a ``{name, key}`` pair."""
    if isinstance(node, Scalar):
        yield from reader.facts(path, name, node)
    elif isinstance(node, Mapping):
        reference = key_reference(node)
        if reference:
            yield from reference_facts(name, reference, path, reader)
        else:
            yield from listed_variable(name, node, path, reader)


def listed_variable(name: Scalar, item: Mapping, path: Segments, reader: FileReader) -> Iterator[Fact]:
    """One variable of a list: its value, or a reference to a key of a Secret or ConfigMap."""
    value = item.scalar("value")
    reference = None if value else held_reference(item)
    secret = item.scalar("secretRef")
    if value:
        yield from reader.facts(path, name, value)
    elif reference:
        yield from reference_facts(name, reference, path, reader)
    elif secret:  # a Container App's own secret, by its name
        edge = Reference(Target.CONTAINER_APP_SECRET, secret.text, end=len(secret.text))
        reference_value = Value(ValueKind.SECRET_REFERENCE, secret.text, references=(edge,))
        yield from reader.facts(path, name, secret, classified=reference_value)


def variable_sources(node: Node, path: Segments, reader: FileReader) -> Iterator[Fact]:
    """The Secrets and ConfigMaps from which all keys become variables, and the names of those that hold credentials."""
    for source in node.mappings() if isinstance(node, Sequence) else ():
        for kind, of in _SOURCES.items():
            entry = scalar_entry(source.mapping(kind), "name")
            if entry and entry.value.text:
                yield VariableSource(path, of, entry.value.text, reader.location(entry.value), source.text("prefix"))
    for entry in secrets_of(node):
        if speaks_of_credential(entry.value.text):
            yield from secret_name(entry, (*path, "envFrom", "secretRef"), reader, scope=path)


_SOURCES = {"secretRef": Target.KUBERNETES_SECRET, "configMapRef": Target.CONFIG_MAP}


def secrets_of(sources: Node | None) -> Iterator[ScalarEntry]:
    """The ``name`` entries of ``envFrom: [{secretRef: {name}}]``."""
    if not isinstance(sources, Sequence):
        return
    for source in sources.mappings():
        entry = scalar_entry(source.mapping("secretRef"), "name")
        if entry:
            yield entry


def arguments(node: Node, path: Segments, reader: FileReader) -> Iterator[Fact]:
    """``--client-secret=…`` of a command line."""
    for item in node.items if isinstance(node, Sequence) else ():
        if isinstance(item, Scalar) and (pair := argument(item)):
            yield from reader.facts(path, pair.key, pair.value)
