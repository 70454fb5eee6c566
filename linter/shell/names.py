"""What a name says of the thing it names: a credential, something harmless, or nothing."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from linter.model import Role
from linter.names.environments import Environments
from linter.names.key_patterns import ABOUT, SECRET_WORDS
from linter.names.roles import read_key, split_key
from linter.names.words import words
from linter.patterns import compile_late


class Says(Enum):
    """What a name says."""

    SECRET = "secret"  # the name of a field that holds one: client secret, password, access token
    MAYBE = "maybe"  # it has a word of a secret's: deploy key, npm token
    NOTHING = "nothing"
    HARMLESS = "harmless"


_SECRET_ROLES = frozenset(
    {Role.CLIENT_SECRET, Role.OTHER_SECRET, Role.CONNECTION_STRING, Role.CREDENTIALS_JSON},
)
_SECRET = compile_late(r"(?:publish profile|publishing password|passw|jwt|webhook secret)$")
_SECRET_LAST = compile_late(
    r"\b(?:access|refresh|bearer|id|sas|auth|api|bot|npm|nuget|deploy|registry|admin) ?tokens?$"
)
_MAYBE = compile_late(r"\b(?:pem|p12|pfx|jwt|sas|passw|pass|creds|webhook|kubeconfig|kube config|pwd)\b")
_HARMLESS = compile_late(
    r"\b(?:region|location|user|username|login|registry|cluster|email|mail|arn|ip|subnet|fingerprint|ocid|principal|org"
    r"|organization|account|project|prefix|suffix|tag|date|branch|sku|zone|index|model|database|bucket|mode|level|tld"
    r"|recipient|is fork)$|public key|publishable|key vault|key ?id|^(?:is|has|enable|show|use|skip|no)\b"
)
# What a bundler writes into the page that it makes: Next.js, Vite, Create React App, Expo, Nuxt, Gatsby.
_IN_THE_PAGE = compile_late(r"(?:next public|vite|react app|expo public|nuxt public|gatsby) ")
_ENVIRONMENTS = frozenset("dev test tst qa uat stg stage staging preprod prod production prd sandbox".split())
_GENERATED = compile_late(r"_[0-9A-Fa-f]{32}$")  # AZUREAPPSERVICE_CLIENTID_70EAEB01…


@lru_cache(maxsize=4096)
def says(name: str) -> Says:
    """What the name of a variable, secret, input, output, option or field says."""
    plain = _GENERATED.sub("", name.strip("-"))
    spoken = " ".join(word for word in words(plain) if word not in _ENVIRONMENTS) or plain.lower()
    if _IN_THE_PAGE.match(spoken):
        return Says.HARMLESS
    role = read_key(split_key(plain), Environments()).role if plain else Role.NONE
    if role in _SECRET_ROLES or _SECRET.search(spoken) or _SECRET_LAST.search(spoken):
        return Says.SECRET
    if role not in (Role.NONE, Role.CERTIFICATE) or ABOUT.end(spoken) or _HARMLESS.search(spoken):
        return Says.HARMLESS
    if SECRET_WORDS.stand_in(spoken) or _MAYBE.search(spoken):
        return Says.MAYBE
    return Says.NOTHING


def selects_secret(query: str) -> bool:
    """Whether a JMESPath or jq expression, or a member, picks out something secret; everything counts as that."""
    names = re.findall(r"[A-Za-z_][\w-]*", query)
    if names[:1] == ["metadata"]:  # of a Kubernetes object
        return False
    return not names or any(name == "value" or says(name) in (Says.SECRET, Says.MAYBE) for name in names)
