"""What a workflow or composite action tells: jobs, steps and their scripts."""

from bisect import bisect_right
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

from .finding import Fix
from .masked import Masked
from .shell import Command
from .source import Location, Span
from .value import Value


class Script(Masked):
    """A ``run:`` or ``inlineScript:`` text; ``repr`` masks it.

    ``stretches`` are pieces of it that stand letter by letter on one line of the file, each with
    the 0-based offset in the text at which it begins, so that a place in the text can be shown;
    ``shell`` is ``bash``, ``pwsh``, ``powershell``, ``sh``, ``cmd``, ``python`` or what else stands there.
    """

    __slots__ = ("_text", "path", "shell", "stretches")

    def __init__(self, path: str, text: str, shell: str, stretches: tuple[tuple[int, Span], ...]) -> None:
        self.path = path
        self._text = text
        self.shell = shell
        self.stretches = stretches

    def reveal(self) -> str:
        """The text itself. For judging, never for showing."""
        return self._text

    def location(self, start: int, end: int) -> Location:
        """Where characters ``start`` to ``end`` stand, cut off at the end of the first line."""
        offset, line = self.stretches[max(bisect_right(self.stretches, start, key=itemgetter(0)) - 1, 0)]
        begin = min(line.start + start - offset, line.end)
        finish = max(begin, min(line.start + end - offset, line.end))
        shift = line.column - line.start
        return Location(self.path, Span(line.line, begin + shift, line.line, finish + shift, begin, finish))

    def __repr__(self) -> str:
        return f"Script({self.shell}, {len(self._text)} characters)"


class Named(NamedTuple):
    """A name with a value and the places of both: a step's input, an ``env:`` entry, an output.

    ``secrets`` are those that its ``${{ }}`` certainly put in, ``unmasked`` those of them that are
    parts of a JSON secret (``fromJSON(secrets.X).password``), which no log masks; both in words.
    """

    name: str
    value: Value
    location: Location
    name_location: Location
    secrets: tuple[str, ...] = ()
    unmasked: tuple[str, ...] = ()


class Step(NamedTuple):
    """One step. ``environment_variables`` are those in force: step over job over workflow.

    ``directory`` is where its script starts, from the top of the repository; empty for the top itself.

    ``commands`` are those of its script in the order in which they stand, where the script is
    one of bash or PowerShell and speaks of anything that a rule asks for.
    """

    location: Location
    name: str = ""
    uses: str = ""
    uses_location: Location | None = None
    inputs: tuple[Named, ...] = ()
    environment_variables: tuple[Named, ...] = ()
    script: Script | None = None
    directory: str = ""
    commands: tuple[Command, ...] = ()

    @property
    def action(self) -> str:
        """The action without its version, in lower case: ``azure/login``."""
        return self.uses.partition("@")[0].lower()

    def input(self, name: str) -> Named | None:
        """The input of that name, letter case ignored as GitHub does, or None."""
        return next((named for named in self.inputs if named.name.lower() == name), None)


class Choice(NamedTuple):
    """What a text of a workflow may come to, an expression for one.

    ``names`` are what it may be as the file itself tells, an empty one where it may be anything else. ``input`` is the
    input, in small letters, by which those tell that call the workflow, ``default`` what it is where they do not.
    """

    names: tuple[str, ...] = ()
    input: str = ""
    default: str = ""


class Grant(StrEnum):
    """Who decides on a job's token."""

    WORKFLOW = "workflow"  # this file's permissions are the whole truth
    CALLER = "caller"  # a composite action or workflow_call: the caller grants


class Job(NamedTuple):
    """One job, or a composite action's steps.

    ``permissions`` are the effective ones, ``*`` for every scope, None where nothing in the file sets any
    (the repository's default holds, which never includes ``id-token``). ``permissions_location`` is
    where they stand; ``granting`` would grant ``id-token: write``, None where it is not certain how.
    ``environment`` is its text, ``environments`` what that may come to. ``call`` is the workflow that it
    calls instead of having steps, with the secrets among its inputs; ``given`` is what those inputs may come to, ``inherits``
    whether the workflow gets all secrets. ``asked`` are the inputs of its own logins that only a caller's secrets can fill.
    """

    path: str
    name: str
    location: Location
    steps: tuple[Step, ...] = ()
    environment: str = ""
    environment_location: Location | None = None
    environments: Choice = Choice()
    permissions: tuple[tuple[str, str], ...] | None = None
    permissions_location: Location | None = None
    granting: Fix | None = None
    grant: Grant = Grant.WORKFLOW
    outputs: tuple[Named, ...] = ()
    call: Step | None = None
    given: tuple[tuple[str, Choice], ...] = ()
    inherits: bool = False
    asked: tuple[Named, ...] = ()

    @property
    def uses(self) -> tuple[Step, ...]:
        """What it runs: its steps, or the workflow that it calls."""
        return (self.call,) if self.call else self.steps

    @property
    def may_ask_for_token(self) -> bool:
        """Whether the file's permissions let it ask for an id token, as ``write-all`` also does.

        https://docs.github.com/actions/writing-workflows/workflow-syntax-for-github-actions#permissions,
        and ``ConvertToPermissions`` in actions/runner, src/Sdk/WorkflowParser/Conversion/WorkflowTemplateConverter.cs.
        """
        granted = dict(self.permissions or ())
        return "write" in (granted.get("id-token"), granted.get("*"))
