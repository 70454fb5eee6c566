"""Key Vault references that ARM and Bicep expressions make, and what the value of an expression is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from ..keyvault import find_secret_uris, is_version, parse_app_service
from ..model import Edit, Family, Reference, Scalar, Shape, Target, Value, ValueKind, VaultReference
from ..values import classify
from .expressions import HOLE, Call, Expression, Name, Text
from .reader import FileReader, TextSpan

# An expression without any of these makes no reference to a vault.
_TELLING = re.compile(r"WithVersion|icrosoft.?Key.?[Vv]ault ?\(|getSecret|secrets/")

# The address of a vault that is computed and a version that is not: ${vaultUri}secrets/name/<version>.
_COMPUTED_VAULT = re.compile(
    re.escape(HOLE) + r"/?secrets/(?:[0-9A-Za-z-]+|\$\{computed\})/(?P<version>[0-9A-Fa-f]{32})(?![0-9A-Za-z])"
)

# Virtual machines and Service Fabric take certificates by version only.
_DEMANDS_VERSION = re.compile(r"cert\w*ur[il]|ur[il]\w*withversion", re.IGNORECASE)

# A literal that an expression cannot make harmless by what it adds.
_TELLTALE = frozenset({Shape.ENTRA_SECRET, Shape.PROVIDER_KEY, Shape.CONNECTION_STRING})

VaultOf = Callable[[str], str]
"""The name of the vault that a symbol stands for, or an empty string."""


def may_refer_to_vault(text: str) -> bool:
    """Whether an expression is worth reading whatever its key says: a cheap search."""
    return _TELLING.search(text) is not None


def demands_version(key: str) -> bool:
    """Whether the platform takes the address of a secret under that key only with a version."""
    return _DEMANDS_VERSION.search(key) is not None


def judge(value: Scalar, expression: Expression, family: Family, vault_of: VaultOf) -> Value:
    """The value of an expression: what it spells out, the secret it reads from a vault, what it refers to."""
    for text in expression.texts:
        spelled = classify(text.text, family)
        if spelled.kind is ValueKind.LITERAL and spelled.shape in _TELLTALE:
            start, end = text.span(spelled.start, spelled.end or len(text.text))
            return Value(spelled.kind, value.text, spelled.shape, spelled.detail, start=start, end=end)
    parameters = tuple(_parameter(value, name) for name in expression.parameters)
    secrets = [*_secrets_called(expression, vault_of), *_secrets_spelled(expression)]
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


def _secrets_called(expression: Expression, vault_of: VaultOf) -> Iterator[Reference]:
    for call in expression.calls:
        if (at := _secret_argument(call)) >= 0:
            yield _called(call, at, vault_of)


def _secrets_spelled(expression: Expression) -> Iterator[Reference]:
    for text in expression.texts:
        if parsed := parse_app_service(text.text):
            yield Reference(Target.KEYVAULT_SECRET, parsed.secret, parsed.vault, parsed.version)


def _secret_argument(call: Call) -> int:
    """The index of the argument that names the secret: of ``az.getSecret()``, of ``vault.getSecret()``; else -1.

    ``az.getSecret(subscription, resource group, vault, secret[, version])`` is for parameter files.
    """
    if call.name != "getSecret":
        return -1
    return 3 if call.receiver in ("az", "") else 0


def _called(call: Call, at: int, vault_of: VaultOf) -> Reference:
    vault = call.literal(2) if at else vault_of(call.receiver)
    return Reference(Target.KEYVAULT_SECRET, call.literal(at), vault, call.literal(at + 1))


class Reading(NamedTuple):
    """An expression and its scalar; ``found`` has what its references share: key, place, environments."""

    value: Scalar
    expression: Expression
    found: VaultReference
    reader: FileReader
    vault_of: VaultOf

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
                yield replace(
                    self.found,
                    syntax=member.text,
                    location=place,
                    version_location=place,
                    computed=True,
                    removal=(Edit(place, "secretUri"),),
                )

    def _of_call(self, call: Call, at: int) -> VaultReference:
        secret = _called(call, at, self.vault_of)
        reference = replace(
            self.found,
            syntax="az.getSecret()" if at else "getSecret()",
            location=self.reader.part(self.value, call.start, call.end),
            vault=secret.holder,
            secret=secret.name,
            version=secret.version if is_version(secret.version) else "",
        )
        if not reference.version:
            return reference
        before, argument = call.arguments[at], call.arguments[at + 1]
        pin = (argument.start + 1, argument.end - 1)
        return self.reader.pinned(reference, self.value, pin, ((before.end, argument.end),))

    def _of_text(self, text: Text) -> Iterator[VaultReference]:
        parsed = parse_app_service(text.text)
        if parsed is not None:
            found = replace(self.found, syntax="App Service reference", malformed=parsed.malformed)
            reference = replace(found, vault=parsed.vault, secret=parsed.secret, version=parsed.version)
            yield self._pinned(reference, text, parsed.version_span, parsed.removals)
            return
        found = replace(self.found, syntax="secret URI")
        for uri in find_secret_uris(text.text):
            if uri.kind == "secrets":
                reference = replace(found, vault=uri.vault, secret=uri.name, version=uri.version)
                yield self._pinned(reference, text, uri.version_span, (uri.removal,) if uri.removal else ())
        for match in _COMPUTED_VAULT.finditer(text.text):
            start, end = match.span("version")
            yield self._pinned(replace(found, version=match["version"]), text, (start, end), ((start - 1, end),))

    def _pinned(
        self, reference: VaultReference, text: Text, version: TextSpan | None, removals: tuple[TextSpan, ...]
    ) -> VaultReference:
        """The reference with the places of its version in the expression, which are given as those in a text."""
        if version is None:
            return reference
        spans = tuple(text.span(*removal) for removal in removals)
        return self.reader.pinned(reference, self.value, text.span(*version), spans)
