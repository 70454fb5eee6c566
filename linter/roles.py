"""What a setting is to a credential, read from its key.

One table of word patterns, most telling first; the key families are those of Microsoft.Identity.Web,
the Azure SDKs, Terraform, App Service, Bot Framework, Teams Toolkit, Spring Cloud Azure, Auth.js,
oauth2-proxy, KEDA, external-dns, Argo CD and Grafana. Names of things (``clientSecretSettingName``)
are told from the things themselves; the exclusions are those that PSRule.Rules.Azure, the Bicep
linter and checkov learnt from their users.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from .environments import Environments, EnvironmentWord
from .model import Issuer, Role
from .words import words


class KeyReading(NamedTuple):
    """What a key path says: its role, what is left of its last segment, whose credential it is of."""

    role: Role
    stem: tuple[str, ...]
    issuer: Issuer
    environments: tuple[EnvironmentWord, ...]


_SECRET_WORD = (
    r"(?:secrets?|passwords?|passwd|pwd|passphrase|keys?|tokens?|credentials?|connection strings?|pat)"
)

# A key that ends like this speaks about a secret and does not hold one.
_ABOUT = re.compile(
    r"\b(?:names?|refs?|references?|paths?|files?|filename|location|dir|directory|ur[il]s?|types?|ids?|options?|length|size"
    r"|interval|days|hours|minutes|seconds|period|expir(?:y|ation|es|ed)(?: in| on| at)?|lifetime|ttl|enabled?|disabled?|required"
    r"|rotation|providers?|policy|policies|permissions?|store|class|format|count|limit|settings?|from env|env|fields?"
    r"|header|prefix|suffix|mode|scopes?|mount|volume|template|description|labels?|title|hint|placeholder|manager"
    r"|engine|backend|source|kind|usage|grant|flow|method|tags?|algorithm|issuer|audience|endpoint|host|timeout|attempts"
    r"|max|min|rules?|validator|annotations?|namespace|selector|properties|owner|group|role|hash|resolver|validation"
    r"|supported|allowed|complexity|history|age|server|service|image|repository|port|address|domain|client|map|mapping)$"
)
_FLAG = re.compile(
    r"^(?:use|enable|disable|allow|require|has|is|show|sync|max|min|num|rotate|generate|create|validate|with|no|skip|hide"
    r"|auto|enforce|reset|change|update|forgot|confirm|store|save|import|export|get|set|delete|list)\b"
)

_PATTERNS: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(pattern))
    for role, pattern in (
        (Role.SECRET_VERSION, r"(?:secret|object|key vault secret) version$"),
        (Role.SECRET_NAME, r"^existing secrets?$|(?:existing|image pull) secret(?: name)?$|(?:^|key vault |kv )secret name$"),
        (Role.CREDENTIALS_JSON, r"^(?:azure |arm |aks |sp )*(?:credentials?|creds)(?: json)?$"),
        (Role.SETTING_NAME, r"client secret secret ref$|secret setting name$|(?:secret|password|key) from env$"),
        (Role.IDENTITY, r"(?:managed|workload|user assigned|assigned|pod|kubelet) identity(?: (?:client |resource |principal )?id)?$"
                        r"|(?:identity|mi|uami|msi) (?:client |resource )?id$|^identity ?client id$"),
        (Role.CLIENT_SECRET, r"(?:client|app|application|b2c app|graph) secrets?(?: values?)?$"
                             r"|(?:^| )(?:app|application) key$|microsoft app password$|^bot password$|graph app password$"
                             r"|(?:service principal|^sp|arm|spn) (?:client )?(?:key|password|secret|pwd)$"
                             r"|active directory client password$|provider authentication secret$"
                             r"|(?:azure|entra|aad|ad)(?: id| ad| b2c)* secret$"),
        (Role.CLIENT_ID, r"(?:^| )client (?:app |application )?id$|(?:^| )(?:app|application) (?:client )?id$"
                         r"|(?:service principal|^sp|spn)(?: client| app| application)? id$"
                         r"|(?:azure ad|entra id|azure ad b2c|azure) id$"),
        (Role.TENANT, r"(?:^| )tenant(?: id| guid)?$|(?:^| )directory id$"),
        (Role.SUBSCRIPTION, r"(?:^| )subscription(?: id)?$"),
        (Role.CERTIFICATE, r"(?:certificate|cert)(?: thumbprint| path| name| file)?$"),
        (Role.CONNECTION_STRING, r"(?:^| )(?:connection strings?|conn ?str|dsn|jdbc url|datasource url)$"
                                 r"|^azure web jobs storage$|connection ?string$"),
        (Role.AUTHORITY, r"(?:^| )(?:authority|issuer|instance)(?: ur[il]| host)?$|(?:^| )(?:token|auth|authorization|openid|oidc) (?:url|uri|endpoint|issuer)$"
                         r"|(?:metadata address|cloud instance|authority host|login (?:url|uri|instance|endpoint)|cloud type|azure cloud name|azure environment|active directory endpoint url)$"),
        (Role.VAULT, r"(?:^| )(?:key )?vault(?: (?:name|ur[il]|endpoint|base url|ref|reference|id))?$|^kv (?:name|ur[il])$"),
        (Role.ENVIRONMENT_NAME, r"^(?:aspnetcore|dotnet|azure functions|hosting|app|node|deploy(?:ment)?|target|spring)? ?(?:environment|env)(?: name)?$"
                                r"|(?:^| )profiles active$"),
        (Role.OTHER_SECRET, r"(?:^| )(?:password|passwd|pwd|passphrase|pass phrase)s?$"
                            r"|(?:account|access|storage|api|shared access|primary|secondary|function|host|master|subscription|signing|encryption"
                            r"|private|secret|cosmos ?db|search|admin|account access|auth) keys?(?: \d+)?$"
                            r"|(?:^| )(?:sas|access|auth|api|bearer|refresh|registration|deployment|github|git|personal access|sas url|bot|webhook) tokens?$"
                            r"|^token$|(?:^| )secret$|(?:^| )pat$|(?:^| )sas$|secret value$"),
    )
)  # fmt: skip

_OTHER_ISSUERS = re.compile(
    r"\b(?:key ?cloak|okta|auth ?0|google|github|gitlab|facebook|twitter|linked ?in|cognito|identity ?server|duende|openiddict"
    r"|salesforce|slack|stripe|paypal|apple|dropbox|bitbucket|one ?login|zitadel|dex|hydra|authelia|authentik|aws|amazon|gcp"
    r"|discord|spotify|twitch|zoom|atlassian|jira|servicenow|sendgrid|twilio|pingfederate|ping one|abp|strava|fitbit|ory)\b"
)
_ENTRA = re.compile(
    r"\b(?:azure ad|aad|entra|active directory|ida|msal|microsoft identity|microsoft entra|ms ?graph|microsoft graph|graph app"
    r"|b2c|microsoft app|service principal|microsoft provider|teams fx|azureadb2c|azure rm)\b"
    r"|^(?:arm|azure) (?:client|tenant)|spring cloud azure|\bazure (?:client|tenant|credential|identity)|^azure$|\baadb2c\b|\bazure dns\b|\bazure kv\b"
)


def split_key(key: str) -> tuple[str, ...]:
    """A flat key's segments: ``AzureAd__ClientSecret``, ``AzureAd:ClientSecret``, ``azure.client-id``."""
    return tuple(part for part in _SEPARATOR.split(key) if part) or (key,)


_SEPARATOR = re.compile(r"__|--|[:.]")


@lru_cache(maxsize=16384)
def read_key(segments: tuple[str, ...], environments: Environments) -> KeyReading:
    """Read a key path, outermost segment first."""
    last = words(segments[-1])
    named = environments.named(segments[-1])
    plain = _without_environments(last, named)
    role = _role(" ".join(_with_section(plain, segments[:-1])), segments[:-1])
    whole = " ".join(" ".join(words(segment)) for segment in segments)
    return KeyReading(role, _stem(plain, role), issuer_of(whole), named)


def issuer_of(text: str) -> Issuer:
    """Whose credential space-separated words speak of; another issuer's name outweighs Microsoft's."""
    if _OTHER_ISSUERS.search(text):
        return Issuer.OTHER
    return Issuer.ENTRA if _ENTRA.search(text) else Issuer.UNKNOWN


def _without_environments(parts: tuple[str, ...], named: tuple[EnvironmentWord, ...]) -> tuple[str, ...]:
    spoken = {word.word for word in named}
    kept = tuple(
        part
        for part in parts
        if part not in spoken and "non" + part not in spoken and "pre" + part not in spoken
    )
    kept = tuple(
        part for part in kept if not (part in ("non", "pre") and any(w.startswith(part) for w in spoken))
    )
    return kept or parts


# Words that say nothing without the section they stand in: KeyVault:Url, client: {id, secret}.
_NEEDS_SECTION = frozenset({"id", "name", "uri", "url", "endpoint", "version", "active", "host", "value"})


def _with_section(plain: tuple[str, ...], parents: tuple[str, ...]) -> tuple[str, ...]:
    if (
        len(plain) == 1
        and parents
        and (plain[0] in _NEEDS_SECTION or (plain[0], parents[-1].lower()) == ("secret", "client"))
    ):
        return words(parents[-1]) + plain
    return plain


def _role(last: str, parents: tuple[str, ...]) -> Role:
    for role, pattern in _PATTERNS:
        if pattern.search(last):
            return _in_context(role, last, parents)
    if _in_connection_strings(parents):
        return Role.CONNECTION_STRING
    if re.search(_SECRET_WORD, last) and _ABOUT.search(last):
        return Role.SETTING_NAME
    return Role.NONE


def _in_context(role: Role, last: str, parents: tuple[str, ...]) -> Role:
    """The role once flags (``disablePassword``) and the section around it are taken into account."""
    secret = role in (Role.CLIENT_SECRET, Role.OTHER_SECRET, Role.CONNECTION_STRING)
    if secret and _FLAG.search(last):
        return Role.SETTING_NAME
    if _in_connection_strings(parents):
        return Role.CONNECTION_STRING
    if role is Role.OTHER_SECRET and last == "secret" and parents:
        around = issuer_of(" ".join(words(parents[-1])))
        return Role.CLIENT_SECRET if around is Issuer.ENTRA else role
    return role


def _in_connection_strings(parents: tuple[str, ...]) -> bool:
    return bool(parents) and words(parents[-1]) == ("connection", "strings")


_ROLE_WORDS = frozenset(
    "client secret secrets id ids app application tenant directory key password pwd value subscription authority issuer instance"
    " ref name version vault url uri endpoint host environment token principal credentials creds guid".split()
)


def _stem(plain: tuple[str, ...], role: Role) -> tuple[str, ...]:
    if role is Role.NONE:
        return plain
    return tuple(word for word in plain if word not in _ROLE_WORDS)
