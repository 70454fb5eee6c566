"""Puts credentials into configuration files of every family, in the way of each.

A credential is a mapping of halves (``tenant``, ``id``, ``secret``, ``authority``, ``vault``) to values. What comes
back is the new text and the 1-based line of each half; None where the file offers no place for it.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import NamedTuple

from linter.model import Family

Credential = Mapping[str, str]


class Planted(NamedTuple):
    """A text with a credential in it, and where its halves stand."""

    text: str
    lines: Mapping[str, int]


Planter = Callable[[str, Credential], Planted | None]

_NESTED = {
    "tenant": "TenantId",
    "id": "ClientId",
    "secret": "ClientSecret",
    "authority": "Authority",
    "vault": "KeyVaultUri",
}
_FLAT = {
    "tenant": "TENANT_ID",
    "id": "CLIENT_ID",
    "secret": "CLIENT_SECRET",
    "authority": "AUTHORITY",
    "vault": "KEYVAULT_URI",
}
_CAMEL = {half: name[0].lower() + name[1:] for half, name in _NESTED.items()}
_DASHED = {half: name.lower().replace("_", "-") for half, name in _FLAT.items()}


def _inserted(text: str, at: int, parts: list[tuple[str, str]]) -> Planted:
    """The text with lines put in at an offset; ``parts`` are halves (or nothing) and their lines."""
    line = text.count("\n", 0, at) + 1
    lines = {}
    for half, written in parts:
        if half:
            lines[half] = line
        line += written.count("\n")
    return Planted(text[:at] + "".join(written for _, written in parts) + text[at:], lines)


def _appended(text: str, parts: list[tuple[str, str]]) -> Planted:
    text = text if not text or text.endswith("\n") else text + "\n"
    return _inserted(text, len(text), parts)


def _after(pattern: str, text: str) -> int | None:
    match = re.search(pattern, text)
    return match.end() if match else None


def _free(text: str, *names: str) -> str:
    """The first name that the text does not use yet."""
    return next(name for name in names if name.lower() not in text.lower())


def _json_object(text: str, credential: Credential) -> Planted | None:
    at = _after(r"\A(?:\ufeff|\s|//[^\n]*\n|/\*.*?\*/)*\{", text)
    if at is None or text[at:].lstrip()[:1] not in ('"', "}", "/"):
        return None
    section = _free(text, "AzureAd", "EntraId", "MicrosoftIdentity", "PlantedAzureAd")
    last = "\n" if text[at:].lstrip().startswith("}") else ",\n"
    halves = [(half, f"    {json.dumps(_NESTED[half])}: {json.dumps(value)},\n") for half, value in credential.items()]
    halves[-1] = (halves[-1][0], halves[-1][1].replace(",\n", "\n"))
    return _inserted(text, at, [("", f'\n  "{section}": {{\n'), *halves, ("", "  }" + last)])


def _settings_array(text: str, credential: Credential) -> Planted | None:
    at = _after(r"\A\s*\[", text)
    if at is None:
        return None
    prefix = _free(text, "AzureAd__", "EntraId__", "PlantedAzureAd__")
    pairs = [
        (half, f'  {{"name": "{prefix}{_NESTED[half]}", "value": {json.dumps(value)}, "slotSetting": true}},\n')
        for half, value in credential.items()
    ]
    return _inserted(text, at, [("", "\n"), *pairs])


def _dotenv(text: str, credential: Credential) -> Planted:
    prefix = _free(text, "AZURE_", "ARM_", "AAD_", "ENTRA_", "PLANTED_AAD_")
    quoted = {half: json.dumps(value) if re.search(r"[\s']", value) else value for half, value in credential.items()}
    return _appended(text, [(half, f"{prefix}{_FLAT[half]}={value}\n") for half, value in quoted.items()])


def _yaml(value: str, indent: str) -> str:
    """A value as YAML: a block where it ends in a line break."""
    return f"|\n{indent}  {value.rstrip()}" if value.endswith("\n") else json.dumps(value)


def _helm_values(text: str, credential: Credential) -> Planted | None:
    if re.search(r"(?m)^(?:---|\.\.\.)", text.lstrip().removeprefix("---")) or not re.search(r"(?m)^[\w.-]+:", text):
        return None
    section = _free(text, "azureAd:", "entraId:", "plantedAzureAd:")
    halves = [(half, f"  {_CAMEL[half]}: {_yaml(value, '  ')}\n") for half, value in credential.items()]
    return _appended(text, [("", f"{section}\n"), *halves])


def _secret(text: str, credential: Credential) -> Planted:
    head = "---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: planted\nstringData:\n"
    halves = [(half, f"  AZURE_{_FLAT[half]}: {_yaml(value, '  ')}\n") for half, value in credential.items()]
    return _appended(text, [("", head), *halves])


def encoded_secret(text: str, credential: Credential) -> Planted:
    """The same in base64."""
    head = "---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: planted\ndata:\n"
    encoded = {half: b64encode(value.encode()).decode() for half, value in credential.items()}
    return _appended(
        text, [("", head), *((half, f"  AZURE_{_FLAT[half]}: {value}\n") for half, value in encoded.items())]
    )


def in_jobs(text: str, body: Callable[[str], list[tuple[str, str]]]) -> Planted | None:
    """A workflow with one more job; ``body`` writes it, given the indentation of its own keys."""
    match = re.search(r"(?m)^jobs:[ \t]*(?:#.*)?\n(?:[ \t]*(?:#.*)?\n)*(?P<indent> +)(?=[\w-])", text)
    if not match:
        return None
    indent = match["indent"]
    return _inserted(text, match.start("indent"), [("", f"{indent}planted:\n"), *body(indent * 2)])


def in_production(planted: Planted) -> Planted:
    """A planted job that deploys to production; no line moves."""
    return planted._replace(text=re.sub(r"(?<=planted:\n)( +)runs-on: .*", r"\1environment: production", planted.text))


def _workflow(text: str, credential: Credential) -> Planted | None:
    def body(indent: str) -> list[tuple[str, str]]:
        halves = [
            (half, f"{indent}  ARM_{_FLAT[half]}: {_yaml(value, indent + '  ')}\n")
            for half, value in credential.items()
        ]
        steps = f"{indent}steps:\n{indent}  - run: terraform plan\n"
        return [("", f"{indent}runs-on: ubuntu-latest\n{indent}env:\n"), *halves, ("", steps)]

    return in_jobs(text, body)


def _bicep_text(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("${", "\\${") + "'"


def _bicep(text: str, credential: Credential) -> Planted:
    head = (
        "\nresource plantedSite 'Microsoft.Web/sites@2023-12-01' = {\n  name: 'planted'\n  location: 'westeurope'\n"
        "  properties: {\n    siteConfig: {\n      appSettings: [\n"
    )
    halves = [
        (half, f"        {{ name: 'AzureAd__{_NESTED[half]}', value: {_bicep_text(value)} }}\n")
        for half, value in credential.items()
    ]
    return _appended(text, [("", head), *halves, ("", "      ]\n    }\n  }\n}\n")])


def _bicep_parameters(text: str, credential: Credential) -> Planted:
    names = {half: f"plantedAzureAd{_NESTED[half]}" for half in credential}
    return _appended(
        text, [(half, f"param {names[half]} = {_bicep_text(value)}\n") for half, value in credential.items()]
    )


def _arm_parameters(text: str, credential: Credential) -> Planted | None:
    at = _after(r'(?m)^(?:  |    |\t)"parameters"\s*:\s*\{', text)
    if at is None or text.count("{", 0, at) - text.count("}", 0, at) != 2:
        return None
    last = "" if text[at:].lstrip().startswith("}") else ","
    halves = [
        (half, f'\n    "plantedAzureAd{_NESTED[half]}": {{ "value": {json.dumps(value)} }},')
        for half, value in credential.items()
    ]
    halves[-1] = (halves[-1][0], halves[-1][1].removesuffix(",") + last)
    planted = _inserted(text, at, halves)
    return planted._replace(lines={half: line + 1 for half, line in planted.lines.items()})


def _arm_template(text: str, credential: Credential) -> Planted | None:
    at = _after(r'(?m)^(?:  |    |\t)"resources"\s*:\s*\[', text)
    if at is None or text[at:].lstrip()[:1] not in ("{", "]"):
        return None
    last = "\n" if text[at:].lstrip().startswith("]") else ",\n"
    head = '\n{\n"type": "Microsoft.Web/sites/config", "apiVersion": "2023-12-01", "name": "a/appsettings", "properties": {\n'
    halves = [(half, f'"AzureAd__{_NESTED[half]}": {json.dumps(value)},\n') for half, value in credential.items()]
    halves[-1] = (halves[-1][0], halves[-1][1].replace(",\n", "\n"))
    return _inserted(text, at, [("", head), *halves, ("", "}\n}" + last)])


def _properties(text: str, credential: Credential) -> Planted:
    written = {half: re.sub(r"\A ", r"\\ ", json.dumps(value)[1:-1]) for half, value in credential.items()}
    prefix = "spring.cloud.azure.credential."
    return _appended(text, [(half, f"{prefix}{_DASHED[half]}={value}\n") for half, value in written.items()])


def _spring(text: str, credential: Credential) -> Planted:
    head = "---\nspring:\n  cloud:\n    azure:\n      credential:\n"
    halves = [(half, f"        {_DASHED[half]}: {_yaml(value, '        ')}\n") for half, value in credential.items()]
    return _appended(text, [("", head), *halves])


def _dotnet(text: str, credential: Credential) -> Planted | None:
    at = _after(r"<appSettings>", text)
    if at is None:
        return None
    written = {
        half: value.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "&#10;")
        for half, value in credential.items()
    }
    section = _free(text, "ida:", "AzureAd:", "EntraId:")
    adds = [(half, f'    <add key="{section}{_NESTED[half]}" value="{value}" />\n') for half, value in written.items()]
    return _inserted(text, at, [("", "\n"), *adds])


def _compose(text: str, credential: Credential) -> Planted | None:
    match = re.search(r"(?m)^services:[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*(?P<indent> +)(?=[\w.-])", text)
    if not match:
        return None
    indent = match["indent"]
    head = f"{indent}planted:\n{indent}  image: shop/web\n{indent}  environment:\n"
    halves = [
        (half, f"{indent}    AZURE_{_FLAT[half]}: {_yaml(value, indent + '    ')}\n")
        for half, value in credential.items()
    ]
    return _inserted(text, match.start("indent"), [("", head), *halves])


PLANTERS: Mapping[Family, Planter] = {
    Family.APP_SETTINGS: _json_object,
    Family.APP_SERVICE_SETTINGS: _settings_array,
    Family.DOTENV: _dotenv,
    Family.HELM_VALUES: _helm_values,
    Family.HELM_TEMPLATE: _secret,
    Family.KUBERNETES: _secret,
    Family.GITHUB_WORKFLOW: _workflow,
    Family.BICEP: _bicep,
    Family.BICEP_PARAMETERS: _bicep_parameters,
    Family.ARM_PARAMETERS: _arm_parameters,
    Family.ARM_TEMPLATE: _arm_template,
    Family.SPRING: _spring,
    Family.DOTNET_CONFIG: _dotnet,
    Family.COMPOSE: _compose,
}


def planter_of(path: str, family: Family) -> Planter:
    """What writes into a file of that name and family."""
    return _properties if path.endswith(".properties") else PLANTERS[family]
