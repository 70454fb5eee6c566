"""Helm values and custom resources: trees in which variables and references to Secrets stand anywhere."""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Entry, Evidence, Mapping, Node, Role, RotationSwitch, Scalar, Sequence, Strength, Style
from linter.patterns import compile_late

from .containers import arguments, listed_variable, variable_sources
from .key_references import (
    ScalarEntry,
    held_reference,
    key_reference,
    reference_facts,
    scalar_entry,
    secret_name,
    speaks_of_certificate,
    speaks_of_credential,
)
from .mounted_secrets import OF_RADIX, SECTION, mounted_secrets, radix_secrets
from .opened_text import text_facts
from .reader import Fact, FileReader, Segments
from .tree import named_value

_WORKLOAD_IDENTITY = {
    "azure.workload.identity/client-id": Role.IDENTITY,
    "azure.workload.identity/tenant-id": Role.TENANT,
}
_IDENTITY = ("identity", "azure")  # of Radix: https://www.radix.equinor.com/radix-config/
_OF_RADIX = ("environmentConfig",)  # what a component is in each environment
_ROUTES = frozenset({"valueFrom", "secretKeyRef", "secretRef", "configMapKeyRef"})
_REFERENCE = compile_late(r"(?i).*secret_?ref$")
_MARKS = compile_late(r"(?i)(?:.*annotations|.*labels|.*selector)$")
_ARGUMENTS = compile_late(r"(?i)(?:extra|additional)?_?(?:args|arguments|command)$")
_VARIABLE_SOURCES = compile_late(r"(?i).*env(?:_?vars?)?_?from$")
_PULL_SECRETS = compile_late(r"(?i)(?:image)?_?pull_?secrets?$")
_SECRET_NAME = compile_late(r"(?i)existing.*secret(?:_?name|_?ref)?$|.*secret_?(?:name|ref)$")
# existingSecretPasswordKey and passwordSecretKey always, secretKey beside the name of a Secret.
_KEY_OF_EXISTING = compile_late(r"(?i)existing.*keys?$|.*(?:password|token|credentials?|secret|key)s?_?secret_?key$")
_KEY_OF_SECRET = compile_late(r"(?i).*secret.*key$")
_HOLDER = compile_late(r"(?i)name$|.*secret(?:_?name|_?ref)?$")
# tlsSecret, extraEnvVarsSecret: what charts call a Secret that stands elsewhere.
_MAY_BE_SECRET_NAME = compile_late(r"(?i)(?!.*(?:client|app|application)_?-?secret$).*[a-z]_?secret$|secret$")
# password: {secret_key: rabbitmq.password}: the chart's template takes it for the key of a secretKeyRef.
_CREDENTIAL = compile_late(r"(?i).*(?:password|passwd|pwd|user|username|secret|token|key|id)$")
_NAME_OF_KEY = compile_late(r"[A-Za-z]+(?:[-._][A-Za-z]+)*")
_NAME = compile_late(r"[a-z][a-z0-9]*(?:[-.][a-z0-9]+)+|")


def walk_values(node: Node, reader: FileReader, path: Segments = ()) -> Iterator[Fact]:
    """Every setting below a node; the variables and references of Kubernetes are read as what they are."""
    if isinstance(node, Mapping):
        names_secret = any(_HOLDER.match(entry.key.text) for entry in node.entries)
        for entry in node.entries:
            if not isinstance(entry.value, Scalar) or not _names_key(entry.key.text, names_secret):
                yield from _entry(entry, path, reader)
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from _item(item, index, path, reader)


def _entry(entry: Entry, path: Segments, reader: FileReader) -> Iterator[Fact]:
    key, value = entry
    if _PULL_SECRETS.match(key.text):
        return
    if isinstance(value, Scalar):
        yield from _scalar(ScalarEntry(key, value), path, reader)
    elif isinstance(value, Mapping):
        yield from _mapping(key, value, path, reader)
    elif _ARGUMENTS.match(key.text):
        yield from arguments(value, path, reader)
    elif _VARIABLE_SOURCES.match(key.text):
        yield from variable_sources(value, path, reader)
    elif isinstance(value, Sequence) and key.text == OF_RADIX:
        yield from radix_secrets(value, path[:-1], reader)
    else:
        yield from walk_values(value, reader, (*path, key.text))


def _mapping(key: Scalar, value: Mapping, path: Segments, reader: FileReader) -> Iterator[Fact]:
    if _MARKS.match(key.text):
        yield from identity_annotations(value, path, reader)
        return
    if key.text == SECTION:
        yield from mounted_secrets(value, (*path, key.text), reader)
    if _CREDENTIAL.match(key.text) and _is_key_of_secret(value):
        return
    name = scalar_entry(value, "name")
    if name and _REFERENCE.match(key.text) and value.scalar("key") is None:
        yield from _named_secret(name, (*path, key.text), reader)
        return
    reference = key_reference(value)
    if reference:
        yield from reference_facts(key, reference, path, reader)
        value = value._replace(entries=tuple(e for e in value.entries if e.key.text not in _ROUTES))
        if value.scalar("key"):
            return
    yield from walk_values(value, reader, (*path, key.text))


def _is_key_of_secret(node: Mapping) -> bool:
    """Whether a mapping is nothing but the name of a key in a Secret."""
    entry = node.entries[0] if len(node.entries) == 1 else None
    named = entry and isinstance(entry.value, Scalar) and _NAME_OF_KEY.fullmatch(entry.value.text)
    return bool(named and entry and _KEY_OF_SECRET.match(entry.key.text))


def _named_secret(name: ScalarEntry, path: Segments, reader: FileReader) -> Iterator[Fact]:
    if speaks_of_credential(name.value.text):
        yield from secret_name(name, path, reader)


def _item(item: Node, index: int, path: Segments, reader: FileReader) -> Iterator[Fact]:
    if not isinstance(item, Mapping):
        yield from walk_values(item, reader, (*path, str(index)))
        return
    name = item.scalar("name")
    named = named_value(item)
    entry = scalar_entry(item, "name")
    if entry and item.text("kind") == "Secret":
        yield from _named_secret(entry, path, reader)
    elif named:
        yield from reader.facts(path, *named)
    elif name and (held_reference(item) or item.scalar("key") or item.scalar("secretRef")):
        yield from listed_variable(name, item, path, reader)
    else:
        unnamed = tuple(entry for entry in item.entries if entry.value is not name)
        part = reader.within(*_stated(item, path, reader))
        yield from walk_values(item._replace(entries=unnamed), part, (*path, name.text if name else str(index)))


def _stated(item: Mapping, path: Segments, reader: FileReader) -> Iterator[Evidence]:
    """The environment that an item of a list says it is for: of Argo CD's generators, of Radix, where any name is one."""
    for stated in filter(None, map(item.scalar, ("environment", "env"))):
        if path[-1:] == _OF_RADIX or reader.environments.is_word(stated.text.lower()):
            environment = reader.environments.canonical(stated.text)
            yield Evidence(environment, Strength.STATED, f"environment: {stated.text}", reader.location(stated))


def _scalar(entry: ScalarEntry, path: Segments, reader: FileReader) -> Iterator[Fact]:
    key, value = entry
    if key.text == "enableSecretRotation" and value.text == "false":
        where = reader.location(value)
        yield RotationSwitch(reader.source.path, "Secrets Store CSI driver", where, "enableSecretRotation is false")
    elif _names_secret(key.text, value.text):
        if not speaks_of_certificate(value.text):
            yield from secret_name(entry, path, reader)
    elif value.style in (Style.LITERAL, Style.FOLDED) or value.text[:1] == "{":
        yield from text_facts(key, value, path, reader, walk_node=walk_values)
    else:
        role = Role.IDENTITY if path[-2:] == _IDENTITY and key.text == "clientId" else None
        yield from reader.facts(path, key, value, role=role)


def _names_secret(key: str, value: str) -> bool:
    """Whether a value is the name of a Secret."""
    if "secret" not in key.lower():
        return False
    may_be = _MAY_BE_SECRET_NAME.match(key) and _NAME.fullmatch(value)
    return may_be is not None or _SECRET_NAME.match(key) is not None


def _names_key(key: str, names_secret: bool) -> bool:
    """Whether a value is the name of a key in a Secret; ``names_secret`` is whether one is named beside it."""
    if "key" not in key[-4:].lower():
        return False
    return bool(_KEY_OF_EXISTING.match(key) or (names_secret and _KEY_OF_SECRET.match(key)))


def identity_annotations(annotations: Mapping, path: Segments, reader: FileReader) -> Iterator[Fact]:
    """The identity that a service account takes on (https://azure.github.io/azure-workload-identity/docs/)."""
    for key, value in annotations.entries:
        role = _WORKLOAD_IDENTITY.get(key.text)
        if role and isinstance(value, Scalar):
            yield from reader.facts(path, key, value, role=role, scope=path)
