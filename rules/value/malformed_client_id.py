"""A client id or tenant of an Entra credential that cannot be one.

## What it finds

A literal client id that is not a GUID, or a literal tenant that is neither a GUID nor a domain nor `common`,
`organizations` or `consumers`: a GUID with a character lost or doubled, a display name, quotes or blanks
inside. Only where the block is certainly Entra's; a made-up id (`11111111-1111-…`) and a placeholder are not
reported, nor a word (`web-app`) in an app's settings for no one environment or behind a variable (`${CLIENT_ID:web-app}`),
where it stands in for the id, nor what is made up for tests.

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

from collections.abc import Iterator

from linter.model import (
    Credential,
    Family,
    FileWiring,
    Issuer,
    Problem,
    Role,
    Setting,
    Severity,
    Shape,
    Strength,
    Value,
    ValueKind,
    Wiring,
)
from linter.names.environments import Environments
from linter.names.roles import read_key, split_key
from linter.names.samples import is_for_tests, is_illustration
from linter.patterns import compile_late

ID = "malformed-client-id"
GROUP = "value"
SEVERITY = Severity.ERROR
SUMMARY = (
    "A client id or tenant of an Entra credential that cannot be one: a GUID with a character lost, a display name."
)
PRECISION = "high"
SECURITY_SEVERITY = 3.0
CODES = ("700016", "90002")

_DOMAIN = compile_late(r"(?i)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
_WORDS = frozenset({"common", "organizations", "consumers"})
# What stands for no client id at all: an AKS cluster's servicePrincipalProfile.clientId is "msi" when it has none.
_MANAGED_IDENTITY = compile_late(
    r"(?i)msi|(?:(?:system|user)[-_ ]?)?(?:assigned[-_ ]?)?managed[-_ ]?identity|system[-_ ]?assigned"
)
_MADE_UP = compile_late(
    r"(?i)x{3,}|^\d{1,8}$|^0{6,}|^12345678|(?:^|-)([0-9a-f])\1+(?:-\1+)*$"
    r"|\b(?:fake|dummy|stub|mock)(?:\b|_)|\btest[-_ ](?:client|tenant|app|id)\b"
)
_NEARLY = compile_late(r"(?i)[0-9a-z]{6,10}(?:-[0-9a-z]{2,6}){2,4}-[0-9a-z]{8,14}|[0-9a-f]{30,34}")
_DIGITS = 32
_NO_ENVIRONMENTS = Environments()


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every client id and tenant of an Entra credential that cannot be one."""
    for file in wiring.files:
        place = file.place or file.path
        if not (is_illustration(place) or is_for_tests(place, file.family)):
            yield from _of_file(file)


def _of_file(file: FileWiring) -> Iterator[Problem]:
    for credential in file.credentials:
        if credential.issuer is Issuer.ENTRA:
            yield from _malformed(credential, file.family)
    for setting in file.settings:
        if setting.role is Role.IDENTITY and _NEARLY.fullmatch(setting.value.part()):
            yield from _judged(setting, is_id=False)


def _malformed(credential: Credential, family: Family) -> Iterator[Problem]:
    client_id, tenant = credential.client_id, credential.tenant
    if client_id and not _MANAGED_IDENTITY.fullmatch(client_id.value.part()):
        yield from _judged(client_id, is_id=_may_be_meant(client_id, credential, family))
    if tenant:
        yield from _judged(tenant, is_id=_is_tenant(tenant.value.part()))


def _may_be_meant(client_id: Setting, credential: Credential, family: Family) -> bool:
    """Whether a word may stand where it does: another issuer's id, or a stand-in in settings that each environment overrides.

    A tenant alone does not speak of Entra, for others have tenants too.
    """
    if _NEARLY.fullmatch(client_id.value.part()):
        return False
    told = any(s.issuer is Issuer.ENTRA or s.role is Role.AUTHORITY for s in credential.settings)
    overridden = family is Family.APP_SETTINGS and not any(e.strength >= Strength.STATED for e in client_id.context)
    return overridden or not told


def _is_tenant(text: str) -> bool:
    return text.lower() in _WORDS or _DOMAIN.fullmatch(text) is not None


def _judged(setting: Setting, *, is_id: bool) -> Iterator[Problem]:
    value = setting.value
    text = value.part()
    is_text = value.kind is ValueKind.LITERAL and value.shape is Shape.TEXT and not _is_key(text)
    stands_in = bool(value.references) and not _NEARLY.fullmatch(text)  # a deployment sets ${CLIENT_ID:web-app}
    if is_text and not is_id and not stands_in and not _MADE_UP.search(text.strip()):
        yield _problem(setting, _fault(setting))
    elif value.kind is ValueKind.GUID and not value.references and _is_wrapped(value):
        yield _problem(setting, "white space or quotation marks stand around the GUID")


def _is_wrapped(value: Value) -> bool:
    """Whether more is around a GUID than braces, which .NET reads, or a line break, of which another rule speaks."""
    return value.part() != value.reveal().strip("{}()") and not value.ends_in_line_break


def _is_key(text: str) -> bool:
    """Whether a text is the key of an id rather than an id: ``AzureAd--ClientId``."""
    return read_key(split_key(text), _NO_ENVIRONMENTS).role in (Role.CLIENT_ID, Role.TENANT)


def _fault(setting: Setting) -> str:
    text = setting.value.part()
    digits = sum(character in "0123456789abcdefABCDEF" for character in text)
    if _NEARLY.fullmatch(text) and digits != _DIGITS:
        return f"it has {digits} hexadecimal digits, and a GUID has {_DIGITS}"
    if setting.role is Role.TENANT:
        return "it is neither a GUID nor a domain nor common, organizations or consumers"
    return "it is not a GUID"


def _problem(setting: Setting, fault: str) -> Problem:
    if setting.role is Role.TENANT:
        what, code, field = "tenant", "AADSTS90002", "Directory (tenant) ID"
    else:
        what, code, field = "client id", "AADSTS700016", "Application (client) ID"
    return Problem(
        setting.location,
        f"{setting.name} is not a valid {what}: {fault}. Sign-in will fail with {code}; copy the {field} again,"
        " from the overview of the app registration.",
        setting.key,
    )
