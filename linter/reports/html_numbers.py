"""The findings in the order of the HTML page, with the numbers that links lead to."""

from typing import NamedTuple

from linter.model import Finding, Run


class Numbered(NamedTuple):
    """A finding and its 1-based number on the page."""

    number: int
    finding: Finding


def numbered(run: Run) -> list[Numbered]:
    """Those that count, the worst first."""
    ordered = sorted(run.counted, key=lambda finding: finding.severity.rank)
    return [Numbered(number, finding) for number, finding in enumerate(ordered, 1)]
