"""The steps in a row, from paths to accepted findings; nothing here prints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .acceptance.accept import Accepted, Setup, accept
from .check import check, described
from .configuration.config import Config
from .discovery.discover import Discovery, discover, discover_index
from .inventory.loading import load_inventory
from .known_secrets import KnownSecrets
from .model import Finding, Rule, Source, Use, Wiring
from .names.environments import Environments, UnknownEnvironmentError
from .paths import is_repository, rebase
from .settling import settled
from .wire import Known, wire

if TYPE_CHECKING:
    from .credential_map.gate import Gate


class Request(NamedTuple):
    """What to lint and how.

    ``top`` is the absolute top of the repository, or the current folder. ``staged`` takes the index
    instead of the work tree, ``since`` reports only what the change since a revision touches.
    ``environment`` is the one that alone is judged. ``map_credentials`` makes the map of credentials, which takes time.
    """

    paths: Sequence[str]
    top: Path
    config: Config
    known: Sequence[Rule]
    enabled: Sequence[Rule]
    today: date
    baseline: Path | None = None
    inventory: Path | None = None
    staged: bool = False
    since: str = ""
    force_exclude: bool = False
    stdin: bytes = b""
    stdin_filename: str | None = None
    hash_lines: bool = False
    jobs: int = 0
    environment: str = ""
    map_credentials: bool = False


class Outcome(NamedTuple):
    """What came of it.

    ``uses`` is what the environment that was asked for will use, ``credential_map`` who signs in with what.
    """

    found: Discovery
    sources: dict[str, Source]
    wiring: Wiring
    accepted: Accepted
    uses: tuple[Use, ...] = ()
    credential_map: tuple[Use, ...] = ()


def find(request: Request) -> Discovery:
    """The sources: of the index, or of the paths with the rest of their repository as context.

    Raises :class:`linter.discovery.git.GitError` when the index cannot be read.
    """
    return settled(_discover(request), Environments(request.config.aliases), always=bool(request.environment))


def _discover(request: Request) -> Discovery:
    if request.staged:
        return discover_index(request.top, config=request.config, paths=request.paths, always=bool(request.environment))
    in_repository = is_repository(request.top)
    return discover(
        request.paths,
        root=request.top,
        config=request.config,
        context=(str(request.top),) if in_repository else (),
        always=bool(request.environment),
        force_exclude=request.force_exclude,
        stdin=request.stdin,
        stdin_filename=request.stdin_filename,
    )


def lint(request: Request, found: Discovery) -> Outcome:
    """Judge what was found.

    Raises :class:`linter.check.RuleError`, :class:`linter.acceptance.baseline.BaselineError`,
    :class:`linter.discovery.git.GitError` and :class:`linter.names.environments.UnknownEnvironmentError`.
    """
    sources = {source.path: source for source in found.sources}
    wiring, environments = join(request, found)
    gate = _gate(wiring, environments, request.environment)
    if gate:
        wiring = wiring._replace(environment=gate.environment)
    findings = check(
        wiring, request.enabled, sources, request.config.level, str(request.top), hash_lines=request.hash_lines
    )
    if gate:
        findings = [finding for finding in findings if gate.admits(finding)]
    describe = partial(described, wiring=wiring, sources=sources, root=str(request.top), hash_lines=request.hash_lines)
    accepted = accept(findings, sources, _setup(request, found, describe), request.baseline)
    if request.since:
        touched = _touched(accepted.findings, request)
        accepted = accepted._replace(findings=touched)
    uses = _uses(wiring, environments, found)
    mapped = uses or (_mapped(wiring, environments, found) if request.map_credentials else ())
    return Outcome(found, sources, wiring, accepted, uses, mapped)


def credentials(request: Request, found: Discovery) -> tuple[Use, ...]:
    """Who signs in with what, environment by environment, as far as what was found has to do with it.

    With an environment asked for, what that one will use. Raises :class:`linter.names.environments.UnknownEnvironmentError`.
    """
    wiring, environments = join(request, found)
    gate = _gate(wiring, environments, request.environment)
    if gate:
        return _uses(wiring._replace(environment=gate.environment), environments, found)
    return _mapped(wiring, environments, found)


def join(request: Request, found: Discovery) -> tuple[Wiring, Environments]:
    """The facts of all that was found, and the names of environments that hold here."""
    environments = Environments(request.config.aliases)
    return wire(found.sources, environments, request.jobs, _known(request)), environments


def _gate(wiring: Wiring, environments: Environments, environment: str) -> Gate | None:
    if not environment:
        return None
    from .credential_map.gate import Gate

    try:
        return Gate(wiring, environments, environment)
    except UnknownEnvironmentError as error:  # its message lists what files call environments
        raise UnknownEnvironmentError(KnownSecrets(wiring.files).mask(str(error))) from None


def _uses(wiring: Wiring, environments: Environments, found: Discovery) -> tuple[Use, ...]:
    if not wiring.environment:
        return ()
    from .credential_map.entries import uses_of

    return _shown(uses_of(wiring, environments, wiring.environment), wiring, found)


def _mapped(wiring: Wiring, environments: Environments, found: Discovery) -> tuple[Use, ...]:
    from .credential_map.entries import credential_map

    return _shown(credential_map(wiring, environments), wiring, found)


def _shown(uses: Iterable[Use], wiring: Wiring, found: Discovery) -> tuple[Use, ...]:
    """Those of what is judged; the context of it has others, which nobody asked for."""
    judged = {source.path for source in found.sources if not source.context}
    return KnownSecrets(wiring.files).mask_uses(use for use in uses if use.touches(judged))


def _known(request: Request) -> Known:
    inventory = (
        load_inventory(request.inventory, rebase(str(request.inventory), str(Path.cwd())))
        if request.inventory
        else None
    )
    return Known(inventory, request.config.declared_ids, request.today, request.config.options)


def _setup(request: Request, found: Discovery, describe: Callable[[Sequence[Finding]], Sequence[Finding]]) -> Setup:
    whole = (
        not request.environment and not any(source.context for source in found.sources) and Path.cwd() == request.top
    )
    known = frozenset(rule.ID for rule in request.known)
    return Setup(request.enabled, known, describe, request.config, request.today, whole, str(request.top))


def _touched(findings: Sequence[Finding], request: Request) -> tuple[Finding, ...]:
    """The findings of which a place lies in a line that the change since a revision added or altered."""
    from .discovery.git import changed_since

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
