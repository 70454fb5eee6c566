"""A workload never sees a rotated secret: the ghost instance.

## What it finds

A Kubernetes workload that takes a credential by `secretKeyRef`, `envFrom` or a `subPath` mount, none of which
is ever refreshed in a running pod, and that nothing rolls when the Secret changes: no Reloader annotation, no
checksum annotation on the pod template.

Jobs and CronJobs are silent (their next run reads anew), and so are Secrets that hold no credential and the passwords
with which a database server initialises itself.

## Why it breaks

The secret is rotated, the Secret object is updated, new pods sign in, and the pods that were there before go
on with the old value. When that is revoked or expires, some instances fail with `AADSTS7000215` or
`AADSTS7000222` and others do not, until somebody restarts them.

## How to fix it

Annotate the workload for [Reloader](https://github.com/stakater/Reloader)
(`secret.reloader.stakater.com/reload: "<secret>"`), or put a checksum of the Secret into the pod template's
annotations, or mount the Secret as a volume (without `subPath`) and read it at each use.

## When to ignore it

When Reloader runs with `--auto-reload-all`, or the deployment that writes the Secret also restarts the
workload.

## References

- [Kubernetes: distribute credentials securely](https://kubernetes.io/docs/tasks/inject-data-application/distribute-credentials-secure/)
- [Kubernetes: subPath volumes are not updated](https://kubernetes.io/docs/concepts/storage/volumes/#secret)
- [Helm: automatically roll deployments](https://helm.sh/docs/howto/charts_tips_and_tricks/#automatically-roll-deployments)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.model import Problem, Related, SecretUse, Severity, Uptake, Wiring, Workload

ID = "missing-restart-on-rotation"
GROUP = "rotation"
SEVERITY = Severity.WARNING
SUMMARY = "A workload takes a credential in a way that a running pod never refreshes, and nothing restarts it."
PRECISION = "high"
SECURITY_SEVERITY = 3.0
CODES = ("7000215", "7000222")

_NEVER_REFRESHED = frozenset({Uptake.ENVIRONMENT, Uptake.ENVIRONMENT_FROM, Uptake.SUB_PATH})

# The passwords with which a database server initialises itself are read at its first start only.
_FIRST_START = re.compile(r"ROOT_PASSWORD|^POSTGRES_PASSWORD|^MYSQL_|^MARIADB_|^MONGO_INITDB|SA_PASSWORD$|^MINIO_ROOT")


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield one problem per workload that keeps a rotated credential."""
    for workload in wiring.workloads:
        if workload.restarts or workload.short_lived:
            continue
        kept = [use for use in workload.uses if _is_kept(use)]
        if kept:
            yield _problem(workload, kept[0])


def _is_kept(use: SecretUse) -> bool:
    return use.is_credential and use.uptake in _NEVER_REFRESHED and not _FIRST_START.search(use.variable)


def _problem(workload: Workload, use: SecretUse) -> Problem:
    named = f" {use.secret}" if use.secret and "{{" not in use.secret else ""
    return Problem(
        use.location,
        f"[{workload.kind} {workload.name or 'here'}][1] takes Secret{named} by {use.uptake.value}, which a running pod"
        " never refreshes, and nothing restarts it. After a rotation the pods that are running keep the old credential"
        " (AADSTS7000215, AADSTS7000222); add a Reloader or checksum annotation.",
        use.variable,
        (Related(workload.location, "the workload"),),
    )
