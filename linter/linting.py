"""The steps in a row, from paths to accepted findings; nothing here prints."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from .acceptance import Accepted, Setup, accept
from .check import check
from .config import Config
from .discover import Discovery, discover, discover_index
from .environments import Environments
from .model import Finding, Rule, Source, Wiring
from .paths import rebase
from .wire import wire


class Request(NamedTuple):
    """What to lint and how.

    ``top`` is the absolute top of the repository, or the current folder. ``staged`` takes the index
    instead of the work tree, ``since`` reports only what the change since a revision touches.
    """

    paths: Sequence[str]
    top: Path
    config: Config
    known: Sequence[Rule]
    enabled: Sequence[Rule]
    today: date
    baseline: Path | None = None
    staged: bool = False
    since: str = ""
    force_exclude: bool = False
    stdin: bytes = b""
    stdin_filename: str | None = None
    hash_lines: bool = False
    jobs: int = 0


class Outcome(NamedTuple):
    """What came of it."""

    found: Discovery
    sources: dict[str, Source]
    wiring: Wiring
    accepted: Accepted


def find(request: Request) -> Discovery:
    """The sources: of the index, or of the paths with the rest of their repository as context.

    Raises :class:`linter.git.GitError` when the index cannot be read.
    """
    if request.staged:
        return discover_index(request.top, config=request.config)
    in_repository = (request.top / ".git").exists()
    return discover(
        request.paths,
        root=request.top,
        config=request.config,
        context=(str(request.top),) if in_repository else (),
        force_exclude=request.force_exclude,
        stdin=request.stdin,
        stdin_filename=request.stdin_filename,
    )


def lint(request: Request, found: Discovery) -> Outcome:
    """Judge what was found.

    Raises :class:`linter.check.RuleError`, :class:`linter.baseline.BaselineError` and
    :class:`linter.git.GitError`.
    """
    sources = {source.path: source for source in found.sources}
    wiring = wire(found.sources, Environments(request.config.aliases), request.jobs)
    findings = check(
        wiring, request.enabled, sources, request.config.level, str(request.top), hash_lines=request.hash_lines
    )
    accepted = accept(findings, sources, _setup(request, found), request.baseline)
    if request.since:
        touched = _touched(accepted.findings, request)
        accepted = accepted._replace(findings=touched)
    return Outcome(found, sources, wiring, accepted)


def _setup(request: Request, found: Discovery) -> Setup:
    whole = not any(source.context for source in found.sources) and Path.cwd() == request.top
    known = frozenset(rule.ID for rule in request.known)
    return Setup(request.enabled, known, request.config, request.today, whole, str(request.top))


def _touched(findings: Sequence[Finding], request: Request) -> tuple[Finding, ...]:
    """The findings of which a place lies in a line that the change since a revision added or altered."""
    from .git import changed_since

    changed = changed_since(request.top, request.since)
    return tuple(
        finding
        for finding in findings
        if any(
            place.span.line in lines
            for place in finding.problem.places
            for lines in changed.get(rebase(place.path, str(request.top)), ())
        )
    )
