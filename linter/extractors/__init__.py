"""Documents → facts: one file's wiring, with its format forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TypeVar

from linter.credentials import pair
from linter.model import (
    Document,
    Family,
    FileWiring,
    GeneratedSecret,
    Job,
    Output,
    Parameter,
    Problem,
    RotationSwitch,
    Setting,
    VariableSource,
    VaultReference,
    VaultSecretResource,
    Workload,
)
from linter.names.environments import Environments
from linter.names.overlays import overlay_of

from .joints import assemblies, supplies
from .loose_secrets import loose_secrets
from .reader import Fact, FileReader

Extractor = Callable[[Document, FileReader], Iterator[Fact]]

# Imported late: a run over one file needs one of them.
EXTRACTORS: dict[Family, str] = {
    Family.APP_SETTINGS: "app_settings",
    Family.APP_SERVICE_SETTINGS: "app_settings",
    Family.DOTENV: "app_settings",
    Family.SPRING: "app_settings",
    Family.DOTNET_CONFIG: "app_settings",
    Family.COMPOSE: "compose",
    Family.HELM_VALUES: "helm",
    Family.HELM_TEMPLATE: "kubernetes",
    Family.KUBERNETES: "kubernetes",
    Family.GITHUB_WORKFLOW: "github_actions",
    Family.GITHUB_ACTION: "github_actions",
    Family.BICEP: "bicep",
    Family.BICEP_PARAMETERS: "bicep",
    Family.ARM_TEMPLATE: "arm",
    Family.ARM_PARAMETERS: "arm",
}


def extract(document: Document, environments: Environments) -> FileWiring:
    """The facts of one file, from that file alone."""
    source = document.source
    reader = FileReader(source, environments)
    extractor: Extractor = import_module(f".{EXTRACTORS[source.family]}", __name__).facts
    facts = list(extractor(document, reader))
    settings = _of(Setting, facts)
    settings += tuple(loose_secrets(document, settings))
    return FileWiring(
        path=source.path,
        family=source.family,
        place=source.place,
        overlay=overlay_of(source, environments),
        settings=settings,
        credentials=pair(source.path, settings),
        vault_references=_of(VaultReference, facts),
        parameters=_of(Parameter, facts),
        outputs=_of(Output, facts),
        vault_secrets=_of(VaultSecretResource, facts),
        jobs=_of(Job, facts),
        workloads=_of(Workload, facts),
        variable_sources=_of(VariableSource, facts),
        rotation_switches=_of(RotationSwitch, facts),
        generated_secrets=_of(GeneratedSecret, facts),
        assemblies=tuple(assemblies(document, reader)),
        supplies=tuple(supplies(document, reader)),
        environments=reader.context,
        problems=tuple(
            Problem(source.location(problem.start, problem.end), problem.message) for problem in document.problems
        ),
    )


_F = TypeVar("_F")


def _of(kind: type[_F], facts: list[Fact]) -> tuple[_F, ...]:
    return tuple(fact for fact in facts if isinstance(fact, kind))
