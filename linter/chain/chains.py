"""From the place that uses a credential back to where its text comes from, file by file.

What cannot be followed ends the chain with a reason in words; nothing is guessed: where several places
could be meant and nothing decides between them, the chain ends there.
"""

from collections.abc import Callable
from typing import NamedTuple

from linter.effective.deployments import Deployments
from linter.effective.parameter_values import sole_parameter
from linter.model import (
    RUN_BY_GITHUB,
    TEMPLATES,
    FileWiring,
    Location,
    Named,
    Reference,
    SecretUse,
    Setting,
    Supply,
    Target,
    Value,
    ValueKind,
    Wiring,
)
from linter.names.environments import Environments
from linter.values.templates import values_references

from .ends import PLAIN, Chain, ChainStep, End, Ending, distinct, host, lost, of_github, of_vault, of_words, shown_name
from .filling import Filled, decided, fillers, may_be_of, meeting, mounted
from .index import ChainIndex, variables_around

_LONGEST = 20
_KINDS = {Target.KUBERNETES_SECRET: "Secret", Target.CONFIG_MAP: "ConfigMap"}


class _On(NamedTuple):
    """A setting to go on from, in its file."""

    file: FileWiring
    setting: Setting
    label: str


class _Via(NamedTuple):
    """A place that is no setting, and what to do there."""

    step: ChainStep
    then: "Callable[[], _Next]"


_Next = End | _On | _Via


class Chains:
    """Follows the chains of one wiring."""

    def __init__(self, wiring: Wiring, environments: Environments | None = None) -> None:
        self._index = ChainIndex(Deployments(wiring.files, environments), wiring.effective)
        self._files = self._index.deployments.by_path
        self._environments = environments or Environments()
        self._known: dict[tuple[Location, str, str], Chain] = {}

    def of(self, setting: Setting, environment: str = "") -> Chain:
        """The chain of a setting's value, as one environment gets it; without one, what all of them get."""
        known = (setting.location, setting.key, environment)
        if known not in self._known:
            file = self._files[setting.location.path]
            self._known[known] = self._walk(_On(file, setting, setting.name), environment)
        return self._known[known]

    @property
    def deployments(self) -> Deployments:
        """Which files are deployed together."""
        return self._index.deployments

    def filling(self, of: Target, name: str, file: FileWiring, environment: str = "") -> list[Filled]:
        """Every place that fills a key of a Secret or ConfigMap; its name may be a value of the chart."""
        found = fillers(self._index, of, name, file, environment)
        if not found and "{{" in name:
            named = self._name(name, file, environment)
            found = fillers(self._index, of, named.value.reveal(), file, environment) if named else found
        return found

    def setting_at(self, location: Location) -> Setting | None:
        """The setting whose value stands at a place."""
        return self._index.settings_at.get(location)

    def of_use(self, path: str, use: SecretUse, environment: str = "") -> Chain:
        """The chain of a Secret's key that a container takes up; ``path`` is the workload's file."""
        file = self._files[path]
        first = ChainStep(use.location, f"{use.variable or 'the container'} takes Secret {shown_name(use.secret)}")
        return self._walk(
            _Via(first, lambda: self._object(Target.KUBERNETES_SECRET, use.secret, use.key, file, environment)),
            environment,
        )

    def _walk(self, start: _Next, environment: str) -> Chain:
        steps: list[ChainStep] = []
        at: _Next = start
        last: Setting | None = None
        while len(steps) < _LONGEST:
            if isinstance(at, End):
                return Chain(tuple(steps), at.says, at.ending, at.name, last)
            step = at.step if isinstance(at, _Via) else ChainStep(at.setting.location, at.label)
            if step.location in (known.location for known in steps):
                break
            steps.append(step)
            if isinstance(at, _Via):
                at = at.then()
            else:
                last = at.setting
                at = self._value(at.setting.value, at.file, environment, at.setting)
        return Chain(tuple(steps), "the references lead back to themselves", Ending.OPEN, "", last)

    def _value(self, value: Value, file: FileWiring, environment: str, setting: Setting | None = None) -> _Next:
        if found := mounted(self._index, value, file, environment):
            several = lost("the charts here mount several secrets")
            return _On(*found[0], "a chart mounts it") if len(found) == 1 else several
        if value.kind in PLAIN:
            return PLAIN[value.kind]
        references = distinct(value.references)
        vault = next((r for r in references if r.target is Target.KEYVAULT_SECRET), None)
        if vault:
            return of_vault(vault.holder, vault.name)
        if value.kind is ValueKind.KEYVAULT_REFERENCE:
            return End(Ending.VAULT, "a Key Vault secret whose address is computed")
        if len(references) != 1:
            return lost("it is put together from several values" if references else "it is computed")
        (reference,) = references
        if reference.target is Target.PARAMETER and file.family in TEMPLATES and not sole_parameter(value):
            return lost(f"it is computed from the parameter {reference.name}")
        return self._reference(reference, file, environment, setting)

    def _reference(self, reference: Reference, file: FileWiring, environment: str, setting: Setting | None) -> _Next:
        match reference.target:
            case Target.GITHUB_SECRET:
                return self._secret_of_github(reference, file, environment, setting)
            case Target.GITHUB_VARIABLE:
                return of_github(reference, setting)
            case Target.KUBERNETES_SECRET | Target.CONFIG_MAP:
                return self._object(reference.target, reference.holder, reference.name, file, environment)
            case Target.MANAGED_IDENTITY:
                return End(Ending.IDENTITY, f"the managed identity {reference.holder}".strip(), reference.holder)
            case Target.VALUES_PATH:
                return self._values(reference.name, file, environment)
            case Target.PARAMETER:
                return self._parameter(reference.name, file, environment)
            case Target.ENVIRONMENT_VARIABLE:
                return self._variable(reference.name, file, environment, setting)
            case Target.TOKEN:
                return self._token(reference.name, file, environment)
            case Target.CONTAINER_APP_SECRET:
                return self._container_app_secret(reference.name, file)
            case _:
                return lost(
                    f"{reference.target.value} {shown_name(reference.holder or reference.name)} is not followed"
                )

    def _object(self, of: Target, name: str, key: str, file: FileWiring, environment: str) -> _Next:
        """The one place that fills a key of a Kubernetes Secret or ConfigMap, as seen from a file."""
        found = fillers(self._index, of, name, file, environment)
        fits = [(f, s) for f, s in found if not key or s.key == key or (s.file and self._lines(s.file, key))]
        reached = fits or [(f, s) for f, s in found if not s.key]
        if not reached and "{{" in name:
            return self._named_by_value(of, name, key, file, environment)
        if not reached:
            return lost(f"{_KINDS[of]} {shown_name(name)} is filled by nothing here")
        if not key and len(reached) > 1 and len({(f.path, s.by) for f, s in reached}) == 1:
            first, how = reached[0][1], f"{len(reached)} keys of {_KINDS[of]} {shown_name(name)}"
            return _Via(ChainStep(first.location, f"{first.by} fills {how}"), lambda: lost(f"all {how}"))
        chosen = decided(reached, environment)
        if chosen is None:
            fill = f"{len(reached)} places fill {_KINDS[of]} {shown_name(name)}"
            return End(Ending.CONTESTED, f"{fill}, and nothing here decides between them")
        return self._supply(*chosen, key, environment)

    def _named_by_value(self, of: Target, name: str, key: str, file: FileWiring, environment: str) -> _Next:
        """A Secret or ConfigMap whose name is a value of the chart."""
        path = _sole_path(name)
        if not path:
            return lost(f"the name of the {_KINDS[of]} is computed")
        found = self._name(name, file, environment)
        if found is None:
            return lost(f"the name of the {_KINDS[of]} is the value {path}, which is not set here")
        step = ChainStep(found.location, f"the name of the {_KINDS[of]}, {found.value.reveal()}")
        return _Via(step, lambda: self._object(of, found.value.reveal(), key, file, environment))

    def _name(self, name: str, file: FileWiring, environment: str) -> Setting | None:
        """The value of the chart that is the name of an object."""
        path = _sole_path(name)
        found = self._values(path, file, environment) if path else None
        return found.setting if isinstance(found, _On) and found.setting.value.kind is ValueKind.NAME else None

    def _supply(self, file: FileWiring, supply: Supply, key: str, environment: str) -> _Next:
        step = ChainStep(
            supply.location, f"{supply.by} fills {supply.key or 'all keys'} of {shown_name(supply.secret)}"
        )
        if supply.file:
            return _Via(step, lambda: self._line(supply.file, key))
        if not supply.object:
            setting = self._index.settings_at.get(supply.location)
            if setting:
                return _On(file, setting, step.label)
            return _Via(step, lambda: End(Ending.TEXT, f"it stands in the {_KINDS[supply.of]}"))
        if supply.vault:
            vault, secret = (self._told(text, file, environment) for text in (supply.vault, supply.object))
            return _Via(step, lambda: of_vault(vault, secret))
        return _Via(step, lambda: self._store(supply, file, environment))

    def _line(self, place: str, key: str) -> _Next:
        """A line ``KEY=value`` of a file that a generator takes all keys from."""
        file = self._index.deployments.by_place.get(place)
        if file is None:
            return lost(f"the file {place} is not here")
        held = self._lines(place, key)
        return _On(file, held[0], key) if len(held) == 1 else lost(f"the file {place} tells nothing of {key}")

    def _lines(self, place: str, key: str) -> list[Setting]:
        file = self._index.deployments.by_place.get(place)
        return [setting for setting in file.settings if setting.key == key] if file else []

    def _told(self, text: str, file: FileWiring, environment: str) -> str:
        """The name of a vault or of its secret, which may be a value of the chart."""
        paths = list(values_references(text)) if "{{" in text else []
        found = self._values(paths[0].name, file, environment) if len(paths) == 1 else None
        if isinstance(found, _On) and found.setting.value.kind in (ValueKind.NAME, ValueKind.LITERAL):
            return found.setting.value.reveal()
        return text

    def _store(self, supply: Supply, file: FileWiring, environment: str) -> _Next:
        """The vault that a SecretStore reads."""
        reached = meeting(self._index, self._index.stores, supply.store, file, environment)
        if len(reached) != 1:
            why = "is not here" if not reached else "differs by environment"
            return lost(
                f"secret {shown_name(supply.object)} of the vault of SecretStore {shown_name(supply.store)}, which {why}"
            )
        vault = reached[0][1]
        step = ChainStep(vault.location, f"SecretStore {shown_name(supply.store)} reads this vault")
        return _Via(step, lambda: of_vault(host(vault.value.reveal()), supply.object))

    def _values(self, path: str, file: FileWiring, environment: str) -> _Next:
        """A value of a chart, as ``--set`` or its files give it."""
        chart, folded = self._index.chart(file), path.casefold()
        sets = self._index.sets.get((chart, folded, environment), ())
        if len(sets) == 1:
            return _Via(ChainStep(sets[0].location, f"--set {path}"), lambda: of_words(sets[0].what))
        found = self._set_in_files(chart, folded, environment)
        if not found:
            return lost(f"the value {path} is set in no file here")
        if len(found) > 1:
            return lost(f"the value {path} differs by environment")
        (setting,) = found.values()
        return _On(self._files[setting.location.path], setting, f"value {path}")

    def _set_in_files(self, chart: str, path: str, environment: str) -> dict[Location, Setting]:
        """The settings that a values path has in the effective values of a chart, by their places."""
        layered = self._index.values.get((chart, environment))
        own = self._index.by_values_path.get(f"{chart}/values.yaml" if chart else "values.yaml", {}).get(path)
        if layered is not None:
            return layered.get(path, {})
        return {own.location: own} if own else {}

    def _parameter(self, name: str, file: FileWiring, environment: str) -> _Next:
        if file.family in RUN_BY_GITHUB:
            return self._input(name, file, environment)
        keys = (environment, "*") if environment else ("",)
        reached = [given for key in keys for given in self._index.arguments.get((file.place, name.lower(), key), ())]
        if len(reached) == 1:
            return _On(reached[0][0], reached[0][1], f"parameter {name}")
        if reached:
            return lost(f"the parameter {name} differs by environment or use")
        held = self._index.in_file.get((file.path, name.casefold()), ())
        default = [s for s in held if s.scope[:1] == ("parameters",)]
        if default:
            return _On(file, default[0], f"the default of {name}")
        return lost(f"the parameter {name} is given by no file here")

    def _input(self, name: str, file: FileWiring, environment: str) -> _Next:
        """An input of a composite action or workflow, as those give it that use it."""
        given = self.deployments.calls.given(name, file, environment)
        if len(given) != 1:
            return lost(f"the input {name} is given by {'no step' if not given else 'several steps'} here")
        caller, found = given[0]
        return self._named(found, caller, environment, f"input {name}")

    def _secret_of_github(
        self, reference: Reference, file: FileWiring, environment: str, setting: Setting | None
    ) -> _Next:
        """A secret of GitHub's, or what the one job gives under that name that calls the workflow."""
        given = self.deployments.calls.given(reference.name, file, environment)
        if len(given) != 1:
            return of_github(reference, setting)
        caller, found = given[0]
        return self._named(found, caller, environment, f"secret {reference.name}")

    def _named(self, named: Named, file: FileWiring, environment: str, label: str) -> _Next:
        if setting := self._index.settings_at.get(named.location):
            return _On(file, setting, label)
        return _Via(ChainStep(named.location, label), lambda: self._value(named.value, file, environment))

    def _variable(self, name: str, file: FileWiring, environment: str, user: Setting | None) -> _Next:
        """An environment variable of a workflow, the nearest around its user, or of the step that deploys a parameter file."""
        if file.family in RUN_BY_GITHUB:
            held = [s for s in self._index.in_file.get((file.path, name.casefold()), ()) if s.key == name and s != user]
            around = [s for s in held if user and user.scope[: len(s.scope)] == s.scope]
            found = max(around, key=lambda s: len(s.scope)) if around else held[0] if len(held) == 1 else None
            if found:
                return _On(file, found, f"env {name}")
            for named in variables_around(user, file) if user else ():
                if named.name == name:
                    return self._named(named, file, environment, f"env {name}")
        for placed in self._index.deployed_by.get(file.place, ()):
            for named in placed.step.environment_variables:
                if named.name == name:
                    return self._named(named, placed.file, environment, f"env {name} of the step that deploys it")
        return lost(f"the environment variable {name} is set by no workflow here")

    def _token(self, name: str, file: FileWiring, environment: str) -> _Next:
        if substituted := self._substitute(name, file, environment):
            return substituted
        fits = self._index.tokens.get((name.strip().casefold(), environment), ())
        if len(fits) != 1:
            return lost(f"the token {name}, which {'several steps here fill' if fits else 'nothing here fills'} in")
        placed, found = fits[0]
        return self._named(found, placed.file, environment, f"a step puts {found.name} in for the token")

    def _substitute(self, name: str, file: FileWiring, environment: str) -> _Next | None:
        """What the Flux Kustomization of a file puts in for a name; None where none does."""
        given = self._index.put_in(name, file, set())
        fits = [(giver, setting) for giver, setting in given if may_be_of(giver, environment)]
        if len(fits) == 1:
            return _On(*fits[0], f"Flux puts {name} in")
        return lost(f"{len(fits)} Kustomizations of Flux put {name} in") if fits else None

    def _container_app_secret(self, name: str, file: FileWiring) -> _Next:
        held = [s for s in self._index.in_file.get((file.path, name.casefold()), ()) if "secrets" in s.scope]
        if len(held) != 1:
            return lost(f"the Container Apps secret {name} is not in this file")
        return _On(file, held[0], f"secret {name} of the Container App")


def _sole_path(name: str) -> str:
    """The one values path that a name is made of; empty where more is computed."""
    paths = list(values_references(name))
    return paths[0].name if len(paths) == 1 and "include" not in name.partition("default")[0] else ""
