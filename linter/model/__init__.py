"""The words of the whole program: sources, documents, values, the wiring, findings."""

from .document import (
    Comment,
    Declaration,
    DeclarationKind,
    Decorator,
    Document,
    Entry,
    Mapping,
    Node,
    ParseProblem,
    Piece,
    Scalar,
    Sequence,
    Style,
)
from .finding import Edit, Finding, Fix, Problem, Related, Severity
from .rule import Rule
from .source import Family, Location, Source, Span
from .value import Encoding, Reference, Shape, Target, Value, ValueKind
from .wiring import (
    SECRET_ROLES,
    Credential,
    Evidence,
    FileWiring,
    Issuer,
    Role,
    Setting,
    Strength,
    VaultReference,
    Wiring,
)

__all__ = [
    "SECRET_ROLES", "Comment", "Credential", "Declaration", "DeclarationKind", "Decorator",
    "Document", "Edit", "Encoding", "Entry", "Evidence", "Family", "FileWiring", "Finding", "Fix",
    "Issuer", "Location", "Mapping", "Node", "ParseProblem", "Piece", "Problem", "Reference",
    "Related", "Role", "Rule", "Scalar", "Sequence", "Setting", "Severity", "Shape", "Source",
    "Span", "Strength", "Style", "Target", "Value", "ValueKind", "VaultReference", "Wiring",
]  # fmt: skip
