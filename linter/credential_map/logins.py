"""Which client ids sign in by a federated token: those of ``azure/login`` without ``creds``, and what else is given one.

A step that is given Azure's client id and no secret signs in by the token that its job may ask for (``id-token: write``):
an action of another repository, ``azd auth login``, Terraform
(https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/service_principal_oidc).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping

from linter.effective.calls import places
from linter.model import FileWiring, Location, Named, Step, Wiring
from linter.names.words import words

# An app's own id, that of a front end for one, has more words to its name. Who deploys to a registry or Container Apps says so:
# https://github.com/DFE-Digital/deploy-azure-container-apps-action
_WHO_DEPLOYS = frozenset("azure arm entra aad ad client app application service principal sp spn id acr aca".split())
_OF_AZURE = frozenset("azure arm entra aad tenant".split())


def federated_logins(wiring: Wiring) -> Iterator[Location]:
    """The places of the client ids with which ``azure/login`` signs in without a secret, also by way of what is called."""
    passed: dict[str, set[str]] = defaultdict(set)
    told: set[Location] = set()
    actions = [file for file in wiring.files if file.jobs]
    asking = _asked_for(actions)
    while True:  # one action may hand on to the next
        signing_in = ((file, named) for file in actions for named in _signing_in(file, passed, asking))
        found = [(file, named) for file, named in signing_in if named.location not in told]
        if not found:
            return
        for file, named in found:
            told.add(named.location)
            yield named.location
            passed[file.place].update(reference.name.lower() for reference in named.value.references)


def _signing_in(file: FileWiring, passed: Mapping[str, Container[str]], asking: Container[str]) -> Iterator[Named]:
    """What steps sign in with; ``passed`` are the inputs of the repository's actions and workflows that come to the same."""
    for job in file.jobs:
        may_ask = job.may_ask_for_token or (job.permissions is None and file.place in asking)
        for step in job.uses:
            if client_id := _federated(step):
                yield client_id
            for place in places(step.uses):
                yield from (named for named in step.inputs if named.name.lower() in passed.get(place, ()))
            if may_ask:
                yield from _who_deploys(step.inputs)
                yield from _who_deploys(step.environment_variables)


def _federated(step: Step) -> Named | None:
    return step.input("client-id") if step.action == "azure/login" and not step.input("creds") else None


def _asked_for(files: Iterable[FileWiring]) -> frozenset[str]:
    """The places of the workflows that jobs call which may ask for a token."""
    calls = (job.call for file in files for job in file.jobs if job.call and job.may_ask_for_token)
    return frozenset(place for call in calls for place in places(call.uses))


def _who_deploys(given: Iterable[Named]) -> Iterator[Named]:
    """The client ids that are Azure's by their names, or by a tenant's beside them."""
    named = [(one, frozenset(words(one.name))) for one in given]
    has_tenant = any("tenant" in spoken for _, spoken in named)
    for one, spoken in named:
        if spoken <= _WHO_DEPLOYS and (has_tenant or not spoken.isdisjoint(_OF_AZURE)):
            yield one
