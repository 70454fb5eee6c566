"""What Entra ID issues: client secrets, ids, authorities.

Shapes and checksum of client secrets are facts of microsoft/security-utilities
(``SEC101_156_AzureClientAppIdentifiableCredentials.cs``, ``SEC101_101_…``, ``IdentifiableMetadata.cs``).
"""

import re
from base64 import b64decode
from collections.abc import Iterator
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from linter.patterns import compile_late

from .marvin import marvin32

_ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890.-_~"
_SECRET_SEED = 0x4161645077643030  # "AadPwd00"
_LENGTHS = {"8": 40, "7": 37}  # by the digit before ``Q~``

_SHORTEST = 16  # below it ``8Q~`` in a text is an accident
_LONGEST = 100  # a secret pasted twice still fits

TRAILING_LINE_BREAK = "it ends in a line break"


class Kind(StrEnum):
    """What a text is to Entra."""

    INTACT = "intact"  # 8Q~ with a checksum that holds, 7Q~ of the right length
    LEGACY = "legacy"  # an older or unknown generation, which carries nothing to check it by
    DAMAGED = "damaged"  # nearly an intact one
    FOREIGN = "foreign"  # nothing of Entra's


class Judgement(NamedTuple):
    """A text's kind; ``detail`` says in words what is wrong and never quotes the text."""

    kind: Kind
    detail: str = ""


_INTACT = Judgement(Kind.INTACT)
_FOREIGN = Judgement(Kind.FOREIGN)


def checksum(body: str) -> str:
    """The last three characters of an ``8Q~`` secret, computed from the 37 before them."""
    number = marvin32(body.encode("latin-1"), _SECRET_SEED)
    digits = ""
    while number:
        number, digit = divmod(number, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    return digits.rjust(6, _ALPHABET[0])[:3]


TILDE = compile_late(r"%7E|&tilde;|&#126;|&#x0*7E;|\\u007E|\\x7E|[\u02dc\u223c\uff5e]", re.IGNORECASE)
ESCAPE = compile_late(r"%[0-9A-F]{2}|&#?\w+;|\\u[0-9A-F]{4}|\\x[0-9A-F]{2}", re.IGNORECASE)
_MASK = compile_late(r"\.{3,}$|…|\*{3,}|[•●]{3,}")
_SHOWN_BY_PORTAL = compile_late(r"[A-Za-z0-9._~-]{3}\*{8,}")
_BEGINNING = compile_late(r"[A-Za-z0-9._~-]{3}[78]Q~")
_NEVER_IN_A_SECRET = compile_late(r"[^A-Za-z0-9._~-]")


def judge(text: str) -> Judgement:
    """What the whole of a text is: a client secret, a damaged one, or nothing of Entra's."""
    if not _SHORTEST // 2 <= len(text) <= _LONGEST:
        return _FOREIGN
    plain = text if text.isalnum() else TILDE.sub("~", text)
    mark = 4 if plain[4:6] == "Q~" else plain.find("Q~")  # its first three characters may be alike
    if mark < 0:
        return _judge_without_mark(text)
    if _MASK.search(plain.rstrip()):
        begins = _BEGINNING.match(plain)
        return Judgement(Kind.DAMAGED, "it is a masked copy") if begins else _FOREIGN
    if _NEVER_IN_A_SECRET.search(text):
        return _judge_altered(text, plain)
    if mark < 4:
        return _judge_headless(text, mark)
    return _judge_shape(text, mark)


_BASE64 = compile_late(r"[A-Za-z0-9+/]{50,54}={0,2}")  # of 37 or 40 characters


def is_encoded(text: str) -> bool:
    """Whether a text is the base64 of a client secret, which its checksum or length proves."""
    if not _BASE64.fullmatch(text):
        return False
    try:
        decoded = b64decode(text, validate=True).decode("ascii")
    except ValueError:
        return False
    return judge(decoded).kind is Kind.INTACT


def _judge_shape(text: str, mark: int) -> Judgement:
    """Judge a text of the right characters with ``Q~`` at ``mark``, 4 or later."""
    digit = text[mark - 1]
    wanted = _LENGTHS.get(digit)
    if mark > 4:
        intact = wanted and _judge_shape(text[mark - 4 :], 4).kind is Kind.INTACT
        return Judgement(Kind.DAMAGED, "something stands before its first character") if intact else _FOREIGN
    if wanted is None:
        known = digit.isdigit() and 37 <= len(text) <= 40
        return Judgement(Kind.LEGACY, "of an unknown generation") if known else _judge_legacy(text)
    if len(text) < _SHORTEST:
        return _FOREIGN
    if len(text) != wanted:
        return Judgement(
            Kind.DAMAGED, f"it has {len(text)} characters instead of {wanted}{_what_is_lost(text, wanted)}"
        )
    if digit == "8" and checksum(text[:37]) != text[37:]:
        return Judgement(Kind.DAMAGED, "its checksum fails, so Entra cannot have issued it")
    return _INTACT


def _what_is_lost(text: str, wanted: int) -> str:
    """What is missing of a secret that is too short; what is left of the checksum tells whether it is the tail."""
    lost = wanted - len(text)
    if lost <= 0:
        return ""
    if wanted == 40 and lost < 3 and not checksum(text[:37]).startswith(text[37:]):
        return ", a character inside it is missing" if lost == 1 else ", characters inside it are missing"
    return ", its tail is cut off"


def _judge_headless(text: str, mark: int) -> Judgement:
    """Judge a text of the right characters whose ``Q~`` stands too far to the left."""
    wanted = _LENGTHS.get(text[mark - 1] if mark else "", 40)
    missing = 4 - mark
    if not 30 <= len(text) <= wanted - missing:
        return _FOREIGN
    legacy = _judge_legacy(text)
    if legacy.kind is Kind.LEGACY:
        return legacy
    return Judgement(Kind.DAMAGED, f"it has {len(text)} characters instead of {wanted}, its head is cut off")


# What is wrong with a character that no secret has; the first that fits is told.
_ALTERATIONS = [
    (compile_late(r"[\r\n]+\Z"), TRAILING_LINE_BREAK),
    (compile_late(r"[\r\n]"), "a line break stands inside it"),
    (compile_late(r"\A\s|\s\Z"), "white space stands around it"),
    (compile_late(r"\s"), "white space stands inside it"),
    (compile_late(r"[\u00ad\u200b-\u200f\u2060\ufeff]"), "an invisible character stands inside it"),
    (compile_late(r"[\"'`]"), "quotation marks are part of it"),
    (compile_late(r"%[0-9A-Fa-f]{2}"), "a character of it is URL-encoded"),
    (compile_late(r"&#?\w+;"), "a character of it is HTML-encoded"),
    (compile_late(r"\\[ux]"), "a character of it is written as an escape"),
    (compile_late(r"[^\x00-\x7f]"), "a typographic character stands in it"),
    (compile_late(r""), "a character stands in it that no Entra secret has"),
]


def _judge_altered(text: str, plain: str) -> Judgement:
    """Judge a text with characters that no secret has; ``plain`` is it with every ``~`` restored."""
    kept = _NEVER_IN_A_SECRET.sub("", ESCAPE.sub("", plain))
    if not _SHORTEST <= len(kept) <= 44 or not _BEGINNING.match(kept):
        return _FOREIGN
    return Judgement(Kind.DAMAGED, next(said for pattern, said in _ALTERATIONS if pattern.search(text)))


def _judge_without_mark(text: str) -> Judgement:
    if text[3:6] in ("8q~", "7q~") and len(text) == _LENGTHS[text[3]]:
        return Judgement(Kind.DAMAGED, "its letters have changed case")
    if text[3:5] == "8Q" and len(text) == 39 and _judge_shape(f"{text[:5]}~{text[5:]}", 4) == _INTACT:
        return Judgement(Kind.DAMAGED, "its ~ is lost")
    if _SHOWN_BY_PORTAL.fullmatch(text):
        return Judgement(Kind.DAMAGED, "it is a masked copy")
    return _judge_legacy(text)


_LEGACY_34 = compile_late(r"(?=.*[~.\-_])[~.A-Za-z0-9_\-]{34}")
_LEGACY_32 = compile_late(r"(?=.*[\[\]@?:*])[A-Za-z0-9.=\-:\[\]_@/*+?]{32}")


# Exchange-Service-Live-A-008-02: a name, however often letters and symbols change in it.
_NAME = compile_late(r"(?:[A-Z]?[a-z]+|[A-Z]{1,4}|[0-9]{1,4})(?:[-_.](?:[A-Z]?[a-z]+|[A-Z]{1,4}|[0-9]{1,4}))+")


def _judge_legacy(text: str) -> Judgement:
    """Tell the older generations, which have no mark, from names and addresses of their length."""
    if _LEGACY_34.fullmatch(text) and _looks_random(text) and not _NAME.fullmatch(text):
        return Judgement(Kind.LEGACY, "34 characters, as issued until 2020")
    if _LEGACY_32.fullmatch(text) and "://" not in text and _looks_random(text):
        return Judgement(Kind.LEGACY, "32 characters, as issued until 2020")
    return _FOREIGN


def _looks_random(text: str) -> bool:
    """Whether lower case, upper case, digits and symbols change as often as chance has it.

    Of 33 neighbours in a random text of 34 about 22 differ in class; in ``MyApp-Secret-2020`` few do.
    """
    classes = ["a" if c.islower() else "A" if c.isupper() else "0" if c.isdigit() else "-" for c in text]
    changes = sum(one != other for one, other in pairwise(classes))
    return len(set(classes)) == 4 and changes >= 16


# The boundaries keep matches out of longer words, paths and base64; an escape (``\n``) or ``%3D`` is one.
_CANDIDATE = compile_late(
    r"(?:(?<![A-Za-z0-9._~+/-])|(?<=\\[nrt])|(?<=%[0-9A-Fa-f]{2}))"
    r"[A-Za-z0-9._~-]{3}\dQ~[A-Za-z0-9._~-]{20,60}(?![A-Za-z0-9._~+/-])"
)


def find_secrets(text: str) -> Iterator[tuple[int, int, Judgement]]:
    """Client secrets in free text, damaged ones included, with 0-based offsets, ``end`` exclusive."""
    if "Q~" not in text:
        return
    for match in _CANDIDATE.finditer(text):
        found, end = match[0], match.end()
        if found.endswith(".") and judge(found[:-1]).kind is Kind.INTACT:  # it ends a sentence
            found, end = found[:-1], end - 1
        judgement = judge(found)
        if judgement.kind is not Kind.FOREIGN:
            yield match.start(), end, judgement


_GUID = compile_late(
    r"[\s\"'`]*(?:\{G\}|\(G\)|G)[\s\"'`]*".replace(
        "G", r"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
    ),
    re.IGNORECASE,
)


def guid_in(text: str) -> str:
    """The GUID that a text is, in small letters and bare, or an empty string.

    Braces, parentheses, quotation marks and white space may stand around it; hyphens must be there.
    """
    match = _GUID.fullmatch(text) if 36 <= len(text) <= 60 else None
    return next(filter(None, match.groups()), "").lower() if match else ""


def is_guid(text: str) -> bool:
    """Whether a text is a GUID, in any letter case; see :func:`guid_in` for what may stand around it."""
    return bool(guid_in(text))


def is_zero_guid(text: str) -> bool:
    """Whether a text is the GUID of zeros."""
    return guid_in(text).strip("0-") == "" and is_guid(text)


def is_dummy_guid(text: str) -> bool:
    """Whether a GUID was made up for a document: ``1111…``, ``12345678-1234-…``, ``aaaabbbb-0000-…``.

    In a random GUID about 4 of the 31 neighbouring digits repeat or count up; in a made-up one most do.
    Ids of Microsoft's own applications (``00000003-0000-0000-c000-000000000000``) are real.
    """
    guid = guid_in(text)
    if not guid or guid.endswith("-0000-0000-c000-000000000000"):
        return False
    digits = [int(c, 16) for c in guid.replace("-", "")]
    steps = (other - one for one, other in pairwise(digits))
    return sum(step in (0, 1) for step in steps) >= 14


# Host → cloud, as the instance discovery document of MSAL lists them; clouds by their Azure CLI names.
AUTHORITY_HOSTS = {
    "login.microsoftonline.com": "AzureCloud",
    "login.windows.net": "AzureCloud",
    "login.microsoft.com": "AzureCloud",
    "sts.windows.net": "AzureCloud",
    "login.microsoftonline.us": "AzureUSGovernment",
    "login.usgovcloudapi.net": "AzureUSGovernment",
    "login-us.microsoftonline.com": "AzureUSGovernment",
    "login.partner.microsoftonline.cn": "AzureChinaCloud",
    "login.chinacloudapi.cn": "AzureChinaCloud",
    "login.microsoftonline.de": "AzureGermanCloud",
}
_TENANT_HOSTS = (".b2clogin.com", ".ciamlogin.com")  # the tenant's name comes first
_URL = compile_late(
    r"\s*(?:https?://)?([\w.-]+\.[a-z]{2,})(?::\d+)?(?:/([^/?#\s]*)(?:/([^/?#\s]*))?|/?\Z)", re.IGNORECASE
)


def cloud_of(url: str) -> str:
    """The Azure CLI's name of the cloud whose authority a URL or host names, or an empty string."""
    match = _URL.match(url)
    host = match[1].lower() if match else ""
    return "AzureCloud" if host.endswith(_TENANT_HOSTS) else AUTHORITY_HOSTS.get(host, "")


def is_entra_authority(url: str) -> bool:
    """Whether a URL or host is one where Entra signs in, B2C and External ID included."""
    return bool(cloud_of(url))


def tenant_in(url: str) -> str:
    """The tenant that an authority URL names, as written, or an empty string."""
    match = _URL.match(url)
    if not match or not is_entra_authority(url):
        return ""
    first, second = match[2] or "", match[3] or ""
    return second if first.lower() == "tfp" else first
