"""A client id or tenant of an Entra credential that cannot be one.

## What it finds

A literal client id that is not a GUID, or a literal tenant that is neither a GUID nor a domain nor `common`,
`organizations` or `consumers`: a GUID with a character lost or doubled, a display name, quotes or blanks
inside. Only where the block is certainly Entra's; a made-up id (`11111111-1111-…`) and a placeholder are not
reported.

## Why it breaks

`AADSTS700016: Application with identifier … was not found in the directory` for a client id, `AADSTS90002:
Tenant … not found` for a tenant.

## How to fix it

Copy *Application (client) ID* and *Directory (tenant) ID* from the app registration's overview again.

## When to ignore it

When the block is read by another identity provider that happens to use Microsoft's key names.

## References

- [AADSTS error codes](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
- [Tenant in the authority URL](https://learn.microsoft.com/entra/identity-platform/msal-client-application-configuration#authority)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.model import Credential, Issuer, Problem, Role, Setting, Severity, Shape, ValueKind, Wiring

ID = "malformed-client-id"
GROUP = "value"
SEVERITY = Severity.ERROR
SUMMARY = (
    "A client id or tenant of an Entra credential that cannot be one: a GUID with a character lost, a display name."
)
PRECISION = "high"
SECURITY_SEVERITY = 3.0
CODES = ("700016", "90002")

_DOMAIN = re.compile(r"(?i)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
_WORDS = frozenset({"common", "organizations", "consumers"})
_MANAGED_IDENTITY = "msi"  # an AKS cluster's servicePrincipalProfile.clientId when it has no service principal
_DUMMY = re.compile(r"(?i)^([0-9a-f])(?:\1|-)+$|^[0-]+|x{3,}|1234|0000")


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every client id and tenant of an Entra credential that cannot be one."""
    for credential in wiring.credentials:
        if credential.issuer is Issuer.ENTRA:
            yield from _malformed(credential)


def _malformed(credential: Credential) -> Iterator[Problem]:
    client_id, tenant = credential.client_id, credential.tenant
    if client_id and _is_plain_text(client_id) and client_id.value.reveal().lower() != _MANAGED_IDENTITY:
        yield _problem(client_id, "a GUID", "AADSTS700016", "Application (client) ID")
    if tenant and _is_plain_text(tenant) and not _is_tenant(tenant.value.reveal()):
        yield _problem(tenant, "a GUID, a domain or common", "AADSTS90002", "Directory (tenant) ID")


def _is_plain_text(setting: Setting) -> bool:
    value = setting.value
    text = value.reveal()
    return value.kind is ValueKind.LITERAL and value.shape is Shape.TEXT and not _DUMMY.search(text.strip())


def _is_tenant(text: str) -> bool:
    return text.lower() in _WORDS or _DOMAIN.fullmatch(text) is not None


def _problem(setting: Setting, wanted: str, code: str, field: str) -> Problem:
    what = "client id" if setting.role is Role.CLIENT_ID else "tenant"
    return Problem(
        setting.location,
        f"{setting.name} is not {wanted}, so it names no {what} of Entra ID. Sign-in will fail with {code}; copy the"
        f" {field} from the app registration's overview again.",
        setting.key,
    )
