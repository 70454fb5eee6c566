"""Managed identities and the client ids that stand beside them, wherever they are named.

An identity has one client id, a random one, so that it gets another when it is made anew; of two places that disagree one is
wrong, whatever their environments are
(https://learn.microsoft.com/dotnet/api/azure.resourcemanager.managedserviceidentities.systemassignedidentitydata.clientid).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from linter.model import FileWiring, Role, Setting
from linter.patterns import compile_late

from .identities import Kind, identifying, ids_in

_RESOURCE = compile_late(
    r"(?i)/subscriptions/[^/]+/resourceGroups/[^/]+/providers/[^/]+/userAssignedIdentities/([\w-]+)$"
)


class Pairing(NamedTuple):
    """A managed identity, its resource id in small letters, and the client id that stands beside it."""

    path: str
    resource: str
    name: str
    client: str
    identity: Setting
    client_id: Setting


class Disagreement(NamedTuple):
    """Two pairings with one half in common; ``other`` has more places on its side, or stands first."""

    met: Pairing
    other: Pairing

    @property
    def is_of_identity(self) -> bool:
        """Whether one identity has two client ids, and not one client id two identities."""
        return self.met.resource == self.other.resource


def disagreements(files: Iterable[FileWiring]) -> Iterator[Disagreement]:
    """Every pairing that others contradict, once."""
    pairings = [pairing for file in files for pairing in _pairings(file)]
    told: set[tuple[str, str, str]] = set()
    for found in (
        *_at_odds(_grouped((p.client, p.resource, p) for p in pairings)),
        *_at_odds(_grouped((p.resource, p.client, p) for p in pairings)),
    ):
        place = (found.met.path, found.met.resource, found.met.client)
        if place not in told:
            told.add(place)
            yield found


_Groups = Mapping[str, Mapping[str, list[Pairing]]]
"""One half → the other half → where they stand together."""


def _grouped(halves: Iterable[tuple[str, str, Pairing]]) -> _Groups:
    groups: dict[str, dict[str, list[Pairing]]] = defaultdict(lambda: defaultdict(list))
    for one, other, pairing in halves:
        groups[one][other].append(pairing)
    return groups


def _at_odds(groups: _Groups) -> Iterator[Disagreement]:
    for by_other in groups.values():
        if len(by_other) > 1:
            first, *rest = sorted(by_other.values(), key=lambda found: (-len(found), found[0].path))
            yield from (Disagreement(met, first[0]) for found in rest for met in found)


def _pairings(file: FileWiring) -> Iterator[Pairing]:
    """The objects of a file that hold one resource id of an identity and one client id."""
    scopes: dict[tuple[str, ...], list[Setting]] = defaultdict(list)
    for setting in identifying(file):
        scopes[setting.scope].append(setting)
    for settings in scopes.values():
        named = {match[0].lower(): s for s in settings if (match := _RESOURCE.search(s.value.reveal().strip()))}
        clients = {i.text: s for s in settings if s.role is Role.CLIENT_ID for i in ids_in(s) if i.kind is Kind.APP}
        if len(named) == 1 and len(clients) == 1:
            (resource, identity), (client, client_id) = *named.items(), *clients.items()
            yield Pairing(file.path, resource, resource.rpartition("/")[2], client, identity, client_id)
