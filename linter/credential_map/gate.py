"""The gate: of everything in a repository, what one environment gets, and which findings lie in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property

from linter.effective.deployments import Deployments
from linter.effective.in_effect import Holdings, is_never_deployed, stated_of
from linter.model import RUN_BY_GITHUB, FileWiring, Finding, Grant, Job, Location, Wiring
from linter.names.environments import Environments, UnknownEnvironmentError


class Gate:
    """What one environment gets.

    ``environment`` is the name as it was asked for, an alias or the canonical one. Raises
    :class:`linter.names.environments.UnknownEnvironmentError` where no file, job, namespace or configuration speaks of it.
    """

    def __init__(self, wiring: Wiring, environments: Environments, environment: str) -> None:
        self._environments = environments
        self._holdings = Holdings(wiring, Deployments(wiring.files, environments))
        self._files = {file.path: file for file in wiring.files}
        self.environment = environments.canonical(environment)
        known = self._known()
        if self.environment not in known:
            raise UnknownEnvironmentError(_unknown(environment, known))

    def _known(self) -> frozenset[str]:
        jobs = (job.environment for file in self._files.values() for job in file.jobs)
        named = frozenset(self._environments.canonical(name) for name in jobs if name and "${{" not in name)
        ran = (self._run_in(job, file) for file in self._files.values() for job in file.jobs)
        return named.union(self._holdings.environments, self._environments.declared, *ran) - {""}

    def admits(self, finding: Finding) -> bool:
        """Whether a finding lies in what the environment gets."""
        return self._holds(finding.problem.judged) and self._holds(finding.location)

    def _holds(self, place: Location) -> bool:
        file = self._files.get(place.path)
        if file is None or is_never_deployed(file):
            return False
        if file.family in RUN_BY_GITHUB:
            return self._in_job(file, place)
        stated = self._stated.get(place)
        if stated:
            return self._is(stated)
        environments = self._holdings.environments_of(file)
        if environments:
            return any(map(self._is, environments))
        return place not in self._replaced

    def _is(self, environment: str) -> bool:
        """Whether an environment is the one that is asked for; ``nonprod`` is each but production."""
        return environment == self.environment or (environment == "nonprod" and self.environment != "prod")

    def _in_job(self, file: FileWiring, place: Location) -> bool:
        """Whether a place lies in a job of the environment, or in one that is called for whichever environment."""
        at = bisect_right(self._jobs[file.path], place.span.start) - 1
        if at < 0:
            return any(self._is_of(job, file) for job in file.jobs)
        return self._is_of(file.jobs[at], file)

    def _is_of(self, job: Job, file: FileWiring) -> bool:
        if job.environment and "${{" not in job.environment:
            return self._is(self._environments.canonical(job.environment))
        environments = self._run_in(job, file)
        if environments and "" not in environments:
            return any(map(self._is, environments))
        if file.environments:
            return self._is(file.environments[0].environment)
        return bool(job.environment) or job.grant is Grant.CALLER

    def _run_in(self, job: Job, file: FileWiring) -> frozenset[str]:
        return self._holdings.deployments.calls.environments_of(job, file)

    @cached_property
    def _jobs(self) -> dict[str, list[int]]:
        return {path: [job.location.span.start for job in file.jobs] for path, file in self._files.items()}

    @cached_property
    def _stated(self) -> dict[Location, str]:
        """The environment that a setting is for, where a part of its file says so."""
        return {
            setting.location: stated_of(setting, file)
            for file in self._files.values()
            for setting in file.settings
            if setting.context
        }

    @cached_property
    def _replaced(self) -> frozenset[Location]:
        """What of the files for all the environment replaces by its own."""
        return self._holdings.replaced(self.environment)


def _unknown(name: str, known: Iterable[str]) -> str:
    from linter.suggestions import suggestion

    names = sorted(known)
    near = suggestion(name, names)
    listed = f"{' There' if near else '; there'} are {', '.join(names)}" if names else ""
    return f"nothing here speaks of an environment named {name!r}{near}{listed}"
