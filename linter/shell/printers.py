"""What commands print: which repeat their words, which pass on what they read, which ask Azure for secrets.

Azure CLI: the reference of each command group, https://learn.microsoft.com/cli/azure/reference-index;
``az keyvault secret set`` answers with the value it was given, ``az ad sp create-for-rbac`` and
``az ad app credential reset`` with the new password. The settings commands stopped showing values
with Azure CLI 2.53.1 (Azure/azure-cli#27565, #27724).
"""

from __future__ import annotations

REPEATERS = frozenset(
    "echo printf write-host write-output write-information write-warning write-error write print"
    " [console]::writeline [console]::write [system.console]::writeline [system.console]::write".split()
)
STRAIGHT_TO_LOG = frozenset(name for name in REPEATERS if name.startswith(("write-host", "[", "write-w", "write-e")))

# What they read they print, as it is or in another form. The runner also recognises base64 (ValueEncoders.cs of
# actions/runner), and other forms not.
UNCHANGED = frozenset(
    "cat tee head tail sort uniq grep egrep more less nl column fold out-string out-host out-default write-host"
    " write-output select-object tee-object where-object format-list format-table fl ft foreach-object % echo base64 tr".split()
)
CHANGED = frozenset("sed awk gawk cut rev xxd od hexdump jq yq convertfrom-json convertto-json xargs".split())
SELECTING = frozenset({"jq", "yq"})
TO_FILE = frozenset({"out-file", "set-content", "add-content", "sc", "ac"})
TO_NOWHERE = frozenset({"out-null"})

# Builtins of the shells: what they are given is no argument of a process.
BUILTINS = frozenset(
    "echo printf export local declare readonly typeset set test [ [[ read unset return exit cd pushd popd let eval"
    " source . : true false shift trap if while".split()
)

NEW_PASSWORD = "the password of the new credential"
_ACCOUNT_KEYS = "the account's keys"
OF_VAULT = "the value of a Key Vault secret"
SECRET_SOURCES = {
    "az keyvault secret show": OF_VAULT,
    "az keyvault secret set": OF_VAULT,
    "az keyvault secret set-attributes": "",
    "az ad sp create-for-rbac": NEW_PASSWORD,
    "az ad sp credential reset": NEW_PASSWORD,
    "az ad app credential reset": NEW_PASSWORD,
    "az account get-access-token": "an access token",
    "az acr credential show": "the registry's passwords",
    "az acr credential renew": "the registry's passwords",
    "az acr token credential generate": "the registry's passwords",
    "az storage account keys list": _ACCOUNT_KEYS,
    "az storage account keys renew": _ACCOUNT_KEYS,
    "az storage account show-connection-string": "a connection string",
    "az storage account generate-sas": "a shared access signature",
    "az storage container generate-sas": "a shared access signature",
    "az storage blob generate-sas": "a shared access signature",
    "az cosmosdb keys list": _ACCOUNT_KEYS,
    "az cosmosdb list-connection-strings": "connection strings",
    "az cognitiveservices account keys list": _ACCOUNT_KEYS,
    "az search admin-key show": "the search service's admin key",
    "az redis list-keys": "the cache's keys",
    "az servicebus namespace authorization-rule keys list": "connection strings",
    "az servicebus queue authorization-rule keys list": "connection strings",
    "az servicebus topic authorization-rule keys list": "connection strings",
    "az eventhubs namespace authorization-rule keys list": "connection strings",
    "az eventhubs eventhub authorization-rule keys list": "connection strings",
    "az eventgrid topic key list": "the topic's keys",
    "az signalr key list": "the service's keys",
    "az maps account keys list": _ACCOUNT_KEYS,
    "az batch account keys list": _ACCOUNT_KEYS,
    "az iot hub connection-string show": "a connection string",
    "az appconfig credential list": "connection strings",
    "az functionapp keys list": "the function app's keys",
    "az functionapp function keys list": "the function's keys",
    "az webapp deployment list-publishing-credentials": "the publishing password",
    "az webapp deployment list-publishing-profiles": "the publishing password",
    "az functionapp deployment list-publishing-credentials": "the publishing password",
    "az functionapp deployment list-publishing-profiles": "the publishing password",
    "az staticwebapp secrets list": "the deployment token",
    "az monitor log-analytics workspace get-shared-keys": "the workspace's keys",
    "gh auth token": "a token",
    "aws ecr get-login-password": "a password",
    "aws secretsmanager get-secret-value": "the value of a secret",
    "gcloud auth print-access-token": "an access token",
    "kubectl create token": "a token",
    "new-azadappcredential": NEW_PASSWORD,
    "new-azadspcredential": NEW_PASSWORD,
    "new-azadserviceprincipalcredential": NEW_PASSWORD,
    "get-azkeyvaultsecret": OF_VAULT,
    "get-azaccesstoken": "an access token",
    "get-azstorageaccountkey": _ACCOUNT_KEYS,
}
# Their objects show the value only where it is asked for.
ONLY_WITH = {
    "get-azkeyvaultsecret": ("-asplaintext",),
    "az acr login": ("--expose-token", "-t"),
}
# A credential that is a certificate has no password.
CERTIFICATES = ("--cert", "--create-cert", "-certvalue")
# What they print has the secret in a member, and is not it as a whole.
RECORDS = frozenset({"new-azadappcredential", "new-azadspcredential", "get-azaccesstoken"})

SETTINGS = (
    "az webapp config appsettings set",
    "az webapp config appsettings delete",
    "az functionapp config appsettings set",
    "az functionapp config appsettings delete",
    "az logicapp config appsettings set",
    "az staticwebapp appsettings set",
    "az webapp config connection-string set",
)
