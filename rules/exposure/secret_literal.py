"""The text of a secret is committed.

## What it finds

A secret that stands in a file in clear text: an intact Entra client secret or another key that carries its
provider's signature, anywhere in a linted file, also in a default (`${VAR:-AccountKey=…}`) or a comment; the
password in an address (`postgres://shop:…@db.example.net/shop`), whatever its key; and a literal in a client secret,
password, connection string, account key or SAS field.

It is silent on placeholders, references, expressions, names of secrets, encrypted values (SOPS,
SealedSecret), on well-known development values (the Azurite and Cosmos DB emulator keys, LocalDB, integrated
security) and on GUIDs, which `secret-id-as-secret` judges. In files that are there to be copied or read
(`.env.example`, `docs/`) it speaks of keys with a provider's signature only, since a private key is soon made for an
example and nothing may trust it; in data of tests (`testdata/`, `fixtures/`) and in settings of a program under test
(`tests/`, `Shop.IntegrationTests/`, `docker-compose.ci.yml`) also of an Entra app's secret and of connection strings to
another machine. The password of a database that a workflow starts on its own runner is thrown away with it. Where
nothing says that a file is deployed, it is silent on what a developer makes up: words with a number behind them
(`ShopCatalog2024!`) for a container of a Compose file (also in the `.env` beside it) or for a database on the own machine,
and keys that say themselves that they are for development.

## Why it breaks

Whoever can read the repository, its history, a build log or a container image can sign in as the app. The
secret stays in the history when the line is removed. And a committed secret is one that rotation forgets: the
vault moves on, the file keeps the old value, and sign-in fails with `AADSTS7000215` or `AADSTS7000222`.

## How to fix it

Treat the secret as leaked: create a new one, delete the old one in Entra ID. Store the new one in a Key Vault
and write a reference here (`@Microsoft.KeyVault(SecretUri=…)` in App Service settings, an `ExternalSecret` or
`SecretProviderClass` in Kubernetes, `${{ secrets.NAME }}` in a workflow, `getSecret()` in Bicep), or use a
managed identity and need none.

## When to ignore it

For values that are public by design, such as a password of a throw-away container in a test.

## References

- [Azure security baseline: no credentials in code](https://learn.microsoft.com/azure/security/develop/secure-develop)
- [Key Vault references](https://learn.microsoft.com/azure/app-service/app-service-key-vault-references)
- [Identifiable keys](https://github.com/microsoft/security-utilities)
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from linter.model import (
    PARAMETER_FILES,
    RUN_BY_GITHUB,
    Family,
    Issuer,
    Option,
    Problem,
    Role,
    Setting,
    Severity,
    Shape,
    Strength,
    Target,
    ValueKind,
    Wiring,
)
from linter.names.samples import is_for_tests, is_illustration, lies_among_tests
from linter.names.words import words
from linter.patterns import compile_late
from linter.values.connection_strings import is_local, is_nearby
from linter.values.literals import NAME_LIKE, WELL_KNOWN, is_made_of_words, is_unspeakable
from linter.values.provider_keys import PRIVATE_KEY

ID = "secret-literal"
GROUP = "exposure"
SEVERITY = Severity.ERROR
SUMMARY = "The text of a secret is committed."
PRECISION = "high"
SECURITY_SEVERITY = 8.5
CODES = ("7000215", "7000222")

_STAND_INS = Option[tuple[str, ...]](
    "placeholders", (), "texts that stand for a secret in your files, such as `SET_BY_*`; letter case does not count"
)
OPTIONS = (_STAND_INS,)

_PLAIN_SECRETS = frozenset({Role.CLIENT_SECRET, Role.OTHER_SECRET})

_SWITCHES = frozenset({"true", "false", "yes", "no", "on", "off", "null", "none", "nil", "enabled", "disabled", "auto"})

# A plain word is an option's name (``simple``, ``unused``) more often than a password, unless it is deployed.
_WORD = compile_late(r"[A-Z]?[a-z]{1,8}|[A-Z]{1,20}|[0-9]{1,5}")

# The name of the app or of its database, which developers give to its container and its user as a password too.
_OWN_NAME = compile_late(r"[a-z]{3,24}(?:[_-][a-z]{2,12}){0,2}")

_OF_DEVELOPERS = frozenset({Family.COMPOSE, Family.SPRING, Family.DOTENV})

_DEVELOPMENT = frozenset("dev development local localhost".split())
_MEANT = frozenset("secret key password token jwt signing".split())

# Fewer characters make no key; a developer's passwords may be as short.
_SHORTEST_KEY = 8

_TESTS = frozenset("test tests testing mock fake stub".split())
# What a tester gives to an account or a client for tests: Geheim123!, m2m-secret.
_WORD_WITH_NUMBER = compile_late(r"[A-Za-z]{3,12}[0-9]{0,4}[!@#$]?|[a-z][a-z0-9]{1,5}(?:[-_][a-z]{2,12}){1,3}")

# The access key of S3 and its like is the name of a user; that of Azure is a key, and never words.
_USER = compile_late(r"[a-z]+(?:-[a-z]+)*|AKIA[A-Z0-9]{16}")

_SHORTEST = 4

# These give themselves away wherever they stand.
_SIGNED = frozenset({Shape.ENTRA_SECRET, Shape.PROVIDER_KEY})


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every secret whose text is in the file."""
    stand_ins = [text.lower() for text in _STAND_INS.of(ID, wiring.options)]
    for_containers = frozenset(_given_to_containers(wiring))
    for file in wiring.files:
        place = file.place or file.path
        illustration = is_illustration(place)
        tested, among_tests = is_for_tests(place, file.family), lies_among_tests(place)
        for setting in file.settings:
            in_container = file.family is Family.DOTENV and (_folder(place), setting.key) in for_containers
            if (tested or among_tests) and _is_made_for_tests(setting):
                found = False
            elif illustration or (tested and _is_made_up_for_tests(setting)):
                found = _is_issued(setting)
            else:
                found = _is_secret_text(setting, Family.COMPOSE if in_container else file.family)
            if found and not _is_one_of(stand_ins, setting):
                yield Problem(setting.location, _message(setting), setting.key)


def _given_to_containers(wiring: Wiring) -> Iterator[tuple[str, str]]:
    """Folder and name of each variable that a Compose file puts into its containers, of the .env beside it for one."""
    for file in wiring.files:
        if file.family is Family.COMPOSE:
            folder = _folder(file.place or file.path)
            references = (reference for setting in file.settings for reference in setting.value.references)
            yield from ((folder, reference.name) for reference in references if reference.target is Target.TOKEN)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _is_one_of(stand_ins: list[str], setting: Setting) -> bool:
    text = setting.value.part().strip().lower()
    return not _is_signed(setting) and any(fnmatchcase(text, stand_in) for stand_in in stand_ins)


def _is_signed(setting: Setting) -> bool:
    return setting.value.kind is ValueKind.LITERAL and setting.value.shape in _SIGNED


def _is_issued(setting: Setting) -> bool:
    """Whether its issuer made a key, so that it opens something; a private key anyone makes, for an example as well."""
    return _is_signed(setting) and setting.value.detail != PRIVATE_KEY


def _is_made_for_tests(setting: Setting) -> bool:
    """Whether it is a private key, of which tests make their own, or leads no further than where they run."""
    value = setting.value
    return value.detail == PRIVATE_KEY or (value.shape is Shape.CONNECTION_STRING and is_local(value.reveal()))


def _is_made_up_for_tests(setting: Setting) -> bool:
    """Whether a secret of a test opens nothing outside it. A tenant's app and a server elsewhere are not made up."""
    if setting.value.shape is Shape.CONNECTION_STRING:
        return is_nearby(setting.value.reveal())
    return setting.issuer is not Issuer.ENTRA


def _is_secret_text(setting: Setting, family: Family) -> bool:
    value = setting.value
    if value.kind is not ValueKind.LITERAL:
        return False
    if value.shape in _SIGNED:
        return True
    deployed = _deploys(setting, family)
    # What stands in a parameter file becomes the secret of something in Azure, however well known it is.
    if value.detail == WELL_KNOWN and not (family in PARAMETER_FILES or deployed):
        return False
    if value.shape is Shape.CONNECTION_STRING:
        # A runner is thrown away after its job, and so is the database that it started.
        thrown_away = family in RUN_BY_GITHUB and is_local(value.reveal())
        made_up = not deployed and _is_for_a_try(setting, family)
        return len(value.part()) >= _SHORTEST and not thrown_away and not made_up
    return value.shape is Shape.TEXT and setting.role in _PLAIN_SECRETS and _could_be_one(setting, family, deployed)


def _deploys(setting: Setting, family: Family) -> bool:
    """Whether the setting's place is a deployed environment, where a well-known password is a secret that leaked.

    A job's environment says which secrets it may read; what it starts and tests on the way is not deployed.
    """
    stated = (e.environment for e in setting.context if e.strength >= Strength.STATED)
    if _is_of_tests(setting.key) or (
        family is Family.SPRING and setting.value.references
    ):  # a deployment sets ${PASSWORD:x}
        return False
    return family is not Family.GITHUB_WORKFLOW and not {"prod", "staging"}.isdisjoint(stated)


def _is_of_tests(key: str) -> bool:
    """Whether a key speaks of tests: ``TestAuthentication:SigningKey``, ``TEST_CLERK_PASSWORD``."""
    return not _TESTS.isdisjoint(words(key))


def _could_be_one(setting: Setting, family: Family, deployed: bool) -> bool:
    value = setting.value
    text = value.part().strip().strip("\"'")
    if words(setting.key)[-2:] == ("access", "key") and _USER.fullmatch(text):
        return False
    if value.detail == NAME_LIKE or text.lower() in _SWITCHES:
        return False
    if not deployed and (_is_a_word(text, setting, family) or _is_made_up_by_developers(text, setting, family)):
        return False
    if not deployed and family not in PARAMETER_FILES and _says_development(text):
        return False
    if len(words(text)) > 1 and set(words(text)) <= set(words(setting.key)):  # CmsClientSecret: clientsecret
        return False
    if _is_of_tests(setting.key) and setting.issuer is not Issuer.ENTRA and _WORD_WITH_NUMBER.fullmatch(text):
        return False
    # Entra never issued a secret of fewer than 16 characters (Graph, passwordCredential).
    entra = setting.role is Role.CLIENT_SECRET and setting.issuer is Issuer.ENTRA
    return len(text) >= (16 if entra else _SHORTEST)


def _is_a_word(text: str, setting: Setting, family: Family) -> bool:
    is_developers = family in _OF_DEVELOPERS or _is_tried(setting, family)
    return bool(_WORD.fullmatch(text) or (is_developers and _OWN_NAME.fullmatch(text) and not is_unspeakable(text)))


def _is_tried(setting: Setting, family: Family) -> bool:
    """Whether a setting is of what a developer starts: of a container, of development, a default (``${PASSWORD:orders}``)."""
    in_development = any(e.environment == "dev" and e.strength >= Strength.STATED for e in setting.context)
    return family is Family.COMPOSE or in_development or bool(setting.value.references)


def _is_for_a_try(setting: Setting, family: Family) -> bool:
    """Whether a connection string leads to the machine it is used on, or to a container beside it, by a made-up password."""
    text, password = setting.value.reveal(), setting.value.part()
    if (is_local(text) or (is_nearby(text) and family in _OF_DEVELOPERS)) and is_made_of_words(password):
        return True
    return is_nearby(text) and _is_made_up_by_developers(password, setting, family)


def _is_made_up_by_developers(text: str, setting: Setting, family: Family) -> bool:
    """Whether it is what developers give to a container of their own: words and a number, or too short for a key."""
    if not _is_tried(setting, family):
        return False
    short = len(text) < _SHORTEST_KEY and words(setting.key)[-1:] in (("key",), ("token",), ("secret",))
    return short or is_made_of_words(text)


def _says_development(text: str) -> bool:
    """Whether a text says itself what it is: ``orders-dev-secret-key-32chars!!``."""
    parts = words(text)
    letters = [part for part in parts if part.isalpha()]
    readable = sum(map(len, letters)) >= 3 * len(letters) and sum(map(str.isdigit, text)) <= len(text) // 4
    return readable and not _DEVELOPMENT.isdisjoint(parts) and not _MEANT.isdisjoint(parts)


def _message(setting: Setting) -> str:
    where = _LOOSE.get(setting.key, setting.name) if setting.role is Role.NONE else setting.name
    return (
        f"{where} holds {_what(setting)} in plain text. Everyone who can read the repository can use it, and removing the"
        " line leaves it in the history; revoke it, and write a reference to a vault or a secret store here."
    )


_LOOSE = {"comment": "This comment", "text": "This line"}


def _what(setting: Setting) -> str:
    value = setting.value
    if value.shape is Shape.ENTRA_SECRET:
        return f"an Entra client secret (it begins with {value.hint})"
    if value.shape is Shape.PROVIDER_KEY:
        return f"a key ({value.detail})"
    if value.shape is Shape.CONNECTION_STRING:
        return "a connection string with its key or password"
    return f"a {setting.role.value}"
