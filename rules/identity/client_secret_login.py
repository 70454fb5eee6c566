"""A workflow signs in to Azure with a client secret.

## What it finds

`azure/login` with `creds:`, and `az login --service-principal` with a password in a script.

## Why it breaks

It does not break; it expires. The secret must be created, copied, stored, rotated and revoked, and each of
these steps is a way to `AADSTS7000215` or `AADSTS7000222`. A federated credential (OpenID Connect) lets Entra
ID trust the workflow itself: nothing is stored, nothing expires, and the trust can be limited to one
environment or branch.

## How to fix it

Add a federated credential to the app registration, grant `id-token: write` to the job, and give `azure/login`
`client-id`, `tenant-id` and `subscription-id` instead of `creds`.

## When to ignore it

On runners that cannot reach the token endpoint, or for clouds and tenants without workload identity
federation.

## References

- [Azure/login: login with OpenID Connect](https://github.com/Azure/login#login-with-openid-connect-oidc-recommended)
- [Configuring OpenID Connect in Azure](https://docs.github.com/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-azure)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.model import Location, Problem, Severity, Step, Wiring

ID = "client-secret-login"
GROUP = "identity"
SEVERITY = Severity.NOTE
SUMMARY = "A workflow signs in to Azure with a client secret where a federated credential needs none."
PRECISION = "very-high"
SECURITY_SEVERITY = 2.0
CODES = ("7000215", "7000222")

_AZ_LOGIN = re.compile(r"\baz\s+login\b(?=[^\n;|&]*\s--service-principal\b)(?=[^\n;|&]*\s(?:-p|--password)[ =])")
_FEDERATED = re.compile(r"--federated-token\b|(?:-p|--password)[ =]\S*\.(?:pem|crt|cer|pfx)\b")


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every login of a workflow that uses a client secret."""
    for job in wiring.jobs:
        for step in job.steps:
            yield from (_problem(place) for place in _logins(step))


def _logins(step: Step) -> Iterator[Location]:
    creds = step.input("creds") if step.action == "azure/login" else None
    if creds and not step.input("client-id"):
        yield creds.name_location
    if step.script:
        text = step.script.reveal().replace("\\\n", "  ").replace("`\n", "  ")
        for match in _AZ_LOGIN.finditer(text):
            if not _FEDERATED.search(text[match.start() : text.find("\n", match.start()) + 1 or None]):
                yield step.script.location(*match.span())


def _problem(place: Location) -> Problem:
    return Problem(
        place,
        "This login uses a client secret, which must be stored, rotated and revoked and fails with AADSTS7000222 when it"
        " expires. A federated credential needs none: give azure/login client-id, tenant-id and subscription-id, and the"
        " job id-token: write.",
    )
