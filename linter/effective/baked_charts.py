"""The charts that the action azure/k8s-bake renders: as ``helm template`` would, from its inputs.

https://github.com/Azure/k8s-bake: ``overrideFiles`` are paths, one a line, ``overrides`` are ``path:value``, one a line;
the workflow that GitHub documents for AKS uses it, with paths in ``env:``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.model import Job, Named, Step
from linter.paths import beside
from linter.patterns import compile_late

from .helm_commands import HelmCommand, SetValue, helm_commands

_ACTION = "azure/k8s-bake"
_SECRET = "secrets."
_NAME = compile_late(r"[\w-]+")
_OF_ENVIRONMENT = compile_late(r"\$\{\{\s*env\.(\w+)\s*\}\}")


def deployed_charts(job: Job) -> Iterator[HelmCommand]:
    """Every release of a job, of charts in folders: by helm itself, then by bake steps."""
    yield from helm_commands(job)
    yield from baked_charts(job)


def baked_charts(job: Job) -> Iterator[HelmCommand]:
    """The releases of a job's bake steps, of charts in folders."""
    for step in job.steps:
        if step.action == _ACTION and _lines(step, "renderengine") == ["helm"]:
            charts, files = _places(step, "helmchart"), _places(step, "overridefiles")
            yield HelmCommand(
                chart=next(iter(charts), "") or "",
                files=tuple(file for file in files if file),
                sets=tuple(_sets(step.input("overrides"))),
                location=step.uses_location or step.location,
                complete=len(charts) == 1 and all((*charts, *files)),
            )


def _lines(step: Step, name: str) -> list[str]:
    named = step.input(name)
    text = _filled(named.value.reveal(), step) if named else ""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _places(step: Step, name: str) -> list[str | None]:
    """The places of paths, None for one that is computed or leads out of the repository."""
    return [None if "${{" in line else beside("", line) for line in _lines(step, name)]


def _filled(text: str, step: Step) -> str:
    known = {named.name: named.value.reveal() for named in step.environment_variables}

    def value(match: re.Match[str]) -> str:
        return known.get(match[1], match[0])

    return _OF_ENVIRONMENT.sub(value, text)


def _sets(overrides: Named | None) -> Iterator[SetValue]:
    for line in overrides.value.reveal().splitlines() if overrides else ():
        path, colon, value = line.strip().partition(":")
        if colon and overrides:
            spoken = _NAME.findall(value)
            put_in = (secret for secret in overrides.secrets if secret.removeprefix(_SECRET) in spoken)
            yield SetValue(path, ", ".join(put_in), overrides.location)
