"""A run in numbers, and in one sentence."""

from collections import Counter
from typing import NamedTuple

from linter.model import Family, Run, Severity

_COUNTABLE = ("file", "template", "manifest", "workflow", "action")


class Tally(NamedTuple):
    """What counts in a run. ``files`` is how many were judged, ``files_hit`` how many have findings."""

    errors: int
    warnings: int
    notes: int
    fixable: int
    suppressed: int
    files: int
    files_hit: int

    @property
    def findings(self) -> int:
        """All that are not suppressed."""
        return self.errors + self.warnings + self.notes


def tally(run: Run) -> Tally:
    """The numbers of a run."""
    counted = run.counted
    levels = Counter(finding.severity for finding in counted)
    hit = {finding.location.path for finding in counted}
    return Tally(
        errors=levels[Severity.ERROR],
        warnings=levels[Severity.WARNING],
        notes=levels[Severity.NOTE],
        fixable=sum(finding.problem.fix is not None and finding.problem.fix.safe for finding in counted),
        suppressed=len(run.findings) - len(counted),
        files=len(hit | {file.path for file in run.files}),
        files_hit=len(hit),
    )


def sentence(run: Run) -> str:
    """``3 errors, 1 warning in 2 of 14 files; 1 fixable with --fix``."""
    numbers = tally(run)
    clauses = [headline(numbers) + ("" if numbers.findings else _families(run))]
    if numbers.fixable:
        clauses.append(f"{numbers.fixable} fixable with --fix")
    if numbers.suppressed:
        clauses.append(f"{numbers.suppressed} suppressed")
    if run.unreadable:
        clauses.append(f"{plural(len(run.unreadable), 'file')} could not be read")
    return "; ".join(clauses)


def headline(numbers: Tally) -> str:
    """``3 errors, 1 warning in 2 of 14 files``, or ``no findings in 14 files``."""
    if not numbers.files:
        return "no file was read"
    if not numbers.findings:
        return f"no findings in {plural(numbers.files, 'file')}"
    of = f"{numbers.files_hit} of {plural(numbers.files, 'file')}"
    return f"{levels(numbers)} in {of}"


def levels(numbers: Tally) -> str:
    """``3 errors, 1 warning``."""
    counts = ((numbers.errors, "error"), (numbers.warnings, "warning"), (numbers.notes, "note"))
    return ", ".join(plural(count, word) for count, word in counts if count)


def family_count(family: Family, count: int) -> str:
    """``3 Helm values``, ``2 GitHub workflows``."""
    return plural(count, family.value) if family.value.endswith(_COUNTABLE) else f"{count} {family.value}"


def plural(count: int, word: str) -> str:
    """``1 file``, ``2 files``."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _families(run: Run) -> str:
    counts = ", ".join(family_count(family, count) for family, count in run.families.most_common())
    return f" ({counts})" if counts else ""
