"""Key Vault references that ARM and Bicep expressions make, and what the value of an expression is."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from linter.model import Edit, Family, Reference, Scalar, Shape, Target, Value, ValueKind, VaultReference
from linter.names.given_parts import GIVEN_PART
from linter.patterns import compile_late
from linter.values.classify import classify
from linter.values.keyvault import find_secret_uris, is_version, parse_app_service

from .composed_names import ComposedNames
from .expressions import HOLE, Call, Expression, Name, Text
from .reader import FileReader, TextSpan

# An expression without any of these makes no reference to a vault.
_TELLING = compile_late(r"WithVersion|icrosoft.?Key.?[Vv]ault ?\(|getSecret|secrets/")

# The address of a secret in a vault whose own address is computed: ${vaultUri}secrets/name/<version>.
_COMPUTED_VAULT = compile_late(
    re.escape(HOLE)
    + r"/?secrets/(?P<name>[0-9A-Za-z-]+|\$\{computed\})(?:/(?P<version>[0-9A-Fa-f]{32}))?(?![0-9A-Za-z])"
)
_APP_SERVICE = "App Service reference"

# Virtual machines and Service Fabric take certificates by version only.
_DEMANDS_VERSION = compile_late(r"cert\w*ur[il]|ur[il]\w*withversion", re.IGNORECASE)

# A literal that an expression cannot make harmless by what it adds.
_TELLTALE = frozenset({Shape.ENTRA_SECRET, Shape.PROVIDER_KEY, Shape.CONNECTION_STRING})


def may_refer_to_vault(text: str) -> bool:
    """Whether an expression is worth reading whatever its key says: a cheap search."""
    return _TELLING.search(text) is not None


def demands_version(key: str) -> bool:
    """Whether the platform takes the address of a secret under that key only with a version."""
    return _DEMANDS_VERSION.search(key) is not None


def judge(value: Scalar, expression: Expression, family: Family, names: ComposedNames) -> Value:
    """The value of an expression: what it spells out, the secret it reads from a vault, what it refers to."""
    for text in expression.texts:
        spelled = classify(text.text, family)
        if spelled.kind is ValueKind.LITERAL and spelled.shape in _TELLTALE:
            start, end = text.span(spelled.start, spelled.end or len(text.text))
            return Value(spelled.kind, value.text, spelled.shape, spelled.detail, start=start, end=end)
    parameters = tuple(_parameter(value, name) for name in expression.parameters)
    secrets = [*_secrets_called(expression, names), *_secrets_spelled(value, expression, names)]
    kind = ValueKind.KEYVAULT_REFERENCE if secrets else ValueKind.EXPRESSION
    named = (secret for secret in secrets if secret.name or secret.holder)
    return Value(kind, value.text, references=(*named, *_environment_variables(expression), *parameters))


def _environment_variables(expression: Expression) -> Iterator[Reference]:
    for call in expression.calls:
        if call.name == "readEnvironmentVariable" and call.literal(0):
            yield Reference(Target.ENVIRONMENT_VARIABLE, call.literal(0))


def _parameter(value: Scalar, name: Name) -> Reference:
    at = value.text.find(name.text, name.start)
    return Reference(Target.PARAMETER, name.text, start=at, end=at + len(name.text))


def _secrets_called(expression: Expression, names: ComposedNames) -> Iterator[Reference]:
    for call in expression.calls:
        if (at := _secret_argument(call)) >= 0:
            yield _called(call, at, names)


def _secrets_spelled(value: Scalar, expression: Expression, names: ComposedNames) -> Iterator[Reference]:
    for text in expression.texts:
        for spelled in _spelled(text.text):
            if spelled.syntax == _APP_SERVICE:
                vault = spelled.vault or names.vault_in(value, text)
                yield Reference(Target.KEYVAULT_SECRET, spelled.secret, vault, spelled.version)


class _Spelled(NamedTuple):
    """A reference that a text spells out; spans are offsets in that text."""

    syntax: str
    vault: str
    secret: str
    version: str
    version_span: TextSpan | None = None
    removals: tuple[TextSpan, ...] = ()
    malformed: str = ""


def _spelled(text: str) -> Iterator[_Spelled]:
    computed = _COMPUTED_VAULT.search(text)
    if parsed := parse_app_service(text):
        if computed:
            yield _of_computed_vault(_APP_SERVICE, computed)
        else:
            spans = parsed.version_span, parsed.removals, parsed.malformed
            yield _Spelled(_APP_SERVICE, parsed.vault, parsed.secret, parsed.version, *spans)
        return
    for uri in find_secret_uris(text):
        if uri.kind == "secrets":
            removals = (uri.removal,) if uri.removal else ()
            yield _Spelled("secret URI", uri.vault, uri.name, uri.version, uri.version_span, removals)
    if computed:
        yield _of_computed_vault("secret URI", computed)


def _of_computed_vault(syntax: str, match: re.Match[str]) -> _Spelled:
    name = "" if match["name"] == HOLE else match["name"]
    if not match["version"]:
        return _Spelled(syntax, "", name, "")
    start, end = match.span("version")
    return _Spelled(syntax, "", name, match["version"], (start, end), ((start - 1, end),))


def _secret_argument(call: Call) -> int:
    """The index of the argument that names the secret: of ``az.getSecret()``, of ``vault.getSecret()``; else -1.

    ``az.getSecret(subscription, resource group, vault, secret[, version])`` is for parameter files.
    """
    if call.name != "getSecret":
        return -1
    return 3 if call.receiver in ("az", "") else 0


def _called(call: Call, at: int, names: ComposedNames) -> Reference:
    vault = call.literal(2) if at else names.of_resource(call.receiver)
    return Reference(Target.KEYVAULT_SECRET, call.literal(at), vault, call.literal(at + 1))


class Reading(NamedTuple):
    """An expression and its scalar; ``found`` has what its references share: key, place, environments."""

    value: Scalar
    expression: Expression
    found: VaultReference
    reader: FileReader
    names: ComposedNames

    def references(self) -> Iterator[VaultReference]:
        """The references that the expression makes."""
        yield from self._computed_pins()
        for call in self.expression.calls:
            if (at := _secret_argument(call)) >= 0:
                yield self._of_call(call, at)
        for text in self.expression.texts:
            yield from self._of_text(text)

    def _computed_pins(self) -> Iterator[VaultReference]:
        """``secretUriWithVersion`` of a secret; an output that is called so is pinned where it is declared."""
        for member in self.expression.members:
            if member.text == "secretUriWithVersion" and not self.value.text[: member.start].endswith("outputs."):
                place = self.reader.part(self.value, member.start, member.end)
                yield self.found._replace(
                    syntax=member.text,
                    location=place,
                    version_location=place,
                    computed=True,
                    removal=(Edit(place, "secretUri"),),
                )

    def _of_call(self, call: Call, at: int) -> VaultReference:
        secret = _called(call, at, self.names)
        reference = self.found._replace(
            syntax="az.getSecret()" if at else "getSecret()",
            location=self.reader.part(self.value, call.start, call.end),
            vault="" if GIVEN_PART.search(secret.holder) else secret.holder,
            secret=secret.name,
            version=secret.version if is_version(secret.version) else "",
        )
        if not reference.version:
            return reference
        before, argument = call.arguments[at], call.arguments[at + 1]
        pin = (argument.start + 1, argument.end - 1)
        return self.reader.pinned(reference, self.value, pin, ((before.end, argument.end),))

    def _of_text(self, text: Text) -> Iterator[VaultReference]:
        for spelled in _spelled(text.text):
            reference = self.found._replace(
                syntax=spelled.syntax,
                vault=spelled.vault,
                secret=spelled.secret,
                version=spelled.version,
                malformed=spelled.malformed,
            )
            version = text.span(*spelled.version_span) if spelled.version_span else None
            removals = tuple(text.span(*removal) for removal in spelled.removals)
            yield self.reader.pinned(reference, self.value, version, removals)
