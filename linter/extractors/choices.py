"""What a text of a workflow may come to: of a matrix, of an input's options, of what callers give.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs
https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrix
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Choice, Mapping, Node, Scalar
from linter.patterns import compile_late

_WHOLE = compile_late(r"\s*\$\{\{(.*)\}\}\s*")
_TEXT = compile_late(r"'([^']*)'")
_INPUT = compile_late(r"(github\.event\.)?inputs\.([\w-]+)")
_MATRIX = compile_late(r"matrix\.([\w-]+(?:\.[\w-]+)*)")


def choice(text: str, job: Mapping, workflow: Mapping) -> Choice:
    """What a text in a job may come to."""
    whole = _WHOLE.fullmatch(text)
    if not whole:
        return Choice((_plain(text),))
    names: dict[str, None] = {}
    asked, default = "", ""
    for part in map(_outcome, whole[1].split("||")):
        if literal := _TEXT.fullmatch(part):
            names[literal[1]] = None
        elif of_matrix := _MATRIX.fullmatch(part):
            names.update(dict.fromkeys(_in_matrix(of_matrix[1].split("."), job)))
        elif of_input := _INPUT.fullmatch(part):
            names.update(dict.fromkeys(_options(of_input[2], workflow)))
            called = workflow.mapping("on", "workflow_call", "inputs", of_input[2])
            if called.entries and not of_input[1]:
                asked, default = of_input[2].lower(), _plain(called.text("default"))
        else:
            names[""] = None
    return Choice(tuple(names), asked, default)


def _outcome(part: str) -> str:
    """What a part comes to if it holds: ``github.ref == 'refs/heads/main' && 'production'``."""
    return part.rpartition("&&")[2].strip(" ()")


def _options(name: str, workflow: Mapping) -> Iterator[str]:
    """What a person who starts the workflow may choose; anything, of an input that is no choice."""
    asked = workflow.mapping("on", "workflow_dispatch", "inputs", name)
    if asked.entries:
        options = [_text(option) for option in asked.items("options")]
        yield from options or (_plain(asked.text("default")), "")


def _in_matrix(path: list[str], job: Mapping) -> Iterator[str]:
    matrix = job.mapping("strategy", "matrix")
    listed = [_text(item, path[1:]) for item in matrix.items(path[0])]
    included = [
        _text(item, path) for item in matrix.items("include") if isinstance(item, Mapping) and item.get(path[0])
    ]
    yield from (*listed, *included) or ("",)


def _text(node: Node, path: list[str] | None = None) -> str:
    if isinstance(node, Mapping):
        return _plain(node.text(*path)) if path else ""
    return _plain(node.text) if isinstance(node, Scalar) and not path else ""


def _plain(text: str) -> str:
    """A text that no expression computes, else an empty one."""
    return "" if "${{" in text else text
