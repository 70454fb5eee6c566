"""What Kubernetes manifests tell: workloads, the secrets they use, and what refreshes them."""

from enum import StrEnum
from typing import NamedTuple

from .finding import Fix
from .source import Location
from .value import Target


class Uptake(StrEnum):
    """How a workload takes a secret up."""

    ENVIRONMENT = "env"  # secretKeyRef
    ENVIRONMENT_FROM = "envFrom"
    SUB_PATH = "subPath"
    VOLUME = "volume"
    CSI = "CSI volume"


class SecretUse(NamedTuple):
    """One use of a Secret or SecretProviderClass by a container.

    ``secret`` is its name (Go-template text where it is computed), ``key`` the key within it or
    empty for all, ``variable`` the environment variable or mount path. ``is_credential`` is whether
    the names say that a credential is meant.
    """

    uptake: Uptake
    secret: str
    key: str
    variable: str
    location: Location
    is_credential: bool


class VariableSource(NamedTuple):
    """A Secret or ConfigMap, as ``of`` says, of which a container takes every key as a variable (``envFrom``).

    ``scope`` is that of the container's settings, ``name`` what the source is called (Go-template text where that is
    computed), at ``location``; ``prefix`` is put before each key.
    """

    scope: tuple[str, ...]
    of: Target
    name: str
    location: Location
    prefix: str = ""


class Workload(NamedTuple):
    """A Deployment, StatefulSet, DaemonSet, Job, CronJob, Pod, Rollout, Knative Service or the like.

    ``restarts`` says in words what rolls it when a secret changes (a Reloader annotation, a
    checksum), empty for nothing. ``short_lived`` is true for Job and CronJob, whose next run
    reads anew. ``keeps_data`` is whether a PersistentVolumeClaim outlives its pods. ``reloading`` would add Reloader's
    annotation, None where it knows no such kind or it is not certain where.
    """

    path: str
    kind: str
    name: str
    namespace: str
    location: Location
    uses: tuple[SecretUse, ...] = ()
    restarts: str = ""
    short_lived: bool = False
    keeps_data: bool = False
    reloading: Fix | None = None


class GeneratedSecret(NamedTuple):
    """A Secret that Kustomize generates under a name that ends in a hash of its content."""

    path: str
    name: str


class RotationSwitch(NamedTuple):
    """A place that decides whether a secret is refreshed; ``fault`` says what is wrong, or is empty."""

    path: str
    kind: str
    location: Location
    fault: str = ""
