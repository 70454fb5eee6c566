"""What a workflow or composite action tells: jobs, steps and their scripts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .source import Location, Span
from .value import Value


@dataclass(frozen=True, slots=True, repr=False)
class Script:
    """A ``run:`` or ``inlineScript:`` text; ``repr`` masks it.

    ``lines`` are the spans of its lines in the file, so that a place in ``text`` can be shown;
    ``shell`` is ``bash``, ``pwsh``, ``powershell``, ``sh``, ``cmd``, ``python`` or what else stands there.
    """

    path: str
    _text: str
    shell: str
    lines: tuple[Span, ...]

    def reveal(self) -> str:
        """The text itself. For judging, never for showing."""
        return self._text

    def location(self, start: int, end: int) -> Location:
        """Where characters ``start`` to ``end`` stand, cut off at the end of the first line."""
        before = self._text[:start]
        number = before.count("\n")
        column = start - (before.rfind("\n") + 1)
        line = self.lines[min(number, len(self.lines) - 1)]
        first_line = self._text[start:end].partition("\n")[0]
        begin = min(line.start + column, line.end)
        finish = min(begin + len(first_line), line.end)
        return Location(
            self.path,
            Span(
                line.line,
                line.column + begin - line.start,
                line.line,
                line.column + finish - line.start,
                begin,
                finish,
            ),
        )

    def __repr__(self) -> str:
        return f"Script({self.shell}, {len(self.lines)} lines)"


@dataclass(frozen=True, slots=True)
class Named:
    """A name with a value and the places of both: a step's input, an ``env:`` entry, an output."""

    name: str
    value: Value
    location: Location
    name_location: Location


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``environment_variables`` are those in force: step over job over workflow."""

    location: Location
    name: str = ""
    uses: str = ""
    uses_location: Location | None = None
    inputs: tuple[Named, ...] = ()
    environment_variables: tuple[Named, ...] = ()
    script: Script | None = None

    @property
    def action(self) -> str:
        """The action without its version, in lower case: ``azure/login``."""
        return self.uses.partition("@")[0].lower()

    def input(self, name: str) -> Named | None:
        """The input of that name, letter case ignored as GitHub does, or None."""
        return next((named for named in self.inputs if named.name.lower() == name), None)


class Grant(StrEnum):
    """Who decides on a job's token."""

    WORKFLOW = "workflow"  # this file's permissions are the whole truth
    CALLER = "caller"  # a composite action or workflow_call: the caller grants


@dataclass(frozen=True, slots=True)
class Job:
    """One job, or a composite action's steps.

    ``permissions`` are the effective ones, None where nothing in the file sets any (the
    repository's default holds, which never includes ``id-token``). ``permissions_location`` is
    where one would add to them.
    """

    path: str
    name: str
    location: Location
    steps: tuple[Step, ...] = ()
    environment: str = ""
    environment_location: Location | None = None
    permissions: tuple[tuple[str, str], ...] | None = None
    permissions_location: Location | None = None
    grant: Grant = Grant.WORKFLOW
    outputs: tuple[Named, ...] = ()
