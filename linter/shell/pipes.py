"""Where the text ends up that a command of a pipeline prints."""

from typing import NamedTuple

from linter.model import Sink
from linter.patterns import compile_late

from .names import selects_secret
from .printers import CHANGED, SELECTING, STRAIGHT_TO_LOG, TO_FILE, TO_NOWHERE, UNCHANGED
from .starters import without_starters
from .syntax import Argument, Pipeline, Stage, sink_of

_WORKFLOW_COMMANDS = {"set-output": Sink.OUTPUT, "set-env": Sink.ENVIRONMENT, "save-state": Sink.CAPTURED}
_WORKFLOW_COMMAND = compile_late(r"\s*['\"]?::(set-output|set-env|save-state) ")
_QUIET_GREP = compile_late(r"-[a-zA-Z]*[qc][a-zA-Z]*|--quiet|--silent|--count")


class End(NamedTuple):
    """Where a stage's text ends up, and whether something on the way changes it."""

    sinks: frozenset[Sink]
    changed: bool = False


def ends_of(pipeline: Pipeline) -> list[End]:
    """The end of each stage of a pipeline, filters followed."""
    ends: list[End] = []
    following: Stage | None = None
    for stage in map(without_starters, reversed(pipeline.stages)):
        ends.append(_end(stage, following, ends[-1] if ends else End(pipeline.sinks)))
        following = stage
    return ends[::-1]


def _end(stage: Stage, following: Stage | None, beyond: End) -> End:
    """Where a stage prints to; ``beyond`` is the end of the one that follows."""
    name = _name(stage)
    if stage.sinks is not None:
        return End(stage.sinks)
    if name in TO_FILE:
        return End(frozenset({_file_of(stage)}))
    if following is not None:
        beyond = _through(following, beyond)
    if name in STRAIGHT_TO_LOG and Sink.CAPTURED in beyond.sinks:
        return End(beyond.sinks - {Sink.CAPTURED} | {Sink.LOG})
    return beyond


def _through(stage: Stage, beyond: End) -> End:
    """The end of what is fed into a stage."""
    name, words = _name(stage), stage.words[1:]
    if name in TO_NOWHERE:
        return End(frozenset({Sink.NOWHERE}))
    if stage.words and name not in TO_FILE and not _passes_on(name, [word.text for word in words]):
        return End(frozenset({Sink.COMMAND}))
    if name == "base64" and any(word.text in ("-o", "--output") for word in words):  # of macOS
        return End(frozenset({Sink.FILE}))
    sinks = beyond.sinks
    if name == "tee":
        sinks |= {sink_of(word) for word in words if not word.text.startswith("-")}
    return End(sinks, beyond.changed or name in CHANGED)


def said_to_runner(sinks: frozenset[Sink], said: str) -> frozenset[Sink]:
    """Where a text ends up that may be a workflow command: ``::set-output name=x::…``."""
    match = _WORKFLOW_COMMAND.match(said)
    return sinks - {Sink.LOG} | {_WORKFLOW_COMMANDS[match[1]]} if match and Sink.LOG in sinks else sinks


def _passes_on(name: str, words: list[str]) -> bool:
    """Whether a command prints what it reads; one that picks something else out does not."""
    if name in SELECTING:
        return selects_secret(" ".join(word for word in words if not word.startswith("-")))
    if name in ("grep", "egrep"):
        return not any(_QUIET_GREP.fullmatch(word) for word in words)
    if name == "select-object":
        return selects_secret(" ".join(word for word in words if not word.startswith("-")))
    return name in UNCHANGED or name in CHANGED


def _file_of(stage: Stage) -> Sink:
    """The file that Out-File, Set-Content and Add-Content write."""
    given: Argument | None = None
    for index, word in enumerate(stage.words[1:], 1):
        if word.text.lower() in ("-filepath", "-path", "-literalpath", "-pspath") and index + 1 < len(stage.words):
            return sink_of(stage.words[index + 1])
        if given is None and not word.text.startswith("-") and index == 1:
            given = word
    return sink_of(given) if given else Sink.FILE


def _name(stage: Stage) -> str:
    return stage.words[0].text.rpartition("/")[2].lower() if stage.words else ""
