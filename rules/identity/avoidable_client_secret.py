"""A client secret in the settings of something that runs on Azure and could do without.

## What it finds

A client secret of Entra ID that a template or a workflow hands to what runs on Azure: in the app settings of an
App Service or a Function, in the secrets or variables of a container app or container instance, and in the
`servicePrincipalProfile` of an AKS cluster.

A Key Vault reference is silent, and so are another issuer's secrets, which no managed identity replaces. A literal
is `secret-literal`.

## Why it breaks

It does not break today. But somebody must rotate the secret in time and copy it to the right place, and each copy
is a way to `AADSTS7000215` or `AADSTS7000222`. A managed identity has a credential that Azure makes and rotates and
that nobody can copy.

## How to fix it

Enable a managed identity for the app and use it as a federated credential of the app registration
(`ClientCredentials: [{ "SourceType": "SignedAssertionFromManagedIdentity" }]` in Microsoft.Identity.Web), or at least
write `@Microsoft.KeyVault(SecretUri=…)`. Of a cluster, replace `servicePrincipalProfile` by
`identity: { type: 'SystemAssigned' }`.

## When to ignore it

When the app signs in with a library that cannot use assertions, or to another cloud.

## References

- [Configure an app to trust a managed identity](https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity)
- [Managed identities for App Service](https://learn.microsoft.com/azure/app-service/overview-managed-identity)
- [Managed identities in AKS](https://learn.microsoft.com/azure/aks/managed-identity-overview)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import (
    RUN_BY_GITHUB,
    TEMPLATES,
    Credential,
    Family,
    Issuer,
    Problem,
    Setting,
    Severity,
    Target,
    ValueKind,
    Wiring,
)

ID = "avoidable-client-secret"
GROUP = "identity"
SEVERITY = Severity.NOTE
SUMMARY = "A client secret in the settings of something that runs on Azure and could use a managed identity."
PRECISION = "high"
SECURITY_SEVERITY = 1.0
CODES = ("7000215", "7000222")

_SUPPLIED = frozenset({ValueKind.SECRET_REFERENCE, ValueKind.TOKEN, ValueKind.EXPRESSION})

# Sections of templates and inputs of actions, in lower case, and what takes its settings from there.
_TAKERS = {
    "appsettings": "this app",
    "app-settings-json": "this app",
    "containers": "this container",
    "configuration": "this container app",
    "serviceprincipalprofile": "this cluster",
}
_TEMPLATES = RUN_BY_GITHUB | TEMPLATES


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every Entra client secret in the settings of something that runs on Azure."""
    families = {file.path: file.family for file in wiring.files}
    for credential in wiring.credentials:
        secret = credential.client_secret
        if secret and credential.issuer is Issuer.ENTRA and _is_supplied(secret, credential):
            taker = _taker(secret, families[credential.path])
            if taker:
                yield _problem(secret, taker)


def _is_supplied(secret: Setting, credential: Credential) -> bool:
    """Whether the secret itself is handed over here, rather than where it is kept."""
    kept = secret.value.reference(Target.CONTAINER_APP_SECRET) or secret.value.reference(Target.KEYVAULT_SECRET)
    client_id = credential.client_id
    by_identity = client_id is not None and client_id.value.reveal() == "msi"  # AKS: the cluster has an identity
    return secret.value.kind in _SUPPLIED and not kept and not by_identity


def _taker(secret: Setting, family: Family) -> str:
    if family is Family.APP_SERVICE_SETTINGS:
        return "this app"
    if family not in _TEMPLATES:
        return ""
    return next((_TAKERS[part.lower()] for part in reversed(secret.scope) if part.lower() in _TAKERS), "")


def _problem(secret: Setting, taker: str) -> Problem:
    giver = secret.name
    if taker == "this cluster":
        giver = "servicePrincipalProfile"
        advice = "A managed identity needs none: replace servicePrincipalProfile by identity"
    else:
        advice = (
            "A managed identity, as federated credential of the app registration, needs none; at least write a Key"
            " Vault reference, so that rotation reaches it"
        )
    return Problem(
        secret.location,
        f"{giver} gives {taker} a client secret, which fails (AADSTS7000222) unless somebody rotates it in time and"
        f" copies it here. {advice}.",
        secret.key,
    )
