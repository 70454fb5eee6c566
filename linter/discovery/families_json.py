"""Which family a JSON file is of."""

from __future__ import annotations

from linter.model import Family
from linter.patterns import compile_late

from .candidate import Candidate, Decision

_SCHEMA = compile_late(rb'"\$schema"\s*:\s*"([^"\r\n]*)"')
_PARAMETERS_NAME = compile_late(r"(?:^|[._-])param(?:eter)?s?(?:[._-]|$)|parameters$")
_PARAMETERS = compile_late(rb'"parameters"\s*:\s*\{')
_PARAMETER = compile_late(rb'"(?:value|reference)"\s*:')
_BARE_PARAMETERS = compile_late(rb'\s*\{\s*"[^"\r\n]*"\s*:\s*\{\s*"(?:value|reference)"\s*:')
_SETTINGS_ARRAY = compile_late(rb'\s*\[\s*\{\s*"(?:name|value|slotSetting)"\s*:')
_SETTINGS_NAME = compile_late(r"(?s).*app-?settings.*\.json|(?:.*[._-])?local\.settings(?:[._-].*)?\.json")
_SETTINGS_SECTION = compile_late(
    rb'"(?:ConnectionStrings|AzureAd(?:B2C)?|EntraId|MicrosoftIdentity)(?:"\s*:\s*\{|:[A-Z][^"\r\n]*"\s*:)'
)
_MANIFEST = compile_late(rb'\s*\{\s*"(?:apiVersion|kind)"\s*:\s*"')
_LARGEST_SETTINGS = 200_000  # bytes; what is larger and has such a section is data, not settings


def json_family(file: Candidate) -> Decision | None:
    """ARM, App Service settings, app settings or a Kubernetes manifest; its content outranks its name."""
    found = _SCHEMA.search(file.content)
    schema = found.group(1).lower() if found else b""
    return _arm(file, schema) or _settings_array(file) or _app_settings(file, schema) or _manifest(file)


def _arm(file: Candidate, schema: bytes) -> Decision | None:
    # Each scope has its own: subscriptionDeploymentTemplate.json, tenantDeploymentParameters.json …
    if b"deploymenttemplate.json" in schema:
        return Decision(Family.ARM_TEMPLATE, "$schema of a deployment template")
    if b"deploymentparameters.json" in schema:
        return Decision(Family.ARM_PARAMETERS, "$schema of deployment parameters")
    if b'"contentVersion"' in file.content:
        if b'"resources"' in file.content:
            return Decision(Family.ARM_TEMPLATE, "contentVersion and resources")
        return Decision(Family.ARM_PARAMETERS, "contentVersion without resources")
    if not _PARAMETERS_NAME.search(file.stem):
        return None
    if _PARAMETERS.search(file.content) and _PARAMETER.search(file.content):
        return Decision(Family.ARM_PARAMETERS, f"named {file.name}, with a parameters object")
    if _BARE_PARAMETERS.match(file.content):  # the Azure CLI takes the inner object too
        return Decision(Family.ARM_PARAMETERS, f"named {file.name}, holds parameters")
    return None


def _settings_array(file: Candidate) -> Decision | None:
    if not _SETTINGS_ARRAY.match(file.content) or b'"value"' not in file.content:
        return None
    if b'"slotSetting"' in file.content or "settings" in file.name:
        return Decision(Family.APP_SERVICE_SETTINGS, "an array of name and value")
    return None


def _app_settings(file: Candidate, schema: bytes) -> Decision | None:
    if b"json-schema.org" in schema:
        return None
    if _SETTINGS_NAME.match(file.name) or file.name == "launchsettings.json":
        return Decision(Family.APP_SETTINGS, f"named {file.name}")
    if b'"IsEncrypted"' in file.content and b'"Values"' in file.content:
        return Decision(Family.APP_SETTINGS, "IsEncrypted and Values, as in local.settings.json")
    if len(file.content) <= _LARGEST_SETTINGS and _SETTINGS_SECTION.search(file.content):
        return Decision(Family.APP_SETTINGS, "a section for connection strings or Entra ID")
    return None


def _manifest(file: Candidate) -> Decision | None:
    if _MANIFEST.match(file.content) and b'"metadata"' in file.content and b'"apiVersion"' in file.content:
        return Decision(Family.KUBERNETES, "apiVersion, kind and metadata")
    return None
