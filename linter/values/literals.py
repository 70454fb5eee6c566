"""What a literal looks like: ids, hashes, secrets, addresses, paths, names, other text."""

from __future__ import annotations

import re
from binascii import a2b_base64

from linter.model import Reference, Shape, Target, Value, ValueKind
from linter.names.words import words
from linter.patterns import compile_late

from . import entra
from .keyvault import find_secret_uris
from .placeholders import placeholder_in

WELL_KNOWN = "well-known development password"
NAME_LIKE = "it looks like a name"
SWITCH = "a switch"
WRAPPED_GUID = "white space, quotation marks or braces stand around it"


def guid(text: str) -> Value | None:
    """A GUID; one made up for documents is a placeholder."""
    found = entra.guid_in(text)
    if not found:
        return None
    if entra.is_dummy_guid(found):
        return Value(ValueKind.PLACEHOLDER, text, detail="dummy id")
    if len(text) == len(found):
        return Value(ValueKind.GUID, text)
    start = text.lower().index(found)
    return Value(ValueKind.GUID, text, detail=WRAPPED_GUID, start=start, end=start + len(found))


_ENCRYPTED = compile_late(
    r"ENC\[[A-Z0-9_]+,data:.*|ENC\(.+\)|\{cipher\}.+"  # SOPS, Jasypt, Spring Cloud Config
    r"|(?:[\w.@-]+:)?(?:\$(?:2[abxy]|apr1|1|5|6|argon2\w*|scrypt|pbkdf2[\w-]*)\$|\{S?SHA\d*\}|pbkdf2:|scrypt:).+"
    r"|Ag[A-Za-z0-9+/]{200,}={0,2}"  # SealedSecret
    r"|(?:age1|AGE-SECRET-ENC|vault:v\d+:).+|\$ANSIBLE_VAULT;.+"
    r"|-----BEGIN (?:PGP MESSAGE|AGE ENCRYPTED|ENCRYPTED PRIVATE KEY).+",
    re.DOTALL,
)
# Parts of which each of them holds one: most texts need not be matched.
_TELLS_ENCRYPTED = ("ENC", "{", "$", "pbkdf2:", "scrypt:", "Ag", "age1", "vault:v", "-----BEGIN")
_PUBLIC = compile_late(
    r"-----BEGIN (?:CERTIFICATE|PUBLIC KEY|RSA PUBLIC KEY)-----|ssh-(?:rsa|ed25519) AAAA|ecdsa-sha2-\S+ AAAA"
)


def encrypted(text: str) -> Value | None:
    """A text that only a key can turn into a secret, a hash, or a public key or certificate."""
    stripped = text.strip()
    if any(map(stripped.__contains__, _TELLS_ENCRYPTED)) and _ENCRYPTED.fullmatch(stripped):
        return Value(ValueKind.LITERAL, text, Shape.ENCRYPTED, "encrypted or hashed")
    if _PUBLIC.match(stripped) and "PRIVATE KEY" not in stripped:
        return Value(ValueKind.LITERAL, text, Shape.ENCRYPTED, "public certificate or key")
    return None


_MASKED_COPY = entra.Judgement(entra.Kind.DAMAGED, "it is a masked copy")


def placeholder(text: str) -> Value | None:
    """A stand-in for people; a masked copy of a secret is damage instead."""
    convention = placeholder_in(text) or placeholder_in(_decoded(text))
    if not convention or entra.judge(text) == _MASKED_COPY:
        return None
    return Value(ValueKind.PLACEHOLDER, text, detail=convention)


_BASE64 = compile_late(r"[A-Za-z0-9+/]{8,240}={0,2}|[A-Za-z0-9+/]{6,7}={1,2}")


def _decoded(text: str) -> str:
    """What a short base64 text says, where that is plain text: ``example-app-secret``."""
    if len(text) % 4 or not _BASE64.fullmatch(text):
        return ""
    decoded = a2b_base64(text).decode("ascii", "replace").removesuffix("\n")
    return decoded if decoded.isprintable() and decoded.isascii() else ""


def entra_secret(text: str) -> Value | None:
    """A client secret of Entra's, intact or damaged."""
    kind, detail = entra.judge(text)
    if kind is entra.Kind.FOREIGN:
        return None
    shape = Shape.DAMAGED_ENTRA_SECRET if kind is entra.Kind.DAMAGED else Shape.ENTRA_SECRET
    return Value(ValueKind.LITERAL, text, shape, detail)


_URL = compile_late(r"[A-Za-z][A-Za-z0-9+.-]*://\S+|[a-z0-9-]+(?:\.[a-z0-9-]+)+\.[a-z]{2,}(?::\d+)?(?:/\S*)?")


def url(text: str) -> Value | None:
    """An address, with the vault secrets it names; a bare host is one too."""
    if not _URL.fullmatch(text.strip()):
        return None
    return Value(ValueKind.LITERAL, text, Shape.URL, references=addressed_secrets(text))


def addressed_secrets(text: str) -> tuple[Reference, ...]:
    """The vault secrets whose addresses stand in a text."""
    return tuple(
        Reference(Target.KEYVAULT_SECRET, uri.name, uri.vault, uri.version, *uri.name_span)
        for uri in find_secret_uris(text)
        if uri.kind == "secrets"
    )


_WELL_KNOWN = frozenset(
    "1q2w3e* 1q2w3e pass@word pass@word1 p@ssw0rd p@ssw0rd1 p@ssw0rd! p@ssword p@ssword1 passw0rd password1 password1!"
    " password123 test test123 password secret secrets supersecret supersecretpassword postgres postgrespass root admin"
    " administrator admin123 guest sa letmein changeit 123456 12345678 1234 123 minioadmin minio123 rabbitmq mongo mongodb"
    " mysql mariadb redis sqlserver keycloak elastic grafana cassandra neo4j toor qwerty example 1f2d1e2e67df"
    " devpassword devpassword123 dev local development"
    # digests of nothing: SHA-256, SHA-1, MD5
    " e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 da39a3ee5e6b4b0d3255bfef95601890afd80709"
    " d41d8cd98f00b204e9800998ecf8427e".split()
)
_LEET = str.maketrans("034@15$7!", "oeaalsst ")
_TEXTBOOK = compile_late(
    r"(?:my|super|very|top|the|str0ng|strong|secret|dev|development|test|local|admin|root|user|welcome|mongo|mongodb|postgres|mysql|redis|rabbitmq"
    r"|mariadb|sql|minio|elastic|kafka|db|database|config|client|keycloak|ldap|[-_ .])*"
    r"(?:pass|password|passwort|pwd|secret)[-_.]?(?:word)?(?:[-_ ](?:ci|test|dev|local|e2e))?"
    r"|(?:my|super|very|top|the|some|a|[-_. ])*secret[-_. ](?:(?:api|access|auth|client|jwt)[-_. ])?(?:key|token|cookie)"
    r"|(?:my|super|very|top|[-_. ])+(?:secure|strong|safe)"
    r"|[a-z]{1,4}password"  # kcpassword
    r"|[a-z]+(?:[-_][a-z]+)*[-_](?:local|dev|development)"  # shop_local_dev
    r"|(?:[a-z]+[-_ ])*(?:secret|password|key)[-_ ](?:for|used|that)(?:[-_ ][a-z]+)+"  # s3cret-for-signing-tokens
)
_TELLS_TEXTBOOK = ("pass", "pwd", "secret", "local", "dev", "key", "secure", "strong", "safe")


def _is_well_known(lower: str) -> bool:
    """Whether a password stands in every tutorial: ``Pass@word1``, ``S3cr3tP@ss``, ``MongoPass``, ``Pass123$``."""
    lower = lower.rpartition(":")[2]  # admin:1234
    stem = lower.rstrip("0123456789!$#?*.@%^&")
    return lower in _WELL_KNOWN or stem in _WELL_KNOWN or _is_textbook(stem.translate(_LEET))


def _is_textbook(stem: str) -> bool:
    return any(map(stem.__contains__, _TELLS_TEXTBOOK)) and _TEXTBOOK.fullmatch(stem) is not None


_MADE_OF_WORDS = compile_late(
    r"(?:[A-Z]?[a-z]{2,15}|[A-Z]{2,12})(?:[-_. ]?(?:[A-Z][a-z]{1,11}|[A-Z]{2,12})|[-_. ][a-z]{2,12})*"
    r"[-_.@#]?\d{0,6}[!@#$%&*.?]{0,3}"
)
_UNSPEAKABLE = compile_late(r"[bcdfghjklmnpqrstvwxz]{5}", re.IGNORECASE)
_VOWELS = frozenset("aeiouyAEIOUY")


def is_made_of_words(text: str) -> bool:
    """Whether a text is words, with a number or a mark behind them, as people think of: ``ShopCatalog2024!``.

    Random letters have too few vowels, stand in one long run or change their case too often.
    """
    if not _MADE_OF_WORDS.fullmatch(text) or _UNSPEAKABLE.search(text):
        return False
    letters = sum(map(str.isalpha, text))
    return letters >= sum(map(str.isdigit, text)) and 5 * sum(map(_VOWELS.__contains__, text)) >= letters


def is_unspeakable(text: str) -> bool:
    """Whether a text is one long run of letters that nobody can speak, as Google's app passwords are."""
    return len(text) >= _LONG and text.isalpha() and _UNSPEAKABLE.search(text) is not None


_LONG = 12  # letters; short names are abbreviations as well


_NAMES_OF_KEYS = frozenset({"key1", "key2", "primary", "secondary"})  # of a storage account, of a Cosmos DB account
_SWITCHES = frozenset("true false yes no on off enabled disabled auto always never default".split())
_PATH = compile_late(
    r"(?!/subscriptions/)(?:[A-Za-z]:\\|~/|\.{1,2}/|/)(?:[\w.@ -]+[/\\])+[\w.@ -]*"
    r"|[\w/-]+\.(?:json|pem|key|pfx|crt|cer|txt|ya?ml)"
)
_SETTING_NAME = compile_late(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")


def other(text: str) -> Value:
    """What is left: a path or the name of a setting, else text, with what can be told of it."""
    stripped = text.strip()
    if _PATH.fullmatch(stripped):
        return Value(ValueKind.NAME, text, detail="a path")
    if _SETTING_NAME.fullmatch(stripped) and looks_like_name(stripped):
        return Value(ValueKind.NAME, text, detail="the name of a setting")
    if _DOTTED.fullmatch(stripped) and looks_like_name(stripped):
        return Value(ValueKind.LITERAL, text, Shape.TEXT, NAME_LIKE)
    bare = stripped.strip("\"'").lower()  # PASSWORD="password" of a list in Compose keeps its quotes
    if _is_well_known(bare) or _is_well_known(_decoded(stripped).lower()):
        return Value(ValueKind.LITERAL, text, Shape.TEXT, WELL_KNOWN)
    if _SETTING_NAME.fullmatch(stripped) and words(stripped)[-1] in _NAMING_WORDS:
        return Value(ValueKind.NAME, text, detail="the name of a setting")
    if bare in _NAMES_OF_KEYS:
        return Value(ValueKind.LITERAL, text, Shape.TEXT, NAME_LIKE)
    if stripped.lower() in _SWITCHES:
        return Value(ValueKind.LITERAL, text, Shape.TEXT, SWITCH)
    return Value(ValueKind.LITERAL, text, Shape.TEXT, NAME_LIKE if looks_like_name(stripped) else "")


_NAME = compile_late(r"[A-Za-z][A-Za-z0-9]*(?:(?:--|__|[-_.:/])[A-Za-z0-9]+)*")
_NAMING_WORDS = frozenset(
    "secret secrets password key token id name string connection client credential credentials certificate cert tls sas"
    " pwd app account tenant user username login host".split()
)
_DOTTED = compile_late(r"[a-z][A-Za-z]*(?:\.[a-z][A-Za-z]*)+")  # rabbitmq.password: a key in a Secret, a property


def looks_like_name(text: str) -> bool:
    """Whether a text looks like the name of a setting or secret rather than like a secret.

    Names are made of words (``my-app-client-secret``, ``AzureAd--ClientSecret``), one of which says what is
    named; in a random text letters and digits change too often to make words.
    """
    if not 6 <= len(text) <= 127 or not _NAME.fullmatch(text):
        return False
    parts = words(text)
    if len(parts) < 2 or _NAMING_WORDS.isdisjoint(parts):
        return False
    letters = [part for part in parts if part.isalpha()]
    digits = len(text) - sum(map(len, letters))
    return sum(map(len, letters)) >= 3 * len(letters) and digits <= len(text) // 4
