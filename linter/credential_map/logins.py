"""Which client ids sign in by a federated token: those of ``azure/login`` without ``creds``."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from linter.model import FileWiring, Location, Named, Step, Wiring
from linter.paths import beside


def federated_logins(wiring: Wiring) -> Iterator[Location]:
    """The places of the client ids with which ``azure/login`` signs in without a secret, also by way of composite actions."""
    passed: dict[str, set[str]] = {}
    told: set[Location] = set()
    actions = [file for file in wiring.files if file.jobs]
    while True:  # one action may hand on to the next
        found = [(file, named) for file in actions for named in _signing_in(file, passed) if named.location not in told]
        if not found:
            return
        for file, named in found:
            told.add(named.location)
            yield named.location
            for reference in named.value.references:
                passed.setdefault(file.place.rpartition("/")[0], set()).add(reference.name.lower())


def _signing_in(file: FileWiring, passed: Mapping[str, Container[str]]) -> Iterator[Named]:
    """What steps sign in with; ``passed`` are the inputs of local actions that come to the same, by their folders."""
    for step in (step for job in file.jobs for step in job.steps):
        if client_id := _federated(step):
            yield client_id
        names = passed.get(_place(step.uses), ())
        yield from (named for named in step.inputs if named.name.lower() in names)


def _place(uses: str) -> str:
    """The folder of an action of this repository: by its path, or by the repository's own name before it."""
    if uses.startswith("./"):
        return beside("", uses)
    return "/".join(uses.partition("@")[0].split("/")[2:])


def _federated(step: Step) -> Named | None:
    return step.input("client-id") if step.action == "azure/login" and not step.input("creds") else None
