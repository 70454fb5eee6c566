"""Keys that carry their provider's signature, or stand where only that provider's key stands.

Signatures, offsets and checksum seeds are facts of microsoft/security-utilities
(``IdentifiableMetadata.cs``, ``PreciselyClassifiedSecurityKeys.json``). GitHub tokens end in a CRC-32
of what precedes, in base 62.
"""

import re
from binascii import Error, a2b_base64, b2a_base64
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote
from zlib import crc32

from linter.patterns import compile_late

from .marvin import marvin32

PRIVATE_KEY = "private key"
"""The name of the one key that has no provider: whoever wants one makes it."""


class ProviderKey(NamedTuple):
    """A key found in a text: whose it is, in words, and its 0-based offsets, ``end`` exclusive."""

    name: str
    start: int
    end: int


class _Signature(NamedTuple):
    """How one kind of key is known.

    ``needles`` are looked for first; ``pattern`` is compiled when one was found, and matches the key, as its group 1
    where it has one. ``seeds`` are those of its checksum, eight letters each; none where it has no checksum.
    """

    name: str
    needles: tuple[str, ...]
    pattern: str
    seeds: tuple[str, ...] = ()


def _identifiable(
    name: str, before: int, sign: str, tail: str, *seeds: str, alphabet: str = "A-Za-z0-9+/"
) -> _Signature:
    core = f"[{alphabet}]{{{before}}}{re.escape(sign)}{tail.replace('B', f'[{alphabet}]')}"
    return _Signature(name, (sign,), rf"(?<![A-Za-z0-9+/_-]){core}(?![A-Za-z0-9+/_=-])", seeds)


_64 = "B{5}[AQgw]=="  # the tail of 64 or 40 bytes
_32 = "[A-P]B{5}="
_39 = "[A-D]B{5}"
_MESSAGING = ("Send0000", "Listen00", "Manage00", "System00", "Unknown0")
_COSMOS = ("MastRW00", "MastRO00", "SystRW00", "SystRO00", "SysAll00", "Resour00", "Encryp00")
_BASE62 = "A-Za-z0-9"

_IDENTIFIABLE = (
    _identifiable("Storage account key", 76, "+ASt", _64, "Default0"),
    _identifiable("Cosmos DB key", 76, "ACDb", _64, *_COSMOS),
    _identifiable("Batch account key", 76, "+ABa", _64, "AbAcct00"),
    _identifiable("API Management key", 76, "APIM", _64, "Tenant00", "IoTHub00", "Gatewy00", "GitKey00"),
    _identifiable("Machine Learning key", 76, "+AMC", _64, "Classic0"),
    _identifiable("Functions key", 44, "AzFu", _64, "Functi00", "System00", "Master00", alphabet="A-Za-z0-9_-"),
    _identifiable("Service Bus key", 33, "+ASb", _32, *_MESSAGING),
    _identifiable("Event Hubs key", 33, "+AEh", _32, *_MESSAGING),
    _identifiable("Relay key", 33, "+ARm", _32, *_MESSAGING),
    _identifiable("Event Grid key", 33, "AZEG", _32),
    _identifiable("IoT Hub key", 33, "AIoT", _32, "IoTHub00", "DpsKey00", "Device00"),
    # Redis may write P for + and F for / afterwards, which breaks the checksum.
    _identifiable("Redis key", 33, "AzCa", _32),
    _identifiable("AI Search key", 42, "AzSe", _39, "PAdmin00", "Query000", alphabet=_BASE62),
    _identifiable("Container Registry password", 42, "+ACR", _39, "ACRDflt0"),
)

# "Common annotated" keys share one layout. Their 14 fixed characters leave nothing to chance, and the
# checksum comes in two encodings, so it is not looked at.
_ANNOTATED = {
    "AZAC": "App Configuration key",
    "AZDO": "Azure DevOps token",
    "ACOG": "Azure AI services key",
    "AZEG": "Event Grid key",
    "AZMP": "Maps key",
    "AZCS": "Communication Services key",
    "AZFR": "Fluid Relay key",
    "AZMR": "Mixed Reality key",
    "msql": "SQL key",
}
_ANNOTATED_PATTERN = (
    r"(?<![A-Za-z0-9])[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9][A-L][A-Za-z0-9]{12}"
    r"[A-Za-z0-9]{4}SIGN[A-Za-z0-9]{4}(?:[A-Za-z0-9]{2}==)?(?![A-Za-z0-9+/=])"
)


def _fixed(name: str, needles: str, pattern: str) -> _Signature:
    return _Signature(name, tuple(needles.split(" ")), pattern)


def _in_base64(text: str) -> list[str]:
    """How a text reads within a longer one in base64, for each of the three places in which it may begin."""
    padded = [b2a_base64(b"-" * before + text.encode(), newline=False).decode() for before in range(3)]
    whole = [encoded[: (before + len(text)) * 8 // 6] for before, encoded in enumerate(padded)]
    return [encoded[first:] for encoded, first in zip(whole, (0, 2, 3), strict=True)]


# A token of Supabase is signed with its project's own secret; which of its two keys it is, its payload says, as
# ``{"iss":"supabase","ref":"…","role":"service_role",…}``. https://supabase.com/docs/guides/api/api-keys
_FOR_SERVICES = _in_base64('"role":"service_role"')
_FOR_EVERYBODY = _in_base64('"role":"anon"')

_OTHERS = (
    _Signature(
        "Supabase service_role key",
        tuple(_FOR_SERVICES),
        rf"(?<![\w.-])eyJ[\w-]+\.eyJ[\w-]*(?:{'|'.join(_FOR_SERVICES)})[\w-]*\.[\w-]{{43}}(?![\w-])",
    ),
    # https://rules.sonarsource.com/secrets/RSPEC-6691; a stand-in has no digit, or letters of one case
    _fixed(
        "Google OAuth client secret",
        "GOCSPX-",
        r"(?<![\w-])GOCSPX-(?=[\w-]*\d)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[A-Za-z0-9_-]{28}(?![\w-])",
    ),
    _fixed(
        "GitHub token",
        "ghp_ gho_ ghu_ ghs_ ghr_",
        r"(?<![A-Za-z0-9_])gh[pousr]_[A-Za-z0-9]{36}(?![A-Za-z0-9_])",
    ),
    _fixed(
        "GitHub token",
        "github_pat_",
        r"(?<![A-Za-z0-9_])github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}(?![A-Za-z0-9_])",
    ),
    _fixed("Databricks token", "dapi", r"(?<![0-9A-Za-z-])dapi[0-9a-f]{32}(?:-\d)?(?![0-9A-Za-z-])"),
    _fixed(
        "Slack webhook",
        "hooks.slack.com",
        r"hooks\.slack\.com/services/(T\w{8,12}/B\w{8,12}/[A-Za-z0-9]{24})(?!\w)",
    ),
    _Signature(
        PRIVATE_KEY,
        ("PRIVATE KEY-----",),
        # at least two lines' worth of base64, with line ends as such or as ``\n``
        r"-----BEGIN (?:RSA |EC |DSA |OPENSSH )?PRIVATE KEY-----((?:[A-Za-z0-9+/=\s]|\\[nr]){80,})",
    ),
)

# Older keys have no signature; the name before them says whose they are.
_NAMED = (
    _fixed(
        "Storage or Cosmos DB account key",
        "AccountKey= accountkey= ACCOUNTKEY= accountKey=",
        r"(?i)AccountKey=([0-9a-z+/]{86}==)(?!=)",
    ),
    _fixed(
        "shared access key",
        "SharedAccessKey= sharedaccesskey= sharedAccessKey=",
        r"(?i)SharedAccessKey=([0-9a-z+/]{43}=)(?!=)",
    ),
    _fixed(
        "App Configuration key",
        ".azconfig.",
        r"(?i)\.azconfig\.\w[\w.]*;Id=[^;\s]+;Secret=([0-9a-z+/]{40,}=*)",
    ),
    _fixed(
        "shared access signature",
        "sig= SIG=",
        r"(?i)(?:^|[?;&\"'\s]|u0026)sig=([0-9a-z/+%]{43,129}(?:=|%3d))",
    ),
)

_SIGNATURES = (
    *_IDENTIFIABLE,
    *(_Signature(name, ("JQQJ99",), _ANNOTATED_PATTERN.replace("SIGN", sign)) for sign, name in _ANNOTATED.items()),
    *_OTHERS,
    *_NAMED,
)

# Some needles are of several signatures, and a search for what several needles share spares one for each.
_SHARED = ("+A", "ey=")
_NEEDLES: dict[str, list[int]] = {}
for _index, _signature in enumerate(_SIGNATURES):
    for _needle in _signature.needles:
        _NEEDLES.setdefault(_needle, []).append(_index)
_BY_PART: dict[str, list[str]] = {}
for _needle in _NEEDLES:
    _BY_PART.setdefault(next((part for part in _SHARED if part in _needle), _needle), []).append(_needle)
_SHORTEST = 35  # a client secret of Google

TRIGGERS: tuple[bytes, ...] = tuple(part.encode() for part in _BY_PART)
"""A text without any of these holds no key that :func:`find` could find, but for a whole-value token."""


def find(text: str) -> Iterator[ProviderKey]:
    """Keys in a text, in the order of the table, no two at one place.

    A key whose checksum fails is not reported, nor is a well-known development key or a made-up one.
    """
    if len(text) < _SHORTEST:
        return
    taken: list[tuple[int, int]] = []
    for index in sorted({index for needle in _needles_in(text) for index in _NEEDLES[needle]}):
        signature = _SIGNATURES[index]
        for match in re.finditer(signature.pattern, text):
            start, end = match.span(match.re.groups and 1)
            overlaps = any(start < other_end and other_start < end for other_start, other_end in taken)
            if not overlaps and _is_sound(match[match.re.groups and 1], signature):
                taken.append((start, end))
                yield ProviderKey(signature.name, start, end)
    if len(text) == 52 and _is_devops_token(text):
        yield ProviderKey("Azure DevOps token", 0, 52)


def _needles_in(text: str) -> Iterator[str]:
    for part, needles in _BY_PART.items():
        if part in text:
            yield from (needle for needle in needles if needle in text)


def _is_sound(key: str, signature: _Signature) -> bool:
    if len(set(key)) < 12 or is_development_key(key):
        return False
    if key[:2] == "gh" and key[3] == "_":
        return _crc_holds(key)
    return not signature.seeds or _checksum_holds(key, signature.seeds)


def _checksum_holds(key: str, seeds: tuple[str, ...]) -> bool:
    """Whether the last four bytes of a base64 key are the hash of those before them."""
    try:
        data = a2b_base64(key.replace("-", "+").replace("_", "/"))
    except Error:
        return False
    wanted = int.from_bytes(data[-4:], "little")
    return any(marvin32(data[:-4], int.from_bytes(seed.encode(), "big")) == wanted for seed in seeds)


_DIGITS_62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def _crc_holds(token: str) -> bool:
    """Whether the last six characters of a GitHub token are the CRC-32 of the thirty before them."""
    number = 0
    for digit in token[-6:]:
        number = number * 62 + _DIGITS_62.index(digit)
    return crc32(token[4:-6].encode()) == number


_DEVOPS_TOKEN = compile_late(r"[a-z2-7]{52}")
_DEVOPS_SALTS = (0xE0B9692D, 0x1019F92E)  # of users' and applications' tokens


def _is_devops_token(text: str) -> bool:
    """Whether a text is a 52-character Azure DevOps token: base32 with a CRC-32 strewn into it."""
    if not _DEVOPS_TOKEN.fullmatch(text):
        return False
    number = 0
    for digit in text:
        number = number * 32 + "abcdefghijklmnopqrstuvwxyz234567".index(digit)
    data = (number >> 4).to_bytes(32, "big")
    rest = data[:2] + data[3:7] + data[9:22] + data[23:]
    wanted = int.from_bytes((data[22], data[8], data[7], data[2]), "little")
    return any(crc32(rest) ^ salt == wanted for salt in _DEVOPS_SALTS)


# Azurite's and the Cosmos DB emulator's, published for everyone; their beginnings suffice. What Supabase's CLI starts on
# a developer's machine has tokens of one issuer, and the key of a project's pages is sent to whoever opens them.
_DEVELOPMENT_KEYS = (
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50u",
    "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5",
    *_in_base64('"iss":"supabase-demo"'),
    *_FOR_EVERYBODY,
)


def is_development_key(text: str) -> bool:
    """Whether a text holds a key that everybody may know, such as an emulator's, also escaped for a URL."""
    plain = unquote(text) if "%" in text else text
    return any(key in plain for key in _DEVELOPMENT_KEYS)
