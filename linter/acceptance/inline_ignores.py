"""Comments that accept a finding: ``# lint-config: ignore[rule-id, other-id] reason``.

In the comment syntax of the file, at the end of a line or alone on the lines above it. One that
speaks of a line on which a YAML block begins speaks of the whole block; within the script of a
workflow step the script's own comments count too.
"""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from linter.model import (
    RUN_BY_GITHUB,
    Comment,
    Document,
    Location,
    Mapping,
    Node,
    Problem,
    Scalar,
    Sequence,
    Style,
)
from linter.patterns import compile_late
from linter.suggestions import suggestion

MARK = "lint-config:"  # what a text must hold to be worth a look for these comments
_COMMENT = compile_late(r"lint-config:\s*(?P<verb>[\w-]*)\s*(?P<ids>\[[^\]]*\])?(?P<reason>.*)", re.DOTALL)
_END_OF_COMMENT = compile_late(r"\s*(?:\*/\s*(?:-?\}\})?|-->)\s*$")
_SCRIPT_COMMENT = compile_late(r"(?m)(?:^|(?<=\s))#[^\n]*")
_BLOCKS = frozenset({Style.LITERAL, Style.FOLDED})


class InlineIgnore(NamedTuple):
    """A comment that accepts findings of some rules on the 1-based lines ``first`` to ``last``."""

    rules: tuple[str, ...]
    reason: str
    first: int
    last: int
    location: Location


class InlineIgnores(NamedTuple):
    """What the comments of a file accept, and which of them say nothing that can be followed."""

    ignores: tuple[InlineIgnore, ...] = ()
    problems: tuple[Problem, ...] = ()


def inline_ignores(document: Document, rules: Collection[str]) -> InlineIgnores:
    """The ignoring comments of a file. ``rules`` are all ids that exist."""
    if MARK not in document.source.text:
        return InlineIgnores()
    blocks = [scalar for root in document.roots for scalar in _blocks(root)]
    ignores: list[InlineIgnore] = []
    problems: list[Problem] = []
    comments = sorted((*document.comments, *_script_comments(document, blocks)), key=lambda comment: comment.start)
    for comment in comments:
        match = _COMMENT.search(_END_OF_COMMENT.sub("", comment.text))
        if not match:
            continue
        location = document.source.location(comment.start, comment.end)
        known, faults = _ids(match, rules)
        problems += [Problem(location, fault) for fault in faults]
        if known:
            first, last = _lines(document, comment, comments, blocks)
            reason = " ".join(match["reason"].split())
            ignores.append(InlineIgnore(known, reason, first, last, location))
    return InlineIgnores(tuple(ignores), tuple(problems))


def _ids(match: re.Match[str], rules: Collection[str]) -> tuple[tuple[str, ...], list[str]]:
    """The rules that a comment names, and what is wrong with it."""
    if match["verb"] != "ignore":
        is_meant = match["ids"] or match["verb"].startswith("ignore")
        return (), ["this ignores nothing; write lint-config: ignore[rule-id] reason"] if is_meant else []
    named = [name for name in re.split(r"[\s,]+", (match["ids"] or "")[1:-1]) if name]
    if not named:
        return (), ["this ignores nothing, as it names no rule; write lint-config: ignore[rule-id] reason"]
    unknown = [f"there is no rule named {name!r}{suggestion(name, rules)}" for name in named if name not in rules]
    return tuple(name for name in named if name in rules), unknown


def _lines(
    document: Document, comment: Comment, comments: Collection[Comment], blocks: Collection[Scalar]
) -> tuple[int, int]:
    """The first and last line that a comment speaks of."""
    source = document.source
    line = source.position(comment.start)[0]
    if _is_alone(document, comment):
        whole_lines = {source.position(other.start)[0]: other for other in comments if _is_alone(document, other)}
        while line in whole_lines:
            line = source.position(max(whole_lines[line].end - 1, whole_lines[line].start))[0] + 1
    last = max(
        (source.position(max(b.end - 1, b.head))[0] for b in blocks if source.position(b.head)[0] == line), default=line
    )
    return line, last


def _is_alone(document: Document, comment: Comment) -> bool:
    """Whether nothing else stands on the lines of a comment; a chart's comment stands in an action."""
    source = document.source
    before = source.text[source.line_start(source.position(comment.start)[0]) : comment.start]
    after = source.text[comment.end :].partition("\n")[0]
    return before.strip() in ("", "{{", "{{-") and after.strip() in ("", "}}", "-}}")


def _blocks(node: Node | None) -> Iterator[Scalar]:
    pending = [node]
    while pending:
        match pending.pop():
            case Scalar() as scalar if scalar.style in _BLOCKS:
                yield scalar
            case Mapping() as mapping:
                pending.extend(entry.value for entry in mapping.entries)
            case Sequence() as sequence:
                pending.extend(sequence.items)


def _script_comments(document: Document, blocks: Collection[Scalar]) -> Iterator[Comment]:
    if document.source.family not in RUN_BY_GITHUB:
        return
    for block in blocks:
        for match in _SCRIPT_COMMENT.finditer(document.source.text, block.start, block.end):
            yield Comment(match.group(), match.start(), match.end())
