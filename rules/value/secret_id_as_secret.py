"""A GUID stands where an Entra client secret belongs.

## What it finds

The *Secret ID* of an app registration's secret, used as the secret itself. The portal lists two columns side
by side, **Value** and **Secret ID**; the value is shown once, the id forever, so the id is what gets copied
later. Every spelling of a GUID counts (upper case, braces), in every family, also base64-encoded in a
Kubernetes `Secret` and inside an `AZURE_CREDENTIALS` document.

It speaks only where the field is Entra's: Microsoft's key names (`AzureAd`, `AZURE_`, `ARM_`, …), a Microsoft
authority or a tenant beside it, or a client secret paired with a client id that is a GUID. GUIDs are legal
secrets elsewhere (Keycloak, IdentityServer, ABP, Okta), so it is silent where the block names another issuer.

With an inventory (`--inventory`, see [the inventory](../inventory.md)) it says which secret of which app it is, and
speaks wherever the inventory confirms it: in any field for a secret, and also where the hyphens were lost.

## Why it breaks

Entra ID compares the text with the secret's value and answers `AADSTS7000215: Invalid client secret provided.
Ensure the secret being sent in the request is the client secret value, not the client secret ID`. Nothing
notices before the first sign-in.

## How to fix it

Create a new secret (the old value cannot be shown again), store its **Value** in a Key Vault and reference it
from here. Better still, use a managed identity or a federated credential, which need no secret at all.

## When to ignore it

When the secret really is a GUID: until May 2020 `az ad sp credential reset` generated such passwords
(Azure/azure-cli#13357). Rotate it soon: they have long expired everywhere else.

## References

- [Add and manage application credentials](https://learn.microsoft.com/entra/identity-platform/how-to-add-credentials)
- [AADSTS error codes](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
- [Azure/azure-cli#13357](https://github.com/Azure/azure-cli/pull/13357)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.inventory.registered import secret_with_id
from linter.model import Credential, Issuer, Owned, Problem, Related, Role, Setting, Severity, ValueKind, Wiring

ID = "secret-id-as-secret"
GROUP = "value"
SEVERITY = Severity.ERROR
SUMMARY = "A GUID stands where an Entra client secret belongs: the Secret ID was copied, not its Value."
PRECISION = "very-high"
SECURITY_SEVERITY = 5.0
CODES = ("7000215",)


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every Entra client secret that is a GUID, and every secret that the inventory knows to be a Secret ID."""
    for credential in wiring.credentials:
        secret = credential.client_secret
        if secret and (owned := secret_with_id(secret, wiring.inventory)):
            yield Problem(secret.location, _confirmed(secret, owned), secret.key, _related(credential))
        elif secret and secret.value.kind is ValueKind.GUID and _is_entra(credential):
            yield Problem(secret.location, _message(credential), secret.key, _related(credential))
    for setting in wiring.settings:
        if setting.role is Role.OTHER_SECRET and (owned := secret_with_id(setting, wiring.inventory)):
            yield Problem(setting.location, _confirmed(setting, owned), setting.key)


def _is_entra(credential: Credential) -> bool:
    if credential.issuer is Issuer.UNKNOWN:
        client_id = credential.client_id
        return client_id is not None and client_id.value.kind is ValueKind.GUID
    return credential.issuer is Issuer.ENTRA


def _message(credential: Credential) -> str:
    secret = credential.client_secret
    partner = " as [this client id][1]" if credential.client_id else ""
    return (
        f"{secret.name if secret else ''} holds a GUID: the Secret ID that the portal lists beside a secret, not the"
        f" secret's Value. Sign-in{partner} will fail with AADSTS7000215; create a new secret, store its Value in a Key"
        " Vault, and write a reference to it here."
    )


def _confirmed(secret: Setting, owned: Owned) -> str:
    which = f"secret '{owned.secret.name}'" if owned.secret.name else "a secret"
    app = f" of app {owned.app.title}" if owned.app else ""
    return (
        f"{secret.name} holds the Secret ID of {which}{app}, not its Value. Sign-in will fail with AADSTS7000215; create a"
        " new secret, store its Value in a Key Vault, and write a reference to it here."
    )


def _related(credential: Credential) -> tuple[Related, ...]:
    client_id = credential.client_id
    return (Related(client_id.location, "the client id"),) if client_id else ()
