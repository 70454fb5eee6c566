"""Keys and names as words: ``AzureAd__ClientSecret`` → azure ad client secret."""

from __future__ import annotations

from functools import lru_cache

from linter.patterns import compile_late

_WORD = compile_late(r"[Bb]2[Cc](?![a-z])|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")

# Spellings that the letter case cuts in the wrong place.
_JOINED_FIRST = compile_late(r"OAuth|OpenID|GitHub|GitLab|Auth0|DevOps|IdentityServer|KeyVault|KeyCloak")

# Compounds that people write in one lower-case or upper-case run. Longest first.
_COMPOUNDS = {
    "connectionstring": ("connection", "string"),
    "connectionstrings": ("connection", "strings"),
    "serviceprincipal": ("service", "principal"),
    "managedidentity": ("managed", "identity"),
    "sharedaccesskey": ("shared", "access", "key"),
    "subscriptionid": ("subscription", "id"),
    "activedirectory": ("active", "directory"),
    "applicationid": ("application", "id"),
    "clientsecret": ("client", "secret"),
    "appsecret": ("app", "secret"),
    "accountkey": ("account", "key"),
    "accesskey": ("access", "key"),
    "secretname": ("secret", "name"),
    "secretkey": ("secret", "key"),
    "vaultname": ("vault", "name"),
    "keyvault": ("key", "vault"),
    "clientid": ("client", "id"),
    "tenantid": ("tenant", "id"),
    "apikey": ("api", "key"),
    "appkey": ("app", "key"),
    "azuread": ("azure", "ad"),
    "appid": ("app", "id"),
    "nonprod": ("non", "prod"),
    "preprod": ("pre", "prod"),
    "nonproduction": ("non", "production"),
    "preproduction": ("pre", "production"),
}
_ENDS = tuple(_COMPOUNDS)


@lru_cache(maxsize=1 << 16)
def words(name: str) -> tuple[str, ...]:
    """The lower-case words of a name, whatever convention it is written in; digits are words too."""
    joined = _JOINED_FIRST.sub(lambda match: match.group().capitalize(), name)
    found: list[str] = []
    for run in _WORD.findall(joined):
        found.extend(_split_compound(run.lower()))
    return tuple(found)


def _split_compound(run: str) -> tuple[str, ...]:
    if not run.endswith(_ENDS):
        return (run,)
    end = next(filter(run.endswith, _COMPOUNDS))
    before = run.removesuffix(end)
    return ((before,) if before else ()) + _COMPOUNDS[end]
