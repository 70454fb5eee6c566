"""Who uses the workflows and composite actions of a repository, and in which environments their jobs run.

https://docs.github.com/actions/how-tos/reuse-automations/reuse-workflows
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from linter.model import RUN_BY_GITHUB, Choice, FileWiring, Job, Named, Step
from linter.names.environments import Environments
from linter.paths import beside

_ACTIONS = ("action.yml", "action.yaml")
_WORKFLOWS = (".yml", ".yaml")


class Placed(NamedTuple):
    """A step with its job and file."""

    file: FileWiring
    job: Job
    step: Step


class Calls:
    """The index over all workflows and actions."""

    def __init__(self, files: Iterable[FileWiring], environments: Environments) -> None:
        self._files = {file.place: file for file in files if file.family in RUN_BY_GITHUB}
        self._environments = environments

    @cached_property
    def of(self) -> dict[str, list[Placed]]:
        """The steps that use an action of the repository and the jobs that call a workflow of it, by the place of its file."""
        found: dict[str, list[Placed]] = defaultdict(list)
        for file in self._files.values():
            for job in file.jobs:
                for step in job.uses:
                    for place in places(step.uses):
                        found[place].append(Placed(file, job, step))
        return found

    def given(self, name: str, file: FileWiring, environment: str = "") -> list[tuple[FileWiring, Named]]:
        """What is given for an input or secret of a workflow or action in an environment, and where; without one in all."""
        found = []
        for placed in self.of.get(file.place, ()):
            named = placed.step.input(name.lower())
            if named and (not environment or environment in self.environments_of(placed.job, placed.file)):
                found.append((placed.file, named))
        return found

    def environments_of(self, job: Job, file: FileWiring) -> frozenset[str]:
        """The environments that a job, or what it calls, runs in; an empty one where it may be any, none where it has none."""
        names = set(self._names(job.environments, file) if job.environment else self._called(job, file))
        return frozenset(self._environments.canonical(name) for name in names)

    def _names(self, choice: Choice, file: FileWiring, seen: frozenset[str] = frozenset()) -> Iterator[str]:
        yield from choice.names
        callers = [placed for placed in self.of.get(file.place, ()) if placed.file.place not in seen]
        if choice.input and not callers and not choice.names:
            yield ""  # those that call it are elsewhere
        for placed in callers if choice.input else ():
            yield from self._given(choice, placed.job, placed.file, seen | {file.place})

    def _given(self, choice: Choice, job: Job, file: FileWiring, seen: frozenset[str] = frozenset()) -> Iterator[str]:
        """What a job gives for an input of the workflow that it calls."""
        given = dict(job.given).get(choice.input)
        yield from self._names(given, file, seen) if given else (choice.default,)

    def _called(self, job: Job, file: FileWiring) -> Iterator[str]:
        for place in places(job.call.uses) if job.call else ():
            for called in self._files[place].jobs if place in self._files else ():
                yield from called.environments.names
                if called.environments.input:
                    yield from self._given(called.environments, job, file)


def places(uses: str) -> tuple[str, ...]:
    """Where a workflow or action of this repository may stand: by its path, an action also behind a repository's name."""
    is_path = uses.startswith("./")
    path = beside("", uses) if is_path else "/".join(uses.partition("@")[0].split("/")[2:])
    if path.endswith(_WORKFLOWS):  # those of other repositories are often called alike
        return (path,) if is_path else ()
    return tuple(f"{path}/{name}".lstrip("/") for name in _ACTIONS) if path or is_path else ()
