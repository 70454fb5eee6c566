"""The facts of all files by what leads to them; each index is made in one pass when it is first asked for."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from linter.effective.calls import Placed
from linter.effective.deployments import Deployments, chart_of
from linter.effective.helm_commands import SetValue
from linter.effective.script_paths import directories
from linter.model import (
    AssemblyKind,
    Effective,
    Family,
    FileWiring,
    Location,
    Named,
    Role,
    Setting,
    Step,
    Supply,
    Target,
    ValueKind,
)
from linter.patterns import compile_late

Reach = tuple[str, str]
"""What manifests are deployed with: the kind of unit and its folder."""

_MANIFESTS = frozenset({Family.KUBERNETES, Family.HELM_TEMPLATE})
_VALUES = frozenset({Family.HELM_VALUES, Family.KUBERNETES})  # a HelmRelease has values in it
_REPLACES_TOKENS = compile_late(r"replace-?tokens|tokenreplac", re.IGNORECASE)
_BLANKS = compile_late(r"\s+")


class ChainIndex:
    """Everything that a chain may lead to, by name."""

    def __init__(self, deployments: Deployments, effective: Iterable[Effective]) -> None:
        self.deployments = deployments
        self.effective = tuple(effective)

    def reach(self, file: FileWiring) -> tuple[Reach, ...]:
        """What a manifest is deployed with: its chart, the kustomizations that take it in, else its folder."""
        if file.family is Family.HELM_TEMPLATE:
            return (("chart", chart_of(file)),)
        units = self.deployments.units.get(file.place, ())
        return tuple(("kustomization", unit) for unit in units) or (("folder", file.place.rpartition("/")[0]),)

    @cached_property
    def supplies(self) -> dict[tuple[Reach, str], list[tuple[FileWiring, Supply]]]:
        """What fills a Secret or ConfigMap, by what it is deployed with and :func:`object_name`."""
        found: dict[tuple[Reach, str], list[tuple[FileWiring, Supply]]] = defaultdict(list)
        for file in self.deployments.files:
            for reach in self.reach(file) if file.supplies else ():
                for supply in file.supplies:
                    found[reach, object_name(supply.of, supply.secret)].append((file, supply))
        return found

    @cached_property
    def settings_at(self) -> dict[Location, Setting]:
        """Every setting by the place of its value."""
        return {setting.location: setting for file in self.deployments.files for setting in file.settings}

    @cached_property
    def stores(self) -> dict[tuple[Reach, str], list[tuple[FileWiring, Setting]]]:
        """The vault of each SecretStore, by what it is deployed with and the store's name."""
        found: dict[tuple[Reach, str], list[tuple[FileWiring, Setting]]] = defaultdict(list)
        for file in self.deployments.files:
            for setting in file.settings if file.family in _MANIFESTS else ():
                kind, _, name = setting.scope[0].partition("/") if setting.scope else ("", "", "")
                if setting.role is Role.VAULT and kind in ("SecretStore", "ClusterSecretStore"):
                    for reach in self.reach(file):
                        found[reach, name.rpartition("/")[2]].append((file, setting))
        return found

    @cached_property
    def values(self) -> dict[tuple[str, str], dict[str, dict[Location, Setting]]]:
        """What the values of each chart come to, by its folder and environment (empty: all), then by path.

        A path has several settings where it differs from release to release.
        """
        found: dict[tuple[str, str], dict[str, dict[Location, Setting]]] = {}
        for effective in self.effective:
            base = self.deployments.by_path[effective.base]
            if base.family is Family.HELM_VALUES:
                chart = base.place.rpartition("/")[0]
                for key in ((chart, effective.environment), (chart, "")):
                    paths = found.setdefault(key, {})
                    for setting in effective.settings:
                        paths.setdefault(values_path(setting), {})[setting.location] = setting
        return found

    @cached_property
    def sets(self) -> dict[tuple[str, str, str], list[SetValue]]:
        """What ``--set`` gives, by chart, values path and the environment of its job (empty: all)."""
        found: dict[tuple[str, str, str], list[SetValue]] = defaultdict(list)
        for release in self.deployments.releases:
            for given in release.command.sets if release.command else ():
                for environment in {release.environment, ""}:
                    found[release.chart, given.path.casefold(), environment].append(given)
        return found

    @cached_property
    def by_values_path(self) -> dict[str, dict[str, Setting]]:
        """The settings of each values file by their paths, by the file's place."""
        return {
            file.place: {values_path(setting): setting for setting in file.settings}
            for file in self.deployments.files
            if file.family is Family.HELM_VALUES
        }

    @cached_property
    def mounted(self) -> dict[str, list[tuple[FileWiring, Setting]]]:
        """What the values of charts take from vaults for an application, by the folded name of the file it gets."""
        found: dict[str, list[tuple[FileWiring, Setting]]] = defaultdict(list)
        for file in self.deployments.files:
            for setting in file.settings if file.family in _VALUES else ():
                if setting.value.kind is ValueKind.KEYVAULT_REFERENCE:
                    found[setting.key.rpartition(":")[2].casefold()].append((file, setting))
        return found

    @cached_property
    def steps(self) -> tuple[Placed, ...]:
        """Every step of every job."""
        return tuple(
            Placed(file, job, step) for file in self.deployments.files for job in file.jobs for step in job.steps
        )

    @cached_property
    def tokens(self) -> dict[tuple[str, str], list[tuple[Placed, Named]]]:
        """What steps put in for deploy-time tokens, by the token's folded name and the environment (empty: all)."""
        found: dict[tuple[str, str], list[tuple[Placed, Named]]] = defaultdict(list)
        for placed in self.steps:
            if _REPLACES_TOKENS.search(placed.step.action):
                environment = self.deployments.environments.canonical(placed.job.environment)
                for named in placed.step.environment_variables:
                    for key in {environment, ""}:
                        found[named.name.casefold(), key].append((placed, named))
        return found

    @cached_property
    def substitutes(self) -> dict[tuple[str, tuple[str, ...], str], list[Setting]]:
        """What Flux puts in for ``${NAME}`` in the files of a Kustomization: by its file, its section for that and the name.

        https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
        """
        found: dict[tuple[str, tuple[str, ...], str], list[Setting]] = defaultdict(list)
        for file, _ in self.deployments.assemblies.get(AssemblyKind.FLUX_KUSTOMIZATION, ()):
            for setting in file.settings:
                if setting.scope[1:3] == ("postBuild", "substitute"):
                    found[file.path, setting.scope, setting.key.rpartition(":")[2]].append(setting)
        return found

    def put_in(self, name: str, file: FileWiring, seen: set[Location]) -> Iterator[tuple[FileWiring, Setting]]:
        """What Flux puts in for a name in a file, also by way of Kustomizations that are given it under the same name.

        ``seen`` are the places of those that are known already.
        """
        for giver, assembly in self.deployments.applied.get(file.place, ()):
            given = self.substitutes.get((giver.path, assembly.inline[0], name), ())
            for setting in given if assembly.location not in seen else ():
                seen.add(assembly.location)
                if setting.value.reveal() == f"${{{name}}}":
                    yield from self.put_in(name, giver, seen)
                else:
                    yield giver, setting

    @cached_property
    def deployed_by(self) -> dict[str, list[Placed]]:
        """The steps that deploy a parameter file, by its place."""
        found: dict[str, list[Placed]] = defaultdict(list)
        for placed in self.steps:
            for place in _parameter_files(placed.step):
                found[place].append(placed)
        return found

    @cached_property
    def arguments(self) -> dict[tuple[str, str, str], list[tuple[FileWiring, Setting]]]:
        """What parameter files and modules give a template's parameters.

        By the template's place, the folded name, and the environment that the giver is made for (empty: all givers,
        ``*``: those made for none).
        """
        found: dict[tuple[str, str, str], list[tuple[FileWiring, Setting]]] = defaultdict(list)
        for template, name, file, setting in self._given():
            environment = file.overlay.environment if file.overlay else "*"
            found[template, name, environment].append((file, setting))
            found[template, name, ""].append((file, setting))
        return found

    def _given(self) -> Iterator[tuple[str, str, FileWiring, Setting]]:
        for template, files in self.deployments.parameter_files.items():
            for file in files:
                for setting in file.settings:
                    if not setting.scope:
                        yield template, setting.key.lower(), file, setting
        for template, users in self.deployments.modules.items():
            for file, symbol in users:
                for setting in self.by_symbol(file).get(symbol, ()):
                    yield template, setting.key.rpartition(".")[2].lower(), file, setting

    def by_symbol(self, file: FileWiring) -> dict[str, list[Setting]]:
        """The settings of a template by the symbol that they stand under."""
        if file.path not in self._by_symbol:
            groups: dict[str, list[Setting]] = defaultdict(list)
            for setting in file.settings:
                if setting.scope:
                    groups[setting.scope[0]].append(setting)
            self._by_symbol[file.path] = groups
        return self._by_symbol[file.path]

    @cached_property
    def _by_symbol(self) -> dict[str, dict[str, list[Setting]]]:
        return {}

    @cached_property
    def in_file(self) -> dict[tuple[str, str], list[Setting]]:
        """The settings of a file by the last part of their keys, folded."""
        found: dict[tuple[str, str], list[Setting]] = defaultdict(list)
        for file in self.deployments.files:
            for setting in file.settings:
                found[file.path, last_part(setting)].append(setting)
        return found

    def chart(self, file: FileWiring) -> str:
        """The folder of a template's chart."""
        return chart_of(file)


def spelled(name: str) -> str:
    """A name as it is compared: Go actions with single blanks."""
    return _BLANKS.sub(" ", name.strip()) if "{{" in name else name


def object_name(of: Target, name: str) -> str:
    """A Secret or ConfigMap as it is looked up, blanks in Go actions evened out."""
    return f"{of.value}/{spelled(name)}"


def values_path(setting: Setting) -> str:
    """``web.clientsecret`` of ``web:clientSecret``."""
    return setting.key.replace(":", ".").casefold()


def last_part(setting: Setting) -> str:
    """The last part of a key, folded."""
    return re.split(r"[:.]", setting.key)[-1].casefold()


def _parameter_files(step: Step) -> Iterator[str]:
    for command, directory in directories(step):
        if command.is_("az deployment", "az stack"):
            for word in command.options("--parameters", "-p"):
                text = word.reveal().lstrip("@")
                place = None if word.substituted else directory.place(text)
                if place and text.endswith((".bicepparam", ".json")):
                    yield place


def variables_around(user: Setting, file: FileWiring) -> Iterator[Named]:
    """The environment variables in force where a step's input or variable stands, but for itself."""
    for step in (step for job in file.jobs for step in job.uses):
        if any(named.location == user.location for named in (*step.inputs, *step.environment_variables)):
            yield from (named for named in step.environment_variables if named.location != user.location)
            return
