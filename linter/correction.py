"""``--fix`` and ``--diff``: the fixes of findings, file by file."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from .excerpts import Excerpts
from .fixes import Fixed, diff, fix, write
from .model import FileWiring, Finding, Fix, Source


class Correction(NamedTuple):
    """One file's fixes: what to write, and which of them are in it."""

    source: Source
    fixed: Fixed


def corrections(
    findings: Iterable[Finding], sources: Mapping[str, Source], *, unsafe: bool = False
) -> Iterator[Correction]:
    """The corrections of all files that have any; ``unsafe`` takes those in whose text is not certain."""
    by_path: dict[str, list[Fix]] = {}
    for finding in findings:
        proposed = finding.problem.fix
        if proposed and not finding.suppressed and (proposed.safe or unsafe):
            by_path.setdefault(finding.location.path, []).append(proposed)
    for path, fixes in sorted(by_path.items()):
        source = sources.get(path)
        if source:
            yield Correction(source, fix(source, fixes))


def shown(corrections: Iterable[Correction], files: Iterable[FileWiring], sources: Iterable[Source]) -> str:
    """The corrections as one unified diff, every secret masked."""
    excerpts = Excerpts(files, sources)
    parts = []
    for correction in corrections:
        masked = excerpts.source(correction.source.path)
        if masked:
            parts.append(diff(correction.source, correction.fixed.applied, masked.text))
    return excerpts.known.mask("".join(parts))


def write_all(corrections: Iterable[Correction]) -> int:
    """Write every corrected file and say how many fixes that were. Raises :class:`linter.fixes.WriteError`."""
    count = 0
    for correction in corrections:
        write(correction.source, correction.fixed.text, Path(correction.source.path))
        count += len(correction.fixed.applied)
    return count
