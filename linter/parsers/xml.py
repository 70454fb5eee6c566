"""XML configuration of .NET (``web.config``, ``app.config``), through expat.

An element becomes an entry: its name, and a mapping of its attributes and child elements in the
order written. An element that holds nothing but text becomes a scalar; text beside attributes
stands under ``#text``. Entities that a file declares itself are not expanded: the file is refused there.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from linter.model import Comment, Document, Entry, Mapping, Node, ParseProblem, Piece, Scalar, Source, Style
from linter.patterns import compile_late

from .limits import MAX_DEPTH, too_deep
from .pieces import splice

_NOT_ASCII = compile_late(r"[^\x00-\x7f]")
_TAG = compile_late(r"<[^\s/>]+(?P<attributes>(?:[^\"'>]|\"[^\"]*\"|'[^']*')*+)>")
_ATTRIBUTE = compile_late(r"(?P<name>[^\s=/]+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')")
_ENTITY = compile_late(
    r"&(?:#x(?P<hex>[0-9A-Fa-f]{1,6})|#(?P<decimal>[0-9]{1,7})|(?P<name>lt|gt|amp|quot|apos));"
    r"|<!\[CDATA\[(?P<verbatim>.*?)\]\]>|<!--.*?-->",
    re.DOTALL,
)
_MESSAGES = {  # of expat's own messages those that say what to do
    "not well-formed (invalid token)": "this cannot stand here: write & as &amp; and < as &lt;, and quote values",
    "undefined entity": "this entity is not declared; write & as &amp;",
    "mismatched tag": "this closing tag does not fit the element that is open",
    "unclosed token": "a tag is never closed",
    "unclosed CDATA section": "a CDATA section is never closed",
    "no element found": "an element is never closed, or there is none",
    "junk after document element": "something stands behind the end of the outermost element",
    "duplicate attribute": "an attribute stands twice in one element",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


def parse(source: Source) -> Document:
    """Read an XML text; a broken one as far as it goes."""
    return _Reader(source).read()


class _RefusedError(Exception):
    """Reading stops; the problem is noted already."""


class _Element:
    """An element that is still open; ``content`` is where its start tag ends."""

    def __init__(self, name: Scalar, start: int, content: int) -> None:
        self.name = name
        self.start = start
        self.content = content
        self.entries: list[Entry] = []
        self.has_elements = False


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.comments: list[Comment] = []
        self.problems: list[ParseProblem] = []
        self.open = [_Element(Scalar("", 0, 0), 0, 0)]
        self.parser = parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = self.start_element
        parser.EndElementHandler = self.end_element
        parser.CommentHandler = self.comment
        parser.EntityDeclHandler = self.entity

    def read(self) -> Document:
        data = _NOT_ASCII.sub("x", self.text).encode()  # one byte a character: offsets are the same
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as error:
            at = min(max(self.parser.ErrorByteIndex, 0), len(self.text))
            said = expat.ErrorString(error.code) or ""
            self.problems.append(ParseProblem(_MESSAGES.get(said, f"this is not well-formed XML ({said})"), at, at))
        except _RefusedError:
            pass
        while len(self.open) > 1:
            self.close(self.open[-1].content, len(self.text))
        root = Mapping(tuple(self.open[0].entries), 0, len(self.text))
        return Document(self.source, (root,), (), lambda: self.comments, tuple(self.problems))

    def start_element(self, written: str, _attributes: dict[str, str]) -> None:
        start = self.parser.CurrentByteIndex
        tag = _TAG.match(self.text, start)
        name_end = start + 1 + len(written)
        name = Scalar(self.text[start + 1 : name_end], start + 1, name_end, Style.PLAIN, (), start + 1)
        element = _Element(name, start, tag.end() if tag else name_end)
        if tag:
            attributes = _ATTRIBUTE.finditer(self.text, *tag.span("attributes"))
            element.entries = [_attribute(match) for match in attributes]
        self.open[-1].has_elements = True
        self.open.append(element)
        if len(self.open) > MAX_DEPTH:
            self.problems.append(too_deep(start, name_end))
            raise _RefusedError

    def end_element(self, _name: str) -> None:
        at = self.parser.CurrentByteIndex
        if self.text.startswith("</", at):
            self.close(at, self.text.find(">", at) + 1 or len(self.text))
        else:  # <element/>
            self.close(self.open[-1].content, self.open[-1].content)

    def close(self, content_end: int, end: int) -> None:
        element = self.open.pop()
        text = None if element.has_elements else self.content(element.content, content_end)
        node: Node
        if text and not element.entries:
            node = text
        else:
            if text:
                at = text.start
                key = Scalar("#text", at, at, Style.PLAIN, (Piece(0, at),), at)
                element.entries.append(Entry(key, text))
            node = Mapping(tuple(element.entries), element.start, end)
        self.open[-1].entries.append(Entry(element.name, node))

    def content(self, start: int, end: int) -> Scalar | None:
        """The text of an element without the white space around it, or None where there is none."""
        written = self.text[start:end]
        stripped = written.strip()
        if not stripped:
            return None
        first = start + written.index(stripped)
        text, pieces = splice(stripped, first, _ENTITY, _decode)
        return Scalar(text, first, first + len(stripped), Style.PLAIN, pieces, first)

    def comment(self, _text: str) -> None:
        start = self.parser.CurrentByteIndex
        end = self.text.find("-->", start) + 3
        self.comments.append(Comment(self.text[start:end], start, end))

    def entity(self, *_declaration: object) -> None:
        at = self.parser.CurrentByteIndex
        self.problems.append(ParseProblem("the file declares entities of its own; it is not read on", at, at))
        raise _RefusedError


def _attribute(match: re.Match[str]) -> Entry:
    name_start, name_end = match.span("name")
    name = Scalar(match["name"], name_start, name_end, Style.PLAIN, (), name_start)
    kind, style = ("double", Style.DOUBLE) if match["double"] is not None else ("single", Style.SINGLE)
    start, end = match.span(kind)
    text, pieces = splice(match[kind], start, _ENTITY, _decode) if "&" in match[kind] else (match[kind], ())
    return Entry(name, Scalar(text, start, end, style, pieces, start - 1))


def _decode(match: re.Match[str]) -> str:
    if match["name"]:
        return _NAMED[match["name"]]
    if match["hex"] or match["decimal"]:
        number = int(match["hex"], 16) if match["hex"] else int(match["decimal"])
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    return ""  # a comment
