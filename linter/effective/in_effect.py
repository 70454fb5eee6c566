"""Which credentials an environment really gets: those of merged files as merged, all others as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from linter.model import (
    RUN_BY_GITHUB,
    TEMPLATES,
    Credential,
    Effective,
    Family,
    FileWiring,
    Location,
    Role,
    Setting,
    Strength,
    ValueKind,
    Wiring,
)
from linter.names.samples import is_for_tests, is_illustration
from linter.patterns import compile_late
from linter.values.proofs import LISTS, proof

from .deployments import Deployments, chart_of

_SAMPLE = compile_late(r"(?i)(?:^|[._-])(?:example|sample|template|dist|tpl)(?:$|[._-])")

_PROVING = frozenset({Role.CERTIFICATE, Role.VAULT, Role.IDENTITY})
_STAND_ALONE = frozenset({Family.APP_SETTINGS, Family.SPRING, Family.DOTNET_CONFIG, Family.DOTENV})
_ANY = frozenset({""})
_OF_ASP_NET = compile_late(r"(?i)appsettings\.(\w+)\.json")
_FOR_ALL = frozenset(  # what apps add for each environment
    "secrets secret override overrides common shared base default defaults global logging serilog user custom".split()
)
_RUN = ("/.github/workflows", "/.gitea/workflows", "/.forgejo/workflows")


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
        deployed = [file for file in self.wiring.files if not is_never_deployed(file)]
        found = {*self._effective}
        found.update(place for file in deployed for place in self._places(file))
        found.update(*(self.stated((setting,), file) for file in deployed for setting in file.settings))
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
            is_tied = not _has_jobs(file) and environment in self.environments_of(file)
            own = [c for c, places in stated if environment in places or (places == _ANY and is_tied)]
            pattern = file.overlay.pattern if file.overlay else ""
            yield from _held([c for c in own if not _is_covered(c, covered)], file.settings, pattern)

    def untied(self, environment: str = "") -> Iterator[InEffect]:
        """Those that are tied to none: as an environment gets them, or where no environment replaces any of them."""
        covered = self.covered.get(environment, frozenset()) if environment else self._covered_for_all
        covered |= self.covered.get("", frozenset())
        yield from self._contained("")
        for file in self.wiring.files:
            if file.credentials and not is_never_deployed(file) and not self._needs_parameters(file):
                is_tied = bool(self.environments_of(file)) and not _has_jobs(file)
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
            if not is_never_deployed(self.deployments.by_path[effective.overlay]):
                found.setdefault(effective.environment, []).append(effective)
        return found

    @cached_property
    def _by_environment(self) -> dict[str, list[FileWiring]]:
        found: dict[str, list[FileWiring]] = {}
        for file in self.wiring.files:
            if not is_never_deployed(file):
                for environment in self.environments_of(file) | self._named_in.get(file.path, frozenset()):
                    found.setdefault(environment, []).append(file)
        return found

    def environments_of(self, file: FileWiring) -> frozenset[str]:
        """The environments for which a file, or a part of it, is deployed; none for one that serves all."""
        if file.path not in self._known:
            told = frozenset[str]().union(*(self._told(setting, file) for setting in file.settings)) - {""}
            self._known[file.path] = told or self._places(file)
        return self._known[file.path]

    @cached_property
    def _known(self) -> dict[str, frozenset[str]]:
        return {}

    def stated(self, settings: Iterable[Setting], file: FileWiring) -> frozenset[str]:
        """The environments that settings of one thing are for, as :func:`stated_of` says or their job; an empty one for any."""
        for setting in settings:
            if told := self._told(setting, file) or self._named_beside.get((file.path, setting.scope)):
                return told
        return _ANY

    def _told(self, setting: Setting, file: FileWiring) -> frozenset[str]:
        """The environments that its section, namespace, file or job tells; none where nothing does."""
        if stated := stated_of(setting, file):
            return frozenset({stated})
        if not _has_jobs(file):
            return frozenset()
        of_jobs = self._by_job[file.path]
        if setting.scope[:1] == ("jobs",):
            return of_jobs.get(setting.scope[1]) or self._places(file) or _ANY
        of_all = frozenset(e for places in of_jobs.values() for e in places or _ANY)  # its env: is that of every job
        return of_all or self._places(file)

    @cached_property
    def _by_job(self) -> dict[str, dict[str, frozenset[str]]]:
        """The environments that the jobs of workflows run in."""
        calls = self.deployments.calls
        return {
            file.path: {job.name: calls.environments_of(job, file) for job in file.jobs}
            for file in self.wiring.files
            if file.family in RUN_BY_GITHUB
        }

    @cached_property
    def _named_in(self) -> dict[str, frozenset[str]]:
        """The environments that apps of a file are switched to."""
        found: dict[str, frozenset[str]] = {}
        for (path, _), told in self._named_beside.items():
            found[path] = found.get(path, frozenset()) | told
        return found

    @cached_property
    def _named_beside(self) -> dict[tuple[str, tuple[str, ...]], frozenset[str]]:
        """The environment that an app is switched to (``ASPNETCORE_ENVIRONMENT``), by the scope of its variables."""
        found: dict[tuple[str, tuple[str, ...]], frozenset[str]] = {}
        for file in self.wiring.files:
            # Of Spring it is a default, under which the file serves all profiles.
            for setting in file.settings if file.family is not Family.SPRING else ():
                if setting.role is Role.ENVIRONMENT_NAME:
                    told = frozenset(e.environment for e in setting.environments if e.location == setting.location)
                    found[file.path, setting.scope] = told
        return {place: told for place, told in found.items() if len(told) == 1}

    def _places(self, file: FileWiring) -> frozenset[str]:
        """The environments of the chart's releases, of the kustomizations, or of the file itself."""
        if file.place.rpartition("/")[2].lower() == "local.settings.json":
            return frozenset({"dev"})  # never deployed
        if file.environments:
            return frozenset({file.environments[0].environment})
        if file.overlay:  # its siblings tell
            return frozenset({file.overlay.environment})
        if named := self._as_asp_net_names(file):
            return frozenset({named})
        if file.family is Family.HELM_TEMPLATE:
            return self._by_chart.get(chart_of(file), frozenset())
        return self.deployments.environments_of(file)

    def _as_asp_net_names(self, file: FileWiring) -> str:
        """The environment of ``appsettings.Public.json``, whatever it is called, beside the file for all.

        https://learn.microsoft.com/aspnet/core/fundamentals/configuration/#default-application-configuration-sources
        """
        folder, _, name = file.place.rpartition("/")
        found = _OF_ASP_NET.fullmatch(name)
        base = f"{folder}/appsettings.json" if folder else "appsettings.json"
        if not found or found[1].lower() in _FOR_ALL or base not in self.deployments.by_place:
            return ""
        return self.deployments.environments.canonical(found[1])

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
            if self.deployments.by_path[effective.base].family not in TEMPLATES:
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
            if self.deployments.by_path[effective.base].family not in TEMPLATES
            for setting in effective.replaced
        )

    @cached_property
    def _covered_for_all(self) -> frozenset[Location]:
        """What no environment gets as it stands; an app for which production has no file of its own runs on that for all."""
        return frozenset(
            place
            for environment, places in self.covered.items()
            for place in places
            if environment == "prod" or self.deployments.by_path[place.path].family not in _STAND_ALONE
        )


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
    if stated or file.family in RUN_BY_GITHUB:
        return stated
    if file.environments:
        return file.environments[0].environment
    return file.overlay.environment if file.overlay else ""


def _is_covered(credential: Credential, covered: frozenset[Location]) -> bool:
    return all(setting.location in covered for setting in credential.settings)


def _has_jobs(file: FileWiring) -> bool:
    """Whether each part of a file runs in an environment of its own, or in none."""
    return file.family in RUN_BY_GITHUB


def is_never_deployed(file: FileWiring) -> bool:
    """Whether a file is there to be copied, read or tested with.

    A workflow runs whatever it is called, if it lies in the very folder and its name ends as one's does
    (https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax).
    """
    folder, _, name = file.place.rpartition("/")
    if file.family is Family.GITHUB_WORKFLOW:
        return not (f"/{folder}".endswith(_RUN) and name.endswith((".yml", ".yaml")))
    return bool(_SAMPLE.search(name)) or is_illustration(file.place) or is_for_tests(file.place, file.family)


def order(environment: str) -> tuple[int, str]:
    """Production first, then what comes before it, then the others by name."""
    known = ("prod", "staging", "test", "dev")
    return known.index(environment) if environment in known else len(known), environment
