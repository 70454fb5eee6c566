"""Which credentials an environment really gets: those of merged files as merged, all others as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from linter.model import Credential, Effective, Family, FileWiring, Location, Role, Setting, Strength, ValueKind, Wiring
from linter.patterns import compile_late
from linter.values.proofs import LISTS, proof

from .deployments import Deployments, chart_of

_SAMPLE = compile_late(r"(?i)(?:^|[._-])(?:example|sample|template|dist|tpl)(?:$|[._-])")

_PROVING = frozenset({Role.CERTIFICATE, Role.VAULT, Role.IDENTITY})
_TEMPLATES = frozenset({Family.BICEP, Family.ARM_TEMPLATE})
_STEPS = frozenset({Family.GITHUB_WORKFLOW, Family.GITHUB_ACTION})
_ANY = frozenset({""})
_RUN = frozenset({".github/workflows", ".gitea/workflows", ".forgejo/workflows"})


class InEffect(NamedTuple):
    """One credential as one environment gets it.

    ``credential`` holds the settings in effect, which may stand in several files. ``names`` are the names of
    Secrets that stand beside them, ``proofs`` what a list of certificates or of other proofs below it holds, or what stands
    beside it, in the entry of such a list for one. ``pattern`` is what the file for this environment shares with its
    siblings, empty where it has none.
    ``taken`` is where a container takes it from something else, None where it holds it itself.
    """

    credential: Credential
    names: tuple[Setting, ...] = ()
    proofs: tuple[Setting, ...] = ()
    pattern: str = ""
    taken: Location | None = None

    @property
    def proof(self) -> Setting | None:
        """What beside it says that it proves otherwise than by a secret, though one may stand there too."""
        scope = self.credential.scope
        return next((proof for proof in self.proofs if proof.role is Role.PROOF and proof.scope == scope), None)


class Holdings:
    """What each environment gets; each part is made in one pass when it is first asked for."""

    def __init__(self, wiring: Wiring, deployments: Deployments) -> None:
        self.wiring = wiring
        self.deployments = deployments

    @cached_property
    def environments(self) -> tuple[str, ...]:
        """Every environment that gets something here, production first."""
        found = {effective.environment for effective in self.wiring.effective}
        found.update(place for file in self.wiring.files for place in self._places(file))
        found.update(*(self.stated((setting,), file) for file in self.wiring.files for setting in file.settings))
        return tuple(sorted(found - {""}, key=order))

    def of(self, environment: str) -> Iterator[InEffect]:
        """The credentials that are tied to an environment."""
        covered = self.covered.get(environment, frozenset())
        in_containers = self._in_containers.get(environment, frozenset())
        for effective in self._effective.get(environment, ()):
            own = [c for c in effective.credentials if not _is_covered(c, in_containers)]
            yield from _held(own, effective.settings, effective.pattern)
        yield from self._contained(environment)
        for file in self._by_environment.get(environment, ()):
            stated = ((credential, self.stated(credential.settings, file)) for credential in file.credentials)
            own = [credential for credential, places in stated if environment in places or places == _ANY]
            pattern = file.overlay.pattern if file.overlay else ""
            yield from _held([c for c in own if not _is_covered(c, covered)], file.settings, pattern)

    def untied(self, environment: str = "") -> Iterator[InEffect]:
        """Those that are tied to none: as an environment gets them, or where no environment replaces any of them."""
        covered = self.covered.get(environment, frozenset()) if environment else self._covered_by_any
        covered |= self.covered.get("", frozenset())
        yield from self._contained("")
        for file in self.wiring.files:
            if file.credentials and not is_sample(file) and not self._needs_parameters(file):
                is_tied = bool(self.environments_of(file))
                stated = ((credential, self.stated(credential.settings, file)) for credential in file.credentials)
                own = [c for c, places in stated if "" in places and not (is_tied and places == _ANY)]
                yield from _held([c for c in own if not _is_covered(c, covered)], file.settings)

    def _contained(self, environment: str) -> Iterator[InEffect]:
        """What containers get; for the empty environment those that are made for all."""
        for container in self.wiring.containers:
            if container.environment == environment:
                for held in _held(container.credentials, container.settings, container.pattern):
                    is_taken = any(setting.location in container.taken for setting in held.credential.settings)
                    yield held._replace(taken=container.location if is_taken else None)

    def _needs_parameters(self, file: FileWiring) -> bool:
        """Whether a template is deployed with parameters, so that without them it says nothing."""
        return file.place in self.deployments.parameter_files or file.place in self.deployments.modules

    @cached_property
    def _effective(self) -> dict[str, list[Effective]]:
        found: dict[str, list[Effective]] = {}
        for effective in self.wiring.effective:
            found.setdefault(effective.environment, []).append(effective)
        return found

    @cached_property
    def _by_environment(self) -> dict[str, list[FileWiring]]:
        found: dict[str, list[FileWiring]] = {}
        for file in self.wiring.files:
            if not is_sample(file):
                for environment in self.environments_of(file):
                    found.setdefault(environment, []).append(file)
        return found

    def environments_of(self, file: FileWiring) -> frozenset[str]:
        """The environments for which a file, or a part of it, is deployed; none for one that serves all."""
        stated = frozenset[str]().union(*(self.stated((setting,), file) for setting in file.settings)) - {""}
        return stated or self._places(file)

    def stated(self, settings: Iterable[Setting], file: FileWiring) -> frozenset[str]:
        """The environments that settings of one thing are for, as :func:`stated_of` says or their job; an empty one for any."""
        for setting in settings:
            if stated := stated_of(setting, file):
                return frozenset({stated})
            if file.family in _STEPS and setting.scope[:1] == ("jobs",):
                return self._by_job[file.path].get(setting.scope[1]) or _ANY
        return _ANY

    @cached_property
    def _by_job(self) -> dict[str, dict[str, frozenset[str]]]:
        """The environments that the jobs of workflows run in."""
        calls = self.deployments.calls
        return {
            file.path: {job.name: calls.environments_of(job, file) for job in file.jobs}
            for file in self.wiring.files
            if file.family in _STEPS
        }

    def _places(self, file: FileWiring) -> frozenset[str]:
        """The environments of the chart's releases, of the kustomizations, or of the file itself."""
        if file.place.rpartition("/")[2].lower() == "local.settings.json":
            return frozenset({"dev"})  # never deployed
        if file.environments:
            return frozenset({file.environments[0].environment})
        if file.overlay:  # its siblings tell
            return frozenset({file.overlay.environment})
        if file.family is Family.HELM_TEMPLATE:
            return self._by_chart.get(chart_of(file), frozenset())
        return self.deployments.environments_of(file)

    @cached_property
    def _by_chart(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for effective in self.wiring.effective:
            base = self.deployments.by_path[effective.base]
            if base.family is Family.HELM_VALUES:
                found.setdefault(base.place.rpartition("/")[0], set()).add(effective.environment)
        return {chart: frozenset(environments) for chart, environments in found.items()}

    @cached_property
    def covered(self) -> dict[str, frozenset[Location]]:
        """The settings that count as merged with others, or are replaced, by environment."""
        found: dict[str, set[Location]] = {}
        for effective in self.wiring.effective:
            places = found.setdefault(effective.environment, set())
            places.update(setting.location for setting in effective.replaced)
            if self.deployments.by_path[effective.base].family not in _TEMPLATES:
                places.update(setting.location for setting in effective.settings)
        for environment, in_containers in self._in_containers.items():
            found.setdefault(environment, set()).update(in_containers)
        return {environment: frozenset(places) for environment, places in found.items()}

    @cached_property
    def _in_containers(self) -> dict[str, frozenset[Location]]:
        """Those that count as a container's."""
        found: dict[str, set[Location]] = {}
        for container in self.wiring.containers:
            places = found.setdefault(container.environment, set())
            places.update(container.replaced, (setting.location for setting in container.settings))
        return {environment: frozenset(places) for environment, places in found.items()}

    def replaced(self, environment: str) -> frozenset[Location]:
        """The settings in whose place an environment gets others; a template's own are deployed as they are."""
        return frozenset(
            setting.location
            for effective in self._effective.get(environment, ())
            if self.deployments.by_path[effective.base].family not in _TEMPLATES
            for setting in effective.replaced
        )

    @cached_property
    def _covered_by_any(self) -> frozenset[Location]:
        return frozenset(place for places in self.covered.values() for place in places)


def _held(credentials: Iterable[Credential], settings: Iterable[Setting], pattern: str = "") -> Iterator[InEffect]:
    names: dict[tuple[str, ...], list[Setting]] = {}
    proofs: dict[tuple[str, ...], list[Setting]] = {}
    for setting in settings:
        if setting.role is Role.SECRET_NAME and setting.value.reveal():
            names.setdefault(setting.scope, []).append(setting)
        for scope in _proven(setting):
            proofs.setdefault(scope, []).append(setting)
    for credential in credentials:
        scope = credential.scope
        yield InEffect(credential, tuple(names.get(scope, ())), tuple(proofs.get(scope, ())), pattern)


def _proven(setting: Setting) -> Iterator[tuple[str, ...]]:
    """The scopes whose credentials a setting proves: what holds the list that it stands in, and the entry or section itself."""
    above = [setting.scope[:depth] for depth, segment in enumerate(setting.scope) if segment.lower() in LISTS]
    if setting.role in (Role.PROOF, Role.CREDENTIALS_JSON):
        proves = proof(setting.value.reveal()) != ""
    else:
        proves = bool(above) and setting.role in _PROVING and setting.value.kind is not ValueKind.EMPTY
    if proves:
        yield from (*above, setting.scope)


def stated_of(setting: Setting, file: FileWiring) -> str:
    """The environment that a setting is for, as its job, section, namespace or file says."""
    stated = next((e.environment for e in setting.context if e.strength >= Strength.STATED), "")
    if stated or file.family in _STEPS:
        return stated
    if file.environments:
        return file.environments[0].environment
    return file.overlay.environment if file.overlay else ""


def _is_covered(credential: Credential, covered: frozenset[Location]) -> bool:
    return all(setting.location in covered for setting in credential.settings)


def is_sample(file: FileWiring) -> bool:
    """Whether a file is there to be copied, and deployed to nowhere.

    A workflow of the repository runs whatever it is called, unless its name does not end as one's does.
    """
    folder, _, name = file.place.rpartition("/")
    if file.family is Family.GITHUB_WORKFLOW and folder in _RUN:
        return not name.endswith((".yml", ".yaml"))
    return _SAMPLE.search(name) is not None


def order(environment: str) -> tuple[int, str]:
    """Production first, then what comes before it, then the others by name."""
    known = ("prod", "staging", "test", "dev")
    return known.index(environment) if environment in known else len(known), environment
