"""The grammars of a Key Vault reference.

The App Service syntax is read as Azure Functions Core Tools read it (``KeyVaultReferencesManager.cs``),
which is case-sensitive; what they cannot parse reaches the app as it stands. All offsets are 0-based,
ends exclusive.
"""

import re
from typing import NamedTuple

from linter.patterns import compile_late

from .vault_addresses import (
    HSM_SUFFIXES,
    VAULT_SUFFIXES,
    Offsets,
    SecretUri,
    cloud_of,
    find_secret_uris,
    is_elsewhere,
    is_secret_name,
    is_vault_name,
    is_version,
    split_host,
    vault_in,
)

__all__ = [
    "HSM_SUFFIXES", "VAULT_SUFFIXES", "Akv2k8sReference", "AppServiceReference", "SecretUri", "cloud_of",
    "find_secret_uris", "is_elsewhere", "is_secret_name", "is_vault_name", "is_version", "parse_akv2k8s",
    "parse_app_service", "vault_in",
]  # fmt: skip


class Akv2k8sReference(NamedTuple):
    """``name@azurekeyvault?key``: an AzureKeyVaultSecret of that name, and a key of it."""

    name: str
    key: str


_AKV2K8S = compile_late(
    r"([a-zA-Z0-9](?:[a-zA-Z0-9-]{0,253}[a-zA-Z0-9])?)@azurekeyvault(?:\?([a-zA-Z_][a-zA-Z0-9_.]*)?)?"
)


def parse_akv2k8s(text: str) -> Akv2k8sReference | None:
    """The reference that akv2k8s puts a secret in place of, or None; the grammar is its injector's."""
    match = _AKV2K8S.fullmatch(text)
    return Akv2k8sReference(match[1], match[2] or "") if match else None


class AppServiceReference(NamedTuple):
    """``@Microsoft.KeyVault(…)``, or something meant to be that.

    ``malformed`` says in words why nothing will resolve it, and is empty if it is sound. ``partial``
    marks one that a later step completes, which can mend all but its spelling and its commas. What is not known is empty.
    ``version`` is set only for a real version; ``removals`` is what to delete to unpin.
    """

    vault: str = ""
    secret: str = ""
    version: str = ""
    suffix: str = ""
    secret_span: Offsets | None = None
    version_span: Offsets | None = None
    removals: tuple[Offsets, ...] = ()
    malformed: str = ""
    partial: bool = False


_OPENING = "@Microsoft.KeyVault("
_ATTEMPT = compile_late(r"@?Microsoft[.\-_ ]?Key[-_ ]?Vault ?(?P<open>[({\[])?", re.IGNORECASE)
_ARGUMENT = compile_late(r"(?:Secret(?:Ur[il]|Name|Version)|VaultName)\s*=", re.IGNORECASE)
_OPEN = compile_late(  # what a later step fills in: tokens, templates, pieces of an expression, blanks to fill
    r"#\{|\$\{|\$\(|\{\{|\{\w*\}|__\w+?__|%\w+%|@@\w+@@|<[^>]*>|'\s*,|\$[A-Za-z_]|=\Z|\(\Z"
)


def parse_app_service(text: str) -> AppServiceReference | None:
    """The App Service reference that a text is or tries to be; None for any other text, prose included."""
    if "icrosoft" not in text and "ICROSOFT" not in text:
        return None
    attempt = _ATTEMPT.search(text)
    if not attempt or not _is_meant(attempt, text):
        return None
    before, base = text[: attempt.start()], attempt.end()
    misspelt = "" if attempt[0] == _OPENING else f"it is not spelled {_OPENING}"
    if before.lstrip().startswith("["):  # an ARM expression puts it together
        return AppServiceReference(malformed=misspelt, partial=True)
    close = text.rfind(")", base)
    inside, after = (text[base:close], text[close + 1 :]) if close >= 0 else (text[base:], "")
    if _is_prose(before) or _is_prose(after) or (inside and not inside.strip(".… ")):
        return None
    reference = _read(inside, base)
    if _OPEN.search(text):
        return reference._replace(malformed=misspelt or _fault_of_spelling(_arguments(inside, base)), partial=True)
    fault = _fault_outside(misspelt, before, after, closed=close >= 0)
    return reference._replace(malformed=fault or reference.malformed)


def _is_meant(attempt: re.Match[str], text: str) -> bool:
    """Whether more than the words "Microsoft Key Vault" stand there."""
    if attempt[0].startswith("@"):
        return bool(attempt["open"] or _ARGUMENT.match(text, attempt.end()))
    return bool(attempt["open"] and _ARGUMENT.match(text, attempt.end()))


_ASSIGNMENT = compile_late(r"[=;]|://")


def _is_prose(text: str) -> bool:
    """Whether words stand there, rather than the rest of a connection string or a stray character."""
    return len(text.split()) >= 2 and not _ASSIGNMENT.search(text)


def _fault_outside(misspelt: str, before: str, after: str, *, closed: bool) -> str:
    if before:
        return "text stands before it" if before.strip() else "white space stands before it"
    if misspelt:
        return misspelt
    if not closed:
        return "its closing parenthesis is missing"
    if after:
        return "text stands after it" if after.strip() else "white space stands after it"
    return ""


class _Argument(NamedTuple):
    """``key=value``; the offsets are those of the value, ``begin`` is where the key begins."""

    key: str
    value: str
    begin: int
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.value)


def _arguments(inside: str, base: int) -> dict[str, _Argument]:
    """What stands in the parentheses, by key; ``base`` is the offset at which it begins."""
    arguments = {}
    for piece in inside.split(";"):
        key, equals, value = piece.partition("=")
        if equals:
            # Core Tools search for the key, so a blank before it does no harm
            arguments[key.lstrip()] = _Argument(key.lstrip(), value, base, base + len(key) + 1)
        base += len(piece) + 1
    return arguments


def _read(inside: str, base: int) -> AppServiceReference:
    arguments = _arguments(inside, base)
    if uri := arguments.get("SecretUri"):
        return _read_uri(uri)
    vault, secret, version = (arguments.get(key) for key in ("VaultName", "SecretName", "SecretVersion"))
    reference = AppServiceReference(
        vault=vault.value if vault and is_vault_name(vault.value) else "",
        secret=secret.value if secret and is_secret_name(secret.value) else "",
        secret_span=(secret.start, secret.end) if secret else None,
        malformed=_fault_of_names(arguments),
    )
    if not version or not is_version(version.value):
        return reference
    # with the semicolon before it, or the one after it where it comes first
    removal = (version.begin - 1, version.end) if version.begin > base else (base, version.end + 1)
    return reference._replace(version=version.value, version_span=(version.start, version.end), removals=(removal,))


COMMA = compile_late(r",\s*(?=(?:SecretName|SecretVersion|VaultName)\s*=)", re.IGNORECASE)
"""What some write for the semicolon between two arguments."""


def _fault_of_spelling(arguments: dict[str, _Argument]) -> str:
    for known in ("SecretUri", "VaultName", "SecretName", "SecretVersion"):
        if any(key != known and key.lower() == known.lower() for key in arguments):
            return f"{known} is written in another letter case"
    has_comma = any(COMMA.search(argument.value) for argument in arguments.values())
    return "a comma stands between its arguments, where a semicolon belongs" if has_comma else ""


def _fault_of_names(arguments: dict[str, _Argument]) -> str:
    if fault := _fault_of_spelling(arguments):
        return fault
    if any(a.key != a.key.strip() or a.value != a.value.strip() for a in arguments.values()):
        return "a blank stands inside it"
    vault, secret = (arguments.get(key) for key in ("VaultName", "SecretName"))
    faults = {
        "it has neither SecretUri nor VaultName and SecretName": not vault and not secret,
        "its VaultName is missing": not vault or not vault.value,
        "its SecretName is missing": not secret or not secret.value,
        _BAD_VAULT: not vault or not is_vault_name(vault.value),
        _BAD_NAME: not secret or not is_secret_name(secret.value),
    }
    return next((fault for fault, holds in faults.items() if holds), "")


_BAD_VAULT = "its vault name is not valid: 3 to 24 letters, digits and single hyphens"
_BAD_NAME = "its secret name is not valid: letters, digits and hyphens"

_ADDRESS = compile_late(
    r"(?:[a-z]+://)?(?P<host>[^/:]*)(?::\d+)?(?:/(?P<kind>[^/]*))?(?:/(?P<name>[^/]*))?"
    r"(?:/(?P<version>[^/]*))?(?P<rest>/.*)?",
    re.IGNORECASE | re.DOTALL,
)


def _read_uri(uri: _Argument) -> AppServiceReference:
    match = _ADDRESS.fullmatch(uri.value)
    if not match:
        return AppServiceReference(malformed="its address is no URL")
    vault, suffix = split_host(match["host"])
    name, version = match["name"] or "", match["version"] or ""
    start = uri.start + match.start("name")
    reference = AppServiceReference(
        vault=vault,
        secret=name if is_secret_name(name) else "",
        secret_span=(start, start + len(name)) if name else None,
        suffix=suffix,
        malformed=_fault_of_address(uri.value, match, vault, suffix),
    )
    if not is_version(version):
        return reference
    start = uri.start + match.start("version")
    end = start + len(version)
    return reference._replace(version=version, version_span=(start, end), removals=((start - 1, end),))


def _fault_of_address(uri: str, match: re.Match[str], vault: str, suffix: str) -> str:
    kind = (match["kind"] or "").lower()
    faults = {
        "its SecretUri is empty": not uri,
        "a blank stands inside it": any(c.isspace() for c in uri),
        "its address begins with http:// instead of https://": uri.lower().startswith("http://"),
        "its address does not begin with https://": not uri.lower().startswith("https://"),
        "its address is a managed HSM's, which holds no secrets": suffix in HSM_SUFFIXES,
        "its host is no Key Vault's": not suffix,
        _BAD_VAULT: not vault,
        "it points at a key, not at a secret": kind == "keys",
        "it points at a certificate, not at a secret": kind == "certificates",
        "its address lacks /secrets/": kind != "secrets",
        "its address names no secret": not match["name"],
        _BAD_NAME: not is_secret_name(match["name"] or ""),
        "its address goes on after the version": (match["rest"] or "/") != "/",
    }
    return next((fault for fault, holds in faults.items() if holds), "")
