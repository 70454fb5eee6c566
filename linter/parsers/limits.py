"""Where reading stops: no file may cost more than these, whatever it holds."""

from __future__ import annotations

from linter.model import ParseProblem

MAX_DEPTH = 200  # levels of nesting; the deepest real file met so far has 39
MAX_ALIASED_NODES = 100_000  # nodes that the aliases of one YAML document stand for, nested ones counted
MAX_PROBLEMS = 20  # per file; a file with more is not the format it is taken for


TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels; what lies deeper is not read"


def too_deep(start: int, end: int) -> ParseProblem:
    """The problem of a node that lies deeper than ``MAX_DEPTH``; what it holds is not read."""
    return ParseProblem(TOO_DEEP, start, end)
