"""Whether a file is worth parsing: a search for words that takes a hundredth of the time.

What is passed over speaks of no credential, vault, identity or environment and holds no key that
carries a provider's signature. Nothing can be wired wrongly in it, nor unreadably. What comments say is no wiring.
"""

from __future__ import annotations

from linter.decoding import ascii_view
from linter.names.telling import DEFINITION, TELLING, UNTELLING_KINDS, WORKLOAD_IDENTITY
from linter.patterns import compile_late

_COMMENT_LINES = compile_late(rb"\n[ \t]*(?:#|//)[^\n]*")
_WORDS = tuple(word.encode() for word in TELLING)

# It may leave out its kind, and then be of paths alone.
_JOINT = "kustomization."

# A definition of a resource type is a schema: property names without values.
_DEFINITION = DEFINITION.encode()
_DOCUMENT_HEADS = (b"\nkind", b'\n"kind"', b"\n{")
_TEMPLATE_ACTION = b"\n{{"  # around definitions, and no head
_FIRST_DOCUMENT = 4096  # bytes within which the first kind stands, after a licence perhaps

_KIND = b"\nkind:"
_UNTELLING = frozenset(kind.encode() for kind in UNTELLING_KINDS)
_WORKLOAD_IDENTITY = WORKLOAD_IDENTITY.encode()


def is_worth_parsing(place: str, data: bytes) -> bool:
    """Whether a file may speak of credentials, or says which files that do are deployed together."""
    return place.rpartition("/")[2].lower().startswith(_JOINT) or may_hold_wiring(data)


def may_hold_wiring(data: bytes) -> bool:
    """Whether a file's bytes, in whatever encoding, may speak of credentials at all."""
    content = ascii_view(data)
    if b"\0" in content:  # no text that words could be searched in: decoding it tells what is wrong
        return True
    if _only_defines_types(content):
        return False
    lower = content.lower()
    told = _tells(lower) and not _is_of_untelling_kinds(content)
    return told or b"q~" in lower or _carries_signature(content)


def _tells(lower: bytes) -> bool:
    """Whether a telling word stands outside comments; mostly the first or last place of the first one shows it."""
    word = _telling_word(lower)
    if not word:
        return False
    if not all(_in_comment(lower, at) for at in (lower.find(word), lower.rfind(word))):
        return True
    return bool(_telling_word(_COMMENT_LINES.sub(b"", lower)))


def _telling_word(lower: bytes) -> bytes:
    return next(filter(lower.__contains__, _WORDS), b"")


def _in_comment(content: bytes, at: int) -> bool:
    return content[content.rfind(b"\n", 0, at) + 1 : at].lstrip(b" \t").startswith((b"#", b"//"))


def _only_defines_types(content: bytes) -> bool:
    if _DEFINITION not in content[:_FIRST_DOCUMENT] or content.startswith((b"kind", b'"kind"', b"{")):
        return False
    heads = sum(content.count(head) for head in _DOCUMENT_HEADS) - content.count(_TEMPLATE_ACTION)
    return content.count(_DEFINITION) == heads


def _is_of_untelling_kinds(content: bytes) -> bool:
    """Whether a manifest, or a template of one, is of kinds that have to do with no credential."""
    if b"apiVersion:" not in content or _WORKLOAD_IDENTITY in content:
        return False
    _, *behind = (b"\n" + content).split(_KIND)
    return bool(behind) and all(text.partition(b"\n")[0].strip(b" \t\r\"'") in _UNTELLING for text in behind)


def _carries_signature(content: bytes) -> bool:
    from linter.values.provider_keys import TRIGGERS

    return any(map(content.__contains__, TRIGGERS))
