"""One secret is paired with two client ids.

## What it finds

The same secret source (vault and secret name, GitHub secret, Kubernetes Secret and key, or the same text) in two
credentials whose concrete client ids differ, in one file or in several.

## Why it breaks

A secret belongs to exactly one app registration, so at most one of the pairs can sign in. The other one fails with
`AADSTS7000215`.

## How to fix it

Give each client id a secret of its own, and name the secrets after their apps.

## When to ignore it

When the two ids are read by code that uses only one of them with the secret.

## References

- [AADSTS error codes](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Credential, Issuer, Problem, Related, Setting, Severity, Shape, Target, ValueKind, Wiring
from linter.names.words import words

ID = "secret-shared-by-clients"
GROUP = "environment"
SEVERITY = Severity.ERROR
SUMMARY = "One secret is paired with two client ids, and a secret belongs to exactly one app."
PRECISION = "high"
SECURITY_SEVERITY = 5.0
CODES = ("7000215",)

_NAMED = (Target.KEYVAULT_SECRET, Target.GITHUB_SECRET, Target.KUBERNETES_SECRET)

Pair = tuple[Setting, Setting]


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield the pair whose names agree least, for every secret that several client ids claim."""
    for pairs in _by_source(wiring).values():
        by_id = {_client_id(pair): pair for pair in reversed(pairs)}
        if len(by_id) > 1:
            worst = min(by_id.values(), key=_agreement)
            other = max((pair for pair in by_id.values() if pair is not worst), key=_agreement)
            yield _problem(worst, other)


def _by_source(wiring: Wiring) -> dict[tuple[str, ...], list[Pair]]:
    pairs: dict[tuple[str, ...], list[Pair]] = {}
    for credential, environment in _credentials(wiring):
        client_id, secret = credential.client_id, credential.client_secret
        if client_id and secret and client_id.value.kind is ValueKind.GUID and credential.issuer is not Issuer.OTHER:
            source = _source(secret, environment or _environment(secret, credential))
            if source:
                pairs.setdefault(source, []).append((client_id, secret))
    return pairs


def _credentials(wiring: Wiring) -> Iterator[tuple[Credential, str]]:
    """Those of files, and those of containers with the environment that gets them."""
    yield from ((credential, "") for credential in wiring.credentials)
    for container in wiring.containers:
        yield from ((credential, container.environment) for credential in container.credentials)


def _source(secret: Setting, environment: str) -> tuple[str, ...]:
    """What a secret's text comes from, the same for the same text; empty where the file does not say."""
    value = secret.value
    for target in _NAMED:
        reference = value.reference(target)
        if reference and (reference.holder or target is Target.GITHUB_SECRET):
            # GitHub and Kubernetes keep a secret of one name per environment and per namespace.
            where = "" if target is Target.KEYVAULT_SECRET else environment
            return (target.value, where, reference.holder.lower(), reference.name.lower())
    if value.kind is ValueKind.LITERAL and value.shape in (Shape.ENTRA_SECRET, Shape.TEXT):
        return ("text", value.reveal())
    return ()


def _environment(secret: Setting, credential: Credential) -> str:
    stated = next((evidence.environment for evidence in secret.context), "")
    return stated or credential.path.rpartition("/")[0]


def _client_id(pair: Pair) -> str:
    return pair[0].value.reveal().strip("{}() \r\n").lower()


def _agreement(pair: Pair) -> int:
    """How many words the client id's key and the secret's key and source have in common."""
    client_id, secret = pair
    named = {word for reference in secret.value.references for word in words(reference.name)}
    return len(set(words(client_id.key)) & named)


def _problem(pair: Pair, other: Pair) -> Problem:
    client_id, secret = pair
    return Problem(
        secret.location,
        f"{secret.key} takes the secret that [{other[1].key}][2] takes too, but [its client id][1] is another one. A secret"
        " belongs to exactly one app, so at least one of the two fails with AADSTS7000215; give each app its own.",
        secret.key,
        (Related(client_id.location, "its client id"), Related(other[1].location, "the same secret for another app")),
    )
