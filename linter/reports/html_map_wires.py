"""The wires of the credential map, and the findings that lie on each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from linter.intervals import Intervals
from linter.model import Location, Severity, Use

from .html_numbers import Numbered
from .uses import places

SOUND = "sound"


class Wire(NamedTuple):
    """One use with its 1-based number on the map, and the findings on it, the worst first."""

    number: int
    use: Use
    findings: tuple[Numbered, ...] = ()

    @property
    def state(self) -> str:
        """``error`` or ``warning`` where it is wrong, else ``sound``; advice makes no wire wrong."""
        worst = self.findings[0].finding.severity if self.findings else Severity.NOTE
        return SOUND if worst is Severity.NOTE else worst.value


def wires(uses: Iterable[Use], findings: Iterable[Numbered]) -> list[Wire]:
    """A wire for each use."""
    uses = list(uses)
    by_path = _by_path(uses)
    on: dict[int, list[Numbered]] = defaultdict(list)
    for one in findings:
        for index in _concerned(one, by_path):
            on[index].append(one)
    return [Wire(index + 1, use, tuple(on[index])) for index, use in enumerate(uses)]


class _Places(NamedTuple):
    """The places of uses in one file, and by number which use each is of."""

    stretches: Intervals
    of: Sequence[int]


_ByPath = Mapping[str, _Places]


def _by_path(uses: Sequence[Use]) -> _ByPath:
    found: dict[str, list[tuple[int, Location]]] = defaultdict(list)
    for index, use in enumerate(uses):
        for place in dict.fromkeys((*places(use), *use.wire)):
            found[place.path].append((index, place))
    return {
        path: _Places(Intervals(_stretch(place) for _, place in held), [index for index, _ in held])
        for path, held in found.items()
    }


def _concerned(one: Numbered, by_path: _ByPath) -> set[int]:
    """The wires that the finding stands on; where it stands on none, those that it speaks of.

    What it speaks of besides is often right: the home of an identity that is borrowed elsewhere.
    """
    problem = one.finding.problem
    return _through((problem.location, problem.judged), by_path) or _through(problem.places, by_path)


def _through(wanted: Iterable[Location], by_path: _ByPath) -> set[int]:
    """The wires of which a place shares a character with one of these."""
    return {
        held.of[number]
        for place in wanted
        if (held := by_path.get(place.path))
        for number in held.stretches.meeting(*_stretch(place))
    }


def _stretch(place: Location) -> tuple[int, int]:
    """Where a place begins and ends; an empty span is taken for the character that it stands before."""
    return place.span.start, max(place.span.end, place.span.start + 1)
