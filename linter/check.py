"""Wiring × rules → findings: stamped, one verdict per value, sorted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath

from .compiled import without_echoes
from .excerpts import Excerpts
from .fingerprints import fingerprints
from .known_secrets import KnownSecrets
from .line_hash import line_hashes
from .model import Finding, Fix, Problem, Rule, Severity, Source, Wiring
from .precedence import most_specific

# (rule id, group, its own severity, path) → the severity in force, or None where the rule is off.
LevelOf = Callable[[str, str, Severity, str], Severity | None]


class RuleError(Exception):
    """A rule raised. The message names rule, place in its code and file, and holds no linted text."""


def check(
    wiring: Wiring,
    rules: Iterable[Rule],
    sources: Mapping[str, Source],
    level: LevelOf | None = None,
    root: str = ".",
    *,
    hash_lines: bool = False,
) -> list[Finding]:
    """Every finding of the rules, one verdict per value, by path and position.

    ``level`` decides a rule's severity in a file, None for off; without it the rule's own holds.
    ``root`` is the folder from which fingerprints count paths. ``hash_lines`` adds GitHub's hash of each
    line, which costs as much as all rules together and only SARIF shows. Raises :class:`RuleError` when a rule raises.
    """
    stamped = (
        Finding(rule.ID, severity, problem)
        for rule in rules
        for problem in _problems(rule, wiring)
        if (severity := _severity(rule, problem, level))
    )
    # Context is left out last, so that a file's findings are the same alone and in a whole run.
    found = without_echoes(_unique(most_specific(stamped)), sources)
    findings = [finding for finding in found if not _is_context(finding, sources)]
    return described(sorted(findings, key=_order), wiring, sources, root, hash_lines=hash_lines)


def _severity(rule: Rule, problem: Problem, level: LevelOf | None) -> Severity | None:
    own = problem.severity or rule.SEVERITY
    return level(rule.ID, rule.GROUP, own, problem.location.path) if level else own


def _is_context(finding: Finding, sources: Mapping[str, Source]) -> bool:
    """Whether what must change stands in a file that was not asked for."""
    source = sources.get(finding.location.path)
    return source is not None and source.context


def _problems(rule: Rule, wiring: Wiring) -> list[Problem]:
    try:
        return list(rule.check(wiring))
    except Exception as error:
        raise RuleError(_failure(rule, wiring, error)) from None


def _failure(rule: Rule, wiring: Wiring, error: Exception) -> str:
    """What to say of a rule that raised; its exception's own text may quote a secret and stays unsaid."""
    import traceback  # which reads source code, and so brings much along

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


def described(
    findings: Sequence[Finding], wiring: Wiring, sources: Mapping[str, Source], root: str, *, hash_lines: bool
) -> list[Finding]:
    """The findings with their masked line, their fingerprint and GitHub's hash of the line.

    No word of them repeats a secret, whatever a rule takes for a name; the fingerprint is that of the true words.
    """
    if not findings:
        return []
    excerpts = Excerpts(wiring.files, sources.values())
    hashes = _line_hashes(findings, sources, excerpts) if hash_lines else {}
    marks = fingerprints(findings, wiring, sources, root)
    return [
        finding._replace(
            problem=_masked(finding.problem, excerpts.known),
            excerpt=excerpts.line(finding.location.path, finding.location.span.line),
            fingerprint=mark,
            line_hash=hashes.get((finding.location.path, finding.location.span.line), ""),
        )
        for finding, mark in zip(findings, marks, strict=True)
    ]


def _masked(problem: Problem, known: KnownSecrets) -> Problem:
    return problem._replace(
        message=known.mask(problem.message),
        key=known.mask(problem.key),
        related=tuple(related._replace(label=known.mask(related.label)) for related in problem.related),
        flow=tuple(related._replace(label=known.mask(related.label)) for related in problem.flow),
        fix=problem.fix and _masked_fix(problem.fix, known),
    )


def _masked_fix(fix: Fix, known: KnownSecrets) -> Fix:
    confidential = fix.confidential or any(known.mask(edit.text) != edit.text for edit in fix.edits)
    return fix._replace(description=known.mask(fix.description), confidential=confidential)


def _line_hashes(
    findings: Iterable[Finding], sources: Mapping[str, Source], excerpts: Excerpts
) -> dict[tuple[str, int], str]:
    """The hashes of the findings' lines, but for those that cover a secret: it could be guessed from them.

    A hash covers a secret where it is another one once the secret is masked.
    """
    lines: dict[str, set[int]] = {}
    for finding in findings:
        lines.setdefault(finding.location.path, set()).add(finding.location.span.line)
    hashes: dict[tuple[str, int], str] = {}
    for path, numbers in lines.items():
        source, masked = sources.get(path), excerpts.source(path)
        if source and masked:
            nothing_known = Source(path, source.family, excerpts.known.mask(masked.text))
            plain, covered = line_hashes(source, numbers), line_hashes(nothing_known, numbers)
            hashes.update({(path, line): plain[line] for line in plain if plain[line] == covered[line]})
    return hashes
