"""Connection strings, taken apart as far as their secret."""

import re
from typing import NamedTuple

from linter.patterns import compile_late


class SecretPart(NamedTuple):
    """The secret in a connection string, in words, with its 0-based offsets, ``end`` exclusive."""

    name: str
    start: int
    end: int


_SECRET_KEYS = {
    "password": "password",
    "pwd": "password",
    "userpassword": "password",
    "pass": "password",
    "accountkey": "account key",
    "sharedaccesskey": "shared access key",
    "sharedaccesssignature": "shared access signature",
    "sharedsecretvalue": "shared secret",
    "accesskey": "access key",
    "secret": "secret",
    "clientsecret": "client secret",
    "apikey": "API key",
    "sig": "shared access signature",
    "passphrase": "pass phrase",
}
_ASSIGNMENT = compile_late(
    r"(?:^|[;,?&\s\"'{-])(?P<key>(?:user|account|shared|client|access|api)?[ _-]?(?:access|secret)?[ _-]?"
    r"(?:password|pwd|pass|key|signature|secret|value|sig|passphrase|secretvalue))\s*=\s*",
    re.IGNORECASE,
)
_USER_INFO = compile_late(r"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]*://[^\s:/@?#]*:(?P<password>[^\s@/]+)@[^\s/@]")
_NAMED_KEY = compile_late(
    r"(?:^|;)\s*(?:server|data source|host|hostname|addr(?:ess)?|network address|accountname|accountendpoint|endpoint"
    r"|initial catalog|database|defaultendpointsprotocol|instrumentationkey|blobendpoint|usedevelopmentstorage"
    r"|integrated security|trusted_connection|authentication|provider|uid|user ?id|username|jdbc:\w+)\s*[=:]",
    re.IGNORECASE,
)
_END_OF_VALUE = {
    ";": compile_late(r"[;]"),
    "&": compile_late(r"[&;\s\"']"),
    ",": compile_late(r"[,\s]"),
    " ": compile_late(r"\s"),
}


def secret_part(text: str) -> SecretPart | None:
    """The first key, password or signature in a connection string, empty ones included, or None."""
    if "://" in text and (info := _USER_INFO.search(text)):
        return SecretPart("password", *info.span("password"))
    if "=" not in text:
        return None
    for match in _ASSIGNMENT.finditer(text):
        key = re.sub(r"[ _-]", "", match["key"].lower())
        if key in _SECRET_KEYS:
            return SecretPart(_SECRET_KEYS[key], *_value_span(text, match.end()))
    return None


def _value_span(text: str, start: int) -> tuple[int, int]:
    """Where a value ends that begins at ``start``: at its closing quote, or where its siblings are parted."""
    if text[start : start + 1] in ("'", '"'):
        close = text.find(text[start], start + 1)
        if close > 0:
            return start + 1, close
    parted = ";" if ";" in text else "&" if "?" in text or "&" in text else "," if "," in text else " "
    end = _END_OF_VALUE[parted].search(text, start)
    return start, end.start() if end else len(text)


def has_user_info(text: str) -> bool:
    """Whether an address holds a password, as those of databases do: ``postgres://shop:…@db/shop``."""
    return "://" in text and "@" in text and _USER_INFO.search(text) is not None


def is_connection_string(text: str) -> bool:
    """Whether a text names a server or an account to connect to, with a secret or without."""
    return "=" in text and _NAMED_KEY.search(text) is not None


_DEVELOPMENT = compile_late(
    r"UseDevelopment(?:Storage|InMemory|Emulator)\s*=\s*true|\(LocalDB\)|\bdevstoreaccount1\b"
    r"|Data Source\s*=\s*[^;]*\.(?:db|sqlite)\b"
    r"|SAS_KEY_VALUE|:memory:",
    re.IGNORECASE,
)
_LOCAL = compile_late(
    r"(?:=|//|@|^|,)\s*(?:tcp:)?(?:localhost|127\.0\.0\.1|\[?::1\]?|\.|\(local\)|host\.docker\.internal)(?=[\s:;,/\\?]|$)",
    re.IGNORECASE,
)


def is_development(text: str) -> bool:
    """Whether a connection string leads to an emulator or a file of the developer's own machine."""
    return _DEVELOPMENT.search(text) is not None


def is_local(text: str) -> bool:
    """Whether a connection string or URL leads to the machine it is used on."""
    return _LOCAL.search(text) is not None


_HOST = compile_late(
    r"(?:(?:^|[;\s\"'])(?:server|data ?source|host(?:name)?|address)\s*=\s*(?:tcp:)?|://[^\s@/]*@)(?P<host>[^\s;,:/?${}]+)",
    re.IGNORECASE,
)


def is_nearby(text: str) -> bool:
    """Whether it leads to the machine it is used on or to a container beside it, whose name has no domain."""
    host = _HOST.search(text)
    return is_local(text) or (host is not None and "." not in host["host"])


_OWN_NAMES = compile_late(
    r"(?:^|[;,\s\"'])(?:user(?: ?id|name)?|uid|database|dbname|initial catalog)\s*=\s*['\"]?(?P<name>[^;,\s'\"]+)"
    r"|://(?P<user>[^\s:/@?#]+):",
    re.IGNORECASE,
)


def repeats_name(text: str, password: str) -> bool:
    """Whether a password is the name of its own user or database, as in containers that are made for a try."""
    names = (match["name"] or match["user"] for match in _OWN_NAMES.finditer(text))
    return password.lower() in {name.lower() for name in names}


# Azure SQL, Azure Database for MySQL and PostgreSQL, in each cloud: https://learn.microsoft.com/azure/azure-sql/database/connectivity-architecture
_AZURE_DATABASE = compile_late(
    r"\.database\.(?:windows\.net|azure\.com|usgovcloudapi\.net|chinacloudapi\.cn)\b", re.IGNORECASE
)
_KINDS = (str.isupper, str.islower, str.isdigit, lambda character: not character.isalnum())


def opens_azure_database(text: str, password: str) -> bool:
    """Whether it leads to a database of Azure by a password that Azure accepts, however well known.

    Eight characters of three kinds at least: others are examples.
    https://learn.microsoft.com/sql/relational-databases/security/password-policy#password-complexity
    """
    kinds = sum(any(map(is_of_kind, password)) for is_of_kind in _KINDS)
    return len(password) >= 8 and kinds >= 3 and _AZURE_DATABASE.search(text) is not None
