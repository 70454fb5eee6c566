"""A value, classified once. It masks itself: reading its text takes an explicit call."""

from copy import copy
from enum import StrEnum
from typing import Any, NamedTuple

from .masked import Masked


class ValueKind(StrEnum):
    """What a value is, before anyone asks whether it is right."""

    EMPTY = "empty"
    GUID = "GUID"
    PLACEHOLDER = "placeholder"  # a person was to replace it: <your-secret>, changeme
    TOKEN = "token"  # a deploy step replaces it: #{X}#, $(X), ${X}
    EXPRESSION = "expression"  # ARM, Bicep, Go template, GitHub
    KEYVAULT_REFERENCE = "Key Vault reference"  # also one that is malformed
    SECRET_REFERENCE = "secret reference"  # names a secret of GitHub, Kubernetes, Container Apps …
    NAME = "name"  # of a setting, a secret, a file; by its key
    LITERAL = "literal"


class Shape(StrEnum):
    """What a literal looks like."""

    ENTRA_SECRET = "Entra client secret"  # could have been issued by Entra
    DAMAGED_ENTRA_SECRET = "damaged Entra client secret"  # nearly one; ``Value.detail`` says what is wrong
    PROVIDER_KEY = "provider key"  # carries a provider's signature; ``Value.detail`` says whose
    CONNECTION_STRING = "connection string"  # with a key or password inside
    DEVELOPMENT = "development value"  # well known and harmless: Azurite, LocalDB
    ENCRYPTED = "encrypted"  # SOPS, SealedSecret, bcrypt
    URL = "URL"
    TEXT = "text"


class Target(StrEnum):
    """What a reference points at."""

    GITHUB_SECRET = "GitHub secret"
    GITHUB_VARIABLE = "GitHub variable"
    KUBERNETES_SECRET = "Kubernetes Secret"
    CONFIG_MAP = "ConfigMap"
    CONTAINER_APP_SECRET = "Container Apps secret"
    KEYVAULT_SECRET = "Key Vault secret"
    VAULT = "vault"
    MANAGED_IDENTITY = "managed identity"
    PARAMETER = "parameter"
    VALUES_PATH = "Helm value"
    ENVIRONMENT_VARIABLE = "environment variable"
    TOKEN = "deploy-time token"


class Reference(NamedTuple):
    """An edge from a value to where its text comes from.

    ``name`` is the secret's, parameter's or variable's name, or the values path (``azure.clientId``);
    ``holder`` what it lives in (a vault, a Kubernetes Secret) or, for a vault or managed identity, what that is called, empty
    where the context decides, with ``${parameter}`` for
    each part of its name that only a deployment gives;
    ``start``/``end`` bound the name within the value's text, 0-based, ``end`` exclusive.
    """

    target: Target
    name: str
    holder: str = ""
    version: str = ""
    start: int = 0
    end: int = 0


class Encoding(StrEnum):
    """How a value's text is wrapped in the file."""

    NONE = "none"
    BASE64 = "base64"


class Value(Masked):
    """A value and its class; ``repr`` and ``str`` never show the text.

    ``detail`` may be shown: it says in words what the classifier knows (``the checksum of its
    last three characters fails``, ``Storage account key``) and never quotes the text.
    ``start``/``end`` bound the secret part within the text where only a part of it is secret
    (the key in a connection string), 0-based, ``end`` exclusive; ``end`` 0 means all of it.
    """

    __slots__ = ("_text", "detail", "encoding", "end", "kind", "references", "shape", "start")

    def __init__(
        self,
        kind: ValueKind,
        text: str,
        shape: Shape | None = None,
        detail: str = "",
        references: tuple[Reference, ...] = (),
        *,
        encoding: Encoding = Encoding.NONE,
        start: int = 0,
        end: int = 0,
    ) -> None:
        self.kind = kind
        self._text = text
        self.shape = shape
        self.detail = detail
        self.references = references
        self.encoding = encoding
        self.start = start
        self.end = end

    def altered(self, **changes: Any) -> "Value":
        """The same value but for the named fields."""
        other = copy(self)
        for name, changed in changes.items():
            setattr(other, name, changed)
        return other

    def reveal(self) -> str:
        """The text itself. For judging, never for showing."""
        return self._text

    def part(self) -> str:
        """What of the text is judged: the key in a connection string, the default of a variable; else all of it."""
        return self._text[self.start : self.end] if self.end else self._text

    @property
    def hint(self) -> str:
        """The first three characters of an Entra secret, which Entra itself shows; else empty."""
        shapes = (Shape.ENTRA_SECRET, Shape.DAMAGED_ENTRA_SECRET)
        return self.part().strip()[:3] if self.shape in shapes else ""

    @property
    def is_concrete(self) -> bool:
        """Whether the file itself holds the value, rather than a stand-in for it."""
        return self.kind in (ValueKind.GUID, ValueKind.LITERAL)

    @property
    def ends_in_line_break(self) -> bool:
        """Whether it is one line with a line break at its end.

        Several lines are a document of its own (PEM, JSON, a properties file), which ends in one by right.
        """
        return self._text.endswith("\n") and len(self._text.strip("\r\n").splitlines()) == 1

    def reference(self, target: Target) -> Reference | None:
        """The first reference of that kind, or None."""
        return next((r for r in self.references if r.target is target), None)

    def __repr__(self) -> str:
        shape = f", {self.shape.value}" if self.shape else ""
        return f"<{self.kind.value}{shape}, {len(self._text)} characters>"

    __str__ = __repr__
