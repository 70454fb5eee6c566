"""Addresses in Key Vault: ``https://<vault>.<suffix>/secrets/<name>[/<version>]``.

Grammar and suffixes: azure-security-docs, ``about-keys-secrets-certificates.md``. All offsets are
0-based, ends exclusive.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from linter.patterns import compile_late

Offsets = tuple[int, int]

VAULT_SUFFIXES = {
    "vault.azure.net": "AzureCloud",
    "vault.azure.cn": "AzureChinaCloud",
    "vault.usgovcloudapi.net": "AzureUSGovernment",
    "vault.microsoftazure.de": "AzureGermanCloud",
}
"""DNS suffix → cloud, by its Azure CLI name."""
HSM_SUFFIXES = {
    "managedhsm.azure.net": "AzureCloud",
    "managedhsm.azure.cn": "AzureChinaCloud",
    "managedhsm.usgovcloudapi.net": "AzureUSGovernment",
}
"""Managed HSMs hold keys, never secrets."""
_SUFFIXES = {**VAULT_SUFFIXES, **HSM_SUFFIXES}
COMPUTED_SUFFIX = "keyvaultDns"  # ${environment().suffixes.keyvaultDns}

_VERSION = compile_late(r"[0-9a-fA-F]{32}")
_VAULT = compile_late(r"(?!.*--)[A-Za-z][0-9A-Za-z-]{1,22}[0-9A-Za-z]")
_NAME = compile_late(r"[0-9A-Za-z-]{1,127}")


def is_version(text: str) -> bool:
    """Whether a text is a version as Key Vault makes them: exactly 32 hexadecimal digits."""
    return _VERSION.fullmatch(text) is not None


def is_vault_name(text: str) -> bool:
    """Whether a vault can have that name: 3 to 24 letters, digits and single hyphens."""
    return _VAULT.fullmatch(text) is not None


def is_secret_name(text: str) -> bool:
    """Whether a secret can have that name: up to 127 letters, digits and hyphens."""
    return _NAME.fullmatch(text) is not None


def split_host(host: str) -> tuple[str, str]:
    """Vault and suffix of a host; no vault if it is filled in later, no suffix if it is no vault's."""
    lower = host.lower()
    suffix = next((s for s in _SUFFIXES if lower.endswith(f".{s}")), "")
    if not suffix:
        return "", COMPUTED_SUFFIX if COMPUTED_SUFFIX.lower() in lower else ""
    vault = host[: -len(suffix) - 1]
    return vault if is_vault_name(vault) else "", suffix


_HOST = compile_late(r"\s*(?:https?://)?([\w.-]+)(?::\d+)?(?:/.*)?", re.DOTALL | re.IGNORECASE)


def vault_in(url: str) -> str:
    """The name of the vault that a URL or host addresses, or an empty string."""
    if not any(map(url.lower().__contains__, _SUFFIXES)):
        return ""
    match = _HOST.fullmatch(url)
    return split_host(match[1])[0] if match else ""


def is_elsewhere(url: str) -> bool:
    """Whether a text is the whole address of something that no Key Vault is: HashiCorp's vault, a web vault."""
    match = _HOST.fullmatch(url) if "://" in url else None
    return match is not None and not any(map(match[1].lower().__contains__, _LABELS))


_LABELS = (".vault", "managedhsm")  # also of hosts that are misspelt, and of private endpoints


def cloud_of(url: str) -> str:
    """The Azure CLI's name of the cloud whose vault a URL or host addresses, or an empty string."""
    match = _HOST.fullmatch(url)
    return _SUFFIXES.get(split_host(match[1])[1], "") if match else ""


class SecretUri(NamedTuple):
    """The address of an object in a vault, found in a text.

    ``vault`` and ``name`` are empty where a later step fills them in; ``version`` is empty unless it
    is a real one. ``removal`` is what to delete to unpin.
    """

    vault: str
    suffix: str
    kind: str  # secrets, keys or certificates
    name: str
    version: str
    span: Offsets
    name_span: Offsets
    version_span: Offsets | None = None
    removal: Offsets | None = None


_URI = compile_late(
    r"https?://(?P<host>[^\s/\"'`,;]+?)(?::\d+)?/(?P<kind>secrets|keys|certificates)"
    r"/(?P<name>[^/\s\"'`,;)?#&\\]+)(?:/(?P<version>[^/\s\"'`,;)?#&\\]*))?/?",
    re.IGNORECASE,
)


def find_secret_uris(text: str) -> Iterator[SecretUri]:
    """Every address of a secret, key or certificate in a text, in any cloud."""
    if "://" not in text:
        return
    for match in _URI.finditer(text):
        vault, suffix = split_host(match["host"])
        if not suffix:
            continue
        version = match["version"] or ""
        start, end = match.span("version")
        pinned = is_version(version)
        yield SecretUri(
            vault,
            suffix,
            match["kind"].lower(),
            match["name"] if is_secret_name(match["name"]) else "",
            version if pinned else "",
            match.span(),
            match.span("name"),
            (start, end) if pinned else None,
            (start - 1, end) if pinned else None,
        )
