"""The two halves of a credential, or a credential and the place that uses it, belong to different environments.

## What it finds

Within one credential, or between it and the file, job or namespace that deploys it, the evidence names two
environments: a production client id with a secret called `staging-…`, an `appsettings.Production.json` that
reads a `-stg` vault, a job with `environment: production` that passes `secrets.STAGING_CLIENT_SECRET`, a
`values-prod.yaml` that names `app-staging-credentials`, a `main.prod.bicepparam` whose `environmentName` is `dev`.

So does a vault or managed identity of another environment that is inherited from the base by an environment that brings
the client id or secret beside it.

Words count as whole words (`product`, `latest`, `devops` say nothing), and a lone `test`, `qa` or `dev` in a
secret's name convicts nobody: it is a purpose as often as an environment. It speaks only where both sides are
explicit, and shows both.

Whose a client id is, `.lint-config.yml` may declare (`environments: {prod: {client-ids: […]}}`), and an inventory tells by
the name of its app (`--inventory`, see [the inventory](../inventory.md)): `shop-prod` in staging's file is found without
any name beside it.

## Why it breaks

A secret belongs to exactly one app registration. A client id of one environment with the secret of another
fails with `AADSTS7000215`; a whole credential of another environment works, and lets production act as
staging or, worse, staging as production.

## How to fix it

Decide which of the two places is right and change the other. Where the names mislead (a shared vault that is
called `kv-shared-stg`), declare what they stand for under `environments:` in `.lint-config.yml`.

## When to ignore it

When one environment uses another's secret on purpose, for instance a promotion job that reads from staging
and writes to production. Say so in the ignore's reason.

## References

- [AADSTS error codes](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
- [Configuration in ASP.NET Core: environments](https://learn.microsoft.com/aspnet/core/fundamentals/environments)
- [Using environments for deployment](https://docs.github.com/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments)
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

from linter.model import (
    Credential,
    Effective,
    Evidence,
    Location,
    Problem,
    Related,
    Role,
    Setting,
    Severity,
    Strength,
    VaultReference,
    Wiring,
)
from linter.names.environments import may_be_same
from linter.names.words import words

if TYPE_CHECKING:
    from linter.effective.homes import Homes

ID = "environment-mismatch"
GROUP = "environment"
SEVERITY = Severity.ERROR
SUMMARY = "A credential's evidence names two environments."
PRECISION = "high"
SECURITY_SEVERITY = 6.5
CODES = ("7000215", "700016")

_JUDGED = frozenset(
    {
        Role.CLIENT_ID,
        Role.CLIENT_SECRET,
        Role.VAULT,
        Role.SECRET_NAME,
        Role.IDENTITY,
        Role.CREDENTIALS_JSON,
        Role.ENVIRONMENT_NAME,
        Role.OTHER_SECRET,
        Role.CONNECTION_STRING,
    }
)

# What is presented to something else than Entra ID.
_OF_OTHERS = frozenset({Role.OTHER_SECRET, Role.CONNECTION_STRING})

# What an environment brings of a credential, and what it must bring as well.
_BROUGHT = frozenset({Role.CLIENT_ID, Role.CLIENT_SECRET, Role.SECRET_NAME, Role.TENANT})
_INHERITED = frozenset({Role.VAULT, Role.IDENTITY})


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every setting that names another environment than its place, and every pair that names two."""
    shown: set[Location] = set()
    for problem in _against_contexts(wiring):
        if problem.location not in shown:  # a store that several secrets come from is at fault once
            shown.add(problem.location)
            yield problem
    for setting in wiring.settings:
        if setting.role in _JUDGED:
            yield from _against_key(setting)
    for credential in (*wiring.credentials, *_taken_together(wiring)):
        yield from _between_halves(credential)
    for effective in wiring.effective:
        for credential in effective.credentials:
            yield from _inherited(credential, effective)


def _against_contexts(wiring: Wiring) -> Iterator[Problem]:
    """Yield every setting that names another environment than its place, then the references that no setting tells of."""
    whose = _Whose(wiring)
    for setting in wiring.settings:
        if setting.role in _JUDGED:
            yield from (problem for problem in _against_context(setting) if not whose.by_design(setting))
    told = {
        (s.location.path, e.says) for s in wiring.settings if s.role in _JUDGED and _is_told(s) for e in s.environments
    }
    for reference in wiring.vault_references:
        if not any((reference.location.path, e.says) in told for e in reference.environments):
            yield from _against_context(reference)


def _taken_together(wiring: Wiring) -> Iterator[Credential]:
    """What containers take from several objects, each once however many environments get it."""
    told = set()
    for container in wiring.containers:
        for credential in container.credentials:
            places = tuple(setting.location for setting in credential.settings)
            if places not in told and not container.taken.isdisjoint(places):
                told.add(places)
                yield credential


class _Whose:
    """Where the identities of the repository live; only what names another environment's pays for it."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    @cached_property
    def _homes(self) -> Homes:
        from linter.effective.homes import Homes

        return Homes(self._wiring)

    def by_design(self, setting: Setting) -> bool:
        """Whether an identity is its place's own after all (``pre-prod-mi``, where *pre* is an app), or shared on purpose."""
        if setting.role is not Role.IDENTITY or not setting.context:
            return False
        place, own = setting.context[0].environment, _own(setting)
        if own and "prod" not in (place, own.environment) and self._homes.alike(place, own.environment).mostly:
            return True
        return self._homes.names(setting, place)


def _against_context(fact: Setting | VaultReference) -> Iterator[Problem]:
    stated = next((e for e in fact.context if e.strength >= Strength.STATED), None)
    own = None if _is_meant(fact) or _is_named_output(fact) else _own(fact)
    if stated and own and not may_be_same(stated.environment, own.environment) and not _is_tried_locally(fact, stated):
        related = (Related(stated.location, stated.says),)
        yield Problem(_at_fault(fact, own), _message(fact, own, stated), fact.key, related, value=fact.location)


def _at_fault(fact: Setting | VaultReference, own: Evidence) -> Location:
    """The part of a reference whose name tells the other environment: the vault's, though the secret's stands beside it."""
    by_key = isinstance(fact, Setting) and own.location == fact.key_location
    return fact.location if by_key else own.location


def _is_tried_locally(fact: Setting | VaultReference, stated: Evidence) -> bool:
    """Whether an app is switched to an environment on a developer's machine: ``docker-compose.local.yml``.

    Nothing but a developer's machine reads ``launchSettings.json``:
    https://learn.microsoft.com/aspnet/core/fundamentals/environments#development-and-launchsettingsjson
    """
    if not isinstance(fact, Setting) or fact.role is not Role.ENVIRONMENT_NAME:
        return False
    return "local" in words(stated.says) or fact.location.path.endswith("launchSettings.json")


def _is_meant(fact: Setting | VaultReference) -> bool:
    """Whether what another environment has is asked for by name: ``stagingKeyVaultName: kv-shop-stg``."""
    if not isinstance(fact, Setting) or fact.role not in _INHERITED:
        return False
    by_key = {e.environment for e in fact.environments if e.location == fact.key_location}
    return bool(by_key) and by_key == {e.environment for e in fact.environments if e.location != fact.key_location}


def _is_named_output(fact: Setting | VaultReference) -> bool:
    """Whether an output is called after an environment, which says what it tells and not who uses it."""
    if not isinstance(fact, Setting) or fact.scope[:1] != ("outputs",):
        return False
    return all(e.location == fact.key_location for e in fact.environments)


def _message(fact: Setting | VaultReference, own: Evidence, stated: Evidence) -> str:
    name = fact.name
    if isinstance(fact, Setting) and fact.role is Role.ENVIRONMENT_NAME:
        return (
            f"{name} sets the environment to {own.environment}, but [the {stated.says}][1] stands for {stated.environment}."
            f" What is deployed takes the settings and credentials of {own.environment}; set it to the environment that is"
            " deployed."
        )
    return (
        f"{name} mixes two environments: the {own.says} stands for {own.environment}, but [the {stated.says}][1]"
        f" stands for {stated.environment}. {_consequence(fact, own)}; use what belongs to {stated.environment}."
    )


def _consequence(fact: Setting | VaultReference, own: Evidence) -> str:
    if isinstance(fact, Setting) and fact.role in _OF_OTHERS:
        return f"The app reaches what belongs to {own.environment}, or is refused"
    return f"The app acts with the identity of {own.environment}, or sign-in fails with AADSTS7000215"


def _against_key(setting: Setting) -> Iterator[Problem]:
    """A client id whose app belongs to another environment than its key names."""
    named = [e for e in setting.environments if e.strength >= Strength.NAMED]
    by_key = next((e for e in named if e.location == setting.key_location), None)
    by_value = next((e for e in named if e.location == setting.location), None)
    if setting.role is not Role.CLIENT_ID or not by_key or not by_value or _is_told(setting):
        return
    if not may_be_same(by_key.environment, by_value.environment):
        yield Problem(
            setting.location,
            f"{setting.name} mixes two environments: the {by_value.says} stands for {by_value.environment}, but [the"
            f" {by_key.says}][1] stands for {by_key.environment}. The wrong identity is used, or sign-in fails with"
            f" AADSTS7000215; put the client id of {by_key.environment} here.",
            setting.key,
            (Related(by_key.location, by_key.says),),
        )


def _own(fact: Setting | VaultReference, least: Strength = Strength.NAMED) -> Evidence | None:
    """The one environment that a fact itself names; None when it names none, several, or only a purpose.

    In a pair whose halves both have such a word it is no purpose: ``least`` says what counts.
    """
    declared = [e for e in fact.environments if e.strength is Strength.DECLARED]
    named = declared or [e for e in fact.environments if e.strength >= least]
    return named[0] if len({e.environment for e in named}) == 1 else None


def _between_halves(credential: Credential) -> Iterator[Problem]:
    halves = [s for s in credential.settings if s.role in (Role.CLIENT_ID, Role.CLIENT_SECRET, Role.TENANT)]
    for first, second in combinations(halves, 2):
        one, other = _own(first, Strength.WEAK), _own(second, Strength.WEAK)
        if one and other and not may_be_same(one.environment, other.environment) and not _is_told(second):
            yield Problem(
                second.location,
                f"{second.name} does not belong to the {first.name} beside it: the {other.says} stands for"
                f" {other.environment}, but [the {one.says}][1] stands for {one.environment}. {_why_one(first, second)};"
                " take both from one environment.",
                second.key,
                (Related(first.location, one.says),),
            )


def _why_one(first: Setting, second: Setting) -> str:
    if Role.TENANT in (first.role, second.role):
        return "The app of one environment is looked for in the tenant of another, so sign-in fails with AADSTS700016"
    return "A secret belongs to one app only, so sign-in fails with AADSTS7000215"


def _inherited(credential: Credential, effective: Effective) -> Iterator[Problem]:
    """A vault or identity of another environment, inherited beside a part that the environment brings itself."""
    above = frozenset(effective.layers[1:])
    brought = next((s for s in credential.settings if s.role in _BROUGHT and s.location.path in above), None)
    for setting in credential.settings if brought else ():
        own = _own(setting)
        is_inherited = setting.role in _INHERITED and setting.location.path not in above
        if own and brought and is_inherited and not may_be_same(own.environment, effective.environment):
            yield Problem(
                brought.location,
                f"{effective.environment} sets its own {brought.name} and inherits [{setting.name}][1], where the {own.says}"
                f" stands for {own.environment}. The two do not belong together: the secret of the other environment's app"
                f" fails with AADSTS7000215; set {setting.name} too.",
                setting.key,
                (Related(setting.location, f"{setting.name}, inherited"),),
                flow=(
                    Related(setting.location, "the base"),
                    Related(brought.location, f"{effective.environment} on top of it"),
                ),
                value=setting.location,
            )


def _is_told(setting: Setting) -> bool:
    """Whether the setting already disagrees with its place, which says the same and more."""
    return any(True for _ in _against_context(setting))
