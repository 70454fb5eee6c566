"""The secret that an app is used with has expired.

## What it finds

With an inventory (`--inventory`, see [the inventory](../inventory.md)), a client id that is paired with a secret of
which Entra says that it has expired: the one that begins with the same three characters, where the file holds its
text, else every secret that the app has. Secrets that expire within `--expiry-days` (30) are a warning.

It is silent where the app has a secret that lives longer, or one without an end, for a reference may well lead to
that one; where only the service principal of an app is known, whose registration may have others; and where the file
holds no secret and no reference to one.

## Why it breaks

Entra ID refuses the secret once its time is over, in all places at once: `AADSTS7000222: The provided client secret
keys for app are expired`.

## How to fix it

Create a new secret beside the old one (`az ad app credential reset --append`), put it into the vault that the
configuration refers to, see that every instance has taken it up, and delete the old one. A federated credential or a
managed identity never expires.

## When to ignore it

When the app is no longer used, until the setting is removed. When the inventory is older than the last rotation,
export it again instead.

## References

- [AADSTS error codes](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
- [Microsoft Graph: passwordCredential](https://learn.microsoft.com/graph/api/resources/passwordcredential)
- [az ad app credential reset](https://learn.microsoft.com/cli/azure/ad/app/credential#az-ad-app-credential-reset)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from linter.inventory.registered import Registered, registered
from linter.model import Option, Problem, Related, SecretRecord, Severity, Wiring

ID = "expired-secret"
GROUP = "rotation"
SEVERITY = Severity.ERROR
SUMMARY = "The secret that an app is used with has expired, or soon will."
PRECISION = "high"
SECURITY_SEVERITY = 4.0
CODES = ("7000222",)

_AHEAD = Option("expiry-days", 30, "how many days before its end a secret is told of; `--expiry-days` outranks it")
OPTIONS = (_AHEAD,)


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every secret whose last day is behind or near."""
    if wiring.today is None:
        return
    ahead = _AHEAD.of(ID, wiring.options)
    for found in registered(wiring):
        ending = _ending(found)
        if ending and ending.ends and (left := (ending.ends - wiring.today).days) <= ahead:
            yield _problem(found, ending, ending.ends, left)


def _ending(found: Registered) -> SecretRecord | None:
    """The secret on which sign-in depends: the last one to expire of those that it can be."""
    secrets = found.app.known_secrets
    if found.hint:
        unknown = "" if found.app.secrets is not None else found.hint
        secrets = tuple(secret for secret in secrets if secret.hint in (unknown, found.hint))
    elif found.app.secrets is None:  # those of the registration are not told: another one may live
        return None
    return max(secrets, key=lambda secret: secret.ends or date.max, default=None)


def _problem(found: Registered, ending: SecretRecord, ends: date, left: int) -> Problem:
    app, name = found.app.title, f" '{ending.name}'" if ending.name else ""
    if found.hint and found.hint == ending.hint:
        what = f"holds secret{name} of app {app}, which [the client id][1] names. It"
    else:
        which = "The last of them," if len(found.app.known_secrets) > 1 else "The only one,"
        what = f"needs a secret of app {app}, which [the client id][1] names. {which}{name or ' unnamed'},"
    return Problem(
        found.secret.location,
        f"{found.secret.name} {what} {_when(left, ends)}. Sign-in {'fails' if left < 0 else 'will fail'} with AADSTS7000222;"
        " create a new secret beside it, put it into the vault and let every instance take it up.",
        found.secret.key,
        (Related(found.client_id.location, "the client id"),),
        severity=Severity.ERROR if left < 0 else Severity.WARNING,
    )


def _when(left: int, ends: date) -> str:
    if left < 0:
        return f"expired on {ends.isoformat()}"
    days = "today" if left == 0 else "tomorrow" if left == 1 else f"in {left} days"
    return f"expires {days}, on {ends.isoformat()}"
