"""Manifests with what Flux puts in for ``${NAME}``: its Kustomization is to them what a parameter file is to a template.

``substitute`` wins over ``substituteFrom``, of which the later source wins over the earlier one
(https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from linter.credentials import pair
from linter.model import Assembly, AssemblyKind, Effective, FileWiring, Setting, Target, ValueKind
from linter.patterns import compile_late

from .deployments import Deployments, made_for
from .layers import within

_VARIABLE = compile_late(r"\$\{(\w+)\}")


def substituted(deployments: Deployments) -> Iterator[Effective]:
    """What each Kustomization of an environment makes of each file that holds a variable of its."""
    variables = _Variables(deployments)
    for place, givers in deployments.applied.items():
        file = deployments.by_place[place]
        holds = any(setting.value.kind is ValueKind.TOKEN for setting in file.settings)
        for giver, assembly in givers if holds else ():
            for environment in sorted(_environments(file, giver, deployments)):
                found = _filled(file, variables.of(giver, assembly, environment))
                if found:
                    yield _made(file, giver, environment, *found)


def _environments(file: FileWiring, giver: FileWiring, deployments: Deployments) -> frozenset[str]:
    stated = made_for(giver) or made_for(file)
    if stated:
        return frozenset({stated})
    return deployments.environments_of(giver) & deployments.environments_of(file)


def _made(
    file: FileWiring, giver: FileWiring, environment: str, settings: tuple[Setting, ...], replaced: tuple[Setting, ...]
) -> Effective:
    return Effective(
        environment=environment,
        pattern=giver.overlay.pattern if giver.overlay else "",
        layers=(file.path, giver.path),
        settings=settings,
        credentials=pair(file.path, settings),
        replaced=replaced,
        says=f"the Kustomization of Flux in {giver.path}",
    )


def _filled(file: FileWiring, given: Mapping[str, Setting]) -> tuple[tuple[Setting, ...], tuple[Setting, ...]] | None:
    """The settings with their values, and those that are variables as they are written; None where none is given."""
    settings, replaced = [], []
    for setting in file.settings:
        name = _VARIABLE.fullmatch(setting.value.reveal()) if setting.value.kind is ValueKind.TOKEN else None
        source = given.get(name[1]) if name else None
        if source:
            replaced.append(setting)
        settings.append(_put_in(setting, source) if source else setting)
    return (tuple(settings), tuple(replaced)) if replaced else None


def _put_in(setting: Setting, source: Setting) -> Setting:
    return setting._replace(
        value=source.value,
        location=source.location,
        environments=(*source.environments, *setting.environments),
        context=source.context,
    )


class _Variables:
    """What Kustomizations give, by name."""

    def __init__(self, deployments: Deployments) -> None:
        self._deployments = deployments

    def of(self, giver: FileWiring, assembly: Assembly, environment: str) -> dict[str, Setting]:
        """The variables of one Kustomization, as it is applied for an environment."""
        found: dict[str, Setting] = {}
        for layer in assembly.layers:
            found.update(self._of_object(layer, environment))
        for prefix in assembly.inline:
            found.update({setting.key: setting for setting in within(giver, prefix).settings})
        return found

    def _of_object(self, layer: str, environment: str) -> Mapping[str, Setting]:
        """The keys of the one ConfigMap of that name that is the environment's, or stands for all."""
        held = self._objects.get(layer, {})
        fits = [path for path in held if made_for(self._deployments.by_path[path]) == environment]
        fits = fits or [path for path in held if not made_for(self._deployments.by_path[path])]
        return held[fits[0]] if len(fits) == 1 else {}

    @cached_property
    def _objects(self) -> Mapping[str, Mapping[str, Mapping[str, Setting]]]:
        """The keys of each ConfigMap that tells something of a credential, by its name and file."""
        wanted = {
            layer
            for _, assembly in self._deployments.assemblies.get(AssemblyKind.FLUX_KUSTOMIZATION, ())
            for layer in assembly.layers
        }
        found: dict[str, dict[str, dict[str, Setting]]] = defaultdict(lambda: defaultdict(dict))
        for file in self._deployments.files if wanted else ():
            at = {setting.location: setting for setting in file.settings} if file.supplies else {}
            for supply in file.supplies:
                setting = at.get(supply.location) if supply.of is Target.CONFIG_MAP else None
                if setting and f"ConfigMap/{supply.secret}" in wanted:
                    found[f"ConfigMap/{supply.secret}"][file.path][supply.key] = setting
        return found
