"""A client secret in the settings of something that runs on Azure and could do without.

## What it finds

A concrete client secret of Entra ID, or a GitHub or Kubernetes secret that supplies one, in the settings of
an App Service, a Function, a Container App or a pod on AKS.

## Why it breaks

It does not break today. But what runs on Azure can be given a managed identity, for which Azure creates and
rotates the credential and nobody can copy it to the wrong place. What cannot, can read its secret by a Key
Vault reference.

## How to fix it

Enable a managed identity for the app and use it as a federated credential of the app registration
(`ClientCredentials: [{ "SourceType": "SignedAssertionFromManagedIdentity" }]` in Microsoft.Identity.Web), or
write `@Microsoft.KeyVault(SecretUri=…)`.

## When to ignore it

When the app signs users in with a library that cannot use assertions.

## References

- [Configure an app to trust a managed identity](https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity)
- [Managed identities for App Service](https://learn.microsoft.com/azure/app-service/overview-managed-identity)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Family, Issuer, Problem, Severity, ValueKind, Wiring

ID = "avoidable-client-secret"
GROUP = "identity"
SEVERITY = Severity.NOTE
SUMMARY = "A client secret in the settings of something that runs on Azure and could use a managed identity."
PRECISION = "medium"
SECURITY_SEVERITY = 1.0
CODES = ("7000215", "7000222")

_ON_AZURE = frozenset({Family.APP_SERVICE_SETTINGS, Family.BICEP, Family.ARM_TEMPLATE})
_SUPPLIED = frozenset({ValueKind.LITERAL, ValueKind.SECRET_REFERENCE, ValueKind.TOKEN, ValueKind.EXPRESSION})


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every Entra client secret in the settings of something that runs on Azure."""
    families = {file.path: file.family for file in wiring.files}
    for credential in wiring.credentials:
        secret = credential.client_secret
        if secret is None or credential.issuer is not Issuer.ENTRA or families[credential.path] not in _ON_AZURE:
            continue
        if secret.value.kind in _SUPPLIED:
            yield Problem(
                secret.location,
                f"{secret.name} hands a client secret to something that runs on Azure. A managed identity needs none and"
                " never expires; at least write a Key Vault reference, so that rotation reaches it.",
                secret.key,
            )
