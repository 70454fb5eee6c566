"""The words of the whole program: sources, documents, values, the wiring, findings."""

from .assembly import Assembly, AssemblyKind, Supply
from .credential import SECRET_ROLES, Credential, Evidence, Issuer, Role, Setting, Strength, VaultReference
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
    new_scalar,
)
from .finding import Edit, Finding, Fix, Problem, Related, Severity
from .inventory import App, CertificateRecord, Inventory, Owned, SecretRecord
from .option import Option, Options
from .overlay import Overlay
from .rule import Rule, options_of
from .run import LintedFile, Run, Shown, Unreadable, Use
from .shell import Carried, Command, Given, Mask, Sink, Word
from .source import PARAMETER_FILES, RUN_BY_GITHUB, TEMPLATES, Family, Location, Source, Span
from .template import Output, Parameter, VaultSecretResource
from .value import Encoding, Reference, Shape, Target, Value, ValueKind
from .wiring import Container, Effective, FileWiring, Wiring
from .workflow import Choice, Grant, Job, Named, Script, Step
from .workload import GeneratedSecret, RotationSwitch, SecretUse, Uptake, VariableSource, Workload

__all__ = [
    "PARAMETER_FILES", "RUN_BY_GITHUB", "SECRET_ROLES", "TEMPLATES", "App", "Assembly", "AssemblyKind", "Carried",
    "CertificateRecord", "Choice", "Command", "Comment", "Container", "Credential", "Declaration", "DeclarationKind",
    "Decorator", "Document", "Edit", "Effective", "Encoding", "Entry", "Evidence", "Family", "FileWiring", "Finding", "Fix",
    "GeneratedSecret", "Given", "Grant", "Inventory", "Issuer", "Job", "LintedFile", "Location", "Mapping", "Mask", "Named",
    "Node", "Option", "Options", "Output", "Overlay", "Owned", "Parameter", "ParseProblem", "Piece", "Problem", "Reference",
    "Related", "Role", "RotationSwitch", "Rule", "Run", "Scalar", "Script", "SecretRecord", "SecretUse", "Sequence",
    "Setting", "Severity", "Shape", "Shown", "Sink", "Source", "Span", "Step", "Strength", "Style", "Supply", "Target",
    "Unreadable", "Uptake", "Use", "Value", "ValueKind", "VariableSource", "VaultReference", "VaultSecretResource",
    "Wiring", "Word", "Workload", "new_scalar", "options_of",
]  # fmt: skip
