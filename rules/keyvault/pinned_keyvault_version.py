"""A Key Vault reference names one version of a secret.

## What it finds

A reference to a Key Vault *secret* that carries a version, in every syntax:
`@Microsoft.KeyVault(SecretUri=…/<version>)`, `…;SecretVersion=…`, a plain secret URI in any setting,
`secretVersion` in an ARM parameter file, the version argument of Bicep's `getSecret()`, the computed
`secretUriWithVersion`, `objectVersion` in a `SecretProviderClass`, `remoteRef.version` in an
`ExternalSecret`, and their kin (akv2k8s, KEDA, Container Apps, API Management, Application Gateway).

It is silent on keys and certificates used for encryption at rest, where the platform demands a version (the
`certificateUrl` of a virtual machine or Service Fabric cluster), and on versions that are empty, `latest` or
a variable.

## Why it breaks

Rotation writes a new version. A reference without a version follows it (App Service within 24 hours,
Container Apps within 30 minutes, API Management within 4 hours); a pinned one keeps delivering the old
secret. When that one expires or is deleted, sign-in fails with `AADSTS7000222` or `AADSTS7000215`, although
the vault holds a good secret. Pins are often leftovers: until 2019 the App Service preview demanded a
version, and Microsoft's samples still use `secretUriWithVersion`.

## How to fix it

Drop the version: end the URI after the secret's name, delete `SecretVersion=…` or `objectVersion`, and use
`secretUri` instead of `secretUriWithVersion`.

## When to ignore it

When a deployment must not follow rotation on its own, for instance while two systems switch over on an agreed
day. Say until when.

## References

- [Use Key Vault references in App Service](https://learn.microsoft.com/azure/app-service/app-service-key-vault-references)
- [Manage secrets in Azure Container Apps](https://learn.microsoft.com/azure/container-apps/manage-secrets)
- [Azure Key Vault keys, secrets and certificates](https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Fix, Problem, Severity, VaultReference, Wiring

ID = "pinned-keyvault-version"
GROUP = "keyvault"
SEVERITY = Severity.WARNING
SUMMARY = "A Key Vault reference names one version of a secret, so rotation never reaches this place."
PRECISION = "very-high"
SECURITY_SEVERITY = 4.0
CODES = ("7000215", "7000222")


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every Key Vault reference that is pinned to a version and need not be."""
    for reference in wiring.vault_references:
        if _is_pinned(reference):
            place = reference.version_location or reference.location
            yield Problem(place, _message(reference), reference.key, fix=_fix(reference))


def _is_pinned(reference: VaultReference) -> bool:
    sound = not reference.malformed and not reference.unresolved
    return sound and not reference.version_required and bool(reference.version or reference.computed)


def _message(reference: VaultReference) -> str:
    if reference.computed:
        return (
            f"{reference.name} takes secretUriWithVersion, which is pinned to the version that exists at deployment time."
            " After the next rotation it keeps the old secret, until that fails (AADSTS7000222 or AADSTS7000215); take"
            " secretUri."
        )
    return (
        f"{_pinned(reference)} ({reference.syntax}). After the next rotation it keeps the"
        " old secret, until that fails (AADSTS7000222 or AADSTS7000215); drop the version, so that it follows the latest."
    )


def _pinned(reference: VaultReference) -> str:
    """What is pinned to what; a reference that is called as its secret is named once."""
    if reference.secret == reference.name:
        return f"Secret {reference.secret!r} is pinned to one version"
    secret = f"secret {reference.secret!r}" if reference.secret else "its secret"
    return f"{reference.name} is pinned to one version of {secret}"


def _fix(reference: VaultReference) -> Fix | None:
    return Fix("drop the version", reference.removal) if reference.removal else None
