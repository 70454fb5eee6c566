"""Which client ids sign in by a federated token: those of ``azure/login`` without ``creds``, and what else is given one.

An action of another repository that is given a tenant and a client id and no secret signs in by the token that its job may
ask for (``id-token: write``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping

from linter.effective.calls import places
from linter.model import FileWiring, Location, Named, Step, Wiring
from linter.names.words import words

# An app's own id, that of a front end for one, has more words to its name.
_WHO_DEPLOYS = frozenset("azure arm entra aad ad client app application service principal sp spn id".split())


def federated_logins(wiring: Wiring) -> Iterator[Location]:
    """The places of the client ids with which ``azure/login`` signs in without a secret, also by way of what is called."""
    passed: dict[str, set[str]] = defaultdict(set)
    told: set[Location] = set()
    actions = [file for file in wiring.files if file.jobs]
    while True:  # one action may hand on to the next
        found = [(file, named) for file in actions for named in _signing_in(file, passed) if named.location not in told]
        if not found:
            return
        for file, named in found:
            told.add(named.location)
            yield named.location
            passed[file.place].update(reference.name.lower() for reference in named.value.references)


def _signing_in(file: FileWiring, passed: Mapping[str, Container[str]]) -> Iterator[Named]:
    """What steps sign in with; ``passed`` are the inputs of the repository's actions and workflows that come to the same."""
    for job in file.jobs:
        may_ask = ("id-token", "write") in (job.permissions or ())
        for step in job.uses:
            if client_id := _federated(step):
                yield client_id
            for place in places(step.uses):
                yield from (named for named in step.inputs if named.name.lower() in passed.get(place, ()))
            if may_ask and any("tenant" in words(named.name) for named in step.inputs):
                yield from (named for named in step.inputs if _WHO_DEPLOYS.issuperset(words(named.name)))


def _federated(step: Step) -> Named | None:
    return step.input("client-id") if step.action == "azure/login" and not step.input("creds") else None
