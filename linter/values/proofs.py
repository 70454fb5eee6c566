"""How an app proves who it is, if not by a client secret: what settings call the ways to do so.

``SourceType`` of an entry of ``ClientCredentials`` or ``ClientCertificates`` of Microsoft.Identity.Web:
https://learn.microsoft.com/dotnet/api/microsoft.identity.abstractions.credentialsource ; ``client_authentication`` of
Grafana: https://grafana.com/docs/grafana/latest/setup-grafana/configure-access/configure-authentication/entraid/ ;
``USE_WORKLOAD_IDENTITY_AUTH`` of Azure Service Operator, which wins over a secret beside it:
https://azure.github.io/azure-service-operator/guide/authentication/credential-format/ ; ``<connection>__credential`` of Azure
Functions: https://learn.microsoft.com/azure/azure-functions/functions-reference#common-properties-for-identity-based-connections
"""

from __future__ import annotations

LISTS = frozenset({"clientcertificates", "clientcredentials"})
"""The sections that hold them, in small letters."""

# ``ClientSecret`` is none, and ``AutoDecryptKeys`` proves nothing: it only decrypts tokens.
_PROOFS = {
    "certificate": "certificate that the code provides",
    "keyvault": "certificate",
    "base64encoded": "certificate in base64",
    "path": "certificate file",
    "storewiththumbprint": "certificate of the store, by thumbprint",
    "storewithdistinguishedname": "certificate of the store, by distinguished name",
    "storewithsubjectname": "certificate of the store, by subject name",
    "managedcertificate": "managed certificate",
    "signedassertionfrommanagedidentity": "federated token of a managed identity, no secret",
    "signedassertionfilepath": "federated token in a file, no secret",  # that workload identity projects
    "signedassertionfromvault": "assertion signed",
    "customsignedassertion": "assertion of the app's own provider",
    "managed_identity": "federated token of a managed identity, no secret",
    "workload_identity": "federated token in a file, no secret",
    "managedidentity": "managed identity, no secret",
    "true": "federated token in a file, no secret",  # of a switch
}


def proof(kind: str) -> str:
    """What a kind of proof is, in words; empty where it is a client secret, or none at all."""
    return _PROOFS.get(kind.strip().lower(), "")
