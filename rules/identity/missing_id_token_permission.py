"""A job signs in by OpenID Connect and may not ask for a token.

## What it finds

`azure/login` with `client-id` and without `creds` in a job whose effective `permissions` lack `id-token:
write`. Permissions of the job replace those of the workflow, and no default ever includes `id-token`.

Composite actions and workflows that are called (`workflow_call`) are silent: their caller grants the
permission.

## Why it breaks

The runner offers no token endpoint to the job, and the action stops with *Unable to get
ACTIONS_ID_TOKEN_REQUEST_URL env variable* before Entra ID is asked at all.

## How to fix it

Add `permissions: id-token: write` to the job, with `contents: read` beside it for the checkout, since naming
one permission withdraws the others.

## When to ignore it

When `auth-type: IDENTITY` uses the managed identity of a self-hosted runner (that is recognised and silent).

## References

- [Azure/login: login with OpenID Connect](https://github.com/Azure/login#login-with-openid-connect-oidc-recommended)
- [GitHub: permissions for the id token](https://docs.github.com/actions/reference/security/oidc#workflow-permissions-for-the-requesting-the-oidc-token)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Grant, Job, Problem, Related, Severity, Step, Wiring
from linter.names.samples import is_sample

ID = "missing-id-token-permission"
GROUP = "identity"
SEVERITY = Severity.ERROR
SUMMARY = "A job signs in by OpenID Connect and lacks the permission id-token: write."
PRECISION = "very-high"
SECURITY_SEVERITY = 2.0
CODES: tuple[str, ...] = ()


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every OpenID Connect login in a job without ``id-token: write``."""
    for job in wiring.jobs:
        if job.grant is Grant.WORKFLOW and not job.may_ask_for_token and not is_sample(job.path):
            for step in job.steps:
                if _uses_openid_connect(step):
                    yield _problem(step, job)


def _uses_openid_connect(step: Step) -> bool:
    auth_type = step.input("auth-type")
    by_identity = auth_type is not None and auth_type.value.reveal().upper() == "IDENTITY"
    return bool(
        step.action == "azure/login" and step.input("client-id") and not step.input("creds") and not by_identity
    )


def _problem(step: Step, job: Job) -> Problem:
    related = (Related(job.permissions_location, "the permissions"),) if job.permissions_location else ()
    what = "has no permissions, and the default ones never include that"
    if job.permissions is not None:
        what = f"has {'[permissions][1]' if related else 'permissions'} without that"
    return Problem(
        step.uses_location or step.location,
        f"This login uses OpenID Connect, which needs the permission id-token: write; the job {job.name!r} {what}. The step"
        " gets no token and fails before Entra ID is asked; add id-token: write to the job's permissions"
        f"{' (and contents: read for the checkout)' if job.permissions is None else ''}.",
        f"jobs.{job.name}",
        related,
        fix=job.granting,
    )
