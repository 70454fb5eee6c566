"""Where a value comes from a key of a Kubernetes Secret or ConfigMap: ``secretKeyRef`` and its many relatives."""

from collections.abc import Iterator
from typing import NamedTuple

from linter.model import SECRET_ROLES, Mapping, Reference, Role, Scalar, Target, Value, ValueKind
from linter.names.roles import read_key, split_key
from linter.names.words import words
from linter.patterns import compile_late
from linter.values.classify import classify

from .reader import Fact, FileReader, Segments

_SECRET_ROUTES = (("secretKeyRef",), ("valueFrom", "secretKeyRef"), ("secretRef",), ("valueFrom", "secretRef"))
_CONFIG_MAP_ROUTES = (("configMapKeyRef",), ("valueFrom", "configMapKeyRef"))
_BESIDES = frozenset({"name", "key", "namespace", "optional"})

# clientSecretSecretRef → clientSecret, passwordKeyRef → password
_SUFFIX = compile_late(r"(?<=[Ss]ecret)(?:SecretRef|SecretKeyRef)$|(?:Key)?Ref$")

CREDENTIAL_ROLES = SECRET_ROLES | {Role.CREDENTIALS_JSON}
_CREDENTIAL_WORDS = frozenset(
    "secret secrets credential credentials creds password passwords auth oauth oidc token tokens aad entra principal sp"
    " connection connectionstring connectionstrings apikey".split()
)
_CERTIFICATE_WORDS = frozenset({"tls", "cert", "certs", "certificate", "certificates", "ca", "ssl"})


class ScalarEntry(NamedTuple):
    """One key and its value, where the value is a scalar."""

    key: Scalar
    value: Scalar


def scalar_entry(node: Mapping, key: str) -> ScalarEntry | None:
    """The last entry of that key, or None where there is none or its value is no scalar."""
    entry = next((entry for entry in reversed(node.entries) if entry.key.text == key), None)
    return ScalarEntry(entry.key, entry.value) if entry and isinstance(entry.value, Scalar) else None


class KeyReference(NamedTuple):
    """One key of a Secret or ConfigMap; ``name`` says which of them, in Go-template text where it is computed."""

    target: Target
    name: ScalarEntry
    key: Scalar


def key_reference(node: Mapping) -> KeyReference | None:
    """The key that a mapping points at, whether it is the ``{name, key}`` pair itself or holds one."""
    if all(entry.key.text in _BESIDES for entry in node.entries):
        return _pair(node, Target.KUBERNETES_SECRET)
    return held_reference(node)


def held_reference(node: Mapping) -> KeyReference | None:
    """The key that a mapping takes its value from, the variable of an ``env`` list for one."""
    for target, routes in ((Target.KUBERNETES_SECRET, _SECRET_ROUTES), (Target.CONFIG_MAP, _CONFIG_MAP_ROUTES)):
        for route in routes:
            inner = node.get(*route)
            if isinstance(inner, Mapping):
                return _pair(inner, target)
    return None


def _pair(node: Mapping, target: Target) -> KeyReference | None:
    name, key = scalar_entry(node, "name"), node.scalar("key")
    return KeyReference(target, name, key) if name and key else None


def reference_facts(key: Scalar, reference: KeyReference, path: Segments, reader: FileReader) -> Iterator[Fact]:
    """The setting that takes its value from there; where its key says nothing, the name of a credential's Secret."""
    plain = key._replace(text=_SUFFIX.sub("", key.text) or key.text)
    text = reference.key.text
    edge = Reference(reference.target, text, reference.name.value.text, start=0, end=len(text))
    value = Value(ValueKind.SECRET_REFERENCE, text, references=(edge,))
    found = list(reader.facts(path, plain, _telling(reference, reader), classified=value))
    yield from found
    if not found and reference.target is Target.KUBERNETES_SECRET and names_credential(reader, text):
        yield from secret_name(reference.name, (*path, key.text), reader, scope=path)


def _telling(reference: KeyReference, reader: FileReader) -> Scalar:
    """The half that a mix-up would show in: the name of the Secret, unless only the key names an environment."""
    named = reader.environments.named
    name = reference.name.value
    return reference.key if named(reference.key.text) and not named(name.text) else name


def secret_name(
    entry: ScalarEntry, path: Segments, reader: FileReader, *, scope: Segments | None = None
) -> Iterator[Fact]:
    """An entry whose value is the name of a Secret; nothing where it is empty."""
    name = entry.value
    if not name.text:
        return
    value = classify(name.text, reader.source.family)
    if value.kind in (ValueKind.LITERAL, ValueKind.PLACEHOLDER, ValueKind.GUID):
        value = value.altered(kind=ValueKind.NAME, shape=None)
    yield from reader.facts(
        path, entry.key, name, scope=scope, context=reader.context, classified=value, role=Role.SECRET_NAME
    )


def names_credential(reader: FileReader, *keys: str) -> bool:
    """Whether the key of a Secret, or the variable that takes it up, is called like a credential."""
    return any(read_key(split_key(key), reader.environments).role in CREDENTIAL_ROLES for key in keys if key)


def speaks_of_credential(name: str) -> bool:
    """Whether a Secret is called like one that holds credentials (``shop-secrets``, not ``shop-tls``)."""
    return not _CREDENTIAL_WORDS.isdisjoint(words(name)) and not speaks_of_certificate(name)


def speaks_of_certificate(name: str) -> bool:
    """Whether a Secret is called like one that holds a certificate."""
    return not _CERTIFICATE_WORDS.isdisjoint(words(name))
