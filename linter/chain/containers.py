"""What containers get that take all keys of a Secret or ConfigMap (``envFrom``): these, and their own variables over them.

Of two sources that hold the same key the later one wins, and a container's own variable over both
(https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from linter.credentials import pair
from linter.effective.deployments import chart_of
from linter.effective.in_effect import Holdings
from linter.effective.layers import folded_key, object_of, without_namespace
from linter.model import (
    Container,
    Evidence,
    Family,
    FileWiring,
    Location,
    Reference,
    Role,
    Setting,
    Supply,
    Target,
    Value,
    ValueKind,
    VariableSource,
    Wiring,
)
from linter.names.environments import Environments
from linter.names.roles import issuer_of_key, read_key, split_key

from .chains import Chains
from .filling import Filled, decided, may_be_of

_MANIFESTS = frozenset({Family.KUBERNETES, Family.HELM_TEMPLATE})
_NO_PART = frozenset({Role.NONE, Role.SETTING_NAME})

Scope = tuple[str, ...]


def with_containers(wiring: Wiring, environments: Environments) -> Wiring:
    """The wiring with what containers get that take all keys of something."""
    return wiring._replace(containers=tuple(_Containers(wiring, environments).all()))


class _Containers:
    """One wiring, with what it takes to find what containers get."""

    def __init__(self, wiring: Wiring, environments: Environments) -> None:
        self._wiring = wiring
        self._environments = environments
        self._chains = Chains(wiring, environments)
        self._deployments = self._chains.deployments
        self._holdings = Holdings(wiring, self._deployments)
        self._objects: dict[str, Mapping[str, list[Setting]]] = {}

    def all(self) -> Iterator[Container]:
        """What each container gets in each of its environments."""
        for file in self._wiring.files:
            by_scope: dict[Scope, list[VariableSource]] = defaultdict(list)
            for source in file.variable_sources if file.family in _MANIFESTS else ():
                by_scope[_without_namespace(source.scope)].append(source)
            for scope, sources in by_scope.items():
                for environment in sorted(self._environments_of(file, sources)):
                    yield from self._container(file, scope, sources, environment)

    def _environments_of(self, file: FileWiring, sources: Iterable[VariableSource]) -> frozenset[str]:
        """Those of the workload, else of what fills its sources, else one for all."""
        told = self._holdings.environments_of(file)
        if told:
            return told
        fillers = [filler for s in sources for filler, _ in self._chains.filling(s.of, s.name, file)]
        return frozenset(filler.overlay.environment for filler in fillers if filler.overlay) or frozenset({""})

    def _container(
        self, file: FileWiring, scope: Scope, sources: Sequence[VariableSource], environment: str
    ) -> Iterator[Container]:
        unit = self._unit(file, environment)
        held: dict[str, list[Setting]] = defaultdict(list)
        for source in sources:
            for variable, setting in self._filling(source, scope, file, environment):
                held[variable].append(setting)
        elsewhere = frozenset(setting.location for settings in held.values() for setting in settings)
        for setting in (*self._unknown(sources, scope, file, environment), *self._own(file, scope, unit)):
            held[_variable(setting)].append(setting)
        in_effect = tuple(settings[-1] for settings in held.values())
        taken = elsewhere.intersection(setting.location for setting in in_effect)
        if taken:
            yield Container(
                environment=environment,
                pattern=self._pattern(file, unit),
                path=file.path,
                location=sources[0].location,
                settings=in_effect,
                credentials=pair(file.path, in_effect),
                taken=taken,
                replaced=elsewhere - taken,
            )

    def _unit(self, file: FileWiring, environment: str) -> str:
        """The one kustomization that takes a file into an environment; empty where there is none, or several."""
        units = self._deployments.units.get(file.place, ())
        found = [unit for unit in units if may_be_of(self._deployments.kustomizations[unit][0], environment)]
        return found[0] if len(found) == 1 else ""

    def _pattern(self, file: FileWiring, unit: str) -> str:
        """What siblings of a workload for other environments share with it."""
        holder = self._deployments.kustomizations[unit][0] if unit else file
        overlay = file.overlay or holder.overlay
        if overlay:
            return overlay.pattern
        return f"{chart_of(file)}/*" if file.family is Family.HELM_TEMPLATE else ""

    def _own(self, file: FileWiring, scope: Scope, unit: str) -> Iterator[Setting]:
        """A container's own variables, those of its kustomization's patches last."""
        for place in self._deployments.resources(unit) if unit else (file.place,):
            for setting in self._by_object(place).get(scope[0], ()):
                if setting.scope[: len(scope)] == scope:
                    yield setting

    def _by_object(self, place: str) -> Mapping[str, list[Setting]]:
        """The settings of a file by their objects, whose namespaces patches leave out."""
        if place not in self._objects:
            found: dict[str, list[Setting]] = defaultdict(list)
            for setting in self._deployments.by_place[place].settings:
                if object_of(setting.scope):
                    found[object_of(setting.scope)].append(without_namespace(setting))
            self._objects[place] = found
        return self._objects[place]

    def _filling(
        self, source: VariableSource, scope: Scope, file: FileWiring, environment: str
    ) -> Iterator[tuple[str, Setting]]:
        """All that fills the variables of a source, by their keys; what is in effect comes last."""
        by_key: dict[str, list[Filled]] = defaultdict(list)
        for filler, supply in self._chains.filling(source.of, source.name, file, environment):
            for key in self._keys(supply):
                by_key[key].append((filler, supply))
        for key, reached in by_key.items():
            chosen = decided(reached, environment)
            for filled in sorted(reached, key=lambda filled: filled is chosen) if chosen else ():
                setting = self._setting(key, filled[1], source)
                if setting:
                    variable = source.prefix + key
                    yield folded_key(":".join((*scope, variable))), self._in_container(setting, variable, scope)

    def _unknown(
        self, sources: Iterable[VariableSource], scope: Scope, file: FileWiring, environment: str
    ) -> Iterator[Setting]:
        """The names of Secrets that nothing here fills: whatever is missing may be in them."""
        for source in sources:
            is_secret = source.of is Target.KUBERNETES_SECRET and "{{" not in source.name
            if is_secret and not self._chains.filling(source.of, source.name, file, environment):
                key = ":".join((*scope, "envFrom", "secretRef", "name"))
                value = Value(ValueKind.NAME, source.name)
                yield Setting(key, Role.SECRET_NAME, value, source.location, source.location, scope)

    def _keys(self, supply: Supply) -> Iterator[str]:
        """The key that is filled; those of all lines where a file is taken."""
        lines = self._deployments.by_place.get(supply.file) if supply.file else None
        if lines:
            yield from (setting.key for setting in lines.settings)
        elif supply.key:
            yield supply.key

    def _setting(self, key: str, supply: Supply, source: VariableSource) -> Setting | None:
        """What stands for a key, or, where a vault fills it, what refers to it; None for what is no part of a credential."""
        if supply.file:
            lines = self._deployments.by_place[supply.file].settings
            return next(setting for setting in lines if setting.key == key)
        if not supply.object:
            return self._chains.setting_at(supply.location)
        role = read_key(split_key(key), self._environments).role
        if role in _NO_PART:
            return None
        edge = Reference(source.of, key, source.name, end=len(key))
        value = Value(ValueKind.SECRET_REFERENCE, key, references=(edge,))
        evidence = self._evidence.get(supply.location, ())
        called = ":".join((*source.scope, source.prefix + key))
        return Setting(called, role, value, source.location, source.location, environments=evidence)

    def _in_container(self, setting: Setting, variable: str, scope: Scope) -> Setting:
        """A setting that pairs with a container's own; it is called as where it stands."""
        segments = (*scope, *split_key(variable))
        stem = read_key(segments, self._environments).stem
        return setting._replace(scope=segments[:-1], stem=stem, issuer=issuer_of_key(segments))

    @cached_property
    def _evidence(self) -> Mapping[Location, tuple[Evidence, ...]]:
        """What the names of vaults' secrets say of environments, by the place of the name."""
        return {reference.location: reference.environments for reference in self._wiring.vault_references}


def _variable(setting: Setting) -> str:
    """What is set; of several Secrets that are named each counts."""
    name = f":{setting.value.reveal()}" if setting.role is Role.SECRET_NAME else ""
    return folded_key(setting.key) + name


def _without_namespace(scope: Scope) -> Scope:
    return (object_of(scope) or scope[0], *scope[1:])
