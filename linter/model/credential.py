"""What a file says of one credential: settings with their roles, which of them belong together, vault references."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import NamedTuple

from .finding import Edit
from .source import Location
from .value import Value


class Role(StrEnum):
    """What a setting is to a credential, read from its key."""

    CLIENT_SECRET = "client secret"
    CLIENT_ID = "client id"
    TENANT = "tenant"
    AUTHORITY = "authority"  # login URL, issuer, instance, cloud
    VAULT = "vault"
    SECRET_NAME = "name of a secret"
    SECRET_VERSION = "version of a secret"
    CERTIFICATE = "certificate"
    PROOF = "kind of proof"  # SourceType of Microsoft.Identity.Web
    OTHER_SECRET = "secret"  # password, account key, SAS, token
    CONNECTION_STRING = "connection string"
    CREDENTIALS_JSON = "credentials document"  # AZURE_CREDENTIALS
    IDENTITY = "managed identity"
    SUBSCRIPTION = "subscription"
    STORE = "store of data"  # a bucket, a container, a storage account: no credential, but an environment's own
    ENVIRONMENT_NAME = "environment name"
    SETTING_NAME = "name of a setting"
    NONE = "none"  # kept for its value: it carries a provider's signature or a reference


SECRET_ROLES = frozenset({Role.CLIENT_SECRET, Role.OTHER_SECRET, Role.CONNECTION_STRING})


class Issuer(StrEnum):
    """Who issues and checks a credential."""

    ENTRA = "Entra ID"
    OTHER = "another issuer"  # Keycloak, Okta, IdentityServer, GitHub …
    UNKNOWN = "unknown"


class Strength(IntEnum):
    """How much a piece of environment evidence weighs."""

    WEAK = 1  # a lone test, qa, dev in a secret's name: often a purpose
    NAMED = 2  # a vault's, a secret's or an identity's name
    STATED = 3  # the job's environment:, the file's or folder's environment part, a namespace
    DECLARED = 4  # the configuration or the inventory


class Evidence(NamedTuple):
    """Something that says which environment is meant.

    ``environment`` is the canonical name (``prod``); ``says`` names the witness in words that
    fit after "the" (``file name appsettings.Production.json``, ``job's environment: production``).
    """

    environment: str
    strength: Strength
    says: str
    location: Location


# Last parts of keys that say little without their section.
_PLAIN_WORDS = frozenset({"name", "uri", "url", "endpoint", "id", "value", "secret", "key", "password", "version"})


def last_part(key: str) -> str:
    """The last part of a key, led by its section where it is one plain word: ``KeyVault:Uri``."""
    *sections, last = key.replace("__", ":").replace("--", ":").split(":")
    return f"{sections[-1]}:{last}" if sections and last.lower() in _PLAIN_WORDS else last


class Setting(NamedTuple):
    """One key with its value.

    ``key`` is the key path as the platform writes it (``AzureAd:ClientSecret``); ``scope`` names
    what settings must share to belong together, a path of segments that begins within its file;
    ``stem`` is what is left of the key's last segment without role and environment words.
    ``location`` is the value, ``key_location`` the key. ``environments`` is what its own key and
    value name (``PROD_CLIENT_ID``, a vault ``kv-shop-stg``), ``context`` what surrounds it says
    (its file, its job, its namespace), strongest first.
    ``slot_sticky`` is whether an App Service setting stays with its deployment slot, None where nothing says;
    ``slot_location`` is the ``slotSetting`` beside it that says so, or, empty, the place in JSON where one belongs.
    ``repair`` are the edits that mend the value where it is certain what it was to be: they take off what
    stands around it, a line break at its end. They may hold the secret where it is encoded.
    """

    key: str
    role: Role
    value: Value
    location: Location
    key_location: Location
    scope: tuple[str, ...] = ()
    stem: tuple[str, ...] = ()
    issuer: Issuer = Issuer.UNKNOWN
    environments: tuple[Evidence, ...] = ()
    context: tuple[Evidence, ...] = ()
    slot_sticky: bool | None = None
    slot_location: Location | None = None
    repair: tuple[Edit, ...] = ()

    @property
    def name(self) -> str:
        """The last part of the key, for messages."""
        return last_part(self.key)


class Credential(NamedTuple):
    """The settings of one scope and stem that belong together."""

    path: str
    scope: tuple[str, ...]
    stem: tuple[str, ...]
    settings: tuple[Setting, ...]
    issuer: Issuer

    def first(self, role: Role) -> Setting | None:
        """The setting of that role, or None."""
        return next((s for s in self.settings if s.role is role), None)

    @property
    def client_id(self) -> Setting | None:
        """The client id, or None."""
        return self.first(Role.CLIENT_ID)

    @property
    def client_secret(self) -> Setting | None:
        """The client secret, or None."""
        return self.first(Role.CLIENT_SECRET)

    @property
    def tenant(self) -> Setting | None:
        """The tenant, or None."""
        return self.first(Role.TENANT)


class VaultReference(NamedTuple):
    """A place that reads from a Key Vault, in any syntax.

    ``syntax`` names the syntax for messages (``App Service reference``, ``getSecret()``,
    ``objectVersion``). ``location`` is the whole reference, ``version_location`` the part that
    pins it, ``vault_location`` the name of the vault where it stands apart from the secret's. ``removal``
    are the edits that drop the version where that is certain. ``malformed``
    says why the text is no reference although it looks like one; ``unresolved`` says why nothing
    here expands it. ``computed`` marks ``secretUriWithVersion``.
    ``version_required`` is true where the platform demands one. ``repair`` are the edits that make a
    malformed one sound where that is certain.
    """

    syntax: str
    key: str
    location: Location
    vault: str = ""
    secret: str = ""
    version: str = ""
    version_location: Location | None = None
    vault_location: Location | None = None
    computed: bool = False
    version_required: bool = False
    malformed: str = ""
    unresolved: str = ""
    removal: tuple[Edit, ...] = ()
    repair: tuple[Edit, ...] = ()
    environments: tuple[Evidence, ...] = ()
    context: tuple[Evidence, ...] = ()

    @property
    def name(self) -> str:
        """The last part of the key, for messages."""
        return last_part(self.key)
