"""From the syntax of Bicep statements to declarations and nodes."""

from __future__ import annotations

import re

from tree_sitter import Node as Syntax

from linter.model import (
    Declaration,
    DeclarationKind,
    Decorator,
    Entry,
    Mapping,
    Node,
    Scalar,
    Sequence,
    Style,
    new_scalar,
)
from linter.patterns import compile_late

from .pieces import splice

_KINDS = {
    "parameter_declaration": DeclarationKind.PARAMETER,
    "variable_declaration": DeclarationKind.VARIABLE,
    "resource_declaration": DeclarationKind.RESOURCE,
    "module_declaration": DeclarationKind.MODULE,
    "output_declaration": DeclarationKind.OUTPUT,
}
_BODIES = frozenset({DeclarationKind.RESOURCE, DeclarationKind.MODULE})
_PLAIN = frozenset({"number", "boolean"})
_NOT_VALUES = frozenset({"comment", "ERROR", "type"})
_ESCAPE = compile_late(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|(.))")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}


class Builder:
    """Turns statements into declarations, nested resources behind the resource that holds them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.declarations: list[Declaration] = []

    def statements(self, parent: Syntax) -> None:
        """Add the declarations directly under a syntax node, and those in an error among them."""
        decorators: tuple[Decorator, ...] = ()
        for child in parent.named_children:
            kind = child.type
            if kind == "decorators":
                decorators = tuple(map(self.decorator, child.named_children))
            elif kind in _KINDS:
                self.declare(child, decorators)
                decorators = ()
            elif child.is_error:
                self.statements(child)

    def declare(self, syntax: Syntax, decorators: tuple[Decorator, ...] = ()) -> Declaration | None:
        """Add one declaration."""
        start, end = syntax.byte_range
        kind = DeclarationKind.PARAMETER if self.text.startswith("param", start) else _KINDS[syntax.type]
        identifiers = [child for child in syntax.named_children if child.type not in ("comment", "ERROR")]
        if not identifiers:
            return None
        index = len(self.declarations)
        name = self.plain(identifiers[0])
        written, value = self.parts(identifiers[1:], kind)
        node = value and (self.body(value) if kind in _BODIES else self.node(value))
        declaration = Declaration(kind, name, written, node, decorators, start, end)
        self.declarations.insert(index, declaration)
        return declaration

    def parts(self, parts: list[Syntax], kind: DeclarationKind) -> tuple[str, Syntax | None]:
        """The written type of a declaration and the syntax of its value."""
        written = ""
        if parts and kind in _BODIES:
            scalar = self.node(parts[0])
            written = scalar.text if isinstance(scalar, Scalar) else ""
            parts = parts[1:]
        elif parts and parts[0].type == "type":
            written = self.slice(parts[0])
            parts = parts[1:]
        return written, parts[-1] if parts and not parts[-1].is_missing else None

    def decorator(self, syntax: Syntax) -> Decorator:
        """A decorator; of its arguments lists and objects are given as code."""
        start, end = syntax.byte_range
        call = next((child for child in syntax.named_children if child.type == "call_expression"), None)
        if call is None:
            return Decorator(self.text[start + 1 : end].strip(), (), start, end)
        function = call.child_by_field_name("function")
        arguments = call.child_by_field_name("arguments")
        scalars = [self.argument(child) for child in (arguments.named_children if arguments else ())]
        name = "".join(self.slice(function).split()) if function else ""
        return Decorator(name, tuple(scalars), start, end)

    def argument(self, syntax: Syntax) -> Scalar:
        """An argument as a scalar."""
        node = self.node(syntax) if syntax.type in ("string", "null", *_PLAIN) else None
        return node if isinstance(node, Scalar) else self.code(syntax)

    def body(self, syntax: Syntax) -> Node:
        """The body of a resource or module, conditions and loops taken off."""
        while syntax.type in ("if_statement", "for_statement"):
            inner = _inner(syntax)
            if inner is None:
                break
            syntax = inner
        return self.node(syntax)

    def node(self, syntax: Syntax) -> Node:
        """The node of a value; of a loop inside a value, a sequence of its one body."""
        kind = syntax.type
        if kind == "string":
            return self.string(syntax)
        if kind == "object":
            return Mapping(tuple(self.entries(syntax)), *syntax.byte_range)
        if kind == "array":
            items = [self.node(child) for child in syntax.named_children if child.type not in _NOT_VALUES]
            return Sequence(tuple(items), *syntax.byte_range)
        if kind == "for_statement" and _inner(syntax):
            return Sequence((self.body(syntax),), *syntax.byte_range)
        if kind == "if_statement" and _inner(syntax):
            return self.body(syntax)
        if kind == "null":
            return self.plain(syntax)._replace(style=Style.NULL)
        return self.plain(syntax) if kind in _PLAIN else self.code(syntax)

    def entries(self, syntax: Syntax) -> list[Entry]:
        """The properties of an object; an object spread into it gives its own."""
        entries: list[Entry] = []
        decorators: tuple[Decorator, ...] = ()
        for child in syntax.named_children:
            if child.type == "decorators":
                decorators = tuple(map(self.decorator, child.named_children))
            if child.type == "ERROR":
                entries += self.entries(child)
            if child.type != "object_property":
                continue
            parts = [part for part in child.named_children if part.type not in _NOT_VALUES]
            if parts and parts[0].type == "resource_declaration":
                declaration = self.declare(parts[0], decorators)
                if declaration and declaration.value:
                    entries.append(Entry(declaration.name, declaration.value))
            elif parts and parts[0].type == "decorators":
                decorators = tuple(map(self.decorator, parts[0].named_children))
            elif len(parts) > 1:
                entries += self.property(parts[0], self.node(parts[-1]))
        return entries

    def property(self, key: Syntax, value: Node) -> tuple[Entry, ...]:
        """One property as an entry, or those of a spread object."""
        if self.text.startswith("...", key.start_byte):
            return value.entries if isinstance(value, Mapping) else ()
        node = self.string(key) if key.type == "string" else self.plain(key)
        return (Entry(node, value),)

    def string(self, syntax: Syntax) -> Scalar:
        """A string as written between its quotes, or as code where it is interpolated."""
        start, end = syntax.byte_range
        is_multiline = self.text.startswith("'''", start)
        if any(child.type == "interpolation" for child in syntax.named_children) or (
            is_multiline and self.text.startswith("$", start - 1)
        ):
            return self.code(syntax)
        if is_multiline and end - start >= 6:
            first = start + 3
            first += 2 if self.text.startswith("\r\n", first) else self.text.startswith("\n", first)
            return Scalar(self.text[first : end - 3], first, max(first, end - 3), Style.SINGLE, (), start)
        first = min(start + 1, end)
        last = end - 1 if end > first and self.text[end - 1] == "'" else end
        written = self.text[first:last]
        text, pieces = splice(written, first, _ESCAPE, _unescape) if "\\" in written else (written, ())
        return new_scalar((text, first, last, Style.SINGLE, pieces, start))

    def plain(self, syntax: Syntax) -> Scalar:
        """A name, number or boolean."""
        start, end = syntax.byte_range
        return new_scalar((self.text[start:end], start, end, Style.PLAIN, (), start))

    def code(self, syntax: Syntax) -> Scalar:
        """An expression."""
        start, end = syntax.byte_range
        return new_scalar((self.text[start:end], start, end, Style.EXPRESSION, (), start))

    def slice(self, syntax: Syntax) -> str:
        """The text of a syntax node."""
        start, end = syntax.byte_range
        return self.text[start:end]


def _inner(syntax: Syntax) -> Syntax | None:
    """What a condition or loop holds."""
    body = syntax.child_by_field_name("body")
    if body:
        return body
    if syntax.type == "for_statement":
        return None
    return next((child for child in reversed(syntax.named_children) if child.type == "object"), None)


def _unescape(match: re.Match[str]) -> str:
    code, letter = match.groups()
    if code:
        number = int(code, 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    return _ESCAPED.get(letter, letter)
