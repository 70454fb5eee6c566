"""YAML with Go-template actions (Helm) or Jinja tags in it.

Actions are masked by as many characters that YAML takes, so that positions hold: those that stand
alone on their lines by line breaks, those inside a value by ``MASK``, which ``unmask`` turns back.
Both branches of a condition are read.
"""

from __future__ import annotations

import re

from linter.model import Comment, Document, Source

from .yaml import Reading, read
from .yaml_scalars import MASK

_RETRIES = 30  # lines without which one document is tried again

# Go: text/template/parse/lex.go. A comment is closed by its own mark; quotes hide braces.
_ACTION = re.compile(
    r"\{\{(?:- )?/\*.*?\*/(?: -)?\}\}"
    r"|\{\{(?:\"(?:[^\"\\\n]|\\.)*+\"|`[^`]*+`|'(?:[^'\\\n]|\\.)++'|[^}]|\}(?!\}))*?\}\}"
    r"|\{%.*?%\}",
    re.DOTALL,
)
_CONTROL = re.compile(r"\{\{-?\s*(?:if|else|end|range|with|define|block|break|continue|template|\$\w+\s*:?=|/\*)|\{%")


def parse(source: Source) -> Document:
    """Read a template; what reads once the lines at fault are left out is no problem."""
    text = source.text
    reading, comments = read_template(text)
    return Document(source, reading.roots, (), comments, reading.problems)


def read_template(text: str) -> tuple[Reading, tuple[Comment, ...]]:
    """The nodes of a template's text, and its comments, template comments among them."""
    actions = [match.span() for match in _ACTION.finditer(text)]
    reading = read(text, mask(text, actions), retries=_RETRIES, forgiving=True)
    own = [
        Comment(text[s:e], s, e) for s, e in actions if text.startswith("/*", s + 2) or text.startswith("- /*", s + 2)
    ]
    comments = sorted([*reading.comments, *own], key=lambda comment: comment.start) if own else reading.comments
    return reading, tuple(comments)


def mask(text: str, actions: list[tuple[int, int]]) -> str:
    """The text, as long as before, without what is no YAML."""
    parts: list[str] = []
    at = index = 0
    while index < len(actions):
        line_start = max(text.rfind("\n", at, actions[index][0]) + 1, at)
        line: list[tuple[int, int]] = []
        line_end = at
        while index < len(actions) and (not line or actions[index][0] < line_end):
            line.append(actions[index])
            line_end = text.find("\n", actions[index][1])
            line_end = len(text) if line_end < 0 else line_end
            index += 1
        parts += [text[at:line_start], _mask_line(text, line_start, line_end, line)]
        at = line_end
    return "".join([*parts, text[at:]])


def _mask_line(text: str, start: int, end: int, actions: list[tuple[int, int]]) -> str:
    """One line, or as many as its actions span."""
    between = "".join(_between(text, start, end, actions)).strip()
    if not between:
        return "\n" * (end - start)
    if between.startswith("#"):
        return "\n" * (actions[-1][1] - start) + text[actions[-1][1] : end]
    parts: list[str] = []
    at = start
    for opened, closed in actions:
        size = closed - opened
        is_first = not text[start:opened].strip() and at == start
        if is_first and _CONTROL.match(text, opened):
            indent = opened - start
            parts.append("\n" * size + text[start:opened] if indent else "\n" * size)
        else:
            parts += [text[at:opened], MASK * size]
        at = closed
    return "".join([*parts, text[at:end]])


def _between(text: str, start: int, end: int, actions: list[tuple[int, int]]) -> list[str]:
    edges = [start, *(edge for action in actions for edge in action), end]
    return [text[edges[i] : edges[i + 1]] for i in range(0, len(edges), 2)]
