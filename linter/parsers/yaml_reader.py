"""Reading a YAML stream that may be broken.

A document that cannot be read is read again without the line at fault, a bounded number of times;
the other documents of its stream are not affected.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

import yaml
from yaml import YAMLError

from linter.model import Comment, Node, ParseProblem
from linter.patterns import compile_late

from .limits import MAX_PROBLEMS, TOO_DEEP
from .yaml_composer import Composer
from .yaml_scalars import MASK

SEPARATOR = compile_late(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)
_COMMENT = compile_late(r"#(?<!\S#)[^\r\n]*")
# What YAML calls not printable, and what has no UTF-8 form (YAML 1.1, 5.1). A byte order mark in
# the midst of a text is printable there, but libyaml refuses it in places.
_UNPRINTABLE = compile_late("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_CONTROL = compile_late("[^\t\n\r\x20-\x7e]")  # of these, those that ASCII has
RETRIES = 8  # lines without which one document is tried again


class Reading(NamedTuple):
    """What a YAML text holds."""

    roots: tuple[Node, ...]
    read_comments: Callable[[], Iterable[Comment]]
    problems: tuple[ParseProblem, ...]


def read(original: str, masked: str | None = None, *, retries: int = RETRIES, forgiving: bool = False) -> Reading:
    """Read a YAML text, or its masked copy of the same length.

    ``forgiving``: a document that can be read without the lines at fault has no problem.
    """
    text = original if masked is None else masked
    start = 0
    if text.startswith("\ufeff"):
        text, start = f" {text[1:]}", 1
    problems: list[ParseProblem] = []
    unprintable = _CONTROL if text.isascii() else _UNPRINTABLE
    if bad := unprintable.search(text, start):
        problems.append(ParseProblem("a control character stands in the text", *bad.span()))
        text = unprintable.sub(MASK, text)
    reader = _Reader(text, original, retries, forgiving=forgiving)
    reader.read(start)
    found = tuple([*problems, *reader.problems][:MAX_PROBLEMS])
    return Reading(tuple(reader.roots), partial(_comments, text, original, reader.hashes), found)


class _Fault(NamedTuple):
    """Where reading broke off, why, and the place without which it may go on.

    That is the line of ``suspect``, or only what stands behind it there.
    """

    message: str
    offset: int
    suspect: int | None
    is_whole_line: bool = True


class _Reader:
    """Reads a stream; where a document of it is broken, document by document."""

    def __init__(self, text: str, original: str, retries: int, *, forgiving: bool) -> None:
        self.text = text
        self.original = original
        self.retries = retries
        self.forgiving = forgiving
        self.roots: list[Node] = []
        self.problems: list[ParseProblem] = []
        self.hashes: list[tuple[int, int]] = []

    def read(self, start: int) -> None:
        for _ in range(MAX_PROBLEMS):
            composer, fault = self.compose(self.text[start:] if start else self.text, start)
            if fault is None:
                self.take(composer)
                return
            document = self.document_start(composer.document_start)
            separator = SEPARATOR.search(self.text, max(fault.offset, document + 1))
            end = separator.start() if separator else len(self.text)
            composer.frames.clear()
            self.take(composer)
            self.repair(document, end, fault)
            if not separator:
                return
            start = end
        self.problems.append(ParseProblem("too much of this file is not YAML; the rest is not read", start, start))

    def repair(self, start: int, end: int, fault: _Fault) -> None:
        """Read one broken document without the lines at fault, as far as that goes."""
        segment = self.text[start:end]
        composer, last = self.compose(segment, start)
        faults = [last or fault]
        for _ in range(self.retries):
            if last is None or last.suspect is None:
                break
            without = _without_line(segment, last.suspect - start, is_whole=last.is_whole_line)
            if without is None:
                break
            segment = without
            composer, last = self.compose(segment, start)
            faults += [last] if last else []
        if last:
            composer.close()
        self.take(composer)
        is_read = not last and bool(composer.roots or self.roots)
        told = faults if not self.forgiving else [] if is_read else faults[:1]
        self.problems += [ParseProblem(f.message, f.offset, min(f.offset + 1, len(self.text))) for f in told]

    def compose(self, segment: str, base: int) -> tuple[Composer, _Fault | None]:
        composer = Composer(self.text, self.original, base)
        try:
            composer.compose(_parser(segment))
        except YAMLError as error:
            return composer, _fault(error, segment, base)
        return composer, None

    def document_start(self, offset: int) -> int:
        """The start of the line on which a document starts, for its indentation counts."""
        line = self.text.rfind("\n", 0, offset) + 1
        return offset if self.text[line:offset].strip() else line

    def take(self, composer: Composer) -> None:
        self.roots += composer.roots
        self.problems += composer.problems
        self.hashes += composer.hashes


def _parser(text: str) -> Any:
    """A parser of events; PyYAML's own, some ten times slower, where it was built without libyaml."""
    return yaml.CLoader(text) if yaml.__with_libyaml__ else yaml.Loader(text)


def _fault(error: YAMLError, segment: str, base: int) -> _Fault:
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return _Fault(_MESSAGE, base, None)
    problem, context = str(getattr(error, "problem", "")), str(getattr(error, "context", ""))
    message = next((ours for theirs, ours in _MESSAGES.items() if theirs in problem), _MESSAGE)
    if segment[mark.index : mark.index + 1] == "\t":
        message = "a tab cannot indent YAML"
    begin = getattr(error, "context_mark", None)
    at = base + min(mark.index, len(segment))
    if begin and "quoted scalar" in context and ("end of stream" in problem or "document indicator" in problem):
        return _Fault(message, base + begin.index, base + begin.index, is_whole_line=False)
    if begin and ("expected ':'" in problem or "flow" in context):
        return _Fault(message, at, base + begin.index)
    return _Fault(message, at, base + mark.index)


_MESSAGE = "this is not YAML"
_MESSAGES = {  # of libyaml's own messages those that say what to do; the others could quote the file
    "mapping values are not allowed": "a key cannot start here: a value with ': ' needs quotes, or the indentation is wrong",
    "expected ':'": "a key has no ':' behind it",
    "cannot start any token": "no value can start with this character; quote it",
    "expected key": "this is no key of the mapping it is indented as",
    "expected '-'": "this is no item of the list it is indented as",
    "expected ',' or": "a bracket is not closed, or a comma is missing",
    "end of stream": "a quote is opened and never closed",
    "document indicator": "a quote is opened and never closed",
    "maximum nesting depth": TOO_DEEP,  # libyaml's own bound, since 0.2.6; it speaks before the events that ours counts
    "undefined tag handle": "this tag is not declared",
    "expected <document start>": "the document has ended before this",
}


def _without_line(segment: str, offset: int, *, is_whole: bool) -> str | None:
    """The segment, as long as before, without the last line up to an offset that is not blank.

    Not ``is_whole``: only what stands from the offset on. None where nothing is left to take out.
    """
    end = segment.find("\n", offset)
    end = len(segment) if end < 0 else end
    content = segment[:end].rstrip()
    if not content:
        return None
    start = content.rfind("\n") + 1 if is_whole or offset >= len(content) else offset
    return f"{segment[:start]}{chr(10) * (len(content) - start)}{segment[len(content) :]}"


def _comments(text: str, original: str, hashes: list[tuple[int, int]]) -> Iterator[Comment]:
    """The comments: every ``#`` behind white space that stands in none of the scalars."""
    hashes.sort()
    waiting = iter([*hashes, (len(text), len(text))])
    start, end = next(waiting)
    match = _COMMENT.search(text)
    while match:
        at = match.start()
        while end <= at < len(text):
            start, end = next(waiting)
        if start <= at:
            match = _COMMENT.search(text, end)
        else:
            yield Comment(original[at : match.end()], at, match.end())
            match = _COMMENT.search(text, match.end())
