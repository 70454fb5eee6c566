"""Where the secret of a credential comes from, or what proves the app's identity in its place, in words."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import NamedTuple

from linter.chain.chains import Chains
from linter.chain.ends import Chain, Ending
from linter.effective.in_effect import InEffect
from linter.model import Issuer, Location, Role, Setting, Shape, Shown, ValueKind
from linter.names.roles import issuer_of
from linter.names.words import words
from linter.patterns import compile_late
from linter.values.identities import is_identity
from linter.values.proofs import proof

from .rows import EMPTY, ENCRYPTED, IDENTITY, NONE

_GUID = compile_late(r"(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_PLAIN_NAME = compile_late(r"(?i)[a-z][a-z0-9]{0,20}(?:[-_. ][a-z0-9]{1,20}){0,6}")
_RESOURCE = compile_late(r"(?i)/userAssignedIdentities/([\w-]+)")
_HOST = compile_late(r"(?i)(?:https?://)?([a-z0-9-]{3,24})(?:[./].*)?")
_OF_GITHUB = frozenset({Ending.GITHUB_SECRET, Ending.GITHUB_VARIABLE})
_UNFILLED = {Ending.PLACEHOLDER: "a placeholder", Ending.EMPTY: EMPTY}


class SecretSource(NamedTuple):
    """A source as it is shown; ``vault`` keeps it, if that is told.

    ``is_lost`` is whether something refers to a source that cannot be told.
    """

    shown: Shown
    vault: str = ""
    is_lost: bool = False


class Sources:
    """``logins`` are the client ids that sign in by a federated token."""

    def __init__(self, chains: Chains, logins: Container[Location]) -> None:
        self._chains = chains
        self._logins = logins

    def of(self, held: InEffect, environment: str) -> SecretSource:
        """The source of a credential's secret."""
        credential = held.credential
        secret = credential.client_secret
        if held.proof:
            return _of_proof(held.proofs)
        if secret and secret.value.kind is not ValueKind.EMPTY:
            return self.of_secret(secret, environment)
        name = credential.first(Role.SECRET_NAME) or next(iter(held.names), None)
        if name and name.value.kind is ValueKind.NAME and name.value.reveal():
            return SecretSource(Shown(f"the secret called {name.value.reveal()}", name.location))
        if held.proofs:
            return _of_proof(held.proofs)
        certificate = credential.first(Role.CERTIFICATE)
        if certificate and certificate.value.kind is not ValueKind.EMPTY:
            return SecretSource(Shown("certificate", certificate.location))
        client_id = credential.client_id
        if client_id and client_id.location in self._logins:
            return SecretSource(Shown("federated token, no secret", client_id.location))
        if client_id and self._chains.of(client_id, environment).ending is Ending.IDENTITY:
            return SecretSource(Shown(IDENTITY))
        identity = credential.first(Role.IDENTITY)
        if identity and (not client_id or (identity.value.is_concrete and is_identity(identity.value.reveal()))):
            return SecretSource(Shown(IDENTITY))
        if secret:
            return SecretSource(Shown(_in_words(self._chains.of(secret)), secret.location))
        return SecretSource(Shown(NONE))

    def of_secret(self, secret: Setting, environment: str) -> SecretSource:
        """The source that a secret's chain leads to."""
        chain = self._chains.of(secret, environment)
        vault = chain.name.rpartition("/")[0] if chain.ending is Ending.VAULT else ""
        is_lost = chain.ending is Ending.OPEN or (chain.ending is Ending.VAULT and not chain.name)
        return SecretSource(Shown(_in_words(chain), chain.steps[-1].location), vault, is_lost)


def _of_proof(proofs: Iterable[Setting]) -> SecretSource:
    """The first kind that is told, and the vault that keeps it; else the token of a managed identity, or a certificate."""
    by_role: dict[Role, Setting] = {}
    for setting in proofs:
        by_role.setdefault(setting.role, setting)
    if told := by_role.get(Role.PROOF) or by_role.get(Role.CREDENTIALS_JSON):
        beside = {setting.role: public_text(setting) for setting in proofs if setting.scope == told.scope}
        what, vault = proof(told.value.reveal()), beside.get(Role.VAULT, "")
        kept = ", Key Vault " + "/".join(filter(None, (vault, beside.get(Role.CERTIFICATE)))) if vault else ""
        return SecretSource(Shown(what + kept, told.location), vault)
    if identity := by_role.get(Role.IDENTITY):
        return SecretSource(Shown("federated token, no secret", identity.location))
    return SecretSource(Shown("certificate", next(iter(by_role.values())).location))


def named(chain: Chain) -> str:
    """The name of a source of GitHub's, else the end of the chain."""
    if chain.ending in _OF_GITHUB:
        return f"{chain.ending.value} {chain.name}"
    if chain.ending is Ending.IDENTITY and chain.name:
        return chain.name
    return _UNFILLED.get(chain.ending, chain.end)


def _in_words(chain: Chain) -> str:
    """Where a secret comes from."""
    if chain.ending is Ending.TEXT:
        value = chain.last.value if chain.last else None
        if value and value.shape is Shape.ENCRYPTED:
            return ENCRYPTED
        return "written in the file" + (" (a GUID)" if value and value.kind is ValueKind.GUID else "")
    if chain.ending is Ending.VAULT and chain.name:
        return f"Key Vault {chain.name}"
    return named(chain)


def of_another_issuer(setting: Setting) -> bool:
    """Whether what a setting refers to is called after another issuer: a Secret, the secret of a vault or of GitHub."""
    names = (name for reference in setting.value.references for name in (reference.holder, reference.name))
    return any(issuer_of(" ".join(words(name))) is Issuer.OTHER for name in names)


def public_text(setting: Setting) -> str:
    """An id, a domain or the name of a vault; of any other text only its length, for it may be a secret in the wrong place."""
    value, text = setting.value, setting.value.reveal().strip()
    if value.shape in (Shape.ENTRA_SECRET, Shape.DAMAGED_ENTRA_SECRET, Shape.PROVIDER_KEY):
        return "a secret"
    if value.shape is Shape.ENCRYPTED:
        return ENCRYPTED
    if resource := _RESOURCE.search(text):
        return resource[1]
    if setting.role is Role.VAULT and (host := _HOST.fullmatch(text)):
        return host[1].lower()
    if _GUID.fullmatch(text):
        return text.lower()
    return text if _PLAIN_NAME.fullmatch(text) else f"a text of {len(text)} characters"
