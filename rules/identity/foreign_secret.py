"""The text of a secret fits another app than the one it is paired with.

## What it finds

With an inventory (`--inventory`, see [the inventory](../inventory.md)), a client id that stands beside the text of a
secret which none of its app's secrets can be: Entra tells the first three characters of each, and they differ from
those of the text. Where a secret of another app begins so, that app is named and it is an error; where none does, the
secret has been deleted or belongs to an app outside the inventory, and it is a warning, for an inventory that is
older than the secret looks the same.

It is silent where Entra tells no characters of a secret of the app (secrets of the old Azure AD Graph), and where the
text was damaged, of which `damaged-secret` speaks.

## Why it breaks

A secret belongs to exactly one app. With any other client id sign-in fails with `AADSTS7000215: Invalid client secret
provided`. Often the two halves come from two environments.

## How to fix it

Take the secret of the same app as the client id, from the vault of the same environment. The text that stood in the
file has been seen: revoke it and write a reference here.

## When to ignore it

When the inventory is older than the secret: export it again instead.

## References

- [AADSTS error codes](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
- [Microsoft Graph: passwordCredential](https://learn.microsoft.com/graph/api/resources/passwordcredential)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.inventory.registered import Registered, registered
from linter.model import App, Inventory, Owned, Problem, Related, Severity, Wiring

ID = "foreign-secret"
GROUP = "identity"
SEVERITY = Severity.ERROR
SUMMARY = "The text of a secret fits another app than the one it is paired with."
PRECISION = "high"
SECURITY_SEVERITY = 6.0
CODES = ("7000215",)


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every secret in the text of a file that its client id's app does not have."""
    if wiring.inventory is None:
        return
    for found in registered(wiring):
        if found.hint and found.app.secrets is not None and not _may_be_own(found):
            yield from _judge(found, _others(wiring.inventory, found))


def _may_be_own(found: Registered) -> bool:
    """Whether it can be a secret of its app: one begins so, or one does not say how it begins."""
    return any(secret.hint in ("", found.hint) for secret in found.app.known_secrets)


def _others(inventory: Inventory, found: Registered) -> tuple[Owned, ...]:
    return inventory.by_hint.get(found.hint, ())


def _judge(found: Registered, others: tuple[Owned, ...]) -> Iterator[Problem]:
    apps = {owned.app.client_id: owned.app for owned in others if owned.app}
    if len(apps) == 1:
        yield _problem(found, f"but {_named(others[0], *apps.values())} does", Severity.ERROR)
    elif apps or others:
        yield _problem(found, f"but {len(others)} secrets of others do", Severity.ERROR)
    elif found.app.known_secrets:  # one without any may have it on its service principal
        yield _problem(
            found, "nor does any other in the inventory: it was deleted, or is another app's", Severity.WARNING
        )


def _named(owned: Owned, app: App) -> str:
    return f"secret '{owned.secret.name}' of app {app.title}" if owned.secret.name else f"a secret of app {app.title}"


def _problem(found: Registered, others: str, severity: Severity) -> Problem:
    return Problem(
        found.secret.location,
        f"No secret of app {found.app.title}, which [the client id][1] names, begins with {found.hint} as"
        f" this one does, {others}. Sign-in will fail with AADSTS7000215; revoke this secret, and write a reference to one"
        f" of {found.app.title} here.",
        found.secret.key,
        (Related(found.client_id.location, "the client id"),),
        severity=severity,
    )
