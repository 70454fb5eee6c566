"""A reference that nothing in this place expands, so that its own text becomes the secret.

## What it finds

- `@Microsoft.KeyVault(…)` in Helm values, Kubernetes manifests, Compose files, `.env`, `appsettings*.json`,
  `web.config` or Spring configuration: only the *settings* of App Service and Functions resolve it (and
  `local.settings.json`, through Core Tools);
- `${{ secrets.X }}` outside a GitHub workflow or action, and `secrets.X` without `${{ }}` inside one;
- `secretref:` outside Azure Container Apps;
- `…@azurekeyvault` outside Kubernetes, where no akv2k8s injector replaces it.

## Why it breaks

Nothing complains. The app receives the reference's text, sends it as its client secret, and Entra ID answers
`AADSTS7000215`.

## How to fix it

Use what this place understands: an `ExternalSecret` or `SecretProviderClass` in Kubernetes, an App Service
setting (`AzureAd__ClientSecret`) that overrides `appsettings.json`, `AddAzureKeyVault()` in ASP.NET Core,
Spring Cloud Azure's property sources, `${{ secrets.X }}` in a workflow's `env:`.

## When to ignore it

When a deploy step copies the file's values into App Service settings.

## References

- [Use Key Vault references in App Service](https://learn.microsoft.com/azure/app-service/app-service-key-vault-references)
- [GitHub: contexts](https://docs.github.com/actions/reference/workflows-and-actions/contexts#secrets-context)
- [Manage secrets in Azure Container Apps](https://learn.microsoft.com/azure/container-apps/manage-secrets)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.model import Family, Problem, Role, Setting, Severity, Wiring

ID = "unresolvable-reference"
GROUP = "keyvault"
SEVERITY = Severity.ERROR
SUMMARY = "A reference that nothing in this place expands: its own text becomes the secret."
PRECISION = "high"
SECURITY_SEVERITY = 4.0
CODES = ("7000215",)

_GITHUB = frozenset({Family.GITHUB_WORKFLOW, Family.GITHUB_ACTION})
_CLUSTER = frozenset({Family.KUBERNETES, Family.HELM_VALUES, Family.HELM_TEMPLATE})
_CONTAINER_APPS = (
    frozenset({Family.BICEP, Family.BICEP_PARAMETERS, Family.ARM_TEMPLATE, Family.ARM_PARAMETERS}) | _GITHUB
)

_SECRETS_EXPRESSION = re.compile(r"^\s*\$\{\{\s*secrets\.\w+\s*\}\}\s*$")
_BARE_SECRET = re.compile(r"^\s*secrets\.[A-Z][A-Z0-9_]+\s*$")
_SECRET_REF = re.compile(r"^secretref:[\w-]+$")
_AZURE_KEY_VAULT = re.compile(r"^[a-z0-9-]+@azurekeyvault(?:\?\S*)?$")


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every reference that stands where nothing expands it."""
    for reference in wiring.vault_references:
        if reference.unresolved:
            yield Problem(reference.location, _message("This Key Vault reference", reference.unresolved), reference.key)
    for file in wiring.files:
        for setting in file.settings:
            what = _foreign_reference(setting, file.family)
            if what:
                yield Problem(setting.location, _message(*what), setting.key)


def _foreign_reference(setting: Setting, family: Family) -> tuple[str, str] | None:
    if setting.role is Role.NONE:
        return None
    text = setting.value.reveal()
    if family in _GITHUB:
        return (
            ("secrets without ${{ }}", "GitHub expands only what stands in ${{ }}")
            if _BARE_SECRET.match(text)
            else None
        )
    if _SECRETS_EXPRESSION.match(text):
        return "${{ secrets.… }}", "GitHub expands it only in workflows and actions"
    if family not in _CONTAINER_APPS and _SECRET_REF.match(text):
        return "secretref:", "only Azure Container Apps resolves it"
    if family not in _CLUSTER and _AZURE_KEY_VAULT.match(text):
        return "…@azurekeyvault", "only the akv2k8s injector resolves it, inside a cluster"
    return None


def _message(what: str, why: str) -> str:
    return (
        f"{what} is not expanded here: {why}. The app will receive the text itself as its secret, and sign-in fails with"
        " AADSTS7000215; use a reference that this place resolves."
    )
