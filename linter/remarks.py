"""What a run has to say of itself on standard error, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .acceptance.baseline import Known
from .discovery.discover import Discovery
from .model import Finding


def on_nothing(found: Discovery, *, staged: bool) -> str:
    """Why there is nothing to judge."""
    if staged:
        return "the next commit changes no configuration file of a known family"
    named = f"; {found.unknown[0]} is of none" if found.unknown else ""
    return f"no configuration file of a known family was found{named}"


def on_no_correction(findings: Sequence[Finding], *, unsafe: bool) -> str:
    """Why nothing is corrected although there are findings; empty where there are none."""
    counted = [finding for finding in findings if not finding.suppressed]
    if unsafe:
        return "nothing can be corrected" if counted else ""
    likely = sum(finding.problem.fix is not None for finding in counted)
    hint = f"; --unsafe-fixes has {likely} whose text is likely" if likely else ""
    return f"nothing can be corrected with certainty{hint}" if counted else ""


def on_baseline(gone: Sequence[Known], *, verbose: bool) -> Iterator[str]:
    """What of the baseline occurs no longer: the list should only get shorter."""
    if verbose:
        yield from (f"{known.path}: {known.rule} of the baseline occurs no longer" for known in gone)
    if gone:
        hint = "" if verbose else " (--verbose lists them)"
        yield f"no longer there of the baseline: {len(gone)}{hint}; --create-baseline drops them"
