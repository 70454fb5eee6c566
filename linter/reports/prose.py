"""The documentation of a rule as HTML: the little Markdown that docstrings are written in.

Headings, paragraphs, lists, fenced code; in a line, code, bold, italics and links to the web.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.patterns import compile_late

from .markup import Markup, element, join

_BLOCKS = compile_late(r"```\w*\n(?P<code>.*?)\n```|(?P<block>\S.*?)(?=\n\s*\n|\n```|\Z)", re.DOTALL)
_ITEM = compile_late(r"^(?:[-*]|\d+\.) ", re.MULTILINE)
_INLINE = compile_late(
    r"`(?P<code>[^`]+)`|\*\*(?P<bold>[^*]+)\*\*|\*(?P<italic>[^*\s][^*]*)\*"
    r"|\[(?P<label>[^\]]+)\]\((?P<uri>https?://[^)\s]+)\)"
)


def prose(text: str, heading: str) -> Markup:
    """The text as HTML; its headings become elements of that name."""
    return join(*(_block(match, heading) for match in _BLOCKS.finditer(text)))


def _block(match: re.Match[str], heading: str) -> Markup:
    if match["code"] is not None:
        lines = match["code"].splitlines()
        return element("pre", {}, *(join(line, Markup("\n")) for line in lines))
    block = match["block"]
    if block.startswith("#"):
        title, _, rest = block.partition("\n")
        return join(element(heading, {}, *_inline(title.lstrip("# "))), prose(rest, heading))
    first = _ITEM.search(block)
    if first is None:
        return element("p", {}, *_inline(block))
    items = [element("li", {}, *_inline(item)) for item in _ITEM.split(block[first.start() :]) if item]
    before = block[: first.start()].strip()
    return join(element("p", {}, *_inline(before)) if before else "", element("ul", {}, *items))


def _inline(text: str) -> Iterator[str]:
    text = " ".join(text.split())
    position = 0
    for match in _INLINE.finditer(text):
        yield text[position : match.start()]
        yield _styled(match)
        position = match.end()
    yield text[position:]


def _styled(match: re.Match[str]) -> Markup:
    if match["code"]:
        return element("code", {}, match["code"])
    if match["bold"]:
        return element("strong", {}, *_inline(match["bold"]))
    if match["italic"]:
        return element("em", {}, match["italic"])
    return element("a", {"href": match["uri"], "rel": "noreferrer"}, match["label"])
