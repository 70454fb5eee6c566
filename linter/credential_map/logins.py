"""Which client ids sign in by a federated token: those of ``azure/login`` without ``creds``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping

from linter.effective.calls import places
from linter.model import FileWiring, Location, Named, Step, Wiring


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
    for step in (step for job in file.jobs for step in job.uses):
        if client_id := _federated(step):
            yield client_id
        for place in places(step.uses):
            yield from (named for named in step.inputs if named.name.lower() in passed.get(place, ()))


def _federated(step: Step) -> Named | None:
    return step.input("client-id") if step.action == "azure/login" and not step.input("creds") else None
