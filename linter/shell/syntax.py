"""What both shells have in common: words, pipelines, assignments; in the order in which they run."""

from enum import StrEnum
from typing import NamedTuple

from linter.model import Sink


class PartKind(StrEnum):
    """What a word lets the shell or the runner put in."""

    VARIABLE = "variable"
    EXPRESSION = "expression"  # ${{ }}
    SUBSTITUTION = "substitution"  # $(…)


class Part(NamedTuple):
    """A place in a word where something is put in.

    ``text`` is the variable's name (PowerShell's in lower case, ``env:`` in front where it is the
    process's) or the expression's text; ``member`` what is read of the variable (``$app.password``);
    ``cut`` is whether the value is put in changed, ``judged`` whether it is only looked at; ``statements``
    are those of a substitution.
    """

    kind: PartKind
    text: str
    start: int
    end: int
    member: str = ""
    cut: bool = False
    judged: bool = False
    statements: "tuple[Statement, ...]" = ()


class Argument(NamedTuple):
    """One word, quotes taken off."""

    text: str
    start: int
    end: int
    parts: tuple[Part, ...] = ()


class Stage(NamedTuple):
    """One command of a pipeline; no words where PowerShell has a mere expression.

    ``standard_input`` is a here-document or here-string. ``sinks`` is where its standard output is
    redirected to, or None.
    """

    words: tuple[Argument, ...]
    start: int
    end: int
    standard_input: Argument | None = None
    sinks: frozenset[Sink] | None = None
    expression: Argument | None = None
    assignments: "tuple[Assignment, ...]" = ()


class Pipeline(NamedTuple):
    """Stages, each reading what the one before prints; the last one prints to ``sinks``.

    Only the first ``own`` stages are this pipeline's: the others follow the block it stands in, and
    are told of elsewhere.
    """

    stages: tuple[Stage, ...]
    own: int
    sinks: frozenset[Sink]


class Assignment(NamedTuple):
    """``name=value``; ``adds`` is whether what it held before stays (``+=``, ``$params["secret"] = …``)."""

    name: str
    value: Argument
    adds: bool = False


Statement = Pipeline | Assignment

LOG = frozenset({Sink.LOG})
CAPTURED = frozenset({Sink.CAPTURED})

_FILES = {
    "github_env": Sink.ENVIRONMENT,
    "github_output": Sink.OUTPUT,
    "github_step_summary": Sink.SUMMARY,
}
_DEVICES = {
    "/dev/null": Sink.NOWHERE,
    "$null": Sink.NOWHERE,
    "nul": Sink.NOWHERE,
    "/dev/stdout": Sink.LOG,
    "/dev/stderr": Sink.LOG,
    "/dev/tty": Sink.LOG,
    "/dev/fd/1": Sink.LOG,
    "/dev/fd/2": Sink.LOG,
}


def sink_of(target: Argument) -> Sink:
    """Where text goes that is written to a file of that name."""
    for part in target.parts:
        if part.kind is PartKind.VARIABLE:
            name = part.text.lower().removeprefix("env:")
            if name in _FILES:
                return _FILES[name]
        elif part.kind is PartKind.SUBSTITUTION:
            return Sink.COMMAND
    return _DEVICES.get(target.text.lower(), Sink.FILE)
