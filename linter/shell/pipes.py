"""Where the text ends up that a command of a pipeline prints."""

from __future__ import annotations

import re

from ..model import Sink
from .names import selects_secret
from .printers import CHANGED, SELECTING, STRAIGHT_TO_LOG, TO_FILE, TO_NOWHERE, UNCHANGED
from .starters import without_starters
from .syntax import Argument, Pipeline, Stage, sink_of

_WORKFLOW_COMMANDS = {"set-output": Sink.OUTPUT, "set-env": Sink.ENVIRONMENT, "save-state": Sink.CAPTURED}
_WORKFLOW_COMMAND = re.compile(r"\s*['\"]?::(set-output|set-env|save-state) ")
_QUIET_GREP = re.compile(r"-[a-zA-Z]*[qc]|--quiet|--count")


def sinks_of(pipeline: Pipeline, index: int, said: str) -> tuple[frozenset[Sink], bool]:
    """Where stage ``index`` prints to, filters followed, and whether they change the text; ``said`` is what it says."""
    sinks, changed = _follow(pipeline, index)
    if _name(pipeline.stages[index]) in STRAIGHT_TO_LOG and Sink.CAPTURED in sinks:
        sinks = sinks - {Sink.CAPTURED} | {Sink.LOG}
    match = _WORKFLOW_COMMAND.match(said)
    if match and Sink.LOG in sinks:
        sinks = sinks - {Sink.LOG} | {_WORKFLOW_COMMANDS[match[1]]}
    return sinks, changed


def _follow(pipeline: Pipeline, index: int) -> tuple[frozenset[Sink], bool]:
    stage = without_starters(pipeline.stages[index])
    if stage.sinks is not None:
        return stage.sinks, False
    if _name(stage) in TO_FILE:
        return frozenset({_file_of(stage)}), False
    if index + 1 == len(pipeline.stages):
        return pipeline.sinks, False
    following = without_starters(pipeline.stages[index + 1])
    name = _name(following)
    words = [word.text for word in following.words[1:]]
    if name in TO_FILE:
        return _follow(pipeline, index + 1)
    if name in TO_NOWHERE:
        return frozenset({Sink.NOWHERE}), False
    if not _passes_on(name, words) and following.words:
        return frozenset({Sink.COMMAND}), False
    sinks, changed = _follow(pipeline, index + 1)
    if name == "tee":
        sinks |= {sink_of(word) for word in following.words[1:] if not word.text.startswith("-")}
    return sinks, changed or name in CHANGED


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
