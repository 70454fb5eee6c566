"""PowerShell → statements, by tree-sitter-powershell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from linter.model import Sink
from linter.patterns import compile_late

from .expressions import within
from .syntax import CAPTURED, LOG, Argument, Assignment, Part, PartKind, Pipeline, Stage, Statement, sink_of

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

# The grammar takes ``--name=$value`` for an error; as two words it means the same to us.
_JOINED_OPTION = compile_late(r"(?<=\s)(--?[A-Za-z][\w-]*)=")
_VARIABLE = compile_late(r"\$(\{[^}]*\}|(?:\w+:)?\w+)")
_SCOPES = ("script:", "global:", "local:", "private:", "using:")
_BLOCKS = frozenset({"function_statement", "script_block_expression", "script_block"})
_NESTED = frozenset({"parenthesized_expression", "sub_expression", "array_expression", "script_block_expression"})
_VERDICT = compile_late(r"^(?:\[void\]|-not\b|!|\[\w+(?:\.\w+)*\]::(?:Is|Test|Contains|Equals|Compare))", re.IGNORECASE)
_REDIRECTION = compile_late(r"(?P<stream>[1-6*]?)>>?(?P<target>[^>].*)")  # 2>$null, which the grammar takes for a word
_COMPARISON = compile_late(
    r"-[ci]?(?:eq|ne|[gl][te]|(?:not)?(?:like|match|contains|in)|is(?:not)?|and|or|xor)$", re.IGNORECASE
)


def read(script: str, expressions: tuple[Part, ...]) -> tuple[Statement, ...]:
    """The statements of an ASCII script, those of its functions and script blocks too."""
    plain = _JOINED_OPTION.sub(r"\1 ", script)
    return tuple(_Reader(plain, expressions).statements(_parser().parse(plain.encode("ascii")).root_node, LOG))


@cache
def _parser() -> Parser:
    from tree_sitter import Parser

    from linter.grammars import grammar

    return Parser(grammar("tree_sitter_powershell"))


class _Reader(NamedTuple):
    script: str
    expressions: tuple[Part, ...]

    def statements(self, node: Node, sinks: frozenset[Sink]) -> Iterator[Statement]:
        """The statements below a node, in order; only those of a statement list print."""
        for child in node.named_children:
            if child.type == "foreach_statement":
                yield from self._loop_variable(child)
            if child.type == "pipeline":
                yield from self._pipeline(child, sinks if node.type in ("statement_list", "ERROR") else CAPTURED)
            elif child.type == "command":  # the grammar lost its way around it
                yield Pipeline((self._stage(child),), 1, sinks)
            else:
                yield from self.statements(child, CAPTURED if child.type in _BLOCKS else sinks)

    def _loop_variable(self, node: Node) -> Iterator[Statement]:
        for child in node.named_children[:1]:
            yield Assignment(_name(self._text(child).lstrip("$")), Argument("", child.start_byte, child.start_byte))

    def _pipeline(self, node: Node, sinks: frozenset[Sink]) -> Iterator[Statement]:
        for child in node.named_children:
            if child.type == "assignment_expression":
                yield self._assignment(child)
            elif child.type == "pipeline_chain":
                yield self._chain(child, sinks)

    def _chain(self, node: Node, sinks: frozenset[Sink]) -> Pipeline:
        stages = [self._stage(child) for child in node.named_children if child.type != "redirections"]
        redirections = [
            c for child in node.named_children if child.type == "redirections" for c in child.named_children
        ]
        target = self._sinks(redirections)
        if target and stages:
            stages[-1] = stages[-1]._replace(sinks=target)
        return Pipeline(tuple(stages), len(stages), sinks)

    def _assignment(self, node: Node) -> Assignment:
        left, right = node.named_children[0], node.child_by_field_name("value")
        names = _VARIABLE.findall(self._text(left))
        adds = (
            "+=" in self._text(node)[len(self._text(left)) :][:4] or "." in self._text(left) or "[" in self._text(left)
        )
        value = self._argument(right) if right is not None else Argument("", node.end_byte, node.end_byte)
        return Assignment(_name(names[-1]) if names else "", value, adds)

    def _stage(self, node: Node) -> Stage:
        if node.type == "command":
            return self._command(node)
        call = next((n for n in _only_children(node) if n.type == "invokation_expression"), None)
        if call is not None and self._text(call).lower().startswith(("[console]::write", "[system.console]::write")):
            name = Argument(self._text(call).partition("(")[0], call.start_byte, call.end_byte)
            return Stage((name, self._argument(call.named_children[-1])), call.start_byte, call.end_byte)
        void = frozenset({Sink.NOWHERE}) if self._text(node).lower().startswith("[void]") else None
        return Stage((), node.start_byte, node.end_byte, sinks=void, expression=self._argument(node))

    def _command(self, node: Node) -> Stage:
        elements = node.child_by_field_name("command_elements")
        redirections = [c for c in elements.named_children if c.type == "redirection"] if elements is not None else []
        end = redirections[0].start_byte if redirections else node.end_byte
        name = node.child_by_field_name("command_name")
        first = [self._argument(name)] if name is not None else []
        words = list(self._words(elements)) if elements is not None else []
        glued = [match for word in words if (match := _REDIRECTION.fullmatch(word.text))]
        words = [word for word in words if not _REDIRECTION.fullmatch(word.text)]
        sinks = self._sinks(redirections)
        if any(match["stream"] in ("", "1", "*") and match["target"].lower() == "$null" for match in glued):
            sinks = frozenset({Sink.NOWHERE})
        start = name.start_byte if name is not None else node.start_byte
        end = start + len(self.script[start:end].rstrip(" \t\n`"))
        return Stage((*first, *words), start, end, sinks=sinks)

    def _words(self, elements: Node) -> Iterator[Argument]:
        """What stands between separators is one word, however many nodes it has."""
        together: list[Node] = []
        for child in elements.named_children:
            if child.type in ("command_argument_sep", "redirection"):
                if together:
                    yield self._argument(*together)
                together = []
            else:
                together.append(child)
        if together:
            yield self._argument(*together)

    def _sinks(self, redirections: list[Node]) -> frozenset[Sink] | None:
        """Where the success stream is redirected to, or None."""
        for redirection in redirections:
            operator = self._text(redirection.named_children[0]) if redirection.named_children else ""
            target = redirection.named_children[-1]
            if operator in (">", ">>", "1>", "1>>", "*>", "*>>") and target.type == "redirected_file_name":
                return frozenset({sink_of(self._argument(target))})
        return None

    def _argument(self, *nodes: Node) -> Argument:
        start, end = nodes[0].start_byte, nodes[-1].end_byte
        raw = self.script[start:end]
        start += len(raw) - len(raw.lstrip())
        parts = tuple(part for node in nodes for part in self._parts(node))
        bare = Argument(_unquoted(raw.strip()), start, end, parts)
        return bare._replace(parts=(*parts, *within(self.expressions, bare)))

    def _parts(self, node: Node) -> Iterator[Part]:
        if node.type == "variable":
            yield Part(PartKind.VARIABLE, _name(self._text(node).lstrip("$@")), node.start_byte, node.end_byte)
        elif node.type == "command" or node.type in _NESTED or node.type == "pipeline_chain":
            yield from self._nested(node)
        elif node.type in ("member_access", "element_access", "invokation_expression"):
            yield from self._member(node)
        elif node.type == "generic_token":
            for match in _VARIABLE.finditer(self._text(node)):
                at = node.start_byte + match.start()
                yield Part(PartKind.VARIABLE, _name(match[1]), at, node.start_byte + match.end())
        else:
            judged = self._is_verdict(node)
            for child in node.named_children:
                yield from (part._replace(judged=part.judged or judged) for part in self._parts(child))

    def _nested(self, node: Node) -> Iterator[Part]:
        """A pipeline inside a word: what it prints stands there; a mere expression is part of the word."""
        if node.type in ("command", "pipeline_chain"):
            chain = self._chain(node, CAPTURED) if node.type == "pipeline_chain" else None
            if chain and len(chain.stages) == 1 and chain.stages[0].expression:
                yield from chain.stages[0].expression.parts
                return
            inner: tuple[Statement, ...] = (chain or Pipeline((self._stage(node),), 1, CAPTURED),)
        else:
            inner = tuple(self.statements(node, CAPTURED))
        yield Part(PartKind.SUBSTITUTION, "", node.start_byte, node.end_byte, statements=inner)

    def _member(self, node: Node) -> Iterator[Part]:
        """``$app.password``, ``$settings["key"]``, ``(…).password``, ``[Convert]::ToBase64String(…)``."""
        owner = node.named_children[0] if node.named_children else node
        text = self._text(node)
        member = re.split(r"[.\[]", text[: text.rfind("(")] if node.type == "invokation_expression" else text)[-1]
        if text.startswith("["):
            judged = bool(_VERDICT.match(text))
            for part in self._parts(node.named_children[-1]):
                yield part._replace(cut="base64" not in text.lower(), judged=part.judged or judged)
            return
        for part in self._parts(owner):
            yield part._replace(end=node.end_byte, member=part.member or member.strip("\"'] )"))

    def _is_verdict(self, node: Node) -> bool:
        """Whether an expression is true or false rather than made of what stands in it."""
        if node.type in ("comparison_expression", "logical_expression") and node.named_child_count > 1:
            return any(_COMPARISON.match(self._text(child)) for child in node.children)
        return node.type == "expression_with_unary_operator" and bool(_VERDICT.match(self._text(node)))

    def _text(self, node: Node) -> str:
        return self.script[node.start_byte : node.end_byte]


def _only_children(node: Node) -> Iterator[Node]:
    """A node and what it is wrapped around, as long as nothing stands beside it."""
    yield node
    while node.named_child_count == 1:
        node = node.named_children[0]
        yield node


def _name(variable: str) -> str:
    name = variable.strip("{}").lower()
    return next((name.removeprefix(scope) for scope in _SCOPES if name.startswith(scope)), name)


def _unquoted(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text.replace('"', "").replace("`", "")
