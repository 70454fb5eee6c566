"""One file's keys and values → settings and Key Vault references, the same way for every family."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy

from linter.model import (
    Edit,
    Evidence,
    Family,
    GeneratedSecret,
    Issuer,
    Job,
    Location,
    Mapping,
    Output,
    Parameter,
    Reference,
    Role,
    RotationSwitch,
    Scalar,
    Setting,
    Shape,
    Source,
    Strength,
    Value,
    ValueKind,
    VariableSource,
    VaultReference,
    VaultSecretResource,
    Workload,
)
from linter.names.environments import Environments
from linter.names.roles import KeyReading, issuer_of_key, read_key, split_key
from linter.names.words import words
from linter.parsers.embedded import parse_json_in
from linter.values.classify import classify, has_signature
from linter.values.connection_strings import has_user_info
from linter.values.identities import is_identity
from linter.values.keyvault import find_secret_uris, is_elsewhere, parse_app_service, vault_in
from linter.values.repairs import of_reference

from .naming import named_by_reference, named_by_value, named_by_word
from .repair import edits, repair_of
from .spring_refresh import never_refreshed

Segments = tuple[str, ...]
TextSpan = tuple[int, int]
Fact = (
    Setting
    | VaultReference
    | Parameter
    | Output
    | VaultSecretResource
    | Job
    | Workload
    | VariableSource
    | RotationSwitch
    | GeneratedSecret
)


class FileReader:
    """Reads the settings of one file; knows what the file itself says of its environment."""

    def __init__(self, source: Source, environments: Environments) -> None:
        self.source = source
        self.environments = environments
        evidence = environments.of_file(source)
        self.context: tuple[Evidence, ...] = (evidence,) if evidence else ()
        self.document: Segments = ()  # of a file of several documents, what keeps the settings of one together

    def apart(self, document: str, *nearer: Evidence) -> FileReader:
        """A reader of one of several documents; its settings pair among themselves."""
        inner = self.within(*nearer)
        inner.document = (document,)
        return inner

    def within(self, *nearer: Evidence) -> FileReader:
        """A reader of a part of the file, of whose environment something nearer than the file speaks."""
        inner = copy(self)
        inner.context = (*nearer, *self.context)
        return inner

    def location(self, node: Scalar) -> Location:
        """Where a scalar stands, between its quotes."""
        return self.source.location(node.start, node.end)

    def facts(
        self,
        path: Segments,
        key: Scalar,
        value: Scalar,
        *,
        separator: str = ":",
        scope: Segments | None = None,
        context: tuple[Evidence, ...] | None = None,
        classified: Value | None = None,
        role: Role | None = None,
        issuer: Issuer | None = None,
        slot_sticky: bool | None = None,
        slot_location: Location | None = None,
    ) -> Iterator[Fact]:
        """What one key and its value tell.

        ``path`` are the segments of the enclosing sections, the key's own text not included;
        ``separator`` is what the platform writes between segments. ``scope`` is what its partners
        share where that is not the section. ``classified`` is given where the value's text is not
        the scalar's own (base64), ``role`` and ``issuer`` where the place decides them.
        """
        if switch := never_refreshed(path, key, value, self.source):
            yield switch
        segments = path + split_key(key.text)
        own = read_key(segments, self.environments)
        if own.role is Role.VAULT and is_elsewhere(value.text):
            own = own._replace(role=Role.NONE)
        stem = () if role and own.role is Role.NONE else own.stem  # a word like "username" is no app's name
        if not role and own.role in (Role.NONE, Role.SETTING_NAME):
            role = _told_by_address(value.text)
        role = role or own.role
        if role is Role.NONE and not has_signature(value.text):
            return
        judged = classified or classify(value.text, self.source.family)
        if role is Role.NONE and not _speaks_for_itself(judged):
            return
        reading = KeyReading(role, stem, own.environments)
        setting = Setting(
            key=separator.join((*path, key.text)),
            role=reading.role,
            value=judged,
            location=self.location(value),
            key_location=self.location(key),
            scope=(*self.document, *segments[:-1]) if scope is None else scope,
            stem=reading.stem,
            issuer=issuer or issuer_of_key(segments),
            environments=self._environments(reading, key, value, judged),
            context=self._context(path) if context is None else context,
            slot_sticky=slot_sticky,
            slot_location=slot_location,
            repair=repair_of(value, judged, self.source),
        )
        inner = list(self._document((*path, key.text), value, setting)) if setting.role is Role.CREDENTIALS_JSON else []
        yield setting._replace(value=judged.altered(shape=Shape.TEXT, start=0, end=0)) if inner else setting
        yield from self.vault_references(setting.key, value, setting)
        yield from inner

    def _document(self, path: Segments, value: Scalar, setting: Setting) -> Iterator[Fact]:
        """The settings in a credentials document, ``{"clientId": …, "clientSecret": …}``."""
        scope = (*setting.scope, path[-1])
        for node in parse_json_in(value, self.source):
            for name, inner in node.entries if isinstance(node, Mapping) else ():
                if isinstance(inner, Scalar):
                    yield from self.facts(path, name, inner, scope=scope, context=setting.context)

    def _environments(self, reading: KeyReading, key: Scalar, value: Scalar, judged: Value) -> tuple[Evidence, ...]:
        by_key = (named_by_word(word, f"key {key.text}", self.location(key)) for word in reading.environments)
        return (*by_key, *named_by_value(reading.role, judged, self.location(value), self.environments))

    def named_by(self, reference: Reference, where: Location) -> Iterator[Evidence]:
        """What the names in a reference say of an environment."""
        return named_by_reference(reference, where, self.environments)

    def _context(self, path: Segments) -> tuple[Evidence, ...]:
        """What the sections say, innermost first, else what the file says."""
        for segment in reversed(path):
            found = self.environments.sole(segment)
            if found and not found.weak and len(words(segment)) <= 2:
                where = self.context[0].location if self.context else self.source.location(0, 0)
                return (Evidence(found.environment, Strength.STATED, f"section {segment}", where),)
        return self.context

    def vault_references(self, key: str, value: Scalar, setting: Setting) -> Iterator[VaultReference]:
        """The Key Vault references written in a value: App Service syntax and plain secret URIs."""
        parsed = parse_app_service(value.text)
        if parsed is not None:
            found = VaultReference(
                syntax="App Service reference",
                key=key,
                location=self.location(value),
                vault=parsed.vault,
                secret=parsed.secret,
                version=parsed.version,
                malformed=parsed.malformed,
                unresolved=self._unresolved(),
                repair=edits(value, of_reference(value.text), self.source) if parsed.malformed else (),
                environments=setting.environments,
                context=setting.context,
            )
            yield self.pinned(found, value, parsed.version_span, parsed.removals)
            return
        for uri in find_secret_uris(value.text):
            if uri.kind == "secrets":
                found = VaultReference(
                    syntax="secret URI",
                    key=key,
                    location=self.part(value, *uri.span),
                    vault=uri.vault,
                    secret=uri.name,
                    version=uri.version,
                    environments=setting.environments,
                    context=setting.context,
                )
                yield self.pinned(found, value, uri.version_span, (uri.removal,) if uri.removal else ())

    def _unresolved(self) -> str:
        """Why nothing expands ``@Microsoft.KeyVault(…)`` in this file, or an empty string.

        local.settings.json is expanded by Azure Functions Core Tools (``KeyVaultReferencesManager.cs``).
        """
        is_local = self.source.path.rpartition("/")[2].lower().startswith("local.settings")
        if self.source.family in _NOT_APP_SERVICE and not is_local:
            return "App Service and Functions do so, in their settings alone"
        return ""

    def pinned(
        self, reference: VaultReference, value: Scalar, version: TextSpan | None, removals: tuple[TextSpan, ...]
    ) -> VaultReference:
        """The reference with the place of its version and the edit that drops it; unpinned ones stay as they are."""
        if not reference.version or version is None:
            return reference
        edits = tuple(Edit(self.part(value, *removal), "") for removal in removals)
        return reference._replace(version_location=self.part(value, *version), removal=edits)

    def part(self, value: Scalar, start: int, end: int) -> Location:
        """Where characters ``start`` to ``end`` of a scalar's text stand, ``end`` exclusive."""
        begin = value.source_offset(start)
        finish = value.end if end >= len(value.text) else value.source_offset(end)
        return self.source.location(begin, max(begin, finish))


_NOT_APP_SERVICE = frozenset(
    {
        Family.APP_SETTINGS,
        Family.DOTENV,
        Family.SPRING,
        Family.DOTNET_CONFIG,
        Family.COMPOSE,
        Family.HELM_VALUES,
        Family.HELM_TEMPLATE,
        Family.KUBERNETES,
    }
)


def _told_by_address(text: str) -> Role | None:
    """The role of an address that tells itself, whatever its key: a vault's, a managed identity's resource id."""
    if vault_in(text):
        return Role.VAULT
    return Role.IDENTITY if is_identity(text) else None


def _speaks_for_itself(value: Value) -> bool:
    """Whether a value matters although its key says nothing."""
    signed = value.shape in (Shape.ENTRA_SECRET, Shape.PROVIDER_KEY)
    if signed or value.kind is ValueKind.KEYVAULT_REFERENCE:
        return True
    if value.shape is Shape.CONNECTION_STRING and has_user_info(value.reveal()):
        return True
    return any(uri.kind == "secrets" for uri in find_secret_uris(value.reveal()))
