"""The syntax tree of a JSON text, through tree-sitter-json.

What the grammar does not know and Azure takes (trailing commas, strings of several lines) is
replaced by as much white space where a text has errors, so that every offset holds.
"""

from __future__ import annotations

import re

from tree_sitter import Parser, Tree

from linter.grammars import grammar
from linter.patterns import compile_late

LANGUAGE = grammar("tree_sitter_json")


def _kind(name: str) -> int:
    return LANGUAGE.id_for_node_kind(name, True) or -1


STRING, NUMBER, NULL = _kind("string"), _kind("number"), _kind("null")
OBJECT, ARRAY, PAIR = _kind("object"), _kind("array"), _kind("pair")
COMMENT = _kind("comment")
VALUES = frozenset({STRING, NUMBER, NULL, OBJECT, ARRAY, _kind("true"), _kind("false")})
VALUES_AND_PAIR = VALUES | {PAIR}

_BLOCK_COMMENT = rb"/\*(?:[^*]|\*(?!/))*+(?:\*/)?"
_TRAILING_COMMA = rb"(?P<comma>,)(?=(?:\s|//[^\n]*|" + _BLOCK_COMMENT + rb")*+[}\]])"
# A quote that is never closed must not swallow the rest: strings of several lines come second.
_REPAIRS = tuple(
    compile_late(rb"|".join((string, rb"//[^\n]*", _BLOCK_COMMENT, _TRAILING_COMMA)), re.DOTALL)
    for string in (rb'"(?:[^"\\\n]|\\.)*+"', rb'"(?:[^"\\]|\\.)*+"')
)
# The alternatives of a .NET template have no comma between them: "//#else" becomes ",//else".
_DIRECTIVE = compile_late(rb"((?:[\"}\]\d]|\b(?:true|false|null))\s*)//#")

# In those whose every alternative is commented out ("////#if"), the last one is what remains.
_COMMENTED_OUT = compile_late(
    rb"^[ \t]*+////#(?:if|else)[^\n]*\n((?:[ \t]*+//(?!//#)[^\n]*\n)++)(?=[ \t]*+////#endif)", re.M
)
# What a deployment replaces by a number or a list stands without quotes: __Days__, #{Days}#, $(Days), {{ days }}.
_BARE_TOKEN = compile_late(rb"([:\[,])([ \t]*)(__\w+__|#\{[^{}\n]+\}#?|\$\([\w.-]+\)|\{\{[^{}\n]+\}\})")
_LEADING_SLASHES = compile_late(rb"^([ \t]*+)//", re.M)


def syntax_tree(data: bytes) -> Tree:
    """The tree of a text of one byte per character, repaired where that rids it of all errors."""
    parser = Parser(LANGUAGE)
    tree = parser.parse(data)
    if not tree.root_node.has_error:
        return tree
    texts = [pattern.sub(_repair, data) for pattern in _REPAIRS]
    if _BARE_TOKEN.search(data):
        texts.append(_REPAIRS[0].sub(_repair, _BARE_TOKEN.sub(_unfilled, data)))
    if b"//#" in data:
        texts.append(_REPAIRS[0].sub(_repair, _DIRECTIVE.sub(rb"\1,//", data)))
    if b"////#" in data:
        texts.append(_COMMENTED_OUT.sub(_uncomment, data))
    repaired = [parser.parse(text) for text in texts]
    return next((attempt for attempt in repaired if not attempt.root_node.has_error), repaired[0])


def _unfilled(match: re.Match[bytes]) -> bytes:
    return match[1] + match[2] + b"null".ljust(len(match[3]))


def _uncomment(match: re.Match[bytes]) -> bytes:
    head = match.start(1) - match.start()
    return match[0][:head] + _LEADING_SLASHES.sub(rb"\1  ", match[1])


def _repair(match: re.Match[bytes]) -> bytes:
    if match["comma"]:
        return b" "
    text = match[0]
    return text.replace(b"\n", b" ") if text[:1] == b'"' else text
