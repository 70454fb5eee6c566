"""Which files a deployment puts together, as workflows, releases, kustomizations and parameter files say.

Helm takes the chart's own values.yaml, then the files of ``-f`` from left to right, then ``--set``
(https://helm.sh/docs/helm/helm_upgrade/).
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from linter.model import Assembly, AssemblyKind, Family, FileWiring, Location
from linter.names.environments import Environments

from .baked_charts import deployed_charts
from .calls import Calls
from .helm_commands import HelmCommand
from .parameter_files import template_of

_TEMPLATES = "/templates/"


class Release(NamedTuple):
    """One deployment of a chart.

    ``chart`` and ``layers`` are places; the chart's own values.yaml comes first. ``inline`` is what the scopes
    of those settings of ``path`` begin with that lie over all layers, the uppermost last. ``command`` is that of a workflow.
    ``environment`` is empty where nothing tells; ``complete`` is false where a layer is not at hand.
    """

    chart: str
    layers: tuple[str, ...]
    environment: str
    path: str
    location: Location
    inline: tuple[tuple[str, ...], ...] = ()
    command: HelmCommand | None = None
    complete: bool = True


class Deployments:
    """The index over all files; each part is made in one pass when it is first asked for."""

    def __init__(self, files: Iterable[FileWiring], environments: Environments | None = None) -> None:
        self.files = tuple(files)
        self.environments = environments or Environments()

    @cached_property
    def by_place(self) -> dict[str, FileWiring]:
        """Every file by its place."""
        return {file.place: file for file in self.files}

    @cached_property
    def by_path(self) -> dict[str, FileWiring]:
        """Every file by the path that findings show."""
        return {file.path: file for file in self.files}

    @cached_property
    def assemblies(self) -> dict[AssemblyKind, list[tuple[FileWiring, Assembly]]]:
        """What files say of others, by kind."""
        found: dict[AssemblyKind, list[tuple[FileWiring, Assembly]]] = defaultdict(list)
        for file in self.files:
            for assembly in file.assemblies:
                found[assembly.kind].append((file, assembly))
        return found

    @cached_property
    def charts(self) -> dict[str, list[FileWiring]]:
        """The templates of each chart, by its folder."""
        found: dict[str, list[FileWiring]] = defaultdict(list)
        for file in self.files:
            if file.family is Family.HELM_TEMPLATE:
                found[chart_of(file)].append(file)
        return found

    @cached_property
    def releases(self) -> tuple[Release, ...]:
        """Every release of a chart that lies in the repository."""
        return (*self._released_by_workflows(), *self._released_by_objects())

    def _released_by_workflows(self) -> Iterator[Release]:
        for file in self.files:
            for job in file.jobs:
                stated = self.environments.sole(job.environment) if job.environment else None
                for command in deployed_charts(job):
                    layers = self._layers(command.chart, command.files)
                    environment = stated.environment if stated else self._environment(layers)
                    complete = command.complete and self._are_here(layers)
                    yield Release(
                        command.chart, layers, environment, file.path, command.location, (), command, complete
                    )

    def _released_by_objects(self) -> Iterator[Release]:
        for file, assembly in self.assemblies.get(AssemblyKind.HELM, ()):
            if assembly.target:
                layers = self._layers(assembly.target, self._files_of(assembly.layers, file))
                environment = self._of_namespace(assembly) or _stated(file) or self._environment(layers)
                complete = assembly.complete and self._are_here(layers)
                yield Release(
                    assembly.target, layers, environment, file.path, assembly.location, assembly.inline, None, complete
                )

    def _of_namespace(self, assembly: Assembly) -> str:
        """What the namespace says that a release goes to, one of several releases in a file."""
        word = self.environments.sole(assembly.namespace)
        return word.environment if word and not word.weak else ""

    def _files_of(self, layers: tuple[str, ...], file: FileWiring) -> tuple[str, ...]:
        """The files that ConfigMaps among the layers are made of by the kustomizations that take a release in."""
        made: dict[str, str] = {}
        for folder in (file.place.rpartition("/")[0], *self.units.get(file.place, ())):
            if folder in self.kustomizations:
                made.update(self.kustomizations[folder][1].generated)
        return tuple(made.get(layer, layer) for layer in layers)

    def _layers(self, chart: str, files: tuple[str, ...]) -> tuple[str, ...]:
        own = _own_values(chart)
        rest = tuple(file for file in dict.fromkeys(files) if file != own)
        return (own, *rest) if own in self.by_place else rest

    def _are_here(self, layers: tuple[str, ...]) -> bool:
        return all(layer in self.by_place for layer in layers)

    def _environment(self, layers: tuple[str, ...]) -> str:
        """What the uppermost layer says that is made for an environment."""
        overlays = (self.by_place[layer].overlay for layer in reversed(layers) if layer in self.by_place)
        return next((overlay.environment for overlay in overlays if overlay), "")

    @cached_property
    def kustomizations(self) -> dict[str, tuple[FileWiring, Assembly]]:
        """Every kustomization by its folder."""
        return {assembly.target: (file, assembly) for file, assembly in self.assemblies[AssemblyKind.KUSTOMIZATION]}

    def resources(self, folder: str) -> tuple[str, ...]:
        """The files of a kustomization: those of its bases first, then its own, its patches last."""
        found: dict[str, None] = {}
        self._collect(folder, found, set())
        return tuple(found)

    def _collect(self, folder: str, found: dict[str, None], seen: set[str]) -> None:
        held = self.kustomizations.get(folder)
        if held is None or folder in seen:
            return
        seen.add(folder)
        file, assembly = held
        for layer in (*assembly.layers, *assembly.patches):
            if layer in self.by_place:
                found[layer] = None
            else:
                self._collect(layer, found, seen)
        found[file.place] = None

    @cached_property
    def units(self) -> dict[str, tuple[str, ...]]:
        """The kustomizations that take a file in, by its place; in a chain of them only the outermost."""
        taken = {layer for _, assembly in self.kustomizations.values() for layer in assembly.layers}
        found: dict[str, list[str]] = defaultdict(list)
        for folder in self.kustomizations:
            if folder not in taken:
                for place in self.resources(folder):
                    found[place].append(folder)
        return {place: tuple(folders) for place, folders in found.items()}

    @cached_property
    def applied(self) -> dict[str, list[tuple[FileWiring, Assembly]]]:
        """The Kustomizations of Flux that apply each file, by its place: it lies in their folder, or is taken in there."""
        by_target: dict[str, list[tuple[FileWiring, Assembly]]] = defaultdict(list)
        for giver, assembly in self.assemblies.get(AssemblyKind.FLUX_KUSTOMIZATION, ()):
            for target in self._targets(giver, assembly):
                by_target[target].append((giver, assembly))
        found: dict[str, list[tuple[FileWiring, Assembly]]] = defaultdict(list)
        for target, givers in by_target.items():
            for place in self.resources(target):
                found[place].extend(givers)
        for file in self.files if by_target else ():
            for folder in _folders(file.place):
                if folder in by_target and folder not in self.kustomizations:
                    found[file.place].extend(by_target[folder])
        return found

    @cached_property
    def _of_values(self) -> dict[str, frozenset[str]]:
        """The environments of the releases that take values from a file, by its place; a chart's own values are for all."""
        found: dict[str, set[str]] = defaultdict(set)
        for release in self.releases:
            for layer in release.layers:
                if layer != _own_values(release.chart):
                    found[layer].add(release.environment)
        return {place: frozenset(told) for place, told in found.items() if all(told)}

    def environments_of(self, file: FileWiring, seen: frozenset[str] = frozenset()) -> frozenset[str]:
        """The environments of the kustomizations, or of the releases, that take a file in; none where one may be for any.

        ``seen`` are the places of what it applies itself.
        """
        if file.family is Family.HELM_VALUES:
            return self._of_values.get(file.place, frozenset())
        units = frozenset(made_for(self.kustomizations[unit][0]) for unit in self.units.get(file.place, ()))
        seen |= {file.place}
        givers = [(giver, assembly) for giver, assembly in self.applied.get(file.place, ()) if giver.place not in seen]
        # What applies a kustomization says for which environments that is which does not say it itself.
        told = set(units - {""} if givers else units)
        for giver, assembly in givers:
            if stated := made_for(giver):
                told.add(stated)
            elif "*" in assembly.target:  # one of an environment only applies the folder of that
                told |= units or {""}
            else:
                told |= self.environments_of(giver, seen) or {""}
        return frozenset(told) if all(told) else frozenset()

    def _targets(self, giver: FileWiring, assembly: Assembly) -> Iterator[str]:
        """What a Kustomization of Flux applies; a patch has no path of its own, a variable in one is the environment."""
        named = (assembly,) if assembly.target else self._flux_by_name[assembly.name]
        for pattern in dict.fromkeys(other.target for other in named if other.target):
            if "*" not in pattern:
                yield pattern
                continue
            for folder in self._matching(pattern):
                environment = made_for(self.kustomizations[folder][0])
                if made_for(giver) in ("", environment):
                    yield folder

    def _matching(self, pattern: str) -> Iterator[str]:
        """The folders of kustomizations that a path with ``*`` in it may mean."""
        matching = re.compile(re.escape(pattern).replace(r"\*", "[^/]+"))
        prefix = pattern.partition("*")[0]
        at = bisect_left(self._sorted_folders, prefix)
        while at < len(self._sorted_folders) and self._sorted_folders[at].startswith(prefix):
            if matching.fullmatch(self._sorted_folders[at]):
                yield self._sorted_folders[at]
            at += 1

    @cached_property
    def _sorted_folders(self) -> list[str]:
        return sorted(self.kustomizations)

    @cached_property
    def _flux_by_name(self) -> dict[str, list[Assembly]]:
        found: dict[str, list[Assembly]] = defaultdict(list)
        for _, assembly in self.assemblies.get(AssemblyKind.FLUX_KUSTOMIZATION, ()):
            found[assembly.name].append(assembly)
        return found

    @cached_property
    def calls(self) -> Calls:
        """Who uses which workflow and action."""
        return Calls(self.files, self.environments)

    @cached_property
    def parameter_files(self) -> dict[str, list[FileWiring]]:
        """The parameter files of each template, by its place."""
        found: dict[str, list[FileWiring]] = defaultdict(list)
        for file in self.files:
            template = template_of(file, self.by_place)
            if template:
                found[template].append(file)
        return found

    @cached_property
    def modules(self) -> dict[str, list[tuple[FileWiring, str]]]:
        """Who uses each template as a module, and under which symbol."""
        found: dict[str, list[tuple[FileWiring, str]]] = defaultdict(list)
        for file, assembly in self.assemblies.get(AssemblyKind.MODULE, ()):
            found[assembly.target].append((file, assembly.name))
        return found


def made_for(file: FileWiring) -> str:
    """The environment that a file is made for, empty for one that is for any."""
    return file.overlay.environment if file.overlay else _stated(file)


def _own_values(chart: str) -> str:
    """The place of the values that a chart brings along, by the chart's."""
    return f"{chart}/values.yaml"


def _folders(place: str) -> Iterator[str]:
    """The folders that a file lies in, the innermost first."""
    while "/" in place:
        place = place.rpartition("/")[0]
        yield place


def chart_of(file: FileWiring) -> str:
    """The folder of the chart that a template belongs to; its own folder where none is called templates."""
    before, found, _ = f"/{file.place}".rpartition(_TEMPLATES)
    return before[1:] if found else file.place.rpartition("/")[0]


def _stated(file: FileWiring) -> str:
    return file.environments[0].environment if file.environments else ""
