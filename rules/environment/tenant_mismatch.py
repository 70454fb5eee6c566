"""A credential names two tenants or two clouds.

## What it finds

A tenant id beside an authority, issuer or instance URL that names another tenant; an authority of one cloud
with a Key Vault of another (`login.microsoftonline.us` with `vault.azure.net`).

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

from linter.entra import cloud_of as cloud_of_authority
from linter.entra import tenant_in
from linter.keyvault import cloud_of
from linter.model import Credential, Problem, Related, Role, Setting, Severity, ValueKind, Wiring

ID = "tenant-mismatch"
GROUP = "environment"
SEVERITY = Severity.ERROR
SUMMARY = "A credential names two tenants, or an authority of one cloud and a vault of another."
PRECISION = "very-high"
SECURITY_SEVERITY = 4.0
CODES = ("90002", "700016")


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every authority that disagrees with its credential's tenant or vault."""
    for credential in wiring.credentials:
        authority = credential.first(Role.AUTHORITY)
        if authority and authority.value.is_concrete:
            yield from _other_tenant(credential, authority)
            yield from _other_cloud(credential, authority)


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


def _other_cloud(credential: Credential, authority: Setting) -> Iterator[Problem]:
    vault = credential.first(Role.VAULT)
    if vault is None or not vault.value.is_concrete:
        return
    one, other = cloud_of_authority(authority.value.reveal()), cloud_of(vault.value.reveal())
    if one and other and one != other:
        yield Problem(
            vault.location,
            f"{vault.name} is a vault of {other}, but [the authority][1] is that of {one}. No token of one cloud opens a"
            " vault of another; use the vault suffix and the login host of one cloud.",
            vault.key,
            (Related(authority.location, "the authority"),),
        )


def _is_guid_like(text: str) -> bool:
    return text.count("-") == 4 and len(text) == 36
