"""Findings that are accepted: by comments, by the configuration, by the baseline. What accepts nothing is told."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from linter.configuration.config import Config
from linter.model import Finding, Problem, Rule, Source
from linter.parsers import parse

from .baseline import Known, compare, load
from .ignores import Ignored, Scope, apply_ignores
from .inline_ignores import MARK, InlineIgnore, inline_ignores

UNUSED_IGNORE = "unused-ignore"  # the rule by whose name the engine tells of ignores


class Setup(NamedTuple):
    """What accepting depends on.

    ``enabled`` are the rules that ran, ``known`` the ids of all that exist; ``describe`` adds to findings what
    reports show of their lines; ``whole`` says that every file
    of the repository was linted; ``root`` is the folder from which baselines count paths.
    """

    enabled: Sequence[Rule]
    known: frozenset[str]
    describe: Callable[[Sequence[Finding]], Sequence[Finding]]
    config: Config
    today: date
    whole: bool
    root: str


class Accepted(NamedTuple):
    """All findings, those that are accepted marked, and the baseline's entries that no longer occur."""

    findings: tuple[Finding, ...]
    gone: tuple[Known, ...] = ()


def accept(
    findings: Sequence[Finding], sources: Mapping[str, Source], setup: Setup, baseline: Path | None = None
) -> Accepted:
    """Mark what is accepted. Raises :class:`linter.acceptance.baseline.BaselineError`."""
    ignored = _ignored(findings, sources, setup)
    told = (*ignored.findings, *setup.describe(tuple(_told(ignored.problems, setup))))
    if baseline is None:
        return Accepted(told)
    compared = compare(
        told,
        load(baseline),
        root=setup.root,
        linted=_linted(sources),
        rules={rule.ID for rule in setup.enabled},
        exists=lambda path: (Path(setup.root) / path).exists(),
    )
    return Accepted(compared.findings, compared.gone)


def _ignored(findings: Sequence[Finding], sources: Mapping[str, Source], setup: Setup) -> Ignored:
    comments: dict[str, tuple[InlineIgnore, ...]] = {}
    faults: list[Problem] = []
    for source in sources.values():
        if MARK in source.text and not source.context:
            found = inline_ignores(parse(source), setup.known)
            comments[source.path] = found.ignores
            faults += found.problems
    ran = {rule.ID for rule in setup.enabled}
    scope = Scope(ran, _linted(sources), setup.today, setup.config.place, setup.whole)
    ignored = apply_ignores(findings, comments, setup.config.ignores, scope)
    return ignored._replace(problems=(*faults, *ignored.problems))


def _told(problems: Iterable[Problem], setup: Setup) -> Iterable[Finding]:
    """The faults of ignores as findings, where the rule of that name runs."""
    rule = next((rule for rule in setup.enabled if rule.ID == UNUSED_IGNORE), None)
    if rule is None:
        return
    for problem in problems:
        severity = setup.config.level(rule.ID, rule.GROUP, rule.SEVERITY, problem.location.path)
        if severity:
            yield Finding(rule.ID, severity, _sentence(problem))


def _sentence(problem: Problem) -> Problem:
    text = problem.message[:1].upper() + problem.message[1:]
    return problem._replace(message=text if text.endswith("?") else f"{text}.")


def _linted(sources: Mapping[str, Source]) -> list[str]:
    return [source.path for source in sources.values() if not source.context]
