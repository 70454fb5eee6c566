"""``azure/login`` is given credentials that it does not use.

## What it finds

`creds` together with any of `client-id`, `tenant-id` or `subscription-id`: then `creds` is ignored. And
`client-secret`, which is no input of the action.

Composite actions and called workflows that hand inputs of theirs on are silent: the caller leaves out what it does
not use.

## Why it breaks

The action warns and goes on with what it has: it tries OpenID Connect with the client id, and where no
federated credential exists, the login fails with `AADSTS70021`, `AADSTS700213` or for want of a token, while
everyone looks at the secret. With `subscription-id` alone it stops for want of a client id.

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

from linter.model import Grant, Job, Named, Problem, Related, Severity, Step, ValueKind, Wiring

ID = "ignored-login-credentials"
GROUP = "identity"
SEVERITY = Severity.ERROR
SUMMARY = "azure/login is given credentials that it does not use."
PRECISION = "very-high"
SECURITY_SEVERITY = 3.0
CODES = ("70021", "700213")

_IDENTITY = ("client-id", "tenant-id", "subscription-id")


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every azure/login step whose secret is ignored."""
    for job in wiring.jobs:
        for step in job.steps:
            if step.action == "azure/login":
                yield from _ignored(step, job)


def _ignored(step: Step, job: Job) -> Iterator[Problem]:
    creds, secret = step.input("creds"), step.input("client-secret")
    given = [named for named in map(step.input, _IDENTITY) if named]
    if creds and given and not any(_may_be_empty(named, job) for named in (creds, given[0])):
        listed = ", ".join(named.name for named in given)
        yield Problem(
            creds.name_location,
            f"azure/login ignores creds because [{given[0].name}][1] is given too; {_instead(step)}. Remove creds to sign in"
            f" without a secret, or remove {listed} to sign in with it.",
            "creds",
            (Related(given[0].name_location, given[0].name),),
        )
    if secret:
        yield Problem(
            secret.name_location,
            f"azure/login has no input client-secret and never uses this one; {_instead(step)}. Remove it and add a federated"
            " credential to the app; or put the secret into the JSON of creds and remove the other inputs.",
            "client-secret",
        )


def _may_be_empty(given: Named, job: Job) -> bool:
    """Whether a caller or a condition decides that it is left out: an empty input counts as none."""
    text = given.value.reveal()
    by_caller = job.grant is Grant.CALLER and given.value.kind is not ValueKind.LITERAL
    return by_caller or not text.strip() or "||" in text or "&&" in text


def _instead(step: Step) -> str:
    """What the step does in place of signing in with the secret."""
    if step.input("client-id") and step.input("tenant-id"):
        return "it tries OpenID Connect (AADSTS70021 or AADSTS700213 where no federated credential fits)"
    return "it stops for want of a client-id and tenant-id"
