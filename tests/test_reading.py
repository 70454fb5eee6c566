"""What must be read, not refused: each way to write a Secret ID is found, at the place where it stands."""

from __future__ import annotations

from base64 import b64encode
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path

import pytest
from linting import lint

from linter.plugins import load_rules

ID = "5f0c2d1e-7a94-4b8e-9a35-1f6f0f0e2b6d"
WRONG = "0c9b7a3e-2f55-4d0a-8d51-6f9d5a1f7c44"
BASE64 = b64encode(WRONG.encode()).decode()
JSON = f'{{"AzureAd": {{"ClientId": "{ID}",\n "ClientSecret": "{WRONG}"}}}}'
YAML = f"azureAd:\n  clientId: {ID}\n  clientSecret: {WRONG}\n"
SETTINGS = f"""<configuration><appSettings>
<add key='ida:ClientId' value='{ID}'/>
<add key='ida:ClientSecret' value='{WRONG}'/>
</appSettings></configuration>
"""
FLUX = f"""apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: shop}}
spec:
  values:
    azureAd:
      clientId: {ID}
      clientSecret: {WRONG}
"""
CONFIG_MAP = f"""apiVersion: v1
kind: ConfigMap
metadata: {{name: shop}}
data:
  settings.yaml: |
    azureAd:
      clientId: {ID}
      clientSecret: {WRONG}
"""
BICEP_ARRAY = f"""var settings = [
  {{ name: 'AzureAd__ClientId', value: '{ID}' }}
  {{ name: 'AzureAd__ClientSecret', value: '{WRONG}' }}
]
"""
CASES: dict[str, tuple[str, str | bytes]] = {
    "comments": (
        "appsettings.json",
        f'// a\n{{/* b */ "AzureAd": {{"ClientId": "{ID}", // c\n "ClientSecret": "{WRONG}"}}}}',
    ),
    "trailing commas": ("appsettings.json", JSON.replace('"}}', '",},}')),
    "byte order mark": ("appsettings.json", BOM_UTF8 + JSON.encode()),
    "UTF-16": ("appsettings.json", BOM_UTF16_LE + JSON.encode("utf-16-le")),
    "UTF-16, big end first": ("values.yaml", BOM_UTF16_BE + YAML.encode("utf-16-be")),
    "UTF-16 without a mark": ("appsettings.json", JSON.encode("utf-16-le")),
    "Windows-1252": ("values.yaml", b"# gr\xf6\xdfer\n" + YAML.encode()),
    "carriage returns and line feeds": ("values.yaml", YAML.replace("\n", "\r\n")),
    "carriage returns": ("appsettings.json", JSON.replace("\n", "\r")),
    "tabs": ("appsettings.json", JSON.replace(" ", "\t")),
    "tabs behind YAML": ("values.yaml", YAML.replace("\n", "\t\n")),
    "a key twice, in JSON": ("appsettings.json", JSON.replace('"ClientSecret"', '"ClientSecret": "", "ClientSecret"')),
    "a key twice, in YAML": ("values.yaml", YAML.replace("  clientSecret", "  clientSecret: ''\n  clientSecret")),
    "many documents": ("values.yaml", f"a: 1\n---\n# empty\n---\n{YAML}...\n---\nb: 2\n"),
    "an anchor": ("values.yaml", f"x: &x {WRONG}\nazureAd:\n  clientId: {ID}\n  clientSecret: *x\n"),
    "a merge": ("values.yaml", f"x: &x\n  clientSecret: {WRONG}\nazureAd:\n  <<: *x\n  clientId: {ID}\n"),
    "YAML in YAML": ("configmap.yaml", CONFIG_MAP),
    "base64": (
        "secret.yaml",
        f"apiVersion: v1\nkind: Secret\nmetadata: {{name: a}}\ndata:\n  AZURE_CLIENT_ID: {b64encode(ID.encode()).decode()}\n"
        f"  AZURE_CLIENT_SECRET: {BASE64}\n",
    ),
    "values of a HelmRelease": ("release.yaml", FLUX),
    "web.config": ("Web.config", SETTINGS),
    "app.config": ("App.config", SETTINGS),
    "Spring properties": (
        "application-prod.properties",
        f"spring.cloud.azure.credential.client-id={ID}\nspring.cloud.azure.credential.client-secret = {WRONG}\n",
    ),
    "a profile of Spring": (
        "application.yml",
        f"a: b\n---\nspring:\n  config.activate.on-profile: prod\n  cloud.azure.credential:\n    client-id: {ID}\n"
        f"    client-secret: {WRONG}\n",
    ),
    "App Service settings": (
        "settings.json",
        f'[{{"name": "AzureAd__ClientId", "value": "{ID}", "slotSetting": false}},\n'
        f' {{"name": "AzureAd__ClientSecret", "value": "{WRONG}", "slotSetting": false}}]',
    ),
    "an environment file": (".env", f"export AZURE_CLIENT_ID={ID}\nAZURE_CLIENT_SECRET='{WRONG}' # why\n"),
    "a Bicep array": ("main.bicep", BICEP_ARRAY),
    "Bicep parameters": (
        "main.bicepparam",
        f"using 'main.bicep'\nparam azureAdClientId = '{ID}'\nparam azureAdClientSecret = '{WRONG}'\n",
    ),
    "a template of a chart": (
        "templates/secret.yaml",
        f"{{{{- if .Values.a }}}}\napiVersion: v1\nkind: Secret\nmetadata: {{name: {{{{ .Release.Name }}}}}}\nstringData:\n"
        f"  AZURE_CLIENT_ID: {ID}\n  AZURE_CLIENT_SECRET: {WRONG}\n{{{{- end }}}}\n",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_it_is_read(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path, text = CASES[name]
    file = tmp_path / path
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    findings = lint(tmp_path, load_rules())
    assert [finding for finding in findings if finding.rule == "unparsable-file"] == []
    (found,) = {finding.location for finding in findings if finding.rule == "secret-id-as-secret"}
    decoded = text.decode("utf-16" if b"\0" in text else "latin-1") if isinstance(text, bytes) else text
    plain = decoded.removeprefix("ï»¿").removeprefix("\ufeff")
    marker = BASE64 if BASE64 in plain else WRONG
    before = plain[: plain.index(marker)]
    assert (found.span.line, found.span.column) == (before.count("\n") + 1, len(before) - before.rfind("\n"))
    assert plain[found.span.start : found.span.end] == marker
