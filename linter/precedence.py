"""One value, one verdict: where several rules could speak of one value, the most specific one does."""

from __future__ import annotations

from collections.abc import Iterable

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


def most_specific(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without those whose value a more specific rule of the same chain speaks of."""
    kept: list[Finding] = []
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.problem.judged.path, []).append(finding)
    for members in by_path.values():
        kept.extend(f for f in members if not any(_outranks(other, f) for other in members))
    return kept


def _outranks(other: Finding, finding: Finding) -> bool:
    for chain in CHAINS:
        if other.rule in chain and finding.rule in chain:
            more_specific = chain.index(other.rule) < chain.index(finding.rule)
            return more_specific and _overlap(other.problem.judged.span, finding.problem.judged.span)
    return False


def _overlap(first: Span, second: Span) -> bool:
    if first.start == first.end or second.start == second.end:
        return first.start == second.start
    return first.start < second.end and second.start < first.end
