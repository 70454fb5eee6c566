"""``azure/login`` is given credentials that it does not use.

## What it finds

`creds` together with any of `client-id`, `tenant-id` or `subscription-id`, or with `auth-type: IDENTITY`: then `creds` is
ignored. And `client-secret`, which is no input of the action.

Inputs of a workflow or composite action and values of a matrix that are handed on are silent: who gives them leaves out
what is not used.

## Why it breaks

The action warns and goes on with what it has: it tries OpenID Connect with the client id, and where no
federated credential exists, the login fails with `AADSTS70021`, `AADSTS700213` or for want of a token, while
everyone looks at the secret. With `subscription-id` alone it stops for want of a client id, and with
`auth-type: IDENTITY` it signs in as the managed identity of its runner.

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
from linter.names.words import words
from linter.patterns import compile_late

ID = "ignored-login-credentials"
GROUP = "identity"
SEVERITY = Severity.ERROR
SUMMARY = "azure/login is given credentials that it does not use."
PRECISION = "very-high"
SECURITY_SEVERITY = 3.0
CODES = ("70021", "700213")

_IDS = ("client-id", "tenant-id", "subscription-id")

# What whoever starts the workflow, or a row of a matrix, may leave out.
_LEFT_OUT = compile_late(r"\b(?:inputs|matrix)\b")


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every azure/login step whose secret is ignored."""
    for job in wiring.jobs:
        for step in job.steps:
            if step.action == "azure/login":
                yield from _ignored_document(step, job)
                yield from _ignored_secret(step)


def _ignored_document(step: Step, job: Job) -> Iterator[Problem]:
    creds = step.input("creds")
    kind = step.input("auth-type") if _signs_in_as_identity(step) else None
    ids = [named for named in map(step.input, _IDS) if named]
    reason = kind or next((named for named in ids if not _may_be_empty(named, job)), None)
    if creds and reason and not _may_be_empty(creds, job):
        others = ", ".join(named.name for named in (kind, *ids) if named)
        yield Problem(
            creds.name_location,
            f"azure/login ignores creds because [{reason.name}][1] is {'IDENTITY' if kind else 'given too'};"
            f" {_instead(step)}. Remove creds to sign in without a secret, or remove {others} to sign in with it.",
            "creds",
            (Related(reason.name_location, reason.name),),
        )


def _ignored_secret(step: Step) -> Iterator[Problem]:
    for secret in step.inputs:
        if words(secret.name) == ("client", "secret"):
            yield Problem(
                secret.name_location,
                f"azure/login has no input {secret.name} and never uses this one; {_instead(step)}. Remove it and add a"
                " federated credential to the app; or put the secret into the JSON of creds and remove the other inputs.",
                secret.name,
            )


def _may_be_empty(given: Named, job: Job) -> bool:
    """Whether a caller or a condition decides that it is left out: an empty input counts as none."""
    text = given.value.reveal()
    by_caller = job.grant is Grant.CALLER and given.value.kind is not ValueKind.LITERAL
    left_out = "${{" in text and _LEFT_OUT.search(text)
    return by_caller or bool(left_out) or not text.strip() or "||" in text or "&&" in text


def _signs_in_as_identity(step: Step) -> bool:
    """Whether it signs in as the managed identity of the machine that the job runs on."""
    kind = step.input("auth-type")
    return kind is not None and kind.value.reveal().strip().upper() == "IDENTITY"


def _instead(step: Step) -> str:
    """What the step does in place of signing in with the secret (``validate`` of LoginConfig.ts)."""
    if _signs_in_as_identity(step):
        return "it signs in as the managed identity of its runner"
    needed = _IDS[:2] if step.input("allow-no-subscriptions") else _IDS
    missing = [name for name in needed if not step.input(name)]
    if missing:
        return f"it stops for want of a {' and '.join(missing)}"
    return "it tries OpenID Connect (AADSTS70021 or AADSTS700213 where no federated credential fits)"
