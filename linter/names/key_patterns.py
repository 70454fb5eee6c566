"""The words of keys: which ones make a role, which ones only talk about a secret, whose they are.

Patterns are matched against a key's words, lower case, one space between them. The key families are
those of Microsoft.Identity.Web, the Azure SDKs, Terraform, App Service, Bot Framework, Teams Toolkit,
Spring Cloud Azure, Auth.js, oauth2-proxy, KEDA, external-dns, Argo CD and Grafana; the exclusions are
what PSRule.Rules.Azure, the Bicep linter and checkov learnt from their users.
"""

from __future__ import annotations

import re

from linter.model import Role


def _one_of(words: str) -> str:
    """An alternation of space-separated words; ``_`` stands for a space within one."""
    return "(?:" + "|".join(word.replace("_", " ") for word in words.split()) + ")"


_KEY_OWNERS = _one_of(
    "account access storage api shared_access primary secondary function host master subscription signing encryption"
    " private secret cosmos_?db search admin account_access auth"
)
_TOKEN_OWNERS = _one_of(
    "sas access auth api bearer refresh registration deployment github git personal_access sas_url bot webhook"
)
# An "environment" of anything else is another service's (Maskinporten:Environment), and NODE_ENV a build mode.
_ENVIRONMENT_OWNERS = _one_of("aspnetcore dotnet azure_functions hosting spring")
_TENANT_OWNERS = _one_of("azure aad ad arm entra auth b2c microsoft ms graph bot ida key_vault")
_APP = _one_of("client app application b2c_app graph")
_PRINCIPAL = _one_of("service_principal ^sp arm spn")

# The first that matches decides.
_TABLE: tuple[tuple[Role, tuple[str, ...]], ...] = (
    (Role.SECRET_VERSION, (r"(?:secret|object|key vault secret) version$",)),
    (
        Role.SECRET_NAME,
        (
            r"(?:^|existing |image pull )existing secrets?$",
            r"(?:existing|image pull) secret(?: name)?$",
            r"(?:^|key vault |kv |client |password )secret name$",
        ),
    ),
    (Role.CREDENTIALS_JSON, (r"^(?:azure |arm |aks |sp )*(?:credentials?|creds)(?: json)?$",)),
    (
        Role.SETTING_NAME,
        (
            r"client secret secret ref$",
            r"secret setting name$",
            r"(?:secret|password|key) from env$",
            r"connection secret key$",
            r"app(?:lication)? ?insights connection string$",  # it lets write telemetry, and is no secret
        ),
    ),
    (
        Role.IDENTITY,
        (
            _one_of("managed workload user_assigned assigned pod kubelet")
            + r" identity(?: (?:client |resource |principal )?id)?$",
            r"(?:identity|mi|uami|msi) (?:client |resource )?id$",
        ),
    ),
    (
        Role.CLIENT_SECRET,
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
        (
            r"(?:^| )client (?:app |application )?id$",
            r"(?:^| )(?:app|application) (?:client )?id$",
            r"(?:service principal|^sp|spn)(?: client| app| application)? id$",
            r"(?:azure ad|entra id|azure ad b2c|azure) id$",
        ),
    ),
    (Role.TENANT, (r"(?:^| )(?:tenant|directory) (?:id|guid)$", f"^(?:oauth 2 proxy )?(?:{_TENANT_OWNERS} )*tenant$")),
    (Role.SUBSCRIPTION, (r"(?:^| )subscription(?: id)?$",)),
    (Role.CERTIFICATE, (r"(?<!ca )(?:certificate|cert)(?: thumbprint| path| name| file)?$",)),
    (
        Role.CONNECTION_STRING,
        (
            r"(?:^| )(?:connection strings?|conn ?str|dsn|jdbc url|datasource url)$",
            r"^azure web jobs storage$|connection ?string$",
        ),
    ),
    (
        Role.AUTHORITY,
        (
            r"(?:^| )(?:authority|issuer|instance)(?: ur[il]| host)?$",
            r"(?:^| )(?:token|auth|authorization|openid|oidc) (?:url|uri|endpoint|issuer)$",
            r"(?:metadata address|cloud instance|authority host|cloud type|azure cloud name|azure environment)$",
            r"login (?:url|uri|instance|endpoint)$|active directory endpoint url$",
        ),
    ),
    (
        Role.VAULT,
        (
            r"(?:^| )(?:key )?vault(?: (?:name|ur[il]|endpoint|base url|ref|reference|id))?$",
            r"^kv (?:name|ur[il])$",
        ),
    ),
    (Role.STORE, (r"(?:^| )(?:bucket|(?:blob|storage) container|storage account)(?: name)?$",)),
    (
        Role.ENVIRONMENT_NAME,
        (f"^{_ENVIRONMENT_OWNERS} environment$", r"(?:^| )profiles active$"),
    ),
    (
        Role.OTHER_SECRET,
        (
            r"(?:^| )(?:password|passwd|pwd|passphrase|pass phrase)s?$",
            _KEY_OWNERS + r" keys?(?: \d+)?$",
            f"(?:^| ){_TOKEN_OWNERS} tokens?$",
            r"^token$|(?:^| )secret$|(?:^| )pat$|(?:^| )sas$|secret value$",
        ),
    ),
)

ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile("|".join(patterns))) for role, patterns in _TABLE
)

SECRET_WORD = re.compile(
    r"\b" + _one_of("secrets? passwords? passwd pwd passphrase keys? tokens? credentials? connection pat") + r"\b"
)

# A key that ends like this speaks about a secret and does not hold one.
ABOUT = re.compile(
    r"\b"
    + _one_of(
        "names? refs? references? paths? files? filename location dir directory ur[il]s? types? ids? options? length"
        " size interval days hours minutes seconds period expir(?:y|ation|es|ed)(?:_in|_on|_at)? lifetime ttl enabled?"
        " disabled? required rotation providers? policy policies permissions? store class format count limit settings?"
        " from_env env fields? header prefix suffix mode scopes? mount volume template description labels? title hint"
        " placeholder manager engine backend source kind usage grant flow method tags? algorithm issuer audience"
        " endpoint host timeout attempts max min rules? validator annotations? namespace selector properties owner"
        " group role hash resolver validation supported allowed complexity history age server service image repository"
        " port address domain client map mapping"
    )
    + "$"
)

# A key that begins like this switches something on or off, or does something.
FLAG = re.compile(
    "^"
    + _one_of(
        "use enable disable fake dummy mock allow require has is show sync max min num rotate generate create"
        " validate with no skip hide auto enforce reset change update forgot confirm store save import export get set"
        " delete list"
    )
    + r"\b"
)

OTHER_ISSUERS = re.compile(
    r"\b"
    + _one_of(
        "key_?cloak okta auth_?0 google github gitlab facebook twitter linked_?in cognito identity_?server duende"
        " openiddict sales_?force slack stripe pay_?pal apple drop_?box bit_?bucket one_?login zitadel dex hydra authelia"
        " authentik aws amazon gcp discord spotify twitch zoom atlassian jira service_?now send_?grid twilio pingfederate"
        " ping_one abp strava fitbit ory maskinporten id_?porten"
    )
    + r"\b"
)
ENTRA = re.compile(
    r"\b"
    + _one_of(
        "azure_ad aad entra active_directory ida msal microsoft_identity microsoft_entra ms_?graph microsoft_graph"
        " graph_app b2c microsoft_app service_principal microsoft_provider teams_fx azureadb2c azure_rm aadb2c"
        " azure_dns azure_kv azure_(?:client|tenant|credential|identity)"
    )
    + r"\b|^(?:arm|azure) (?:client|tenant)|^azure$"
)

# Words that say which part of a credential a key is; what is left without them is its stem.
ROLE_WORDS = frozenset(
    "client secret secrets id ids app application tenant directory key password pwd value subscription authority"
    " issuer instance ref name version vault url uri endpoint host environment token principal credentials creds"
    " guid".split()
)

# Words that say nothing without the section they stand in: KeyVault:Url, client: {id, secret}.
NEED_SECTION = frozenset({"id", "name", "uri", "url", "endpoint", "version", "active", "host", "value"})
