"""A run, rendered for where it goes: colours and width for a terminal, plain text for a file."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from . import __version__
from .linting import Outcome, Request
from .model import LintedFile, Run, Use
from .paths import relative
from .reports import report


def described(request: Request, outcome: Outcome, *, hide_accepted: bool = False) -> Run:
    """What a run has to tell, for any report."""
    findings = outcome.accepted.findings
    found, wiring = outcome.found, outcome.wiring
    stated = {file.path: file.environments[0].environment for file in wiring.files if file.environments}
    files = tuple(
        LintedFile(file.path, file.family, stated.get(file.path, "")) for file in found.listed if not file.context
    )
    here = str(Path.cwd())
    prefix = relative(here, str(request.top))
    return Run(
        findings=tuple(f for f in findings if not f.suppressed) if hide_accepted else findings,
        rules=tuple(request.enabled),
        files=files,
        unreadable=found.unreadable,
        notices=(*found.notices, *(wiring.inventory.notices if wiring.inventory else ())),
        environment=wiring.environment,
        config=request.config.path,
        version=__version__,
        folder=here,
        prefix="" if prefix == "." else f"{prefix}/",
        successful=not found.failed,
        uses=outcome.uses,
        credential_map=outcome.uses or _of_files(outcome.credential_map, files),
    )


def _of_files(uses: Iterable[Use], files: Iterable[LintedFile]) -> tuple[Use, ...]:
    """The uses that have to do with a file that was judged, not with its context alone."""
    judged = {file.path for file in files}
    return tuple(use for use in uses if any(place.path in judged for place in use.wire))


def rendered(name: str, run: Run, *, colour: str = "auto", unreadable: bool = True) -> str:
    """A report's text; ``colour`` is ``auto`` (a terminal's standard output), ``always`` or ``never``.

    ``unreadable`` as in :func:`linter.reports.text.render`.
    """
    if name != "text":
        return report(name)(run)
    from .reports.text import render

    coloured = _is_coloured(colour, on_terminal=sys.stdout.isatty())
    return render(run, colour=coloured, width=terminal_width(), unreadable=unreadable)


def terminal_width() -> int:
    """How many columns the terminal has that standard output is; 100 where it is none."""
    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100


def _is_coloured(wish: str, *, on_terminal: bool) -> bool:
    """https://no-color.org and https://force-color.org, unless the command line says."""
    if wish != "auto":
        return wish == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (on_terminal and os.environ.get("TERM") != "dumb")
