"""Stretches of a text, and what is built on them: the same answers as a look at each, in less time."""

from __future__ import annotations

from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from linter.check import check
from linter.intervals import Intervals
from linter.model import Family, Finding, Location, Problem, Source
from linter.names.environments import Environments
from linter.plugins import load_rules
from linter.precedence import CHAINS, most_specific
from linter.wire import wire

BOUNDS = st.tuples(st.integers(0, 30), st.integers(0, 8)).map(lambda pair: (pair[0], pair[0] + pair[1]))
SOURCE = Source("a", Family.DOTENV, "x" * 50)


@given(st.lists(BOUNDS), BOUNDS)
def test_meeting_is_that_of_each(bounds: list[tuple[int, int]], asked: tuple[int, int]) -> None:
    start, end = asked
    assert Intervals(bounds).meet(start, end) == any(first < end and start < last for first, last in bounds)


@given(st.lists(BOUNDS), BOUNDS)
def test_those_that_meet_are_told_each_once(bounds: list[tuple[int, int]], asked: tuple[int, int]) -> None:
    start, end = asked
    wanted = [number for number, (first, last) in enumerate(bounds) if first < end and start < last]
    assert sorted(Intervals(bounds).meeting(start, end)) == wanted


RULES = [*(rule for chain in CHAINS for rule in chain), "a rule of no chain"]
FINDINGS = st.lists(
    st.builds(
        lambda rule, bounds: Finding(rule, load_rules()[0].SEVERITY, Problem(SOURCE.location(*bounds), "")),
        st.sampled_from(RULES),
        BOUNDS,
    ),
    max_size=12,
)


def overlap(one: Location, other: Location) -> bool:
    first, second = one.span, other.span
    if first.start == first.end or second.start == second.end:
        return first.start == second.start
    return first.start < second.end and second.start < first.end


@given(FINDINGS)
def test_precedence_is_that_of_each_pair(findings: list[Finding]) -> None:
    def outranks(other: Finding, finding: Finding) -> bool:
        chain = next((chain for chain in CHAINS if finding.rule in chain), ())
        higher = chain[: chain.index(finding.rule)] if chain else ()
        return other.rule in higher and overlap(other.location, finding.location)

    expected = [one for one in findings if not any(outranks(other, one) for other in findings)]
    assert most_specific(findings) == expected


def test_thousands_of_credentials_on_one_line_take_seconds() -> None:
    pairs = ",".join(f'"app{i}ClientSecret":"v{i}aB9$k{i * 7919}xyz"' for i in range(4000))
    source = Source("appsettings.json", Family.APP_SETTINGS, f"{{{pairs}}}")
    began = process_time()
    findings = check(wire([source], Environments(), jobs=1), load_rules(), {source.path: source})
    assert len(findings) >= 4000
    assert process_time() - began < 30, "time grows with the square of their number"
