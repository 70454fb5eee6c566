"""``azure/login`` is given credentials that it does not use.

## What it finds

`creds` together with any of `client-id`, `tenant-id` or `subscription-id`: then `creds` is ignored. And
`client-secret`, which is no input of the action.

## Why it breaks

The action warns and goes on with what it has: it tries OpenID Connect with the client id, and where no
federated credential exists, the login fails with `AADSTS70021`, `AADSTS700213` or for want of a token, while
everyone looks at the secret.

## How to fix it

Keep one of the two: `client-id`, `tenant-id` and `subscription-id` (OpenID Connect, recommended), or `creds`
alone. A client secret goes into the JSON of `creds`.

## When to ignore it

Never known to be right.

## References

- [Azure/login, LoginConfig.ts](https://github.com/Azure/login/blob/master/src/common/LoginConfig.ts)
- [Azure/login: input parameters](https://github.com/Azure/login#input-arguments)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Problem, Related, Severity, Step, Wiring

ID = "ignored-login-credentials"
GROUP = "identity"
SEVERITY = Severity.ERROR
SUMMARY = "azure/login is given credentials that it does not use."
PRECISION = "very-high"
SECURITY_SEVERITY = 3.0
CODES = ("70021", "700213")


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every azure/login step whose secret is ignored."""
    for job in wiring.jobs:
        for step in job.steps:
            if step.action == "azure/login":
                yield from _ignored(step)


def _ignored(step: Step) -> Iterator[Problem]:
    creds = step.input("creds")
    identity = next((n for n in map(step.input, ("client-id", "tenant-id", "subscription-id")) if n), None)
    if creds and identity:
        yield Problem(
            creds.name_location,
            f"creds is ignored because [{identity.name}][1] is given too: the step tries OpenID Connect and fails with"
            " AADSTS70021 or AADSTS700213 where no federated credential exists. Keep one of the two.",
            related=(Related(identity.name_location, identity.name),),
        )
    secret = step.input("client-secret")
    if secret:
        yield Problem(
            secret.name_location,
            "azure/login has no input client-secret: the secret is never used and the step tries OpenID Connect. Use a"
            " federated credential, or put the secret into the JSON of creds.",
        )
