"""A client id is no app of the directory.

## What it finds

With an inventory (`--inventory`, see [the inventory](../inventory.md)) that holds the whole list of app registrations or of
service principals, a client id of an Entra credential that is not in it: the id of an app that was deleted or never
existed, of another directory, or an object id in its place.

Service principals (`az ad sp list --all`) are all that may sign in, managed identities and apps of other directories
included. App registrations alone (`az ad app list --all`) tell nothing of these two: without service principals the rule
speaks only where a secret, a certificate or an authority stands beside the id. It is silent on ids of Microsoft's own
applications, on ids that `.lint-config.yml` declares, and on credentials of any tenant (`common`), of a tenant that goes by
its domain, of another one than the known apps', or of a directory for customers (Azure AD B2C, External ID).

## Why it breaks

Entra ID answers `AADSTS700016: Application with identifier was not found in the directory`.

## How to fix it

Copy the *Application (client) ID* from the app registration's overview, not its *Object ID*. If the app is of another
directory on purpose, name that tenant beside it.

## When to ignore it

When the app is newer than the inventory: export it again instead. When it is an app of another directory: declare
its id under `environments:` in `.lint-config.yml`.

## References

- [AADSTS error codes](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
- [Apps and service principals](https://learn.microsoft.com/entra/identity-platform/app-objects-and-service-principals)
- [Microsoft's own applications](https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.inventory.first_party import is_first_party
from linter.inventory.registered import concrete_id, credentials
from linter.model import Credential, Inventory, Issuer, Problem, Role, Setting, Severity, Strength, ValueKind, Wiring
from linter.patterns import compile_late
from linter.values.entra import guid_in, is_guid, tenant_in

ID = "unknown-client-id"
GROUP = "identity"
SEVERITY = Severity.WARNING
SUMMARY = "A client id is no app of the directory's inventory."
PRECISION = "medium"
SECURITY_SEVERITY = 3.0
CODES = ("700016",)

# What an app registration has and a managed identity has not.
_OF_APPS = frozenset({Role.CLIENT_SECRET, Role.CERTIFICATE, Role.AUTHORITY})

# Azure AD B2C and External ID are directories of their own.
_FOR_CUSTOMERS = compile_late(r"(?i)\.(?:b2clogin|ciamlogin)\.com")


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every client id of an Entra credential that the inventory does not have."""
    inventory = wiring.inventory
    if inventory is None or not (inventory.lists_apps or inventory.lists_principals):
        return
    known_tenants = _tenants(wiring, inventory)
    for credential in credentials(wiring):
        client_id = credential.client_id
        would_be_listed = inventory.lists_identities or _is_of_an_app(credential)
        is_of_here = _is_of_this_directory(credential, known_tenants)
        if client_id and would_be_listed and is_of_here and _is_missing(client_id, inventory):
            yield _problem(client_id, inventory)


def _tenants(wiring: Wiring, inventory: Inventory) -> frozenset[str]:
    """The tenants beside which apps of the inventory stand."""
    found = (c for c in credentials(wiring) if concrete_id(c.client_id) in inventory.by_client_id)
    return frozenset(filter(None, (concrete_id(credential.tenant) for credential in found)))


def _is_missing(client_id: Setting, inventory: Inventory) -> bool:
    id_ = concrete_id(client_id)
    is_declared = any(evidence.strength is Strength.DECLARED for evidence in client_id.environments)
    return bool(id_) and id_ not in inventory.by_client_id and not is_declared and not is_first_party(id_)


def _is_of_this_directory(credential: Credential, known: frozenset[str]) -> bool:
    """Whether nothing says that the app is of another issuer, of any tenant (``common``) or of another one."""
    authority = next((s.value.reveal() for s in credential.settings if s.role is Role.AUTHORITY), "")
    tenant = credential.tenant
    stated = [tenant_in(authority), tenant.value.reveal() if tenant and tenant.value.is_concrete else ""]
    if credential.issuer is not Issuer.ENTRA or _FOR_CUSTOMERS.search(authority):
        return False
    return all(guid_in(name) in known if known else is_guid(name) for name in stated if name)


def _is_of_an_app(credential: Credential) -> bool:
    return any(
        setting.role in _OF_APPS and setting.value.kind is not ValueKind.EMPTY for setting in credential.settings
    )


def _problem(client_id: Setting, inventory: Inventory) -> Problem:
    by_object_id = next((app for app in inventory.apps if concrete_id(client_id) in app.object_ids), None)
    what, unless = "no app of the inventory has it", ""
    if by_object_id:
        what = f"it is the object id of app {by_object_id.title}"
    elif not inventory.lists_principals:
        unless = " unless it is an app of another directory"
    return Problem(
        client_id.location,
        f"{client_id.name} is no client id: {what}. Sign-in will fail with AADSTS700016{unless}; copy the Application"
        " (client) ID from the app registration's overview.",
        client_id.key,
    )
