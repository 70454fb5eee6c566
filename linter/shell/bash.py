"""bash and sh → statements, by tree-sitter-bash."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from linter.model import Sink

from .expressions import within
from .syntax import CAPTURED, LOG, Argument, Assignment, Part, PartKind, Pipeline, Stage, Statement, sink_of

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_BLOCKS_OF_THEIR_OWN = frozenset({"command_substitution", "process_substitution"})
_CUTS = frozenset({":", "#", "%", "##", "%%", "/", "//", "^^", ",,", "^", ",", "@"})
_TESTS = frozenset({":+", "+"})  # ${X:+set} says only whether X is


def read(script: str, expressions: tuple[Part, ...]) -> tuple[Statement, ...]:
    """The statements of an ASCII script, those of its functions too."""
    return tuple(_Reader(script, expressions).statements(_parser().parse(script.encode("ascii")).root_node, _TOP))


@cache
def _parser() -> Parser:
    from tree_sitter import Parser

    from linter.grammars import grammar

    return Parser(grammar("tree_sitter_bash"))


class _Around(NamedTuple):
    """Where a block's output goes: through the stages after it, then to ``sinks``."""

    after: tuple[Stage, ...] = ()
    sinks: frozenset[Sink] = LOG


_TOP = _Around()


class _Reader(NamedTuple):
    script: str
    expressions: tuple[Part, ...]

    def statements(self, node: Node, around: _Around) -> Iterator[Statement]:
        """The statements below a node, in order."""
        if node.type in _HANDLERS:
            yield from _HANDLERS[node.type](self, node, around)
        elif node.type in _BLOCKS_OF_THEIR_OWN:
            yield from self._all(node, _Around(sinks=CAPTURED))
        else:
            yield from self._all(node, around)

    def _all(self, node: Node, around: _Around) -> Iterator[Statement]:
        for child in node.named_children:
            yield from self.statements(child, around)

    def command(self, node: Node, around: _Around) -> Iterator[Statement]:
        """A command alone."""
        yield Pipeline((self._stage(node), *around.after), 1, around.sinks)

    def pipeline(self, node: Node, around: _Around) -> Iterator[Statement]:
        """Commands and blocks, each feeding the next."""
        yield from self._run([self._unwrapped(child) for child in node.named_children], around)

    def redirected(self, node: Node, around: _Around) -> Iterator[Statement]:
        """Something with redirections; those behind a list or a pipeline are its last command's."""
        body, redirects = self._unwrapped(node)
        after = [piped for redirect in redirects for piped in _piped_behind(redirect)]
        if body is not None and body.type == "list":
            first, *_ = body.named_children
            if body.named_child_count > 1:
                yield from self.statements(first, around)
            body = body.named_children[-1]
        stages: list[_Redirected] = [(body, redirects), *((child, ()) for child in after)]
        if body is not None and body.type == "pipeline":
            parts = [self._unwrapped(child) for child in body.named_children]
            last, own = parts[-1]
            stages = [*parts[:-1], (last, (*own, *redirects)), *stages[1:]]
        yield from self._run(stages, around)
        for redirect in redirects:
            right = redirect.child_by_field_name("right")
            if right is not None:
                yield from self.statements(right, around)

    def _run(self, stages: list[_Redirected], around: _Around) -> Iterator[Statement]:
        """Stages from left to right; each is told where its output goes."""
        commands = [self._stage(body, redirects) for body, redirects in stages]
        if all(body is None or body.type == "command" for body, _ in stages):
            yield Pipeline((*commands, *around.after), len(commands), around.sinks)
            return
        for index, (body, _) in enumerate(stages):
            rest = around._replace(after=(*commands[index + 1 :], *around.after))
            own = commands[index].sinks
            inside = rest if own is None else _Around(sinks=own)
            if body is None or body.type == "command":
                yield Pipeline((commands[index], *rest.after), 1, around.sinks)
            else:
                yield from self.statements(body, inside)

    def function(self, node: Node, _: _Around) -> Iterator[Statement]:
        """A function's body: who calls it decides where its output goes."""
        yield from self._all(node, _Around(sinks=CAPTURED))

    def loop(self, node: Node, around: _Around) -> Iterator[Statement]:
        """``for name in …``: what the variable holds is not known."""
        name = node.child_by_field_name("variable")
        yield Assignment(self._text(name), Argument("", node.start_byte, node.start_byte))
        yield from self._all(node, around)

    def declaration(self, node: Node, around: _Around) -> Iterator[Statement]:
        """``export``, ``local`` and their kin, and assignments on their own."""
        for child in node.named_children:
            if child.type == "variable_assignment":
                yield from self.assignment(child, around)

    def assignment(self, node: Node, _: _Around) -> Iterator[Statement]:
        """``name=value``."""
        yield self._assigned(node)

    def _assigned(self, node: Node) -> Assignment:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        adds = any(child.type == "+=" for child in node.children)
        if name is not None and name.type == "subscript":
            name, adds = name.child_by_field_name("name"), True
        argument = self._argument(value) if value is not None else Argument("", node.end_byte, node.end_byte)
        return Assignment(self._text(name), argument, adds)

    def _unwrapped(self, node: Node) -> _Redirected:
        if node.type != "redirected_statement":
            return node, ()
        return node.child_by_field_name("body"), tuple(node.children_by_field_name("redirect"))

    def _stage(self, node: Node | None, redirects: tuple[Node, ...] = ()) -> Stage:
        if node is None:
            return Stage((), 0, 0)
        is_command = node.type == "command"
        own = tuple(node.children_by_field_name("redirect")) if is_command else ()
        words = [child for child in node.children if child.type == "command_name"] if is_command else []
        words += node.children_by_field_name("argument") if is_command else []
        nested = [inner for redirect in redirects for inner in redirect.children_by_field_name("redirect")]
        extra = [word for redirect in redirects for word in redirect.children_by_field_name("argument")]
        everything = (*own, *redirects, *nested)
        return Stage(
            words=tuple(map(self._argument, [*words, *extra])),
            start=words[0].start_byte if words else node.start_byte,
            end=node.end_byte,
            standard_input=next((text for text in map(self._input, everything) if text), None),
            sinks=self._sinks(everything),
            assignments=tuple(self._assigned(c) for c in node.children if c.type == "variable_assignment"),
        )

    def _input(self, redirect: Node) -> Argument | None:
        if redirect.type == "herestring_redirect":
            return self._argument(redirect.named_children[-1]) if redirect.named_children else None
        if redirect.type != "heredoc_redirect":
            return None
        return next((self._argument(c) for c in redirect.named_children if c.type == "heredoc_body"), None)

    def _sinks(self, redirects: tuple[Node, ...]) -> frozenset[Sink] | None:
        """Where standard output is redirected to, by the last redirection of it."""
        found = None
        for redirect in redirects:
            sink = self._sink(redirect) if redirect.type == "file_redirect" else None
            found = frozenset({sink}) if sink else found
        return found

    def _sink(self, redirect: Node) -> Sink | None:
        descriptor = redirect.child_by_field_name("descriptor")
        operator = next((c.type for c in redirect.children if not c.is_named), "")
        target = redirect.child_by_field_name("destination")
        if operator.startswith("<") or target is None or (descriptor is not None and self._text(descriptor) != "1"):
            return None
        if operator == ">&" and self._text(target).isdigit():
            return Sink.LOG if self._text(target) == "2" else None
        return sink_of(self._argument(target))

    def _argument(self, node: Node) -> Argument:
        bare = Argument(self._unquoted(node), node.start_byte, node.end_byte, tuple(self._parts(node)))
        return bare._replace(parts=(*bare.parts, *within(self.expressions, bare)))

    def _parts(self, node: Node) -> Iterator[Part]:
        if node.type in _BLOCKS_OF_THEIR_OWN:
            inner = tuple(self._all(node, _Around(sinks=CAPTURED)))
            is_file = node.type == "process_substitution"  # <(…): the word is a path
            yield Part(PartKind.SUBSTITUTION, "", node.start_byte, node.end_byte, judged=is_file, statements=inner)
        elif node.type in ("simple_expansion", "expansion"):
            yield from self._expansion(node)
        elif node.type not in ("arithmetic_expansion", "raw_string"):
            for child in node.named_children:
                yield from self._parts(child)

    def _expansion(self, node: Node) -> Iterator[Part]:
        operators = {c.type for c in node.children if not c.is_named}
        name = next((c for c in node.named_children if c.type in ("variable_name", "subscript")), None)
        if name is not None and name.type == "subscript":
            name = name.child_by_field_name("name")
        is_length = node.children[1:2] and node.children[1].type in ("#", "!")
        if name is not None and not is_length and not operators & _TESTS:
            start = node.start_byte + (len(self._text(node)) - len(self._text(node).lstrip()))
            cut = bool(operators & _CUTS)
            yield Part(PartKind.VARIABLE, self._text(name), start, node.end_byte, cut=cut)

    def _unquoted(self, node: Node) -> str:
        if node.type == "concatenation":
            return "".join(self._between(node, map(self._unquoted, node.children), node.children))
        text = self._text(node)
        if node.type in ("string", "raw_string") and len(text) > 1:
            return text[1:-1]
        return text.replace("\\\n", "").replace("\\", "") if node.type in ("word", "command_name") else text

    def _between(self, node: Node, texts: Iterator[str], children: list[Node]) -> Iterator[str]:
        position = node.start_byte
        for text, child in zip(texts, children, strict=True):
            yield self.script[position : child.start_byte]
            yield text
            position = child.end_byte

    def _text(self, node: Node | None) -> str:
        return self.script[node.start_byte : node.end_byte] if node is not None else ""


_Redirected = tuple["Node | None", tuple["Node", ...]]


def _piped_behind(redirect: Node) -> list[Node]:
    """The commands that a here-document is piped into; the grammar puts them inside it."""
    piped = [child for child in redirect.named_children if child.type == "pipeline"]
    return [command for pipeline in piped for command in pipeline.named_children]


_HANDLERS = {
    "command": _Reader.command,
    "pipeline": _Reader.pipeline,
    "redirected_statement": _Reader.redirected,
    "function_definition": _Reader.function,
    "for_statement": _Reader.loop,
    "declaration_command": _Reader.declaration,
    "variable_assignments": _Reader.declaration,
    "variable_assignment": _Reader.assignment,
}
