"""Layers of files → what an environment really gets, as the platform merges them: the later one wins key by key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from linter.credentials import pair
from linter.model import AssemblyKind, Effective, Family, FileWiring, Role, Wiring
from linter.names.environments import Environments

from .deployments import Deployments, Release
from .layers import Layer, applied, below, objects_below, overlaid, within
from .parameter_values import with_parameters
from .siblings import with_overlays
from .substitutions import substituted

_APPS = frozenset({Family.APP_SETTINGS, Family.DOTENV})


def joined(files: tuple[FileWiring, ...], environments: Environments | None = None) -> Wiring:
    """All files' facts, and the configurations that environments get from several of them."""
    files = with_overlays(files)
    deployments = Deployments(files, environments)
    found = [
        *_released(deployments),
        *_kustomized(deployments),
        *_parameterised(deployments),
        *substituted(deployments),
    ]
    told = {effective.layers for effective in found}
    patched = {path for effective in found for path in effective.layers}
    named = [
        e for e in _named(deployments) if e.layers not in told and e.settings and not _is_patch(e, patched, deployments)
    ]
    return Wiring(files, (*named, *found, *_with_variables(named, deployments)))


def _effective(environment: str, pattern: str, layers: Iterable[Layer], says: str) -> Effective:
    layers = tuple(layers)
    settings, replaced = overlaid(layers)
    return Effective(
        environment=environment,
        pattern=pattern,
        layers=tuple(dict.fromkeys(layer.path for layer in layers)),
        settings=settings,
        credentials=pair(layers[-1].path, settings),
        replaced=replaced,
        says=says,
    )


def _named(deployments: Deployments) -> Iterator[Effective]:
    """A file for one environment over its base, by their names."""
    for file in deployments.files:
        base = below(file, deployments.by_place)
        if file.overlay and base:
            yield _effective(file.overlay.environment, file.overlay.pattern, (applied(base), applied(file)), "names")


def _is_patch(effective: Effective, patched: set[str], deployments: Deployments) -> bool:
    """Whether a kustomization says more exactly what such a manifest is laid over."""
    is_manifest = deployments.by_path[effective.overlay].family is Family.KUBERNETES
    return is_manifest and effective.overlay in patched


def _released(deployments: Deployments) -> Iterator[Effective]:
    """The values of a chart, as a workflow, Flux or Argo CD lays them over each other."""
    for release in deployments.releases:
        if release.complete and release.environment:
            layers = [applied(deployments.by_place[place]) for place in release.layers]
            file = deployments.by_path[release.path]
            layers.extend(inline for prefix in release.inline if (inline := within(file, prefix)).settings)
            if len(layers) > 1:
                yield _effective(release.environment, _pattern(release, deployments), layers, _says(release))


def _pattern(release: Release, deployments: Deployments) -> str:
    """What the releases of one chart for other environments share with this one."""
    overlays = (deployments.by_place[place].overlay for place in reversed(release.layers))
    return next((overlay.pattern for overlay in overlays if overlay), f"{release.chart}/*")


def _says(release: Release) -> str:
    where = release.location
    return f"{'the helm command' if release.command else 'the release'} in {where.path}:{where.span.line}"


def _kustomized(deployments: Deployments) -> Iterator[Effective]:
    """The objects of a kustomization for one environment that more than one of its files describes."""
    for folder, (file, _) in deployments.kustomizations.items():
        places = deployments.resources(folder) if file.overlay else ()
        layers = objects_below([deployments.by_place[place] for place in places])
        if file.overlay and len(layers) > 1:
            yield _effective(file.overlay.environment, file.overlay.pattern, layers, f"the kustomization {file.path}")


def _parameterised(deployments: Deployments) -> Iterator[Effective]:
    """A template with the values of a parameter file in place of its parameters, modules included."""
    for template, files in deployments.parameter_files.items():
        for file in files:
            if file.overlay:
                found = with_parameters(template, file, deployments)
                base = deployments.by_place[template]
                yield Effective(
                    environment=file.overlay.environment,
                    pattern=file.overlay.pattern,
                    layers=(base.path, file.path),
                    settings=found.settings,
                    credentials=pair(file.path, found.settings),
                    replaced=found.written,
                    says=f"the parameter file {file.path}",
                )


def _with_variables(named: Iterable[Effective], deployments: Deployments) -> Iterator[Effective]:
    """An app's own files, and over them the environment variables of the Compose service that is built from their folder."""
    services = [
        (assembly.target, _environment_of(layer, deployments.environments), layer)
        for file, assembly in deployments.assemblies.get(AssemblyKind.COMPOSE, ())
        for layer in (within(file, prefix) for prefix in assembly.inline)
    ]
    by_app = {(folder, environment): layer for folder, environment, layer in services if environment and layer.settings}
    for effective in named if by_app else ():
        base = deployments.by_path[effective.base]
        variables = by_app.get((base.place.rpartition("/")[0], effective.environment))
        if variables and base.family in _APPS:
            own = [applied(deployments.by_path[path]) for path in effective.layers]
            yield _effective(effective.environment, effective.pattern, (*own, variables), "the Compose service")


def _environment_of(layer: Layer, environments: Environments) -> str:
    """The one environment that the service's own variables name (``ASPNETCORE_ENVIRONMENT``)."""
    names = Counter(
        word.environment
        for setting in layer.settings
        if setting.role is Role.ENVIRONMENT_NAME and (word := environments.sole(setting.value.reveal()))
    )
    return next(iter(names)) if len(names) == 1 else ""
