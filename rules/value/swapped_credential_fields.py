"""A value stands in the wrong field of its credential.

## What it finds

A secret field that holds the client id or tenant id of the same credential; a client-id or tenant-id field
that holds something shaped like a secret; a client id that equals the tenant id; a reference whose name says
that it leads to the other half (`CLIENT_SECRET: ${{ secrets.CLIENT_ID }}`).

## Why it breaks

`AADSTS7000215` when the secret is wrong, `AADSTS700016` when the client id is, `AADSTS90002` when the tenant
is. A secret in an id field is also exposed: ids are logged, shown and sent in the clear.

## How to fix it

Put each value into its own field. A secret that stood in an id field has been seen: create a new one.

## When to ignore it

Never known to be right.

## References

- [AADSTS error codes](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
- [Application ids, tenant ids and secrets](https://learn.microsoft.com/entra/identity-platform/howto-create-service-principal-portal)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Credential, Problem, Related, Role, Setting, Severity, Shape, ValueKind, Wiring
from linter.names.environments import Environments
from linter.names.roles import read_key, split_key
from linter.values.entra import guid_in

ID = "swapped-credential-fields"
GROUP = "value"
SEVERITY = Severity.ERROR
SUMMARY = "A value stands in the wrong field of its credential: an id as the secret, a secret as an id."
PRECISION = "very-high"
SECURITY_SEVERITY = 6.0
CODES = ("7000215", "700016", "90002")

_SECRET_SHAPES = frozenset({Shape.ENTRA_SECRET, Shape.DAMAGED_ENTRA_SECRET})
_IDS = (Role.CLIENT_ID, Role.TENANT)
_CODES = {Role.CLIENT_SECRET: "AADSTS7000215", Role.CLIENT_ID: "AADSTS700016", Role.TENANT: "AADSTS90002"}
_REFERENCES = (ValueKind.SECRET_REFERENCE, ValueKind.KEYVAULT_REFERENCE)
_NO_ENVIRONMENTS = Environments()


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every value that belongs into another field of its credential."""
    for credential in wiring.credentials:
        yield from _ids_as_secret(credential)
        yield from _same_ids(credential)
    for setting in wiring.settings:
        if setting.role in _IDS and setting.value.shape in _SECRET_SHAPES:
            yield Problem(
                setting.location,
                f"{setting.name} holds the text of a client secret where the {setting.role.value} belongs. Sign-in fails,"
                " and the secret is exposed; put each value into its own field and revoke this secret.",
                setting.key,
            )
        elif setting.role in _CODES and setting.value.kind in _REFERENCES:
            yield from _other_reference(setting)


def _other_reference(setting: Setting) -> Iterator[Problem]:
    """A reference whose name says that it holds the other half: ``CLIENT_SECRET: ${{ secrets.CLIENT_ID }}``."""
    if len(setting.value.references) != 1:
        return
    reference = setting.value.references[0]
    named = read_key(split_key(reference.name), _NO_ENVIRONMENTS).role
    is_other = named in _IDS if setting.role is Role.CLIENT_SECRET else named is Role.CLIENT_SECRET
    if is_other:
        yield Problem(
            setting.location,
            f"{setting.name} takes its value from the {reference.target.value} {reference.name}, which by its name holds a"
            f" {named.value}. Sign-in will fail with {_CODES[setting.role]}; refer to the one that holds the"
            f" {setting.role.value}.",
            setting.key,
        )


def _ids_as_secret(credential: Credential) -> Iterator[Problem]:
    secret = credential.client_secret
    for other in (credential.client_id, credential.tenant):
        if secret and other and _same_guid(secret, other):
            yield Problem(
                secret.location,
                f"{secret.name} holds [the {other.role.value}][1] of its own credential. Sign-in will fail with"
                " AADSTS7000215; put the secret's Value, or better a Key Vault reference to it, here.",
                secret.key,
                (Related(other.location, f"the {other.role.value}"),),
            )
            return


def _same_ids(credential: Credential) -> Iterator[Problem]:
    client_id, tenant = credential.client_id, credential.tenant
    if client_id and tenant and _same_guid(client_id, tenant):
        yield Problem(
            tenant.location,
            f"{tenant.name} holds the same id as [{client_id.name}][1]: one of the two was copied from the wrong place."
            " Sign-in will fail with AADSTS700016 or AADSTS90002; put the directory's id here and the application's there.",
            tenant.key,
            (Related(client_id.location, "the client id"),),
        )


def _same_guid(first: Setting, second: Setting) -> bool:
    if first.value.kind is not ValueKind.GUID or second.value.kind is not ValueKind.GUID:
        return False
    return guid_in(first.value.part()) == guid_in(second.value.part())
