"""A workload never sees a rotated secret: the ghost instance.

## What it finds

A Kubernetes workload that takes a credential by `secretKeyRef`, `envFrom` or a `subPath` mount, none of which
is ever refreshed in a running pod, and that nothing rolls when the Secret changes: no Reloader annotation, no
checksum annotation on the pod template, no operator that restarts it.

Jobs and CronJobs are silent (their next run reads anew), and so are Secrets that hold no credential, Secrets whose
name changes with their content (Kustomize's `secretGenerator`, `shop-credentials-v3`), the passwords with which a
database server initialises itself, and what lies in a folder `local`, for a cluster of a developer's own.

## Why it breaks

The secret is rotated, the Secret object is updated, new pods sign in, and the pods that were there before go
on with the old value. When that is revoked or expires, some instances fail with `AADSTS7000215` or
`AADSTS7000222` and others do not, until somebody restarts them.

## How to fix it

Annotate the workload for [Reloader](https://github.com/stakater/Reloader) (`reloader.stakater.com/auto: "true"`,
which takes a Reloader in the cluster), or put a checksum of the Secret into the annotations of the pod template, or
mount the Secret as a volume (without `subPath`) and read it at each use.

## When to ignore it

When Reloader runs with `--auto-reload-all`, or the deployment that writes the Secret also restarts the
workload.

## References

- [Kubernetes: distribute credentials securely](https://kubernetes.io/docs/tasks/inject-data-application/distribute-credentials-secure/)
- [Kubernetes: subPath volumes are not updated](https://kubernetes.io/docs/concepts/storage/volumes/#secret)
- [Reloader: annotations](https://docs.stakater.com/reloader/1.4/reference/annotations.html)
- [Helm: automatically roll deployments](https://helm.sh/docs/howto/charts_tips_and_tricks/#automatically-roll-deployments)
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from linter.model import FileWiring, Problem, Related, SecretUse, Severity, Uptake, Wiring, Workload
from linter.patterns import compile_late

if TYPE_CHECKING:
    from linter.chain.ends import ChainStep

ID = "missing-restart-on-rotation"
GROUP = "rotation"
SEVERITY = Severity.WARNING
SUMMARY = "A workload takes a credential in a way that a running pod never refreshes, and nothing restarts it."
PRECISION = "high"
SECURITY_SEVERITY = 3.0
CODES = ("7000215", "7000222")

_NEVER_REFRESHED = {
    Uptake.ENVIRONMENT: "secretKeyRef",
    Uptake.ENVIRONMENT_FROM: "envFrom",
    Uptake.SUB_PATH: "a subPath mount",
}

# Nothing rolls their pods when a template changes.
_UNCONTROLLED = frozenset({"Pod", "ReplicaSet", "ReplicationController"})

# The passwords with which a database server initialises itself are read at its first start only.
_FIRST_START = compile_late(
    r"ROOT_PASSWORD|^POSTGRES_PASSWORD|^MYSQL_|^MARIADB_|^MONGO_INITDB|SA_PASSWORD$|^MINIO_ROOT"
)

# Grafana keeps its administrator in its data (https://github.com/sourcegraph/docs/pull/865).
_FIRST_START_OF_DATA = compile_late(r"^GF_SECURITY_ADMIN_")

# shop-credentials-v3, shop-credentials-20250131: a new content comes under a new name, which rolls the workload.
_VERSIONED = compile_late(r"[-.]v?\d+$")


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield one problem per workload that keeps a rotated credential."""
    renamed = {secret.name for secret in wiring.generated_secrets}
    deployed = (workload for file in wiring.files if not _is_local(file) for workload in file.workloads)
    rolled = [workload for workload in deployed if not workload.restarts and not workload.short_lived]
    kept = [(w, use) for w in rolled if (use := _kept(w, renamed))]
    if kept:
        from linter.chain.chains import Chains  # most runs have none
        from linter.names.environments import Environments

        chains = Chains(wiring, Environments(wiring.aliases))
        for workload, use in kept:
            yield _problem(workload, use, chains.of_use(workload.path, use).steps[1:])


def _is_local(file: FileWiring) -> bool:
    """Whether a file is for a cluster on a developer's own machine: ``k8s/local/deployment.yaml``."""
    return "local" in (file.place or file.path).lower().split("/")[:-1]


def _kept(workload: Workload, renamed: Collection[str]) -> SecretUse | None:
    return next((use for use in workload.uses if _is_kept(use, workload) and use.secret not in renamed), None)


def _is_kept(use: SecretUse, workload: Workload) -> bool:
    kept_in_data = workload.keeps_data and _FIRST_START_OF_DATA.search(use.variable)
    lasts = not (_FIRST_START.search(use.variable) or kept_in_data or _VERSIONED.search(use.secret))
    return use.is_credential and use.uptake in _NEVER_REFRESHED and lasts


def _problem(workload: Workload, use: SecretUse, source: tuple[ChainStep, ...]) -> Problem:
    secret = f"Secret {use.secret}" if use.secret and "{{" not in use.secret else "a Secret"
    taken = f"{use.variable} from {secret}" if use.uptake is Uptake.ENVIRONMENT else secret
    named = f"{workload.kind} {workload.name}" if workload.name and "{{" not in workload.name else "The workload"
    return Problem(
        use.location,
        f"[{named}][1] takes {taken} by"
        f" {_NEVER_REFRESHED[use.uptake]}, which a running pod never refreshes, and nothing restarts it. After a rotation its"
        " pods go on with the old secret until that fails (an Entra secret with AADSTS7000222 or AADSTS7000215);"
        f" {_remedy(workload)}.",
        use.variable or use.secret,
        (
            Related(workload.location, "the workload"),
            *(Related(step.location, step.label) for step in source[:1]),
        ),
        flow=_flow(source, use),
        fix=workload.reloading,
    )


def _flow(source: tuple[ChainStep, ...], use: SecretUse) -> tuple[Related, ...]:
    """From where the secret comes from, through what fills the Secret, to the container."""
    if not source:
        return ()
    steps = (Related(step.location, step.label) for step in reversed(source))
    return (*steps, Related(use.location, f"the container takes {use.variable or 'it'} once, at its start"))


def _remedy(workload: Workload) -> str:
    if workload.kind in _UNCONTROLLED:
        return "mount the Secret as a volume and read the file at each use, or run the pod by a Deployment"
    if workload.reloading is None:
        return "put a checksum of the Secret into the annotations of its pod template"
    return "annotate it for Reloader, or put a checksum of the Secret into the annotations of its pod template"
