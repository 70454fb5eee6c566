"""A text that looks like a Key Vault reference and is none.

## What it finds

`@Microsoft.KeyVault(…)` that App Service cannot read: a missing `)`, wrong case or spelling
(`@Microsoft-KeyVault`, `@microsoft.keyvault`), a missing `SecretName` or `VaultName`, `http://`, `/keys/`
instead of `/secrets/`, a blank inside, an invalid vault or secret name, a wrong DNS suffix. The Azure CLI is
known to strip the closing parenthesis in some shells (Azure/azure-cli#10066, #8506).

A reference that a deploy step completes (`@Microsoft.KeyVault(SecretUri=#{uri}#)`) is not malformed.

## Why it breaks

What App Service cannot read, it passes on as it stands: the app receives the reference's own text as its
client secret and Entra ID answers `AADSTS7000215`.

## How to fix it

Write `@Microsoft.KeyVault(SecretUri=https://<vault>.vault.azure.net/secrets/<name>)` or
`@Microsoft.KeyVault(VaultName=<vault>;SecretName=<name>)`, letter case as shown.

## When to ignore it

When the text is documentation inside a setting that nothing reads.

## References

- [Use Key Vault references in App Service](https://learn.microsoft.com/azure/app-service/app-service-key-vault-references)
- [Azure/azure-functions-core-tools, KeyVaultReferencesManager.cs](https://github.com/Azure/azure-functions-core-tools)
- [Azure/azure-cli#10066](https://github.com/Azure/azure-cli/issues/10066)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Fix, Problem, Severity, VaultReference, Wiring

ID = "malformed-keyvault-reference"
GROUP = "keyvault"
SEVERITY = Severity.ERROR
SUMMARY = "A text that looks like a Key Vault reference and is none: the app receives the text itself as its secret."
PRECISION = "very-high"
SECURITY_SEVERITY = 4.0
CODES = ("7000215",)


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every attempt at a Key Vault reference that nothing can resolve."""
    for reference in wiring.vault_references:
        if reference.malformed:
            yield Problem(reference.location, _message(reference), reference.key, fix=_fix(reference))


def _message(reference: VaultReference) -> str:
    if reference.unresolved:
        return (
            f"{reference.name} holds no valid Key Vault reference: {reference.malformed}; and nothing here would expand a valid"
            f" one: {reference.unresolved}. The app will receive the text itself as its secret, and sign-in fails with"
            " AADSTS7000215; write the reference into the app settings of App Service, or let the app read the vault itself."
        )
    return (
        f"{reference.name} holds no valid Key Vault reference: {reference.malformed}. The app will receive the text itself"
        " as its secret, and sign-in fails with AADSTS7000215; write"
        " @Microsoft.KeyVault(SecretUri=https://<vault>.vault.azure.net/secrets/<name>)."
    )


def _fix(reference: VaultReference) -> Fix | None:
    """The right spelling, where it helps: not where nothing resolves references."""
    if reference.unresolved or not reference.repair:
        return None
    return Fix("spell the reference as App Service reads it", reference.repair)
