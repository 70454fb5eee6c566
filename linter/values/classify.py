"""What a value is: one pass, in one place, for every family."""

from __future__ import annotations

import re
from functools import lru_cache

from linter.model import RUN_BY_GITHUB, Family, Reference, Shape, Target, Value, ValueKind
from linter.patterns import compile_late

from . import entra, literals, provider_keys
from .connection_strings import (
    has_user_info,
    is_connection_string,
    is_development,
    is_local,
    opens_azure_database,
    repeats_name,
    secret_part,
)
from .keyvault import parse_akv2k8s, parse_app_service
from .literals import NAME_LIKE, SWITCH, WELL_KNOWN, WRAPPED_GUID, addressed_secrets, looks_like_name
from .placeholders import PLACEHOLDERS, placeholder_in
from .templates import (
    bare_github_secret,
    default_in,
    github_references,
    is_one_github_secret,
    parameter_references,
    token_references,
    values_references,
)

__all__ = [
    "NAME_LIKE", "PLACEHOLDERS", "SWITCH", "WELL_KNOWN", "WRAPPED_GUID", "classify", "has_signature", "looks_like_name",
]  # fmt: skip

_ARM = frozenset({Family.ARM_TEMPLATE, Family.ARM_PARAMETERS})
_BICEP = frozenset({Family.BICEP, Family.BICEP_PARAMETERS})
_GO = frozenset({Family.HELM_VALUES, Family.HELM_TEMPLATE, Family.KUBERNETES})

# Those of apps; of others something on the way may decode a value.
_TAKEN_AS_WRITTEN = frozenset(
    {
        Family.APP_SETTINGS,
        Family.APP_SERVICE_SETTINGS,
        Family.DOTENV,
        Family.SPRING,
        Family.DOTNET_CONFIG,
        Family.COMPOSE,
    }
)

_EMPTY = frozenset({"", "''", '""', "null", "~", "nil", "none", "[]", "{}"})


@lru_cache(maxsize=8192)  # most values of a repository occur many times
def classify(text: str, family: Family) -> Value:
    """What a value's text is, read as a file of that family holds it. Never raises."""
    stripped = text.strip()
    if stripped.lower() in _EMPTY:
        return Value(ValueKind.EMPTY, text)
    if len(text) > _LONGEST:
        return literals.encrypted(text) or _signed(text) or Value(ValueKind.LITERAL, text, Shape.TEXT)
    marked = _MARKED.search(stripped) is not None
    return (
        literals.guid(text)
        or literals.encrypted(text)
        or (_vault_reference(text) if marked else None)
        or _signed(text)
        or (_completed_later(text, family) if marked else None)
        or literals.placeholder(text)
        or _known_to_all(text)
        or literals.entra_secret(text)
        or (encoded_secret(text) if family in _TAKEN_AS_WRITTEN else None)
        or literals.url(text)
        or literals.other(text)
    )


def encoded_secret(text: str) -> Value | None:
    """The base64 of a client secret, in a place that takes a value as it stands."""
    detail = "it is the base64 of a secret, which nothing decodes here"
    return Value(ValueKind.LITERAL, text, Shape.DAMAGED_ENTRA_SECRET, detail) if entra.is_encoded(text) else None


_TOKEN_HEAD = "eyJhbGciOi"  # {"alg":…, as each JSON web token begins; what signs it stands behind its second dot


def _known_to_all(text: str) -> Value | None:
    is_head = text.startswith(_TOKEN_HEAD) and "." not in text
    known = is_head or provider_keys.is_development_key(text)
    return Value(ValueKind.LITERAL, text, Shape.DEVELOPMENT, WELL_KNOWN) if known else None


_LONGEST = 4096  # what is longer is a document, not a value
# What no reference, template, token or connection string does without.
_MARKED = compile_late(r"[$%#{}@=:\[<\\]|__|[Ss]ecrets\.")


def _completed_later(text: str, family: Family) -> Value | None:
    """Defaults before connection strings before the templates that may stand in either."""
    return (
        _default(text, family)
        or _secret_reference(text, family)
        or _connection_string(text, family)
        or _expression(text, family)
        or _token(text)
    )


def has_signature(text: str) -> bool:
    """Whether a text is worth classifying whatever its key says: a cheap search for telling parts."""
    return len(text) >= _SHORTEST_TELLING and (any(map(text.__contains__, _TELLING)) or has_user_info(text))


_SHORTEST_TELLING = 12  # keyvaultref:
_TELLING = ("Q~", "eyVault", "EYVAULT", "eyvault", "vault.", *(t.decode() for t in provider_keys.TRIGGERS))


def _vault_reference(text: str) -> Value | None:
    parsed = parse_app_service(text)
    if parsed:
        start, end = parsed.secret_span or (0, 0)
        found = Reference(Target.KEYVAULT_SECRET, parsed.secret, parsed.vault, parsed.version, start, end)
        references = (found,) if parsed.secret or parsed.vault else ()
        return Value(ValueKind.KEYVAULT_REFERENCE, text, detail=parsed.malformed, references=references)
    stripped = text.strip()
    if stripped.startswith("keyvaultref:"):  # Azure CLI, for Container Apps
        return Value(ValueKind.KEYVAULT_REFERENCE, text, references=addressed_secrets(text))
    if stripped.startswith('{"uri"'):  # App Configuration
        addressed = addressed_secrets(text)
        return Value(ValueKind.KEYVAULT_REFERENCE, text, references=addressed) if addressed else None
    if stripped.startswith("@Microsoft.AppConfiguration("):
        return Value(ValueKind.SECRET_REFERENCE, text, detail="App Configuration reference")
    return None


def _signed(text: str) -> Value | None:
    """A key that gives itself away, wherever it stands in the text."""
    for start, end, judgement in entra.find_secrets(text):
        if judgement.kind is not entra.Kind.INTACT or len(set(text[start:end])) < _MADE_UP:
            continue
        if (start, end) == (0, len(text)):
            return Value(ValueKind.LITERAL, text, Shape.ENTRA_SECRET)
        if entra.judge(text).kind is not entra.Kind.DAMAGED:  # else nothing but white space or quotes surround it
            return Value(ValueKind.LITERAL, text, Shape.ENTRA_SECRET, start=start, end=end)
    key = next(provider_keys.find(text), None)
    return Value(ValueKind.LITERAL, text, Shape.PROVIDER_KEY, key.name, start=key.start, end=key.end) if key else None


_MADE_UP = 12  # a secret of fewer different characters is a documentation's


def _default(text: str, family: Family) -> Value | None:
    """``${X:-d}`` is what its default is."""
    found = default_in(text) if "${" in text and family not in _BICEP else None
    if not found:
        return None
    token, start, end = found
    inner = classify(text[start:end], family)
    if inner.kind not in (ValueKind.LITERAL, ValueKind.GUID, ValueKind.PLACEHOLDER):
        return Value(ValueKind.TOKEN, text, references=(token,))
    return _moved(inner, text, start, end).altered(references=(token,))


def _moved(inner: Value, text: str, start: int, end: int) -> Value:
    """The value of a part, as that of the whole ``text``, bounds and references shifted to it."""
    references = tuple(r._replace(start=r.start + start, end=r.end + start) for r in inner.references)
    if inner.end:
        start, end = start + inner.start, start + inner.end
    return Value(inner.kind, text, inner.shape, inner.detail, references, start=start, end=end)


def _connection_string(text: str, family: Family) -> Value | None:
    """A connection string is what its secret is, or the secret's default; without one it is harmless."""
    if text.lstrip().startswith(("{{", "[", "${{")) or "\n" in text.strip():
        return None
    if is_development(text) or provider_keys.is_development_key(text):
        return Value(ValueKind.LITERAL, text, Shape.DEVELOPMENT, "emulator or local database")
    part = secret_part(text)
    if part is None:
        harmless = is_connection_string(text) and not _TEMPLATED.search(text)
        return (
            Value(ValueKind.LITERAL, text, Shape.DEVELOPMENT, "connection string without a secret")
            if harmless
            else None
        )
    inner = classify(text[part.start : part.end], family)
    if inner.kind is ValueKind.EMPTY:
        return Value(ValueKind.LITERAL, text, Shape.DEVELOPMENT, "connection string without a secret")
    if inner.kind in (ValueKind.TOKEN, ValueKind.EXPRESSION):
        return None  # the templates and tokens of the whole text tell more
    found = _moved(inner, text, part.start, part.end)
    if not inner.is_concrete:
        return found
    if part.name in _OF_AZURE and not _KEY_OF_AZURE.fullmatch(found.part()):
        return Value(ValueKind.PLACEHOLDER, text, detail="no key", start=found.start, end=found.end)
    well_known = inner.detail == WELL_KNOWN or repeats_name(text, found.part())
    well_known = well_known and not opens_azure_database(text, found.part())
    if well_known and is_local(text):
        return Value(ValueKind.LITERAL, text, Shape.DEVELOPMENT, WELL_KNOWN)
    shape = inner.shape if inner.shape in _KEYS else Shape.CONNECTION_STRING
    detail = inner.detail if shape in _KEYS else WELL_KNOWN if well_known else part.name
    return found.altered(kind=ValueKind.LITERAL, shape=shape, detail=detail)


# Keys of storage accounts, Cosmos DB, Service Bus, Event Hubs and IoT Hub are the base64 of 16 random bytes at least.
_OF_AZURE = frozenset({"account key", "shared access key"})
_KEY_OF_AZURE = compile_late(r"(?:[A-Za-z0-9+/]|%2[BbFf]){22,}(?:=|%3[Dd]){0,2}")

_KEYS = frozenset({Shape.ENTRA_SECRET, Shape.DAMAGED_ENTRA_SECRET, Shape.PROVIDER_KEY, Shape.ENCRYPTED})
_TEMPLATED = compile_late(r"#\{|\$[({\[]|\{\{|<%")


def _expression(text: str, family: Family) -> Value | None:
    """Expressions of GitHub, Helm, ARM and Bicep, with what they refer to."""
    stripped = text.strip()
    if "${{" in text:
        kind = ValueKind.SECRET_REFERENCE if is_one_github_secret(text) else ValueKind.EXPRESSION
        return Value(kind, text, references=tuple(github_references(text)))
    if "{{" in text and (family in _GO or ".Values" in text):
        return Value(ValueKind.EXPRESSION, text, references=tuple(values_references(text)))
    if family in _ARM and stripped.startswith("[") and stripped.endswith("]") and _ARM_CODE.match(stripped):
        return Value(ValueKind.EXPRESSION, text, references=tuple(parameter_references(text, family)))
    if family in _ARM | _BICEP and _LOGIC_APP.match(stripped):
        return Value(ValueKind.EXPRESSION, text)
    if family in _BICEP and "${" in text:
        return Value(ValueKind.EXPRESSION, text, references=tuple(parameter_references(text, family)))
    return None


# Workflow Definition Language: @body('Get_Secret')?['value'], @{parameters('key')}; its parameters are the workflow's own.
_LOGIC_APP = compile_late(r"@(?:\{|[A-Za-z]\w*\()|.*@\{\w+\(")
_ARM_CODE = compile_late(r"\[\s*(?:[A-Za-z]\w*\s*(?:\.\s*\w+\s*)*\(|')")


# Syntax of other stores → whether the text is such a reference; none of them is a literal.
_SECRET_REFERENCE = compile_late(
    r"(?P<container>secretref:(?P<name>[\w.-]+))"  # Container Apps
    r"|(?P<argo>\$(?:(?P<holder>[a-z0-9][\w-]*):)?(?P<key>[a-z]\w*(?:[.-]\w+)+))"  # Argo CD
    r"|PrivateSettingsRef:\w+"  # PowerShell DSC
    r"|<path:[^>]+>|ref\+\w+://.+|op://.+|vault:(?!v\d+:)[\w/-]+.*|arn:aws:(?:secretsmanager|ssm):.+|projects/[\w-]+/secrets/.+",
    re.IGNORECASE,
)


# What each of them begins with, in small letters: most texts need not be matched.
_BEGIN_STORED = ("secretref:", "$", "privatesettingsref:", "<path:", "ref+", "op://", "vault:", "arn:aws:", "projects/")


def _secret_reference(text: str, family: Family) -> Value | None:
    if akv2k8s := parse_akv2k8s(text):
        found = Reference(Target.KEYVAULT_SECRET, akv2k8s.name, start=0, end=len(akv2k8s.name))
        return Value(ValueKind.SECRET_REFERENCE, text, detail="akv2k8s", references=(found,))
    bare = bare_github_secret(text) if family in RUN_BY_GITHUB else None
    if bare:
        return Value(ValueKind.SECRET_REFERENCE, text, detail="it lacks ${{ }}", references=(bare,))
    match = _SECRET_REFERENCE.fullmatch(text) if text.lower().startswith(_BEGIN_STORED) else None
    if not match:
        return None
    references: tuple[Reference, ...] = ()
    if match["container"]:
        references = (Reference(Target.CONTAINER_APP_SECRET, match["name"], "", "", *match.span("name")),)
    if match["argo"]:
        holder = match["holder"] or "argocd-secret"
        references = (Reference(Target.KUBERNETES_SECRET, match["key"], holder, "", *match.span("key")),)
    return Value(ValueKind.SECRET_REFERENCE, text, references=references)


def _token(text: str) -> Value | None:
    if placeholder_in(text.strip().strip("_")) == "change me":  # __CHANGE_ME__ is for people
        return None
    tokens = tuple(token_references(text))
    return Value(ValueKind.TOKEN, text, references=tokens) if tokens else None
