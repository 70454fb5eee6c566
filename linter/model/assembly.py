"""What says which files are deployed together, and what fills the Secrets that they share."""

from enum import StrEnum
from typing import NamedTuple

from .source import Location
from .value import Target


class AssemblyKind(StrEnum):
    """Who puts files together."""

    HELM = "Helm release"  # a HelmRelease of Flux, an Application of Argo CD
    KUSTOMIZATION = "kustomization"
    FLUX_KUSTOMIZATION = "Flux Kustomization"
    PARAMETERS = "parameter file"  # using of a .bicepparam
    MODULE = "module"
    COMPOSE = "Compose service"


class Assembly(NamedTuple):
    """A place that says which files are deployed together.

    All of them are *places*, paths from the top of the repository. ``target`` is what is deployed: a
    chart's folder, a template, a kustomization's folder (with ``*`` for what a variable gives), a build context; empty where
    it lies outside the repository. ``layers`` are laid over it in this order (values files; resources of a kustomization), then
    ``patches``, then those settings of the file itself whose scopes begin with one of ``inline``. A layer that is a
    key of a ConfigMap is ``ConfigMap/<name>/<key>``, without the key where all are taken; ``generated`` are the files
    that such keys are made of.
    ``complete`` is false where a layer cannot be told. ``name`` is the release's, module's or service's.
    """

    kind: AssemblyKind
    path: str
    location: Location
    target: str = ""
    layers: tuple[str, ...] = ()
    patches: tuple[str, ...] = ()
    inline: tuple[tuple[str, ...], ...] = ()
    generated: tuple[tuple[str, str], ...] = ()
    name: str = ""
    namespace: str = ""
    complete: bool = True


class Supply(NamedTuple):
    """A place that fills a key of a Kubernetes Secret, or of a ConfigMap as ``of`` says.

    ``secret`` is its name, in Go-template text where it is computed; ``key`` is empty where all keys of something are
    taken, of the lines ``KEY=value`` of ``file``, a place, if there is one. ``by`` says in words what fills it
    (``ExternalSecret``). ``object`` is the vault's secret that it is filled from, ``vault`` that vault, ``store`` the
    SecretStore that knows it; all empty where the text itself stands at ``location``. ``merges`` is whether it adds to a
    Secret that something else makes.
    """

    path: str
    by: str
    secret: str
    key: str
    location: Location
    namespace: str = ""
    vault: str = ""
    object: str = ""
    store: str = ""
    merges: bool = False
    of: Target = Target.KUBERNETES_SECRET
    file: str = ""
