"""The secrets that the linted files hold, and where pieces of them stand besides.

A secret that one setting holds may stand a second time where no key says so: in a comment, a script, an annotation,
a field that was mistaken for the secret's. What is known to be a secret in one place is one everywhere.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from urllib.parse import quote

from .model import SECRET_ROLES, FileWiring, Role, Setting, Shape, Use, Value, ValueKind
from .names.key_patterns import ROLE_WORDS
from .names.words import words
from .patterns import compile_late
from .values.literals import NAME_LIKE, SWITCH, WELL_KNOWN
from .values.provider_keys import find as find_provider_keys

MASK = "•"
PIECE = 8  # characters; a shorter piece of a secret tells nothing, and stands in other words by chance

_SIGNED = frozenset({Shape.ENTRA_SECRET, Shape.DAMAGED_ENTRA_SECRET, Shape.PROVIDER_KEY})
_IDS = frozenset({Role.CLIENT_ID, Role.TENANT, Role.IDENTITY, Role.SUBSCRIPTION})
_HARMLESS_KINDS = frozenset(
    {
        ValueKind.EMPTY,
        ValueKind.TOKEN,
        ValueKind.EXPRESSION,
        ValueKind.KEYVAULT_REFERENCE,
        ValueKind.SECRET_REFERENCE,
        ValueKind.NAME,
    }
)
_ORDINARY = frozenset({NAME_LIKE, SWITCH, WELL_KNOWN})
_LONGEST_LINE = 400  # characters; what is longer is a document, whose words are no secrets
_SHORTEST_LINE = 16  # of a secret of several lines, a key in PEM

# An id that somebody spoilt: groups of a GUID, hexadecimal digits with what stands around them, a display name, a path.
_LIKE_AN_ID = compile_late(
    r"[\s\"'{(]*(?:\w{7,9}(?:-\w{3,5}){3}-\w{10,14}|[0-9a-fA-F]{4}[0-9a-fA-F\s-]*)[\s\"'})]*|/[\w./-]+"
    r"|\(?(?:[A-Za-z]+|\d{1,4})(?:[ _./()-]+(?:[A-Za-z]+|\d{1,4}))*\)?"
)
# As Entra issues them since 2021, with whatever around: what only looks like one is no loss either.
_LIKE_ENTRA = compile_late(r"[A-Za-z0-9._~-]{3}\dQ(?:~|%7[Ee])[A-Za-z0-9._~-]{20,}")
_VISIBLE = compile_late(r"[^\r\n]")


def is_secret(setting: Setting) -> bool:
    """Whether a setting's text must not be shown where it stands."""
    value = setting.value
    if value.kind in _HARMLESS_KINDS:
        return False
    if setting.role in _IDS and value.kind is ValueKind.LITERAL and value.shape is Shape.TEXT:
        return not _LIKE_AN_ID.fullmatch(value.reveal())  # the fields may have been swapped
    holds = setting.role in SECRET_ROLES or setting.role is Role.CREDENTIALS_JSON
    return holds or value.shape in _SIGNED or value.shape is Shape.CONNECTION_STRING


def signed_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where secrets stand that their form gives away, as 0-based offsets, ``end`` exclusive."""
    if "Q" in text:
        for match in _LIKE_ENTRA.finditer(text):
            yield match.span()
    for key in find_provider_keys(text):
        yield key.start, key.end


def masked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text, as long as before, with everything in the spans masked but for line ends."""
    parts: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if end > at:
            begin = max(start, at)
            parts += [text[at:begin], _VISIBLE.sub(MASK, text[begin:end])]
            at = end
    return "".join((*parts, text[at:]))


class KnownSecrets:
    """Every piece of the secrets that some files hold; found when the first text is to be shown."""

    def __init__(self, files: Collection[FileWiring]) -> None:
        self._files = files

    @cached_property
    def _pieces(self) -> frozenset[str]:
        settings = [setting for file in self._files for setting in file.settings if is_secret(setting)]
        texts = {text for setting in settings for text in _texts(setting)}
        pieces = {piece for text in texts for piece in _telling_pieces(text)}
        # SecretKey: my-SecretKey-of-1999. A key that only says its role is no secret, and a message needs it.
        plain = (setting.name for setting in settings if ROLE_WORDS.issuperset(words(setting.name)))
        return frozenset(pieces.difference(*map(_pieces, plain)))

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where a text repeats a known secret or a piece of one, as 0-based offsets, ``end`` exclusive."""
        if self._pieces:
            for start, piece in enumerate(_pieces(text)):
                if piece in self._pieces:
                    yield start, start + PIECE

    def mask(self, text: str) -> str:
        """The text, as long as before, without any secret that is known or gives itself away."""
        return masked(text, (*signed_spans(text), *self.spans(text)))

    def mask_uses(self, uses: Iterable[Use]) -> tuple[Use, ...]:
        """What uses show; an id may turn out to be a secret that stands in the wrong field."""
        return tuple(map(self._mask_use, uses))

    def _mask_use(self, use: Use) -> Use:
        identity, tenant, secret, vault = (
            shown._replace(text=self.mask(shown.text)) for shown in (use.identity, use.tenant, use.secret, use.vault)
        )
        consumers = tuple(shown._replace(text=self.mask(shown.text)) for shown in use.consumers)
        return use._replace(
            environment=self.mask(use.environment),
            identity=identity,
            tenant=tenant,
            secret=secret,
            vault=vault,
            consumers=consumers,
        )


def _pieces(text: str) -> Iterator[str]:
    return map(text.__getitem__, map(slice, range(len(text) - PIECE + 1), range(PIECE, len(text) + 1)))


def _texts(setting: Setting) -> Iterator[str]:
    """The secret in a setting, or its lines; nothing where the text is an ordinary one that may stand anywhere."""
    value = setting.value
    if value.kind is not ValueKind.LITERAL or value.detail in _ORDINARY or not _is_all_secret(setting.role, value):
        return
    lines = value.part().strip().splitlines()
    for line in map(str.strip, lines):
        is_long_enough = len(line) >= (PIECE if len(lines) == 1 else _SHORTEST_LINE)
        if is_long_enough and len(line) <= _LONGEST_LINE and (len(lines) == 1 or " " not in line):
            yield line


def _is_all_secret(role: Role, value: Value) -> bool:
    """Whether all of a value's part is secret: an address or a document around a secret is none."""
    if value.end or value.shape in _SIGNED:
        return True
    return role not in (Role.CONNECTION_STRING, Role.CREDENTIALS_JSON) and value.shape in (Shape.TEXT, None)


def _telling_pieces(text: str) -> Iterator[str]:
    is_random = len(text) >= _SHORTEST_RANDOM and _RANDOM.match(text) is not None
    for form in _forms(text):
        yield from (piece for piece in _pieces(form) if is_random or _TELLING.match(piece))
    for form in _encoded(text):
        yield from _pieces(form)


# What is none of ordinary words: a password may hold ``-staging``, which names hold as well.
_RANDOM = compile_late(r"(?=.*[a-z])(?=.*[A-Z])(?=.*\d)\S*\Z")
_SHORTEST_RANDOM = 24
_TELLING = compile_late(r"(?=.*[^\W\d_])(?=.*\d)|.*[!$%&*+=?@^~#]")


def _forms(text: str) -> Iterator[str]:
    """A text as files write it: as it is, escaped; and in small letters, as names are compared."""
    yield text
    yield text.lower()
    for ensure_ascii in (False, True):
        escaped = json.dumps(text, ensure_ascii=ensure_ascii)[1:-1]
        yield escaped
        yield json.dumps(escaped, ensure_ascii=ensure_ascii)[1:-1]
    yield quote(text.encode("utf-8", "surrogatepass"), safe="")
    yield repr(text)[1:-1]


def _encoded(text: str) -> Iterator[str]:
    """The base64 of a text, and its part in that of a longer one, in each of the three alignments."""
    for before in range(3):
        encoded = b64encode(b" " * before + text.encode("utf-8", "surrogatepass")).decode()
        yield re.sub("..?==?$", "", encoded[4 if before else 0 :])
