"""An environment's file holds an identity that belongs to another environment.

## What it finds

Sibling files configure one app for different environments (`values-<env>.yaml`, `appsettings.<Env>.json`,
`overlays/<env>/…`, `clusters/<env>/…`, `*.<env>.bicepparam`). At a key that identifies something (client id, managed
identity, subscription, vault) one of them holds a value that is another environment's: the others
each have their own there, or this environment has its own where the other one uses the value.

It needs no names: the same place is compared across siblings, and every id is known by the environments whose files use
it, under any key, also inside resource ids. Ids that all siblings share at a place are silent, and so are values
supplied at deploy time.

## Why it breaks

The app of one environment acts as the other environment's app: it reads the wrong vault or is refused there, and the
secret that belongs to its own client id fails with `AADSTS7000215`. Where production is one of the two, a test system
holds production's rights, or production depends on a test system's app.

## How to fix it

Put the environment's own id there; the message says where it stands.

## When to ignore it

When two environments share the identity on purpose. Declare it under `environments:` in `.lint-config.yml`.

## References

- [Managed identities: one identity per environment](https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identity-best-practice-recommendations)
- [Security best practices for app registrations](https://learn.microsoft.com/entra/identity-platform/security-best-practices-for-app-registration)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.effective.homes import Borrowing, Homes, borrowings
from linter.model import Problem, Related, Severity, Wiring

ID = "borrowed-identity"
GROUP = "environment"
SEVERITY = Severity.ERROR
SUMMARY = "An environment's file holds an identity that belongs to another environment."
PRECISION = "high"
SECURITY_SEVERITY = 6.5
CODES = ("7000215", "700016")


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every identity that is met in an environment it does not live in."""
    for borrowing in borrowings(Homes(wiring)):
        yield _problem(borrowing)


def _problem(borrowing: Borrowing) -> Problem:
    met, home, own = borrowing
    related = [Related(home.setting.location, f"where {home.environment} uses it")]
    remedy = f"put {met.environment}'s own {met.setting.role.value} here"
    if own:
        related.append(Related(own.setting.location, f"{met.environment}'s own"))
        remedy += ", as it [stands elsewhere][2]"
    return Problem(
        met.setting.location,
        f"{met.setting.name} of {met.environment} holds the {met.setting.role.value} of [{home.environment}][1]. The app"
        f" acts as the other environment's or is refused (AADSTS7000215, AADSTS700016); {remedy}.",
        met.setting.key,
        tuple(related),
        flow=(*related, Related(met.setting.location, f"what {met.environment} gets")),
        severity=Severity.ERROR if "prod" in (met.environment, home.environment) or own else Severity.WARNING,
    )
