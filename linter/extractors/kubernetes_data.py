"""Kubernetes Secrets and ConfigMaps: their data as settings, base64 taken off, files inside opened.

Types of Secrets: https://kubernetes.io/docs/concepts/configuration/secret/#secret-types
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Iterator

from linter.model import Encoding, Location, Piece, Role, RotationSwitch, Scalar, Setting, ValueKind, VaultReference
from linter.patterns import compile_late
from linter.values.classify import classify, encoded_secret

from .key_references import CREDENTIAL_ROLES
from .manifest import Manifest
from .opened_text import text_facts
from .reader import Fact, FileReader, Segments
from .registry_credentials import KEYS, registry_facts
from .repair import repair_encoded

# What the platform itself makes, and what a Helm release is stored in.
_NOT_WRITTEN_BY_HAND = ("kubernetes.io/service-account-token", "helm.sh/")


# shop-credentials-v3: a new content comes under a new name.
_VERSIONED = compile_late(r"[-.]v?\d+$")


def secret_facts(manifest: Manifest) -> Iterator[Fact]:
    """The settings of a Secret; they share one scope, whether they stand in ``data`` or ``stringData``."""
    if manifest.node.text("type").startswith(_NOT_WRITTEN_BY_HAND):
        return
    holds_credential = False
    for fact in _secret_data(manifest):
        holds_credential |= isinstance(fact, Setting) and fact.role in CREDENTIAL_ROLES
        yield fact
    immutable = manifest.node.scalar("immutable")
    if holds_credential and immutable and immutable.text == "true" and not _VERSIONED.search(manifest.name):
        yield RotationSwitch(
            manifest.reader.source.path,
            "immutable Secret",
            manifest.reader.location(immutable),
            "the Secret is immutable",
        )


def _secret_data(manifest: Manifest) -> Iterator[Fact]:
    for entry in manifest.node.mapping("data").entries:
        if isinstance(entry.value, Scalar):
            yield from _encoded(entry.key, entry.value, manifest.path, manifest.reader)
    for entry in manifest.node.mapping("stringData").entries:
        if isinstance(entry.value, Scalar):
            yield from _plain(entry.key, entry.value, manifest.path, manifest.reader)


def config_map_facts(manifest: Manifest) -> Iterator[Fact]:
    """The settings of a ConfigMap, flat ones and those of the files in it."""
    for entry in manifest.node.mapping("data").entries:
        if isinstance(entry.value, Scalar):
            yield from _plain(entry.key, entry.value, manifest.path, manifest.reader)


def _plain(key: Scalar, value: Scalar, path: Segments, reader: FileReader) -> Iterator[Fact]:
    if key.text in KEYS:
        yield from registry_facts(value, (*path, key.text), reader)
    else:
        yield from map(_as_taken, text_facts(key, value, path, reader, role=_role(value)))


def _as_taken(fact: Fact) -> Fact:
    """A fact whose text a container gets as it stands: encoded once more, it is no secret any longer."""
    encoded = encoded_secret(fact.value.reveal()) if isinstance(fact, Setting) else None
    return fact._replace(value=encoded) if encoded and isinstance(fact, Setting) else fact


def _role(value: Scalar) -> Role | None:
    """``tls.key`` says nothing by its words."""
    if "PRIVATE KEY-----" in value.text[:60]:
        return Role.OTHER_SECRET
    return Role.CERTIFICATE if value.text.startswith("-----BEGIN CERT") else None


def _encoded(key: Scalar, value: Scalar, path: Segments, reader: FileReader) -> Iterator[Fact]:
    decoded = decode_data(value.text) if _is_written(value, reader) else None
    if decoded is None:
        yield from _plain(key, value, path, reader)
        return
    # Whatever is found inside, what its author must change is the encoded text.
    inner = value._replace(text=decoded, pieces=(Piece(0, value.start),))
    yield from _in_base64(_plain(key, inner, path, reader), reader.location(value))


def _is_written(value: Scalar, reader: FileReader) -> bool:
    """Whether the value itself stands there, rather than a stand-in for it; one that was encoded is the value."""
    family = reader.source.family
    kind = classify(value.text, family).kind
    if kind is ValueKind.PLACEHOLDER:
        decoded = decode_data(value.text)
        return decoded is not None and classify(decoded, family).kind is ValueKind.PLACEHOLDER
    return kind in (ValueKind.LITERAL, ValueKind.GUID)


def decode_data(text: str) -> str | None:
    """What a value of ``Secret.data`` encodes; None where it is no base64 or encodes no text. Its padding may be wrong."""
    written = "".join(text.split()).rstrip("=")
    try:
        decoded = b64decode(written + "=" * (-len(written) % 4), validate=True).decode()
    except ValueError:
        return None
    return None if any(character < " " and character not in "\t\r\n\f\v" for character in decoded) else decoded


def _in_base64(facts: Iterable[Fact], where: Location) -> Iterator[Fact]:
    for fact in facts:
        if isinstance(fact, Setting):
            inside = fact.key_location.span.start >= where.span.start
            yield fact._replace(
                value=fact.value.altered(encoding=Encoding.BASE64),
                location=where,
                key_location=where if inside else fact.key_location,
                repair=() if inside else repair_encoded(fact.value, where),
            )
        elif isinstance(fact, VaultReference):
            version = where if fact.version_location else None
            yield fact._replace(location=where, version_location=version, removal=(), repair=())
