"""Managed identities, by their resource ids.

https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftmanagedidentity
"""

from __future__ import annotations

from linter.patterns import compile_late

_RESOURCE = compile_late(
    r"(?i)/subscriptions/[^/\s]+/resourcegroups/[^/\s]+/providers/Microsoft\.ManagedIdentity/userAssignedIdentities/([\w-]+)"
)


def is_identity(text: str) -> bool:
    """Whether a text is the resource id of a user-assigned managed identity."""
    return _RESOURCE.fullmatch(text.strip()) is not None
