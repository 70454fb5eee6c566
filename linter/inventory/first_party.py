"""Client ids of Microsoft's own applications, which no directory lists among its app registrations.

Source: Microsoft, "Verify first-party Microsoft applications in sign-in reports"; of that list, what people
write into configuration.
"""

from __future__ import annotations

from linter.patterns import compile_late

# Microsoft Graph, Azure AD Graph, Exchange, SharePoint … share a scheme.
_RESOURCE = compile_late(r"000000[0-9a-f]{2}-0000-(?:0000-c000|0ff1-ce00)-000000000000")

_APPLICATIONS = frozenset(
    {
        "04b07795-8ddb-461a-bbee-02f9e1bf7b46",  # Azure CLI
        "1950a258-227b-4e31-a9cf-717495945fc2",  # Azure PowerShell
        "14d82eec-204b-4c2f-b7e8-296a70dab67e",  # Microsoft Graph Command Line Tools
        "de8bc8b5-d9f9-48b1-a8ad-b748da725064",  # Graph Explorer
        "872cd9fa-d31f-45e0-9eab-6e460a02d1f1",  # Visual Studio
        "aebc6443-996d-45c2-90f0-388ff96faa56",  # Visual Studio Code
        "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",  # Azure portal
        "797f4846-ba00-4fd7-ba43-dac1f8f63013",  # Azure Service Management
        "022907d3-0f1b-48f7-badc-1ba6abab6d66",  # Azure SQL Database
        "499b84ac-1321-427f-aa17-267ca6975798",  # Azure DevOps
        "41b23e61-6c1e-4545-b367-cd054e0ed4b4",  # Azure VPN
        "6dae42f8-4368-4678-94ff-3960e28e3630",  # AKS, API server
        "80faf920-1908-4b52-b5ef-a8e7bedfc67a",  # AKS, kubelogin
        "d3590ed6-52b3-4102-aeff-aad2292ab01c",  # Microsoft Office
        "1fec8e78-bce4-4aaf-ab1b-5451cc387264",  # Microsoft Teams
        "5e3ce6c0-2b1f-4285-8d4b-75ee78787346",  # Microsoft Teams, web
    }
)


def is_first_party(client_id: str) -> bool:
    """Whether a bare GUID in small letters is an application of Microsoft's own."""
    return client_id in _APPLICATIONS or _RESOURCE.fullmatch(client_id) is not None
