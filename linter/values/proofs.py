"""How an app proves who it is, beside a client secret: the kinds of client credentials of Microsoft.Identity.Web.

``SourceType`` of an entry of ``ClientCredentials`` or ``ClientCertificates`` says which
(https://learn.microsoft.com/dotnet/api/microsoft.identity.abstractions.credentialsource).
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
}


def proof(source_type: str) -> str:
    """What a kind of client credential is, in words; empty where it is a client secret, or none at all."""
    return _PROOFS.get(source_type.strip().lower(), "")
