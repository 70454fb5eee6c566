"""A placeholder stands where a named environment needs a credential.

## What it finds

`<your-secret>`, `changeme`, `TODO`, `[Enter the Client Secret …]`, `xxxx`, an all-zero GUID and their kin as a credential
in a file of a named environment: its name, folder, section or content says prod, staging or the like.

In a sample or base file a placeholder is right and is not reported, nor where an app's settings hold one and the same
stand-in for every secret, for then a vault or variables lie over them by design; and a sentence that says where the value comes
from ("Fill in ASP.NET Secret Manager") is documentation anywhere. A token that a deploy step replaces
(`#{X}#`, `__X__`, `$(X)`, `${X}`, `{{ … }}`, `%X%`) is not a placeholder.

## Why it breaks

Unless something else overrides it, the app sends the placeholder: `AADSTS7000215` for a secret,
`AADSTS700016` for a client id, `AADSTS90002` for a tenant. Where it *is* overridden, the next reader cannot
see by what.

## How to fix it

Remove the setting where another source supplies it, or write a reference to that source (a Key Vault
reference, a token).

## When to ignore it

When the environment's secret store overrides the setting and the placeholder is there to document it.

## References

- [Safe storage of app secrets in ASP.NET Core](https://learn.microsoft.com/aspnet/core/security/app-secrets)
- [AADSTS error codes](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from linter.model import (
    PARAMETER_FILES,
    Evidence,
    Family,
    FileWiring,
    Issuer,
    Problem,
    Related,
    Role,
    Setting,
    Severity,
    Strength,
    Target,
    ValueKind,
    Wiring,
)
from linter.names.samples import is_for_tests, is_sample
from linter.names.words import words
from linter.values.entra import tenant_in

ID = "placeholder-secret"
GROUP = "value"
SEVERITY = Severity.WARNING
SUMMARY = "A placeholder stands where a named environment needs a credential."
PRECISION = "high"
SECURITY_SEVERITY = 3.0
CODES = ("7000215", "700016", "90002")

_CONSEQUENCES = {
    Role.CLIENT_SECRET: "sign-in fails",
    Role.CLIENT_ID: "sign-in fails",
    Role.TENANT: "sign-in fails",
    Role.OTHER_SECRET: "the login fails",
    Role.CONNECTION_STRING: "the connection fails",
}

_OF_ENTRA = {Role.CLIENT_SECRET: "AADSTS7000215", Role.CLIENT_ID: "AADSTS700016", Role.TENANT: "AADSTS90002"}

# With these an app signs by itself, and does so with whatever text stands there.
_SIGNS = frozenset({"jwt", "signing", "hmac"})

_SECRETS = frozenset({Role.CLIENT_SECRET, Role.OTHER_SECRET, Role.CONNECTION_STRING})

# Test and development files are filled in by those who run them.
_DEPLOYED = frozenset({"prod", "staging"})

_DEPLOYMENTS = ("az deployment", "az stack")

# Conventions that say where the real value comes from: the setting is documentation.
_DOCUMENTED = frozenset({"sentence", "where to find it"})


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every placeholder in a credential of a file of a named environment."""
    given = _Given(wiring)
    for file in wiring.files:
        place = file.place or file.path
        if not (is_sample(place) or is_for_tests(place, file.family) or _is_filled_elsewhere(file)):
            for problem in _placeholders(file):
                if file.family not in PARAMETER_FILES or problem.key not in given.names:
                    yield problem


class _Given:
    """The parameters that some deployment of a workflow is given by name, whatever its parameter file holds."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    @cached_property
    def names(self) -> frozenset[str]:
        commands = (c for job in self._wiring.jobs for step in job.steps for c in step.commands if c.is_(*_DEPLOYMENTS))
        words = (word.reveal().partition("=") for command in commands for word in command.words)
        return frozenset(name for name, _, value in words if value and not name.startswith("-"))


def _is_filled_elsewhere(file: FileWiring) -> bool:
    """Whether one stand-in is all that an app's settings ever hold for a secret: a variable or a vault lies over them."""
    texts = [s.value.reveal() for s in file.settings if s.role in _SECRETS and s.value.kind is not ValueKind.EMPTY]
    return file.family is Family.APP_SETTINGS and len(texts) > 1 and len(set(texts)) == 1


def _placeholders(file: FileWiring) -> Iterator[Problem]:
    for setting in file.settings:
        if setting.role in _CONSEQUENCES and setting.value.kind is ValueKind.PLACEHOLDER:
            stated = next((e for e in setting.context if e.strength >= Strength.STATED), None)
            if (
                stated
                and stated.environment in _DEPLOYED
                and not (_is_documentation(setting, file) or _is_default(setting))
            ):
                related = Related(stated.location, stated.says)
                message = _message(setting, stated, _consequence(setting, file))
                yield Problem(setting.location, message, setting.key, (related,))


def _is_documentation(setting: Setting, file: FileWiring) -> bool:
    """Whether it says where the value is, or the authority beside a made-up tenant names the real one."""
    if setting.role is not Role.TENANT:
        return setting.value.detail in _DOCUMENTED
    beside = (s for s in file.settings if s.role is Role.AUTHORITY and s.scope == setting.scope)
    return any(tenant_in(s.value.reveal()) for s in beside)


def _is_default(setting: Setting) -> bool:
    """Whether it is what a variable is worth that nobody sets: ``readEnvironmentVariable('CLIENT_ID', '00000000-…')``."""
    return setting.value.reference(Target.ENVIRONMENT_VARIABLE) is not None


def _consequence(setting: Setting, file: FileWiring) -> str:
    if setting.role is Role.OTHER_SECRET and not _SIGNS.isdisjoint(words(setting.key)):
        return "whoever knows this text can forge what the app signs"
    issuers = (setting.issuer, *(c.issuer for c in file.credentials if setting in c.settings))
    # Spring's registrations are as often another provider's, which a file without that provider does not tell.
    of_entra = Issuer.ENTRA in issuers if file.family is Family.SPRING else Issuer.OTHER not in issuers
    code = _OF_ENTRA.get(setting.role) if of_entra else None
    return f"{_CONSEQUENCES[setting.role]} with {code}" if code else _CONSEQUENCES[setting.role]


def _message(setting: Setting, stated: Evidence, consequence: str) -> str:
    return (
        f"{setting.name} holds a placeholder, and [the {stated.says}][1] stands for {stated.environment}. Unless something"
        f" overrides it there, {consequence}; write a reference to the secret store, or remove"
        " the setting."
    )
