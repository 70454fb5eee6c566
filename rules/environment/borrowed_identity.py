"""An environment's file holds an identity that belongs to another environment.

## What it finds

Sibling files configure one app for different environments (`values-<env>.yaml`, `appsettings.<Env>.json`,
`overlays/<env>/…`, `clusters/<env>/…`, `*.<env>.bicepparam`). At a key that identifies something (client id, managed
identity, subscription, vault) one of them holds a value that is another environment's: the others
each have their own there, or this environment has its own where the other one uses the value.

It needs no names: the same place is compared across siblings, and every id is known by the environments whose files use
it, under any key, also inside resource ids: a managed identity that an environment names in its own subscription elsewhere,
and here in another one's, is told too. An environment that no word tells (`ithc.yaml`) is known by where its files stand, or
by names (`shop-ithc-mi` where production has `shop-prod-mi`). Ids that all siblings share at a place are silent, and so are
values supplied at deploy time, and environments before production that share most of their ids.

A client id that stands beside two managed identities, or a managed identity beside which two client ids stand, is one of
another identity or of one that is no more: an identity has one client id.

A bucket, container or storage account that names the environment of the sibling it is taken from is a warning, where the
file names a store of its own elsewhere.

## Why it breaks

The app of one environment acts as the other environment's app: it reads the wrong vault or is refused there, and the
secret that belongs to its own client id fails with `AADSTS7000215`. Where production is one of the two, a test system
holds production's rights, or production depends on a test system's app.

## How to fix it

Put the environment's own id there; the message says where it stands.

## When to ignore it

When two environments share the identity on purpose. Declare it under `environments:` in `.lint-config.yml`.

## References

- [Managed identities: one identity per environment](https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identity-best-practice-recommendations)
- [Security best practices for app registrations](https://learn.microsoft.com/entra/identity-platform/security-best-practices-for-app-registration)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.effective.borrowing import Borrowing, borrowings
from linter.effective.homes import Homes
from linter.effective.identities import Kind
from linter.effective.pairings import Disagreement, Pairing, disagreements
from linter.effective.stores import BorrowedStore, borrowed_stores
from linter.model import Location, Problem, Related, Severity, Wiring

ID = "borrowed-identity"
GROUP = "environment"
SEVERITY = Severity.ERROR
SUMMARY = "An environment's file holds an identity that belongs to another environment."
PRECISION = "high"
SECURITY_SEVERITY = 6.5
CODES = ("7000215", "700016")

_WORDS = {
    Kind.APP: "client id",
    Kind.IDENTITY_NAME: "managed identity",
    Kind.SUBSCRIPTION: "subscription",
    Kind.VAULT: "vault",
}


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every identity that is met in an environment it does not live in."""
    shown: set[Location] = set()
    for borrowing in borrowings(Homes(wiring)):
        if not _is_asked_for(borrowing):
            shown.add(borrowing.met.setting.location)
            yield _problem(borrowing)
    for found in disagreements(wiring.files):
        if shown.isdisjoint((found.met.client_id.location, found.met.identity.location)):  # whose it is says more
            yield _of_pairing(found)
    for store in borrowed_stores(wiring):
        yield _of_store(store)


def _is_asked_for(borrowing: Borrowing) -> bool:
    """Whether the key names the other environment: ``devKeyVaultName`` in staging's file is no slip."""
    met, home = borrowing.met.setting, borrowing.home.environment
    return any(e.environment == home and e.location == met.key_location for e in met.environments)


def _of_store(store: BorrowedStore) -> Problem:
    met, home = store.environment, store.home_environment
    return Problem(
        store.setting.location,
        f"{store.setting.name} of {met} names the store of [{home}][1], while the file names [one of its own][2] elsewhere."
        f" Data of {met} is written where {home} reads, or access is refused; name the one that belongs to {met}.",
        store.setting.key,
        (Related(store.home.location, f"where {home} uses it"), Related(store.own.location, f"{met}'s own")),
        severity=Severity.WARNING,
    )


def _of_pairing(found: Disagreement) -> Problem:
    met, other = found
    name = met.client_id.name
    if found.is_of_identity:
        message = (
            f"{name} is not the one that [stands elsewhere][1] beside the same managed identity, {met.name}. An identity has"
            " one client id, which changes when it is made anew, so one of the two gets no token"
        )
    else:
        message = (
            f"{name} stands beside the managed identity {met.name} here, and beside {_apart(met, other)} [elsewhere][1]. A"
            " client id belongs to one identity, so one of the two gets no token"
        )
    return Problem(
        met.client_id.location,
        f"{message}; put each identity's own client id beside it (az identity show).",
        met.client_id.key,
        (Related(other.client_id.location, f"beside {other.name}"),),
    )


def _apart(met: Pairing, other: Pairing) -> str:
    return other.name if met.name != other.name else "one of that name in another resource group"


def _problem(borrowing: Borrowing) -> Problem:
    met, home, own, _ = borrowing
    related = [Related(home.setting.location, f"where {home.environment} uses it")]
    if own:
        related.append(Related(own.setting.location, f"{met.environment}'s own"))
    return Problem(
        met.setting.location,
        _message(borrowing, _WORDS[met.id.kind]),
        met.setting.key,
        tuple(related),
        flow=(*related, Related(met.setting.location, f"what {met.environment} gets")),
        severity=Severity.ERROR if "prod" in (met.environment, home.environment) or own else Severity.WARNING,
    )


def _message(borrowing: Borrowing, what: str) -> str:
    met, home, own, is_certain = borrowing
    if not is_certain:
        return (
            f"{met.setting.name} of {met.environment} is the {what} of [{home.environment}][1] too, while others have their own"
            " here. One of the two acts as the other or is refused (AADSTS7000215, AADSTS700016); find out whose it is, and"
            f" give the other environment its own {what}."
        )
    place = ", as it [stands elsewhere][2]" if own else ""
    return (
        f"{met.setting.name} of {met.environment} holds the {what} of [{home.environment}][1]. The app acts as the other"
        f" environment's or is refused (AADSTS7000215, AADSTS700016); put {met.environment}'s own {what} here{place}."
    )
