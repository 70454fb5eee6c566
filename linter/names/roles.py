"""What a setting is to a credential, read from its key."""

import re
from functools import lru_cache
from typing import NamedTuple

from linter.model import Issuer, Role
from linter.patterns import compile_late

from .environments import Environments, EnvironmentWord
from .key_patterns import (
    ABOUT,
    ENTRA,
    ENTRA_FIRST,
    FLAGS,
    IDENTITIES,
    NEED_SECTION,
    OTHER_ISSUERS,
    ROLE_WORDS,
    ROLES,
    SECRET_WORDS,
)
from .words import words

_SEPARATOR = compile_late(r"__|--|[:.]")
_HOLDS_SECRET = frozenset({Role.CLIENT_SECRET, Role.OTHER_SECRET, Role.CONNECTION_STRING})


class KeyReading(NamedTuple):
    """What a key path says: its role, what is left of its last segment, which environments it names."""

    role: Role
    stem: tuple[str, ...]
    environments: tuple[EnvironmentWord, ...]


@lru_cache(maxsize=1 << 16)
def split_key(key: str) -> tuple[str, ...]:
    """A flat key's segments: ``AzureAd__ClientSecret``, ``AzureAd:ClientSecret``, ``azure.client-id``."""
    return tuple(part for part in _SEPARATOR.split(key) if part) or (key,)


def read_key(segments: tuple[str, ...], environments: Environments) -> KeyReading:
    """Read a key path, outermost segment first; whose credential it is of, :func:`issuer_of_key` tells."""
    return _read_end(segments[-2:], environments)


@lru_cache(maxsize=1 << 16)
def _read_end(segments: tuple[str, ...], environments: Environments) -> KeyReading:
    """What the last segment says in its section; many paths end alike."""
    named = environments.named(segments[-1])
    plain = _without_environments(words(segments[-1]), named)
    role = _role(" ".join(_with_section(_unnumbered(plain), segments[:-1])), segments[:-1])
    stem = plain if role is Role.NONE else tuple(word for word in plain if word not in ROLE_WORDS)
    return KeyReading(role, stem, named)


_ENVIRONMENT = compile_late(r"(?:deploy(?:ment)?[_-]?)?env(?:ironment)?(?:[_-]?name)?", re.IGNORECASE)


def names_environment(parameter: str) -> bool:
    """Whether a parameter of a template is the name of the environment that is deployed (``environmentName``, ``env``).

    An environment's type is none: staging may be of the size of production.
    """
    return _ENVIRONMENT.fullmatch(parameter) is not None


def issuer_of(text: str) -> Issuer:
    """Whose credential space-separated words speak of; another issuer's name outweighs Microsoft's."""
    if OTHER_ISSUERS.stand_in(text):
        return Issuer.OTHER
    is_entra = text == "azure" or ENTRA_FIRST.begin(text) or ENTRA.stand_in(text)
    return Issuer.ENTRA if is_entra else Issuer.UNKNOWN


def issuer_of_key(segments: tuple[str, ...]) -> Issuer:
    """Whose credential a key path speaks of: the innermost segment that says so decides."""
    issuers = map(_issuer_in, reversed(segments))
    return next((issuer for issuer in issuers if issuer is not Issuer.UNKNOWN), Issuer.UNKNOWN)


@lru_cache(maxsize=1 << 16)
def _issuer_in(segment: str) -> Issuer:
    return issuer_of(" ".join(words(segment)))


def _unnumbered(plain: tuple[str, ...]) -> tuple[str, ...]:
    """The words without a number at the end (``CLIENT_SECRET_2``), which tells apart and means nothing."""
    return plain[:-1] if len(plain) > 1 and plain[-1].isdigit() else plain


def _without_environments(parts: tuple[str, ...], named: tuple[EnvironmentWord, ...]) -> tuple[str, ...]:
    """The words of a key less those that name an environment, unless nothing else is left."""
    spoken = {word.word for word in named}
    kept: list[str] = []
    for index, part in enumerate(parts):
        following = parts[index + 1] if index + 1 < len(parts) else ""
        before = parts[index - 1] if index else ""
        if part not in spoken and part + following not in spoken and before + part not in spoken:
            kept.append(part)
    return tuple(kept) or parts


def _with_section(plain: tuple[str, ...], parents: tuple[str, ...]) -> tuple[str, ...]:
    """The words of the last segment, led by those of its section where they say nothing alone."""
    if len(plain) != 1 or not parents:
        return plain
    in_client = plain[0] == "secret" and parents[-1].lower() == "client"
    return words(parents[-1]) + plain if plain[0] in NEED_SECTION or in_client else plain


def _role(last: str, parents: tuple[str, ...]) -> Role:
    for keys in ROLES:
        if keys.hold(last):
            return _in_context(keys.role, last, parents)
    if _in_connection_strings(parents):
        return Role.CONNECTION_STRING
    if SECRET_WORDS.stand_in(last) and ABOUT.end(last):
        return Role.SETTING_NAME
    return Role.NONE


def _in_context(role: Role, last: str, parents: tuple[str, ...]) -> Role:
    """The role once flags (``disablePassword``) and the section around it are taken into account."""
    if role in _HOLDS_SECRET and FLAGS.begin(last):
        return Role.SETTING_NAME
    if _in_connection_strings(parents):
        return Role.CONNECTION_STRING
    if role is Role.OTHER_SECRET and last == "secret" and parents:
        in_entra = issuer_of(" ".join(words(parents[-1]))) is Issuer.ENTRA
        return Role.CLIENT_SECRET if in_entra else role
    if role is Role.CLIENT_ID and parents and IDENTITIES.end(" ".join(words(parents[-1]))):
        return Role.IDENTITY
    return role


def _in_connection_strings(parents: tuple[str, ...]) -> bool:
    return bool(parents) and words(parents[-1]) == ("connection", "strings")
