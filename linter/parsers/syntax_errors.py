"""Where a tree-sitter grammar could not make sense of a text."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node as Syntax


def innermost_errors(root: Syntax) -> Iterator[Syntax]:
    """The errors and missing tokens under a node that hold no smaller ones, in the order of the text."""
    waiting = [root] if root.has_error else []
    while waiting:
        syntax = waiting.pop()
        inner = [child for child in syntax.children if child.has_error]
        if syntax.is_missing or (syntax.is_error and not inner):
            yield syntax
        waiting += inner[::-1]


def last_unclosed(error: Syntax) -> Syntax | None:
    """The last bracket directly in an error that nothing in it closes, or None."""
    opened: list[Syntax] = []
    for child in error.children:
        if child.type in ("{", "[", "("):
            opened.append(child)
        elif child.type in ("}", "]", ")") and opened:
            opened.pop()
    return opened[-1] if opened else None
