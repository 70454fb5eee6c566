"""YAML with Go-template actions (Helm) or Jinja tags in it.

Actions are masked by as many characters that YAML takes, so that positions hold: those that stand
alone on their lines by line breaks, those inside a value by ``MASK``, which ``unmask`` turns back.
Both branches of a condition are read. What a chart defines for use elsewhere is read where it is YAML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from linter.model import Comment, Document, Family, ParseProblem, Source
from linter.patterns import compile_late

from .yaml_reader import read
from .yaml_scalars import MASK

_RETRIES = 30  # lines without which one document is tried again

# Go: text/template/parse/lex.go. A comment is closed by its own mark; quotes hide braces. No
# alternative is tried twice and no action begins inside another, so that time stays linear.
_ACTION = compile_late(
    r"\{\{(?:- )?/\*(?:[^*{]|\*(?!/)|\{(?!\{/\*))*+\*/(?: -)?\}\}"
    r"|\{\{(?:\"(?:[^\"\\\n]|\\.)*+\"|`[^`]*+`|'(?:[^'\\\n]|\\.)++'|[^{}\"`']|[\"`']|\}(?!\})|\{(?!\{))*+\}\}"
    r"|\{%(?:[^%{]|%(?!\})|\{(?!%))*+%\}",
    re.DOTALL,
)
_TEMPLATE_COMMENT = compile_late(r"\{\{(?:- )?/\*")
_CONTROL = compile_late(r"\{\{-?\s*(?:if|else|end|range|with|define|block|break|continue|template|\$\w+\s*:?=|/\*)|\{%")
_BLOCK = compile_late(r"\{\{-?\s*(?:(?P<opens>if|range|with|define|block)|end)\b")
_LAST_ACTION = compile_late(rf"{MASK}++(?=[ \t\r]*$)", re.MULTILINE)
_KEY = compile_late(r"(?P<indent> *+(?:- ++)*+)[^\s#][^\n]*?: +")
_FOLLOWING = compile_late(r"(?:[ \t\r]*(?:#[^\n]*)?\n)*+(?P<indent> *)(?P<dash>- )?(?=\S)")


def parse(source: Source) -> Document:
    """Read a template; in a chart or with tags of Jinja, what reads once the lines at fault are left out is no problem."""
    text = source.text
    actions = [match.span() for match in _ACTION.finditer(text)]
    forgiving = source.family is Family.HELM_TEMPLATE or "{%" in text
    masked = mask(text, actions)
    reading = read(text, masked, retries=_RETRIES, forgiving=forgiving)
    if others := [span for span in _definitions(text, actions) if any(map(_within(span), reading.problems))]:
        for start, end in others:
            masked = masked[:start] + "\n" * (end - start) + masked[end:]
        reading = read(text, masked, retries=_RETRIES, forgiving=forgiving)

    def comments() -> list[Comment]:
        own = [Comment(text[s:e], s, e) for s, e in actions if _TEMPLATE_COMMENT.match(text, s)]
        return sorted((*reading.read_comments(), *own), key=lambda comment: comment.start)

    return Document(source, reading.roots, (), comments, reading.problems)


def _within(span: tuple[int, int]) -> Callable[[ParseProblem], bool]:
    return lambda problem: span[0] <= problem.start < span[1]


def _definitions(text: str, actions: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The outermost ``{{ define }}`` … ``{{ end }}``, which may hold any other language than YAML."""
    opened: list[tuple[int, bool]] = []
    for start, end in actions:
        match = _BLOCK.match(text, start)
        if match and match["opens"]:
            opened.append((start, match["opens"] == "define"))
        elif match and opened:
            begin, is_definition = opened.pop()
            if is_definition and not opened:
                yield begin, end


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
    return _LAST_ACTION.sub(_open_block, "".join([*parts, text[at:]]))


def _open_block(match: re.Match[str]) -> str:
    """An action that writes the first lines of a block (``nindent``) whose other lines follow it."""
    text, start = match.string, match.start()
    key = _KEY.fullmatch(text, text.rfind("\n", 0, start) + 1, start)
    following = _FOLLOWING.match(text, match.end()) if key else None
    if not key or not following:
        return match[0]
    indent, is_deeper = len(key["indent"]), len(following["indent"]) > len(key["indent"])
    is_list = following["dash"] and len(following["indent"]) == indent and "-" not in key["indent"]
    return "\n" * len(match[0]) if is_deeper or is_list else match[0]


def _mask_line(text: str, start: int, end: int, actions: list[tuple[int, int]]) -> str:
    """One line, or as many as its actions span."""
    between = "".join(_between(text, start, end, actions)).strip()
    if not between:
        return "\n" * (end - start)
    if between.startswith("#") and not text[start : actions[0][0]].strip():
        return "\n" * (actions[-1][1] - start) + text[actions[-1][1] : end]
    first = actions[0][0]
    opens_condition = not text[start:first].strip() and bool(_CONTROL.match(text, first))
    text_end = start + len(text[start:end].rstrip())
    parts: list[str] = []
    at = start
    for opened, closed in actions:
        size = closed - opened
        if at == start and opens_condition:
            parts.append("\n" * size + text[start:opened])
        elif closed == text_end and opens_condition and _CONTROL.match(text, opened):
            parts += [text[at:opened], " " * size]
        else:
            parts += [text[at:opened], MASK * size]
        at = closed
    return "".join([*parts, text[at:end]])


def _between(text: str, start: int, end: int, actions: list[tuple[int, int]]) -> list[str]:
    parts: list[str] = []
    for opened, closed in actions:
        parts.append(text[start:opened])
        start = closed
    return [*parts, text[start:end]]
