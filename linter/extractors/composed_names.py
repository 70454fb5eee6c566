"""Names that a template puts together, as far as it tells: ``kv-shop-${environmentName}``.

What only a deployment gives stays as ``${parameter}``, what cannot be told is a hole (:data:`.expressions.HOLE`).
"""

from collections.abc import Container, Mapping
from types import MappingProxyType

from linter.model import Mapping as MappingNode
from linter.model import Node, Scalar
from linter.patterns import compile_late

from .expressions import HOLE, Expression, Text
from .template_scope import Scope

_DEEPEST = 20  # names that lead to names
_JOINS = frozenset({"concat", "format", "parameters", "variables"})  # what hands its arguments on as they are

_VAULT = compile_late(r"VaultName=([^;)]+)|https?://([^./;)]+)\.vault\.")

# What a cloud adds to a vault's name (https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-functions-deployment)
_VAULT_SUFFIX = "environment().suffixes.keyvaultDns"


class ComposedNames:
    """The names in one template; ``resources`` are the names of its resources by their symbols.

    ``identities`` are the symbols of the managed identities among them.
    """

    def __init__(
        self,
        scope: Scope,
        resources: Mapping[str, Scalar] = MappingProxyType({}),
        identities: Container[str] = (),
    ) -> None:
        self._scope = scope
        self._resources = resources
        self._identities = identities

    def of_resource(self, symbol: str) -> str:
        """The name of a resource; empty where it cannot be told."""
        return _told(self._of(self._resources.get(symbol), 0))

    def identity_of(self, expression: str) -> str | None:
        """The name of the managed identity whose client id an expression is, empty where it cannot be told; else None."""
        symbol, _, member = expression.strip().partition(".")
        return self.of_resource(symbol) if member == "properties.clientId" and symbol in self._identities else None

    def of(self, value: Scalar) -> str:
        """The name that a value is; empty where it cannot be told."""
        return _told(self._of(value, 0))

    def vault_in(self, value: Scalar, text: Text) -> str:
        """The vault that a reference in a text names, whose holes are those of ``value``; empty where it cannot be told."""
        expression = self._scope.language.read(value) if text.holes else None
        found = _VAULT.search(self._written(value.text, text, expression, 0)) if expression else None
        return _told(found[1] or found[2]) if found else ""

    def _of(self, node: Node | None, depth: int) -> str:
        if not isinstance(node, Scalar) or depth > _DEEPEST:
            return HOLE
        expression = self._scope.language.read(node)
        if expression is None:
            return node.text
        if len(expression.texts) == 1 and all(call.name in _JOINS for call in expression.calls):
            return self._written(node.text, expression.texts[0], expression, depth)
        return self._part(node.text, expression.start, expression.end, expression, depth)

    def _written(self, source: str, text: Text, expression: Expression, depth: int) -> str:
        """A text with its holes filled."""
        parts: list[str] = []
        at = 0
        for offset, start, end in text.holes:
            parts += text.text[at:offset], self._part(source, start, end, expression, depth)
            at = offset + len(HOLE)
        return "".join((*parts, text.text[at:]))

    def _part(self, source: str, start: int, end: int, expression: Expression, depth: int) -> str:
        """What a computed part stands for: a parameter, a variable, a property of something that has a symbol."""
        span = start, end
        if parameter := next((name for name in expression.parameters if (name.start, name.end) == span), None):
            return f"${{{parameter.text}}}"
        if variable := next((name for name in expression.variables if (name.start, name.end) == span), None):
            return self._of(self._variable(variable.text), depth + 1)
        code = source[start:end].strip()
        if code == _VAULT_SUFFIX:
            return ".vault.azure.net"
        symbol, _, member = code.partition(".")
        return self._member(symbol, member, depth + 1)

    def _member(self, symbol: str, member: str, depth: int) -> str:
        held = self._variable(symbol)
        if isinstance(held, MappingNode):
            return self._of(held.scalar(member), depth)
        if member == "name":
            return self._of(self._resources.get(symbol), depth)
        if member == "properties.vaultUri" and symbol in self._resources:
            return f"https://{self._of(self._resources[symbol], depth)}.vault.azure.net/"
        return HOLE

    def _variable(self, name: str) -> Node | None:
        return self._scope.variables.get(self._scope.language.fold(name))


def _told(name: str) -> str:
    return "" if HOLE in name else name
