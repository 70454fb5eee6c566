"""Wiring × rules → findings: stamped, one verdict per value, sorted."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath

from .excerpts import Excerpts
from .fingerprints import fingerprints
from .line_hash import line_hashes
from .model import Finding, Problem, Rule, Severity, Source, Wiring
from .precedence import most_specific


class RuleError(Exception):
    """A rule raised. The message names the rule, the place in its code and the file, and holds no linted text."""


def check(
    wiring: Wiring,
    rules: Iterable[Rule],
    sources: Mapping[str, Source],
    severities: Mapping[str, Severity] | None = None,
) -> list[Finding]:
    """Every finding of the rules, worst rule precedence applied, by path and position.

    ``severities`` overrides those of the rules by id. Raises :class:`RuleError` when a rule raises.
    """
    stamped = [
        Finding(rule.ID, _severity(rule, problem, severities or {}), problem)
        for rule in rules
        for problem in _problems(rule, wiring)
        if not _is_context(problem, sources)
    ]
    findings = sorted(_unique(most_specific(stamped)), key=_order)
    return list(_described(findings, wiring, sources))


def _severity(rule: Rule, problem: Problem, severities: Mapping[str, Severity]) -> Severity:
    return severities.get(rule.ID) or problem.severity or rule.SEVERITY


def _is_context(problem: Problem, sources: Mapping[str, Source]) -> bool:
    source = sources.get(problem.location.path)
    return source is not None and source.context


def _problems(rule: Rule, wiring: Wiring) -> list[Problem]:
    try:
        return list(rule.check(wiring))
    except Exception as error:
        raise RuleError(_failure(rule, wiring, error)) from None


def _failure(rule: Rule, wiring: Wiring, error: Exception) -> str:
    """What to say of a rule that raised; its exception's own text may quote a secret and stays unsaid."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{PurePath(frame.filename).name}:{frame.lineno}"
    culprit = next((file.path for file in wiring.files if _raises(rule, Wiring((file,)))), "")
    where = f" on {culprit}" if culprit else ""
    return f"rule {rule.ID} failed{where}: {type(error).__name__} at {place}"


def _raises(rule: Rule, wiring: Wiring) -> bool:
    try:
        list(rule.check(wiring))
    except Exception:
        return True
    return False


def _unique(findings: Iterable[Finding]) -> Iterator[Finding]:
    seen = set()
    for finding in findings:
        identity = (finding.rule, finding.location, finding.problem.key)
        if identity not in seen:
            seen.add(identity)
            yield finding


def _order(finding: Finding) -> tuple[str, int, int, str]:
    span = finding.location.span
    return finding.location.path, span.start, span.end, finding.rule


def _described(findings: list[Finding], wiring: Wiring, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """The findings with excerpt, fingerprint and line hash."""
    raise NotImplementedError
