"""An environment overrides one half of a credential and inherits the other.

## What it finds

The effective configuration of an environment (`appsettings.<Env>.json` over `appsettings.json`, `values-<env>.yaml` over
`values.yaml` and the like) in which the client id comes from one file and the secret, or the secret's name, from the
other:

- the overlay brings its own client id and inherits the base's secret, which belongs to the base's client id;
- the overlay brings its own secret and inherits the base's client id, although its sibling environments each have a
  client id of their own.

It is silent where the base holds no concrete other half (empty, a placeholder, supplied at deploy time).

## Why it breaks

A secret belongs to exactly one app registration. The pair in effect comes from two, so sign-in fails with
`AADSTS7000215`, in that environment only.

## How to fix it

Override both halves, or none.

## When to ignore it

When both files mean the same app registration and the secret is its second one.

## References

- [Configuration in ASP.NET Core: order of providers](https://learn.microsoft.com/aspnet/core/fundamentals/configuration/#configuration-providers)
- [Helm: values files](https://helm.sh/docs/chart_template_guide/values_files/)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Credential, Effective, Issuer, Problem, Related, Role, Setting, Severity, ValueKind, Wiring

ID = "half-overridden-credential"
GROUP = "environment"
SEVERITY = Severity.ERROR
SUMMARY = "An environment overrides one half of a credential and inherits the other."
PRECISION = "high"
SECURITY_SEVERITY = 5.0
CODES = ("7000215",)

_SUPPLIED = frozenset({ValueKind.GUID, ValueKind.LITERAL, ValueKind.KEYVAULT_REFERENCE, ValueKind.NAME})


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every effective credential whose halves come from two files and do not belong together."""
    for effective in wiring.effective:
        for credential in effective.credentials:
            halves = _halves(credential)
            if halves and credential.issuer is not Issuer.OTHER:
                yield from _mixed(*halves, effective, wiring)


def _halves(credential: Credential) -> tuple[Setting, Setting] | None:
    """The client id and what supplies the secret, where both are concrete."""
    client_id = credential.client_id
    secret = next((s for s in (credential.client_secret, credential.first(Role.SECRET_NAME)) if _is_supplied(s)), None)
    return (client_id, secret) if client_id and secret and client_id.value.kind is ValueKind.GUID else None


def _is_supplied(setting: Setting | None) -> bool:
    return setting is not None and setting.value.kind in _SUPPLIED and bool(setting.value.reveal().strip())


def _mixed(client_id: Setting, secret: Setting, effective: Effective, wiring: Wiring) -> Iterator[Problem]:
    sources = (client_id.location.path, secret.location.path)
    if sources == (effective.overlay, effective.base) and _has_own_id_below(secret, client_id, effective, wiring):
        yield _problem(client_id, secret, effective, "the secret that belongs to the base's own client id")
    if sources == (effective.base, effective.overlay) and _is_overridden_elsewhere(client_id, effective, wiring):
        yield _problem(secret, client_id, effective, "the base's client id, which other environments replace")


def _has_own_id_below(secret: Setting, client_id: Setting, effective: Effective, wiring: Wiring) -> bool:
    """Whether the base pairs its secret with another client id, so that the secret is that one's."""
    for credential in wiring.credentials:
        own = credential.client_id
        if credential.path == effective.base and secret in credential.settings and own:
            return own.value.kind is ValueKind.GUID and own.value != client_id.value
    return False


def _is_overridden_elsewhere(client_id: Setting, effective: Effective, wiring: Wiring) -> bool:
    """Whether a sibling environment brings its own client id in the same place."""
    siblings = (e for e in wiring.effective if e.pattern == effective.pattern and e.overlay != effective.overlay)
    return any(
        setting.key == client_id.key and setting.location.path == sibling.overlay
        for sibling in siblings
        for setting in sibling.settings
    )


def _problem(own: Setting, inherited: Setting, effective: Effective, what: str) -> Problem:
    return Problem(
        own.location,
        f"{effective.environment} brings its own {own.name} and inherits [{inherited.name}][1], {what}. The pair in effect"
        " comes from two app registrations and sign-in fails with AADSTS7000215; override both or none.",
        own.key,
        (Related(inherited.location, f"{inherited.name}, inherited"),),
        flow=(Related(inherited.location, "the base"), Related(own.location, f"{effective.environment} on top of it")),
    )
