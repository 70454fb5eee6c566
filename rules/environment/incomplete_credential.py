"""The credential that an environment will use is incomplete. Speaks with `--environment` only.

## What it finds

Of the configuration in effect for the environment that is asked for, a credential of Entra ID in which

- a placeholder is in effect (`<your-secret>`, `changeme`), for the secret or for the client id, and the environment brings
  another part of the credential or other environments replace it;
- the client id has no source for its secret: the secret is empty, or it is missing where the same credential has one in
  other environments;
- the secret has no client id, where the same credential has one in other environments.

Where an app's settings name a vault beside the credential, the code may read the secret from there (the Key Vault
configuration provider of .NET): then it is only a note.

A certificate, a signed assertion, a managed or federated identity, a Secret or a vault's secret that is named, a token, and
a value that a step, a container's variable, an app setting or `--set` supplies under the same name are sources.

## Why it breaks

The app starts with half a credential, and its first sign-in fails: `AADSTS7000215` (the placeholder is no valid
secret), `AADSTS7000218` (there is no secret), `AADSTS700016` (there is no such app).

## How to fix it

Supply the missing half where the environment's other values stand, or where the deploy supplies them.

## When to ignore it

When the half comes from a place that no file here tells of (a setting made in the portal, a variable of the host).
Say where in the ignore's reason.

## References

- [AADSTS error codes](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
- [Configuration in ASP.NET Core: order of providers](https://learn.microsoft.com/aspnet/core/fundamentals/configuration/#configuration-providers)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from linter.chain.ends import Ending
from linter.model import (
    RUN_BY_GITHUB,
    Family,
    Issuer,
    Location,
    Problem,
    Related,
    Role,
    Setting,
    Severity,
    ValueKind,
    Wiring,
)

if TYPE_CHECKING:
    from linter.effective.in_effect import InEffect

ID = "incomplete-credential"
GROUP = "environment"
SEVERITY = Severity.ERROR
SUMMARY = "The credential that the environment of the gate will use is incomplete."
PRECISION = "high"
SECURITY_SEVERITY = 4.0
CODES = ("7000215", "7000218", "700016")

# Steps sign in with what GitHub holds; parts of a Secret may be filled by others.
_JUDGED_ELSEWHERE = RUN_BY_GITHUB | {Family.HELM_TEMPLATE}
_PARTIAL = ("Secret", "ConfigMap", "secretGenerator", "configMapGenerator", "ExternalSecret")
_PROVING = (Role.CERTIFICATE, Role.SECRET_NAME, Role.IDENTITY)
_LACKING = frozenset({Ending.EMPTY, Ending.PLACEHOLDER})


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield what is missing in the credentials of the environment that is asked for."""
    if wiring.environment:
        yield from _Gate(wiring).problems()


class _Like(NamedTuple):
    """What the same credential has in common in all environments."""

    pattern: str
    scope: tuple[str, ...]
    stem: tuple[str, ...]


class _Sibling(NamedTuple):
    """A whole credential of another environment."""

    environment: str
    held: InEffect


class _Gate:
    """What the gate needs to know; only a run with a gate pays for it."""

    def __init__(self, wiring: Wiring) -> None:
        from linter.chain.chains import Chains
        from linter.effective.deployments import Deployments
        from linter.effective.in_effect import Holdings
        from linter.effective.supplied import supplied
        from linter.names.environments import Environments

        environments = Environments(wiring.aliases)
        self.environment = wiring.environment
        self.chains = Chains(wiring, environments)
        self.holdings = Holdings(wiring, Deployments(wiring.files, environments))
        self.supplied = supplied(self.holdings, self.environment)
        self.elsewhere = dict(self._siblings())

    def _siblings(self) -> Iterator[tuple[_Like, _Sibling]]:
        """The same credentials in other environments, where they are whole."""
        for environment in self.holdings.environments:
            if environment != self.environment:
                for held in self.holdings.of(environment):
                    if held.pattern and _has_id(held) and self._source(held, environment):
                        yield _like(held), _Sibling(environment, held)

    def problems(self) -> Iterator[Problem]:
        for held in (*self.holdings.of(self.environment), *self.holdings.untied(self.environment)):
            credential = held.credential
            family = self.holdings.deployments.by_path[credential.path].family
            if credential.issuer is not Issuer.OTHER and family not in _JUDGED_ELSEWHERE:
                yield from self._placeholders(held)
                if credential.scope[:1] and credential.scope[0].partition("/")[0] in _PARTIAL:
                    continue
                if _has_id(held) and not self._source(held, self.environment):
                    yield from self._without_secret(held)
                elif credential.client_secret and not _has_id(held) and self._source(held, self.environment):
                    yield from self._without_id(credential.client_secret, held)

    def _placeholders(self, held: InEffect) -> Iterator[Problem]:
        for setting in (held.credential.client_id, None if held.proof else held.credential.client_secret):
            if setting and not self._is_supplied(setting):
                chain = self.chains.of(setting, self.environment)
                if chain.ending is Ending.PLACEHOLDER and chain.last and self._is_meant(held, chain.last):
                    vault = self._vault_of(held) if setting.role is Role.CLIENT_SECRET else None
                    yield Problem(
                        chain.last.location,
                        f"{self.environment} gets a placeholder as {setting.name}, {_unless(vault)}. Sign-in fails"
                        " (AADSTS7000215, AADSTS700016); supply the value before this is deployed.",
                        setting.key,
                        (Related(vault.location, vault.name),) if vault else (),
                        flow=tuple(Related(step.location, step.label) for step in reversed(chain.steps)),
                        severity=Severity.NOTE if vault else None,
                    )

    def _vault_of(self, held: InEffect) -> Setting | None:
        """The vault that an app's settings name beside a credential; its code may read secrets from there.

        https://learn.microsoft.com/aspnet/core/security/key-vault-configuration
        """
        by_path = self.holdings.deployments.by_path
        files = (by_path[setting.location.path] for setting in held.credential.settings)
        beside = (s for file in files if file.family is Family.APP_SETTINGS for s in file.settings)
        return next((s for s in beside if s.role is Role.VAULT and s.value.is_concrete), None)

    def _without_secret(self, held: InEffect) -> Iterator[Problem]:
        client_id, secret = held.credential.client_id, held.credential.client_secret
        sibling = self.elsewhere.get(_like(held))
        if client_id is None or (sibling is None and (secret is None or not self._is_meant(held, client_id))):
            return
        if secret and self.chains.of(secret, self.environment).ending is Ending.PLACEHOLDER:
            return  # told already
        related = [Related(client_id.location, client_id.name)] if secret else []  # else that is where the problem lies
        named = f"[{client_id.name}][1]" if secret else client_id.name
        example = f", as [{sibling.environment} does][{len(related) + 1}]" if sibling else ""
        if sibling:
            related.append(Related(_witness(sibling.held), f"where {sibling.environment} has its secret"))
        yield Problem(
            (secret or client_id).location,
            f"{named} of {self.environment} has no source for its secret: {self._lack(secret)}. The app cannot"
            f" sign in (AADSTS7000218, AADSTS7000215); supply the secret{example}.",
            (secret or client_id).key,
            tuple(related),
            severity=Severity.ERROR if sibling else Severity.NOTE if self._vault_of(held) else Severity.WARNING,
        )

    def _is_meant(self, held: InEffect, *others: Setting) -> bool:
        """Whether it is this environment's rather than what stands in a file for all, perhaps as a sample."""
        from linter.effective.in_effect import stated_of

        by_path = self.holdings.deployments.by_path
        settings = (*held.credential.settings, *others)
        tied = any(stated_of(s, by_path[s.location.path]) == self.environment for s in settings)
        return tied or _like(held) in self.elsewhere

    def _lack(self, secret: Setting | None) -> str:
        return f"{secret.name} is empty, and nothing here supplies it" if secret else "nothing here supplies one"

    def _without_id(self, secret: Setting, held: InEffect) -> Iterator[Problem]:
        sibling = self.elsewhere.get(_like(held))
        if sibling and sibling.held.credential.client_id:
            other = sibling.held.credential.client_id
            yield Problem(
                secret.location,
                f"{secret.name} of {self.environment} has no client id, which [{sibling.environment}][1] has in this place. The"
                f" app cannot sign in (AADSTS700016); supply {other.name} of {self.environment}.",
                secret.key,
                (Related(other.location, f"{other.name} of {sibling.environment}"),),
            )

    def _source(self, held: InEffect, environment: str) -> bool:
        """Whether anything tells where the secret comes from."""
        credential = held.credential
        if held.names or held.proofs or any(credential.first(role) for role in _PROVING):
            return True
        secret = credential.client_secret
        if secret is None:
            return False
        return self._is_supplied(secret) or self.chains.of(secret, environment).ending not in _LACKING

    def _is_supplied(self, setting: Setting) -> bool:
        """Whether the deploy gives a value under the same name, so that what stands here never takes effect."""
        from linter.effective.supplied import folded

        return setting.value.kind in (ValueKind.EMPTY, ValueKind.PLACEHOLDER) and folded(setting.key) in self.supplied


def _unless(vault: Setting | None) -> str:
    return (
        "unless its code takes that from [the vault][1] that the same settings name"
        if vault
        else "and nothing here replaces it"
    )


def _has_id(held: InEffect) -> bool:
    client_id = held.credential.client_id
    return client_id is not None and client_id.value.kind is not ValueKind.EMPTY


def _witness(held: InEffect) -> Location:
    """The secret of a whole credential, or the name of it."""
    found = held.credential.client_secret or held.credential.first(Role.SECRET_NAME) or next(iter(held.names), None)
    return (found or held.credential.settings[0]).location


def _like(held: InEffect) -> _Like:
    scope = held.credential.scope
    if scope and "/" in scope[0]:
        kind, *_, name = scope[0].split("/")
        scope = (f"{kind}/{name}", *scope[1:])
    half = held.credential.client_id or held.credential.client_secret or held.credential.settings[0]
    return _Like(held.pattern, scope, half.stem)  # what stands beside it, as a vault, may have a stem of its own
