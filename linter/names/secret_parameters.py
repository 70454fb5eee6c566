"""Which names of template parameters and outputs speak of a secret.

The words are those of the Bicep linter (``secure-secrets-in-params``) and of PSRule.Rules.Azure
(``Azure.Deployment.SecureParameter``), and so are the exclusions, which both learnt from their users.
"""

from __future__ import annotations

import re

from linter.patterns import compile_late

from .words import words

_SECRET = compile_late(
    r"passw(?:or)?d|pwd|passphrase|secret|acc(?:oun)?t ?key"
    r"|\b(?:access|api|storage|shared|function|master|admin|workspace|subscription|private) key(?: \d+)?$"
    r"|storage (?:account )?(?:primary|secondary) (?:access )?key\b"
    r"|\b(?:sas|access|auth|bearer|api|refresh|registration|deployment|git ?hub|git ?lab|git|pat|bot|webhook|join) token$"
    r"|pool token$"  # of an Azure Virtual Desktop host pool
    r"|(?:storage|event ?hubs?|service ?bus|cosmos|redis|iot ?hub)(?: \w+)* connection string$"
)

# A name that ends like this speaks about a secret and does not hold one.
_ABOUT = frozenset(
    "name names uri uris url urls path paths file type types id ids option options version versions permission permissions"
    " ref refs reference references user users officer officers reader readers role roles policy policies count size length"
    " interval rotation provider providers enabled disabled required expiry expiration days lifetime prefix suffix tag tags"
    " description settings config configuration location vault store group scope principal principals identity format label"
    " complexity history age attempts mode field header endpoint resource definition definitions assignments purpose".split()
)
_ANYWHERE = compile_late(
    r"secret ?permissions|secret ?version|secret ?ur[il]|secret ?names?\b|secret ?types?\b|secret ?rotation|token ?types?\b"
    r"|secrets? ?providers?\b|secret ?refs?\b|secret ?ids?\b|disable ?password|sync .*passwords|\binterval\b|length"
    r"|key ?vault ?(?:path|name|ur[il])|customer managed|public keys?\b|minimum|maximum|(?:expir\w*|valid\w*) in\b"
    # the names under which a vault or a list of settings keeps something: administratorLoginPasswordKey
    r"|(?:password|connection string|client secret) key$|(?:key )?vault secret$"
)
_FLAG = compile_late(
    r"^(?:is|has|use|should|enable|disable|allow|require|deploy|create|generate|sync|skip|store|assign|rotate|reset)\b"
)
_HOLDERS = frozenset({"", "string", "object"})


def tells_about_secret(name: str) -> bool:
    """Whether a name ends like one that only speaks about a secret: ``secretName``, ``passwordUrl``."""
    return not _ABOUT.isdisjoint(words(name)[-1:])


_NAMES = frozenset("id ids name names user username audience issuer prefix suffix location".split())


_ADDRESSES = frozenset({("secret", "uri"), ("secret", "url"), ("vault", "uri"), ("vault", "url")})


def names_something(name: str) -> bool:
    """Whether a name ends like that of an id, a name or a party to a token, which people keep in vaults beside secrets.

    The address of a secret in a vault (``apiKeySecretUri``) is none of its own; an address with a signature is.
    """
    last = words(name)[-2:]
    return not _NAMES.isdisjoint(last[-1:]) or last in _ADDRESSES


# "The public certificate (as .cer)", "connection string without username/password", "configuration, not a secret".
_HARMLESS = compile_late(
    r"\bpublic (?:\w+ )?(?:certificate|cert|key)s?\b"
    r"|\b(?:strings?|ur[il]s?|address(?:es)?|endpoints?) without (?:an? |any |the )?(?:user ?names?(?: ?/ ?| or | and ))?"
    r"(?:passwords?|credentials?|secrets?|keys?)\b"
    r"|(?:\bnot|n't)(?: an?| any)? (?:secret|password|credential|sensitive)s?\b"
    r"|\b(?:is|are|holds?|contains?) no (?:secret|password|credential)s?\b",
    re.IGNORECASE,
)
_PRIVATE_PART = compile_late(r"\b(?:private|pfx|pkcs ?#?12|p12)\b", re.IGNORECASE)


def is_said_to_be_harmless(description: str) -> bool:
    """Whether a parameter's description says that its value is no secret, though a vault may keep it as one."""
    return bool(_HARMLESS.search(description)) and not _PRIVATE_PART.search(description)


def can_hold_secret(type_: str) -> bool:
    """Whether a parameter of that declared type (as ``Parameter.type``) can be secure at all: a list or number cannot."""
    return type_.removesuffix("?") in _HOLDERS


def is_secret_parameter_name(name: str, type_: str = "string") -> bool:
    """Whether a parameter or output of that name and declared type (as ``Parameter.type``) holds a secret."""
    if not can_hold_secret(type_):
        return False
    parts = words(name)
    spoken = " ".join(parts)
    if not _SECRET.search(spoken) or tells_about_secret(name):
        return False
    return not (_ANYWHERE.search(spoken) or _FLAG.search(spoken))
