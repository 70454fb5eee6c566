"""What a deploy gives an app by name: environment variables of steps and containers, app settings, ``--set``.

Names are compared by their letters and digits alone, as ``AzureAd:ClientSecret``, ``AzureAd__ClientSecret`` and
``AZUREAD_CLIENTSECRET`` are one to the configuration of .NET and Spring.
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import RUN_BY_GITHUB, Family, FileWiring, Job, Setting, ValueKind
from linter.patterns import compile_late

from .in_effect import Holdings

_GIVING = frozenset(
    {
        Family.KUBERNETES,
        Family.HELM_TEMPLATE,
        Family.COMPOSE,
        Family.APP_SERVICE_SETTINGS,
        Family.BICEP,
        Family.ARM_TEMPLATE,
        Family.GITHUB_WORKFLOW,
        Family.GITHUB_ACTION,
    }
)
_CONTAINERS = frozenset({Family.KUBERNETES, Family.HELM_TEMPLATE, Family.COMPOSE})
_WORKLOADS = frozenset("Deployment StatefulSet DaemonSet ReplicaSet Rollout Job CronJob ScaledJob Pod Service".split())
_LIKE_A_VARIABLE = compile_late(r"[A-Z][A-Z0-9_]+|\w+(?:__|:)[\w:]+")  # of a template's settings, those of an app
_NOTHING = frozenset({ValueKind.EMPTY, ValueKind.PLACEHOLDER})
_DEPLOYING = frozenset({"az", "azd", "func", "helm", "kubectl", "docker"})
_OTHER = compile_late(r"[^a-z0-9]")
_ASSIGNMENT = compile_late(r"([A-Za-z][\w.:-]*)=.")


def folded(name: str) -> str:
    """The letters and digits of a name, in small letters."""
    return _OTHER.sub("", name.casefold())


def supplied(holdings: Holdings, environment: str) -> frozenset[str]:
    """The folded names of everything that a deploy to an environment gives a value."""
    return frozenset(folded(name) for file in holdings.wiring.files for name in _names(file, holdings, environment))


def _names(file: FileWiring, holdings: Holdings, environment: str) -> Iterator[str]:
    tied = holdings.environments_of(file)
    is_meant = environment in tied or (not tied and file.family is not Family.COMPOSE)
    if file.family in _GIVING and is_meant:
        for setting in file.settings:
            if setting.value.kind not in _NOTHING and _gives(setting, file.family):
                yield setting.key.rpartition(":")[2] if file.family in _CONTAINERS | RUN_BY_GITHUB else setting.key
        # What Secrets and ConfigMaps hold under the name of a variable is there to be taken by envFrom.
        yield from (supply.key for supply in file.supplies if _LIKE_A_VARIABLE.fullmatch(supply.key))
        for workload in file.workloads:
            yield from (use.variable for use in workload.uses)
        for job in file.jobs:
            yield from _given_by(job)


def _gives(setting: Setting, family: Family) -> bool:
    """Whether a setting is one of an app: of a container, of a list of app settings; not an input of a step."""
    if family in RUN_BY_GITHUB:
        return "app-settings-json" in setting.scope
    if family is Family.APP_SERVICE_SETTINGS or family is Family.COMPOSE:
        return True
    if family in _CONTAINERS:
        return bool(setting.scope) and setting.scope[0].partition("/")[0] in _WORKLOADS
    return _LIKE_A_VARIABLE.fullmatch(setting.key) is not None


def _given_by(job: Job) -> Iterator[str]:
    for step in job.steps:
        yield from (named.name for named in step.environment_variables if named.value.kind not in _NOTHING)
        for command in (command for command in step.commands if command.name in _DEPLOYING):
            for word in command.words:
                match = _ASSIGNMENT.match(word.reveal())
                if match:
                    yield match[1]
