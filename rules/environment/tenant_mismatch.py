"""A credential names two tenants or two clouds.

## What it finds

A tenant id beside an authority, issuer or instance URL that names another tenant; an authority of one cloud
with a Key Vault of another (`login.microsoftonline.us` with `vault.azure.net`).

A tenant id that is a subscription's elsewhere in the repository, which is no directory.

`common`, `organizations` and `consumers` in the URL are no tenants, and a domain cannot be compared with an
id: both are silent.

## Why it breaks

The app asks one directory for a token while its settings were made for another: `AADSTS90002` (tenant not
found), `AADSTS700016` (the app is not in that directory), or a token that the other side refuses.

## How to fix it

Use the directory in which the app is registered in both places. In national clouds change the authority, the
vault's suffix and the token's audience together.

## When to ignore it

When a multi-tenant app signs in against one tenant on behalf of another, and the two settings are read by
different code.

## References

- [National clouds](https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud)
- [AADSTS error codes](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.effective.identities import Kind, ids_in
from linter.model import Credential, FileWiring, Problem, Related, Role, Setting, Severity, ValueKind, Wiring
from linter.values.entra import cloud_of as cloud_of_authority
from linter.values.entra import tenant_in
from linter.values.keyvault import cloud_of

ID = "tenant-mismatch"
GROUP = "environment"
SEVERITY = Severity.ERROR
SUMMARY = "A credential names two tenants, or an authority of one cloud and a vault of another."
PRECISION = "very-high"
SECURITY_SEVERITY = 4.0
CODES = ("90002", "700016")


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every authority that disagrees with its credential's tenant or its file's vaults."""
    for credential in wiring.credentials:
        authority = credential.first(Role.AUTHORITY)
        if authority and authority.value.is_concrete:
            yield from _other_tenant(credential, authority)
    for file in wiring.files:
        yield from _other_cloud(file)
    yield from _no_tenant(wiring)


def _other_tenant(credential: Credential, authority: Setting) -> Iterator[Problem]:
    tenant = credential.tenant
    if tenant is None or tenant.value.kind is not ValueKind.GUID:
        return
    named = tenant_in(authority.value.reveal()).lower()
    if _is_guid_like(named) and named != tenant.value.reveal().strip("{}").lower():
        yield Problem(
            authority.location,
            f"{authority.name} names another tenant than [{tenant.name}][1] of the same credential. Sign-in will fail with"
            " AADSTS90002 or AADSTS700016; name the directory in which the app is registered in both places.",
            authority.key,
            (Related(tenant.location, "the tenant id"),),
        )


def _no_tenant(wiring: Wiring) -> Iterator[Problem]:
    """Tenants whose id is used as a subscription's: no directory has the id of one."""
    tenants = [s for s in wiring.settings if s.role is Role.TENANT and s.value.kind is ValueKind.GUID]
    subscriptions: dict[str, Setting] = {}
    for setting in wiring.settings if tenants else ():
        if setting.role in (Role.SUBSCRIPTION, Role.IDENTITY, Role.VAULT):
            for one in ids_in(setting):
                if one.kind is Kind.SUBSCRIPTION:
                    subscriptions.setdefault(one.text, setting)
    for tenant in tenants:
        subscription = next((subscriptions[one.text] for one in ids_in(tenant) if one.text in subscriptions), None)
        if subscription:
            yield Problem(
                tenant.location,
                f"{tenant.name} is the id of a subscription, as [{subscription.name}][1] has it, and of no directory. Sign-in"
                " will fail with AADSTS90002; put the id of the tenant here (az account show --query tenantId).",
                tenant.key,
                (Related(subscription.location, "the subscription"),),
            )


def _other_cloud(file: FileWiring) -> Iterator[Problem]:
    """An authority of one cloud beside vaults of another; a file that speaks of several clouds is about them."""
    authorities = [(s, cloud_of_authority(s.value.reveal())) for s in file.settings if s.role is Role.AUTHORITY]
    vaults = [(s, cloud_of(s.value.reveal())) for s in file.settings if s.role is Role.VAULT]
    logins = {cloud for _, cloud in authorities if cloud}
    homes = {cloud for _, cloud in vaults if cloud}
    if len(logins) != 1 or len(homes) != 1 or logins == homes:
        return
    vault = next(s for s, cloud in vaults if cloud)
    for authority, cloud in authorities:
        if cloud:
            yield Problem(
                authority.location,
                f"{authority.name} is the login of {cloud}, but [the vault][1] is one of {homes.copy().pop()}. No token of"
                " one cloud opens a vault of another; use the login host and the vault suffix of one cloud.",
                authority.key,
                (Related(vault.location, "the vault"),),
            )


def _is_guid_like(text: str) -> bool:
    return text.count("-") == 4 and len(text) == 36
