"""JSON and JSON with comments, through tree-sitter.

Comments, trailing commas and strings of several lines (which Azure Resource Manager takes) are no
problems. The text is parsed as a copy in which every character is one byte, so that byte offsets
are character offsets.
"""

from __future__ import annotations

from itertools import islice

from tree_sitter import Node as Syntax

from linter.model import Document, Node, ParseProblem, Source

from .json_nodes import Builder
from .json_syntax import COMMENT, VALUES_AND_PAIR, syntax_tree
from .limits import MAX_PROBLEMS
from .syntax_errors import innermost_errors, last_unclosed


def parse(source: Source) -> Document:
    """Read a JSON text; of several values in one file each is a root."""
    tree = syntax_tree(source.text.encode("ascii", "replace"))
    builder = Builder(source.text)
    roots = builder.roots(tree.root_node)
    problems = [*builder.problems]
    if tree.root_node.has_error:
        problems += map(_problem, islice(innermost_errors(tree.root_node), MAX_PROBLEMS))
    elif len(roots) != 1:
        problems.append(_not_one_value(roots))
    return Document(source, tuple(roots), (), lambda: builder.comments, tuple(problems[:MAX_PROBLEMS]))


def _not_one_value(roots: list[Node]) -> ParseProblem:
    if not roots:
        return ParseProblem("the file holds no JSON value", 0, 0)
    return ParseProblem("more than one JSON value in one file", roots[1].start, roots[1].end)


def _problem(syntax: Syntax) -> ParseProblem:
    if not syntax.is_missing:
        return _error(syntax)
    message = "a value is missing" if syntax.is_named else f"{syntax.type} is missing"
    return ParseProblem(message, *syntax.byte_range)


def _error(error: Syntax) -> ParseProblem:
    if unclosed := last_unclosed(error):
        return ParseProblem("a bracket is opened and never closed", *unclosed.byte_range)
    before: Syntax | None = None
    for syntax in (*error.children, error.next_sibling):
        if syntax is None or syntax.kind_id == COMMENT:
            continue
        if before and before.kind_id in VALUES_AND_PAIR and syntax.kind_id in VALUES_AND_PAIR:
            return ParseProblem("a comma is missing", before.end_byte, before.end_byte)
        before = syntax
    return ParseProblem("this is not JSON", *error.byte_range)
