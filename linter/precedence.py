"""One value, one verdict: where several rules could speak of one value, the most specific one does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .intervals import Intervals
from .model import Finding, Span

# Most specific first. A rule that is not listed speaks regardless of the others.
CHAINS: tuple[tuple[str, ...], ...] = (
    (
        "swapped-credential-fields",
        "secret-id-as-secret",
        "trailing-newline-in-secret",
        "malformed-client-id",
        "damaged-secret",
        "secure-parameter-default",
        "secret-literal",
    ),
    ("incomplete-credential", "placeholder-secret"),
    ("malformed-keyvault-reference", "unresolvable-reference", "pinned-keyvault-version"),
    ("environment-mismatch", "half-overridden-credential", "borrowed-identity", "shared-client-id"),
)


_RANKS = {rule: (chain, rank) for chain, rules in enumerate(CHAINS) for rank, rule in enumerate(rules)}


def most_specific(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without those whose value a more specific rule of the same chain speaks of."""
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.problem.judged.path, []).append(finding)
    return [finding for members in by_path.values() for finding in _not_outranked(members)]


def _not_outranked(members: Sequence[Finding]) -> Iterator[Finding]:
    """Those of one file."""
    spans: dict[tuple[int, int], list[Span]] = {}
    for finding in members:
        if finding.rule in _RANKS:
            spans.setdefault(_RANKS[finding.rule], []).append(finding.problem.judged.span)
    judged = {place: _Judged(found) for place, found in spans.items()}
    for finding in members:
        chain, rank = _RANKS.get(finding.rule, (0, 0))
        span = finding.problem.judged.span
        if not any((chain, higher) in judged and judged[chain, higher].overlap(span) for higher in range(rank)):
            yield finding


class _Judged:
    """The values of one file that one rule speaks of; an empty one overlaps with what begins at its place."""

    def __init__(self, spans: Iterable[Span]) -> None:
        spans = list(spans)
        self._starts = {span.start for span in spans}
        self._empty = {span.start for span in spans if span.start == span.end}
        self._others = Intervals((span.start, span.end) for span in spans if span.start < span.end)

    def overlap(self, span: Span) -> bool:
        if span.start == span.end:
            return span.start in self._starts
        return span.start in self._empty or self._others.meet(span.start, span.end)
