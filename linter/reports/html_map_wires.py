"""The wires of the credential map, and the findings that lie on each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

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


_ByPath = dict[str, list[tuple[int, Location]]]


def _by_path(uses: Sequence[Use]) -> _ByPath:
    found: _ByPath = defaultdict(list)
    for index, use in enumerate(uses):
        for place in dict.fromkeys((*places(use), *use.wire)):
            found[place.path].append((index, place))
    return found


def _concerned(one: Numbered, by_path: _ByPath) -> set[int]:
    """The wires that the finding stands on; where it stands on none, those that it speaks of.

    What it speaks of besides is often right: the home of an identity that is borrowed elsewhere.
    """
    problem = one.finding.problem
    return _through((problem.location, problem.judged), by_path) or _through(problem.places, by_path)


def _through(wanted: Iterable[Location], by_path: _ByPath) -> set[int]:
    return {index for place in wanted for index, part in by_path.get(place.path, ()) if _overlap(place, part)}


def _overlap(first: Location, second: Location) -> bool:
    """Whether they share a character; an empty span is taken for the character that it stands before."""
    return first.span.start < _end(second) and second.span.start < _end(first)


def _end(place: Location) -> int:
    return max(place.span.end, place.span.start + 1)
