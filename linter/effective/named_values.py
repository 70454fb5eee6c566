"""Which files are values of Helm because a release names them, whatever they are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from linter.model import AssemblyKind, FileWiring, Location

from .baked_charts import deployed_charts


def named_values(files: Iterable[FileWiring]) -> dict[str, Location]:
    """The place of each file that a release takes values from, and where that is said.

    By ``-f`` of ``helm upgrade``, by ``overrideFiles`` of azure/k8s-bake, by ``valueFiles`` of Argo CD, by ``valuesFrom``
    of Flux from a ConfigMap that a kustomization makes of the file.
    """
    files = tuple(files)
    named = dict((*_by_commands(files), *_by_objects(files)))
    for file in files:
        for assembly in file.assemblies:
            for key, place in assembly.generated:
                if key in named:
                    named[place] = assembly.location
    return named


def _by_commands(files: Iterable[FileWiring]) -> Iterator[tuple[str, Location]]:
    for file in files:
        for job in file.jobs:
            for command in deployed_charts(job):
                yield from ((place, command.location) for place in command.files)


def _by_objects(files: Iterable[FileWiring]) -> Iterator[tuple[str, Location]]:
    for file in files:
        for assembly in file.assemblies:
            if assembly.kind is AssemblyKind.HELM:
                yield from ((layer, assembly.location) for layer in assembly.layers)
