"""A workflow signs in to Azure with a client secret.

## What it finds

`azure/login` with `creds:`, and in scripts `az login --service-principal` with a password and `Connect-AzAccount
-ServicePrincipal -Credential`. A certificate or a federated token is no secret. It is silent on workflows in an
archive.

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

from collections.abc import Iterator

from linter.model import Command, FileWiring, Location, Problem, Severity, Step, Wiring
from linter.names.words import words

ID = "client-secret-login"
GROUP = "identity"
SEVERITY = Severity.NOTE
SUMMARY = "A workflow signs in to Azure with a client secret where a federated credential needs none."
PRECISION = "very-high"
SECURITY_SEVERITY = 2.0
CODES = ("7000215", "7000222")

_ARCHIVES = frozenset("archive archives archived deprecated disabled legacy obsolete old".split())
_CERTIFICATES = (".pem", ".crt", ".cer", ".pfx", ".p12")


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every login of a workflow that uses a client secret."""
    for file in wiring.files:
        for job in () if _is_put_away(file) else file.jobs:
            for step in job.steps:
                yield from (_problem(place) for place in _logins(step))


def _is_put_away(file: FileWiring) -> bool:
    """Whether a file lies in an archive; one in a folder of templates is copied to where it is run."""
    return not _ARCHIVES.isdisjoint(
        word for folder in (file.place or file.path).split("/")[:-1] for word in words(folder)
    )


def _logins(step: Step) -> Iterator[Location]:
    creds = step.input("creds") if step.action == "azure/login" else None
    if creds and not step.input("client-id"):
        yield creds.name_location
    for command in step.commands:
        if step.script and _uses_secret(command):
            yield step.script.location(command.start, command.end)


def _uses_secret(command: Command) -> bool:
    if command.is_("connect-azaccount"):
        return bool(command.option("-serviceprincipal") and command.option("-credential"))
    password = command.option("-p", "--password")
    by_secret = password and not password.reveal().lower().endswith(_CERTIFICATES)
    return bool(command.is_("az login") and by_secret and command.option("--service-principal"))


def _problem(place: Location) -> Problem:
    return Problem(
        place,
        "This login uses a client secret, which must be stored, rotated and revoked and fails with AADSTS7000222 when it"
        " expires. A federated credential needs none: give azure/login client-id, tenant-id and subscription-id, and the"
        " job id-token: write.",
    )
