"""One client id serves production and a non-production environment.

## What it finds

A concrete client id or managed identity that stands in production's configuration and in that of another environment,
where `borrowed-identity` cannot say whose it is, for instance because all environments share it.

## Why it breaks

Whatever the test system may do, it may do to production: one app registration has one set of permissions, redirect
URIs and secrets. A secret that is rotated or leaked in one environment breaks or exposes the other
(`AADSTS7000215`, `AADSTS7000222`).

## How to fix it

Register an app (or create a managed identity) per environment, and put each environment's id into its own file.

## When to ignore it

For a public client, such as a single-page app or a command-line tool, that is meant to be one for all.

## References

- [Security best practices for app registrations](https://learn.microsoft.com/entra/identity-platform/security-best-practices-for-app-registration)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.effective.borrowing import borrowings
from linter.effective.homes import Homes, Occurrence
from linter.effective.identities import Kind
from linter.inventory.first_party import is_first_party
from linter.model import Problem, Related, Severity, Wiring

ID = "shared-client-id"
GROUP = "environment"
SEVERITY = Severity.WARNING
SUMMARY = "One client id serves production and a non-production environment."
PRECISION = "medium"
SECURITY_SEVERITY = 4.0
CODES = ("7000215", "7000222")


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every identity of production that another environment uses too."""
    homes = Homes(wiring)
    told = {borrowing.met.id for borrowing in borrowings(homes)}
    for one, column in homes.of.items():
        elsewhere = next((found[0] for environment, found in column.items() if environment != "prod"), None)
        if one.kind is Kind.APP and one not in told and elsewhere and not is_first_party(one.text):
            for occurrence in column.get("prod", ()):
                yield _problem(occurrence, _beside(occurrence, homes) or elsewhere)


def _beside(occurrence: Occurrence, homes: Homes) -> Occurrence | None:
    """The same id in a sibling's file at the same place."""
    siblings = (found for name, found in homes.at[occurrence.place].items() if name != occurrence.environment)
    return next((other for found in siblings for other in found if other.id == occurrence.id), None)


def _problem(occurrence: Occurrence, other: Occurrence) -> Problem:
    return Problem(
        occurrence.setting.location,
        f"{occurrence.setting.name} of production is also the client id of [{other.environment}][1]. Both"
        " environments act as one app, share its permissions and break together when its secret is rotated; register an"
        " app for each.",
        occurrence.setting.key,
        (Related(other.setting.location, f"the same id in {other.environment}"),),
    )
