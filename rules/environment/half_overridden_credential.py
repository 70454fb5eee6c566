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

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from linter.model import Credential, Effective, Issuer, Problem, Related, Role, Setting, Severity, ValueKind, Wiring

ID = "half-overridden-credential"
GROUP = "environment"
SEVERITY = Severity.ERROR
SUMMARY = "An environment overrides one half of a credential and inherits the other."
PRECISION = "high"
SECURITY_SEVERITY = 5.0
CODES = ("7000215",)

T = TypeVar("T")

_SUPPLIED = frozenset({ValueKind.GUID, ValueKind.LITERAL, ValueKind.KEYVAULT_REFERENCE, ValueKind.NAME})


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every effective credential whose halves come from two files and do not belong together."""
    own = _grouped(wiring.credentials, lambda credential: credential.path)
    siblings = _grouped(wiring.effective, lambda effective: effective.pattern)
    for effective in wiring.effective:
        for credential in effective.credentials:
            halves = _halves(credential)
            if halves and credential.issuer is not Issuer.OTHER:
                below = own.get(halves[1].location.path, ())
                yield from _mixed(*halves, effective, below, siblings[effective.pattern])


def _grouped(things: Iterable[T], key: Callable[[T], str]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for thing in things:
        groups[key(thing)].append(thing)
    return groups


def _halves(credential: Credential) -> tuple[Setting, Setting] | None:
    """The client id and what supplies the secret, where both are concrete."""
    client_id = credential.client_id
    secret = next((s for s in (credential.client_secret, credential.first(Role.SECRET_NAME)) if _is_supplied(s)), None)
    return (client_id, secret) if client_id and secret and client_id.value.kind is ValueKind.GUID else None


def _is_supplied(setting: Setting | None) -> bool:
    if setting is None or setting.value.kind not in _SUPPLIED:
        return False
    # Entra never issued a secret of fewer than 16 characters; whatever is shorter stands in for one.
    shortest = 16 if setting.role is Role.CLIENT_SECRET and setting.value.kind is ValueKind.LITERAL else 1
    return len(setting.value.reveal().strip()) >= shortest


def _mixed(
    client_id: Setting,
    secret: Setting,
    effective: Effective,
    below: Iterable[Credential],
    siblings: Iterable[Effective],
) -> Iterator[Problem]:
    id_layer, secret_layer = _layer(client_id, effective), _layer(secret, effective)
    if id_layer > secret_layer and _has_own_id_below(secret, client_id, below):
        yield _problem(client_id, secret, effective, "the secret that belongs to the base's own client id")
    if secret_layer > id_layer and _is_overridden_elsewhere(client_id, effective, siblings):
        yield _problem(secret, client_id, effective, "the base's client id, which other environments replace")


def _layer(setting: Setting, effective: Effective) -> int:
    """Which layer a setting in effect comes from; 0 for the base, and for what was given from elsewhere."""
    path = setting.location.path
    return effective.layers.index(path) if path in effective.layers else 0


def _has_own_id_below(secret: Setting, client_id: Setting, below: Iterable[Credential]) -> bool:
    """Whether the secret's own file pairs it with another client id, so that it is that one's."""
    for credential in below:
        own = credential.client_id
        if own and _holds(credential, secret):
            return own.value.kind is ValueKind.GUID and own.value != client_id.value
    return False


def _holds(credential: Credential, secret: Setting) -> bool:
    return any(setting.location == secret.location for setting in credential.settings)


def _is_overridden_elsewhere(client_id: Setting, effective: Effective, siblings: Iterable[Effective]) -> bool:
    """Whether a sibling environment brings its own client id in the same place."""
    return any(
        setting.key == client_id.key and _layer(setting, sibling) > 0
        for sibling in siblings
        if sibling.overlay != effective.overlay
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
