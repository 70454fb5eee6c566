"""A vault secret without an expiry date: no reminder will come.

## What it finds

A `Microsoft.KeyVault/vaults/secrets` resource in Bicep or ARM that holds a credential and sets no
`attributes.exp`.

## Why it breaks

A client secret ends after 24 months at the latest. Key Vault warns 30 days ahead (Event Grid: *secret near
expiry*), but only for secrets that carry a date. Without one, `AADSTS7000222` is the first reminder.

## How to fix it

Set `attributes: { exp: … }` to the day on which the client secret ends; derive it from a parameter, as
seconds since 1970.

## When to ignore it

When expiry is watched elsewhere, for instance on the app registration itself.

## References

- [About Key Vault secrets: attributes](https://learn.microsoft.com/azure/key-vault/secrets/about-secrets)
- [Key Vault as an Event Grid source](https://learn.microsoft.com/azure/event-grid/event-schema-key-vault)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Problem, Severity, VaultSecretResource, Wiring

ID = "missing-secret-expiry"
GROUP = "rotation"
SEVERITY = Severity.NOTE
SUMMARY = "A vault secret that holds a credential sets no expiry date, so no reminder will come."
PRECISION = "high"
SECURITY_SEVERITY = 1.0
CODES = ("7000222",)


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every vault secret of a template that holds a credential and never expires."""
    for secret in wiring.vault_secrets:
        if secret.holds_credential and not secret.expires:
            yield Problem(
                secret.location,
                f"{_called(secret)} holds a credential and sets no attributes.exp: Key Vault sends no reminder to rotate it,"
                " and an expired client secret shows as AADSTS7000222. Set attributes.exp to the date on which it ends.",
                secret.name,
            )


def _called(secret: VaultSecretResource) -> str:
    return f"Vault secret {secret.name}" if secret.name else "This vault secret"
