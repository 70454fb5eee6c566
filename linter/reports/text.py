"""For people at a terminal: each finding with its line, what belongs to it, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from linter.model import Finding, Fix, Location, Problem, Related, Run, Severity

from .frame import frame
from .messages import plain
from .summary import sentence
from .uses import table
from .visible import no_command, visible, width
from .wrapping import wrap

Paint = Callable[[str, str], str]

WIDEST = 100  # columns; longer lines of prose are hard to read

_INDENT = "  "
_BOLD, _DIM, _GREEN = "1", "2", "32"
_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}


def render(run: Run, *, colour: bool = False, width: int = 80, unreadable: bool = True) -> str:
    """The report. ``width`` is the terminal's, in columns.

    ``unreadable`` off leaves out the files that could not be read (the summary still counts them), where standard
    error names them.
    """
    paint = _coloured if colour else _plain
    room = min(width, WIDEST) - len(_INDENT)
    lines: list[str] = []
    for _, findings in groupby(run.counted, key=lambda finding: finding.location.path):
        if lines:
            lines += [paint("─" * min(width, WIDEST), _DIM), ""]
        for finding in findings:
            lines += [*_finding(finding, paint, room), ""]
    lines = [*_uses(run, paint, room), *lines, *_told(run, paint, room, unreadable=unreadable)]
    lines.append(_summary(run, paint))
    return "\n".join(map(no_command, lines)) + "\n"


def _uses(run: Run, paint: Paint, room: int) -> Iterator[str]:
    """What the environment that was asked for will use."""
    if run.uses:
        yield paint(visible(f"what {run.environment} will use"), _BOLD)
        yield ""
        yield from (_INDENT + line for line in table(run.uses, room))
        yield ""


def _finding(finding: Finding, paint: Paint, room: int) -> Iterator[str]:
    hue = _COLOURS[finding.severity]
    severity = paint(finding.severity.value, f"{_BOLD};{hue}")
    yield f"{paint(_place(finding.location), _BOLD)} {severity} {visible(finding.rule)}"
    yield ""
    yield from (_INDENT + line for line in wrap(plain(finding.problem), room))
    yield ""
    yield from _source(finding, paint, room)
    yield from _others(finding.problem, paint)
    if finding.problem.fix:
        yield from _fix(finding.problem.fix, paint, room)
    yield _INDENT + paint(f"help: lint-config --explain {visible(finding.rule)}", _DIM)


def _source(finding: Finding, paint: Paint, room: int) -> Iterator[str]:
    """The line with carets under what the finding is about."""
    number = str(finding.location.span.line)
    excerpt = frame(finding, room - len(number) - 3)
    if excerpt is None:
        return
    before, marked, after = excerpt
    bar = paint("│", _DIM)
    carets = "^" * max(width(marked), 1)
    yield f"{_INDENT}{paint(number, _DIM)} {bar} {before}{marked}{after}".rstrip()
    yield f"{_INDENT}{' ' * len(number)} {bar} {' ' * width(before)}{paint(carets, _COLOURS[finding.severity])}"
    yield ""


def _others(problem: Problem, paint: Paint) -> Iterator[str]:
    """The related places, and what the flow passes besides."""
    places = [related for related in dict.fromkeys((*problem.related, *problem.flow)) if _is_other(related, problem)]
    column = max((width(_place(related.location)) for related in places), default=0)
    for related in places:
        place = _place(related.location)
        gap = " " * (column - width(place) + 2)
        yield f"{_INDENT}{paint(place, _DIM)}{gap}{visible(related.label)}"
    if places:
        yield ""


def _is_other(related: Related, problem: Problem) -> bool:
    """Whether the place is neither the finding's own nor, under another label, a related one."""
    if related in problem.related:
        return True
    return related.location not in (problem.location, *(place.location for place in problem.related))


def _fix(fix: Fix, paint: Paint, room: int) -> Iterator[str]:
    option = "--fix" if fix.safe else "--unsafe-fixes"
    head, *rest = wrap(f"{fix.description} ({option})", room - len("fix: "))
    yield f"{_INDENT}{paint('fix:', _GREEN)} {head}"
    yield from (f"{_INDENT}     {line}" for line in rest)


def _told(run: Run, paint: Paint, room: int, *, unreadable: bool) -> Iterator[str]:
    """The notices and the files that could not be read."""
    unread = [f"{file.path}: {file.reason}" for file in run.unreadable] if unreadable else []
    told = [*unread, *run.notices]
    for sentences in told:
        head, *rest = wrap(sentences, room)
        yield f"{paint('!', _COLOURS[Severity.WARNING])} {head}"
        yield from (_INDENT + line for line in rest)
    if told:
        yield ""


def _summary(run: Run, paint: Paint) -> str:
    worst = min((finding.severity for finding in run.counted), key=lambda s: s.rank, default=None)
    good = _GREEN if run.files and not run.unreadable else _COLOURS[Severity.WARNING]
    return paint(sentence(run), f"{_BOLD};{_COLOURS[worst] if worst else good}")


def _place(location: Location) -> str:
    return f"{visible(location.path)}:{location.span.line}:{location.span.column}"


def _plain(text: str, _: str) -> str:
    return text


def _coloured(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m"
