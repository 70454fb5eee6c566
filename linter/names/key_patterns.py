"""The words of keys: which ones make a role, which ones only talk about a secret, whose they are.

Patterns are matched against a key's words, lower case, one space between them. The key families are
those of Microsoft.Identity.Web, the Azure SDKs, Terraform, App Service, Bot Framework, Teams Toolkit,
Spring Cloud Azure, Auth.js, oauth2-proxy, KEDA, external-dns, Argo CD and Grafana; the exclusions are
what PSRule.Rules.Azure, the Bicep linter and checkov learnt from their users.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from linter.model import Role
from linter.patterns import compile_late

from .phrases import Phrases


def _one_of(words: str) -> str:
    """An alternation of space-separated words; ``_`` stands for a space within one."""
    return "(?:" + "|".join(word.replace("_", " ") for word in words.split()) + ")"


_KEY_OWNERS = _one_of(
    "account access storage api shared_access primary secondary function host master subscription signing encryption"
    " private secret cosmos_?db search admin account_access auth service_role"
)
_TOKEN_OWNERS = _one_of(
    "sas access auth api bearer refresh registration deployment github git gh personal_access sas_url bot webhook"
)
# Whose password is written as one word, or as a pass: that of anything else may be a way through (proxy_pass).
_PASS_OWNERS = _one_of(
    "db database sql mysql pg postgres mongo mongo_?db redis rabbit rabbit_?mq amqp mqtt smtp mail mailer email e_mail ftp"
    " sftp ldap user admin root"
)
# An "environment" of anything else is another service's (Maskinporten:Environment), and NODE_ENV a build mode.
_ENVIRONMENT_OWNERS = _one_of("aspnetcore dotnet azure_functions hosting spring")
_TENANT_OWNERS = _one_of("azure aad ad arm entra auth b2c microsoft ms graph bot ida key_vault")
_APP = _one_of("client app application b2c_app graph")
_PRINCIPAL = _one_of("service_principal ^sp spn")

# Role, what its keys end with, their patterns. The first that matches decides; most keys end with nothing of the kind.
_TABLE: tuple[tuple[Role, str, tuple[str, ...]], ...] = (
    (Role.SECRET_VERSION, "version", (r"(?:secret|object|key vault secret) version$",)),
    (
        Role.SECRET_NAME,
        "secret secrets name",
        (
            r"(?:^|existing |image pull )existing secrets?$",
            r"(?:existing|image pull) secret(?: name)?$",
            r"(?:^|key vault |kv |client |password )secret name$",
        ),
    ),
    (
        Role.CREDENTIALS_JSON,
        "credential credentials creds json",
        (r"^(?:azure |arm |aks |sp )*(?:credentials?|creds)(?: json)?$",),
    ),
    (
        Role.SETTING_NAME,
        "ref name env key string",
        (
            r"client secret secret ref$",
            r"secret setting name$",
            r"(?:secret|password|key) from env$",
            r"connection secret key$",
            r"app(?:lication)? ?insights connection string$",  # it lets write telemetry, and is no secret
        ),
    ),
    (
        Role.PROOF,
        "type authentication auth identity",
        (r"^source type$|azure ?ad client authentication$", r"^use workload identity(?: auth)?$"),
    ),
    (
        Role.IDENTITY,
        "identity id",
        (
            _one_of("managed workload user_assigned assigned pod kubelet")
            + r" identity(?: (?:client |resource |principal )?id)?$",
            r"(?:identity|mi|uami|msi) (?:client |resource )?id$",
        ),
    ),
    (
        Role.CLIENT_SECRET,
        "secret secrets value values key password pwd",
        (
            _APP + r" secrets?(?: values?)?$",
            r"(?:^| )(?:app|application) key$",
            r"microsoft app password$|^bot password$|graph app password$",
            _PRINCIPAL + r" (?:client )?(?:key|password|secret|pwd)$",
            r"active directory client password$",
            r"provider authentication secret$",
            r"(?:azure|entra|aad|ad)(?: id| ad| b2c)* secret$",
        ),
    ),
    (
        Role.CLIENT_ID,
        "id",
        (
            r"(?:^| )client (?:app |application )?id$",
            r"(?:^| )(?:app|application) (?:client )?id$",
            r"(?:service principal|^sp|spn)(?: client| app| application)? id$",
            r"(?:azure ad|entra id|azure ad b2c|azure) id$",
        ),
    ),
    (
        Role.TENANT,
        "id guid tenant",
        (r"(?:^| )(?:tenant|directory) (?:id|guid)$", f"^(?:oauth 2 proxy )?(?:{_TENANT_OWNERS} )*tenant$"),
    ),
    (Role.SUBSCRIPTION, "subscription id", (r"(?:^| )subscription(?: id)?$",)),
    (
        Role.CERTIFICATE,
        "certificate cert thumbprint path name file",
        (r"(?<!ca )(?:certificate|cert)(?: thumbprint| path| name| file)?$",),
    ),
    (
        Role.CONNECTION_STRING,
        "string strings str dsn url storage",
        (
            r"(?:^| )(?:connection strings?|conn ?str|dsn|jdbc url|datasource url)$",
            r"^azure web jobs storage$|connection ?string$",
        ),
    ),
    (
        Role.AUTHORITY,
        "authority issuer instance uri url host endpoint address type name environment",
        (
            r"(?:^| )(?:authority|issuer|instance)(?: ur[il]| host)?$",
            r"(?:^| )(?:token|auth|authorization|openid|oidc) (?:url|uri|endpoint|issuer)$",
            r"(?:metadata address|cloud instance|authority host|cloud type|azure cloud name|azure environment)$",
            r"login (?:url|uri|instance|endpoint)$|active directory endpoint url$",
        ),
    ),
    (
        Role.VAULT,
        "vault name uri url endpoint ref reference id",
        (
            r"(?:^| )(?:key )?vault(?: (?:name|ur[il]|endpoint|base url|ref|reference|id))?$",
            r"^kv (?:name|ur[il])$",
        ),
    ),
    (
        Role.STORE,
        "bucket container account name",
        (r"(?:^| )(?:bucket|(?:blob|storage) container|storage account)(?: name)?$",),
    ),
    (
        Role.ENVIRONMENT_NAME,
        "environment active",
        (f"^{_ENVIRONMENT_OWNERS} environment$", r"(?:^| )profiles active$"),
    ),
    (
        Role.OTHER_SECRET,
        "password passwords passwd passwds pwd pwds phrase phrases pass key keys token tokens secret pat sas value auth"
        " 0 1 2 3 4 5 6 7 8 9",
        (
            r"(?:^| )(?:password|passwd|pwd|passphrase|pass phrase)s?$",
            f"(?:^| ){_PASS_OWNERS} ?(?:pass|password|passwd)$|^rediscli auth$",
            _KEY_OWNERS + r" keys?(?: \d+)?$",
            f"(?:^| ){_TOKEN_OWNERS} tokens?$",
            r"^token$|(?:^| )secret$|(?:^| )pat$|(?:^| )sas$|secret value$",
        ),
    ),
)


class RoleKeys(NamedTuple):
    """The keys of one role; ``endings`` are what such a key ends with, as one of them or behind other letters."""

    role: Role
    endings: tuple[str, ...]
    pattern: re.Pattern[str]

    def hold(self, spoken: str) -> bool:
        """Whether a key, given as its words, has the role."""
        return spoken.endswith(self.endings) and self.pattern.search(spoken) is not None


ROLES = tuple(
    RoleKeys(role, tuple(endings.split()), compile_late("|".join(patterns))) for role, endings, patterns in _TABLE
)

SECRET_WORDS = Phrases(
    "secret secrets password passwords passwd pwd passphrase key keys token tokens credential credentials connection pat"
)

# A key that ends like this speaks about a secret and does not hold one.
ABOUT = Phrases(
    "name names ref refs reference references path paths file files filename location dir directory uri uris url urls"
    " type types id ids option options length size interval days hours minutes seconds period"
    " expiry expiry_in expiry_on expiry_at expiration expiration_in expiration_on expiration_at"
    " expires expires_in expires_on expires_at expired expired_in expired_on expired_at"
    " lifetime ttl enable enabled disable disabled required rotation provider providers policy policies permission"
    " permissions store class format count limit setting settings from_env env field fields header prefix suffix mode"
    " scope scopes mount volume template description label labels title hint placeholder manager engine backend"
    " source kind usage grant flow method tag tags algorithm issuer audience endpoint host timeout attempts max min rule"
    " rules validator annotation annotations namespace selector properties owner group role hash resolver validation"
    " supported allowed complexity history age server service image repository port address domain client map mapping"
)

# A key that begins like this switches something on or off, does something, or holds what is no secret: a hash, what a
# bundler writes into a page.
FLAGS = Phrases(
    "use enable disable fake dummy mock allow require has is show sync max min num rotate generate create validate with"
    " no skip hide auto enforce reset change update forgot confirm store save import export get set delete list hashed"
    " encrypted do next_public expo_public nuxt_public react_app vite gatsby"
)

OTHER_ISSUERS = Phrases(
    "keycloak key_cloak okta auth0 auth_0 google github gitlab facebook twitter linkedin linked_in cognito identityserver"
    " identity_server duende openiddict salesforce sales_force slack stripe paypal pay_pal apple dropbox drop_box bitbucket"
    " bit_bucket onelogin one_login zitadel dex hydra authelia authentik aws amazon gcp discord spotify twitch zoom"
    " atlassian jira servicenow service_now sendgrid send_grid twilio pingfederate ping_one abp strava fitbit ory"
    " maskinporten maskin_porten idporten id_porten idam"
)
ENTRA = Phrases(
    "azure_ad aad entra active_directory ida msal microsoft_identity microsoft_entra msgraph ms_graph microsoft_graph"
    " graph_app b2c microsoft_app service_principal microsoft_provider teams_fx azureadb2c azure_rm aadb2c azure_dns"
    " azure_kv azurekv azure_client azure_tenant azure_credential azure_identity"
)
ENTRA_FIRST = Phrases("arm_client arm_tenant")

# Words that say which part of a credential a key is; what is left without them is its stem.
ROLE_WORDS = frozenset(
    "client secret secrets id ids app application tenant directory key password pwd value subscription authority"
    " issuer instance ref name version vault url uri endpoint host environment token principal credentials creds"
    " guid".split()
)

# A section whose client id is that of an identity: azureDNS: {managedIdentity: {clientID}}.
IDENTITIES = Phrases("managed_identity workload_identity assigned_identity pod_identity")

# Words that say nothing without the section they stand in: KeyVault:Url, client: {id, secret}.
NEED_SECTION = frozenset({"id", "name", "uri", "url", "endpoint", "version", "active", "host", "value"})
