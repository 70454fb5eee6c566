"""The hardest promise: no output holds a secret, nor eight characters of one, in whatever form.

Every plant is a secret of its own, so that what masks one cannot cover for another. Entra's secrets are met where
nothing but their form tells of them; a password where its key does, or the option before it.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from random import Random
from string import ascii_letters, digits
from urllib.parse import quote

import pytest
from linting import damaged_secret, encoded_secret, entra_secret, storage_key

from linter import cli

ID = "5f0c2d1e-7a94-4b8e-9a35-1f6f0f0e2b6d"
VERSION = "0123456789abcdef0123456789abcdef"
PIECE = 8


def password(seed: str) -> str:
    return "".join(Random(seed).choices(ascii_letters + digits + "!$%*+^~", k=18)) + "7!"


def foreign_password(seed: str) -> str:
    return "pä" + "".join(Random(seed).choices("žšřŁøßéñ" + digits, k=14)) + "9ů"


KINDS: dict[str, Callable[[str], str]] = {
    "entra": entra_secret,
    "damaged": damaged_secret,
    "cut": lambda seed: entra_secret(seed)[:33],
    "encoded": encoded_secret,
    "password": password,
    "not-ascii": foreign_password,
    "storage-key": storage_key,
}


class Garden:
    """Makes a new secret for each plant and remembers it."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.secrets: list[str] = []

    def new(self) -> str:
        secret = KINDS[self.kind](f"{self.kind} {len(self.secrets)}")
        self.secrets.append(secret)
        return secret

    @property
    def signed(self) -> str:
        """One whose form gives it away, for places where nothing else does."""
        secret = entra_secret(f"{self.kind} {len(self.secrets)}")
        self.secrets.append(secret)
        return secret

    @property
    def j(self) -> str:
        return json.dumps(self.new())

    @property
    def u(self) -> str:
        return json.dumps(self.new(), ensure_ascii=False)

    @property
    def b(self) -> str:
        return encoded(self.new())

    @property
    def x(self) -> str:
        return escape(self.new())

    @property
    def q(self) -> str:
        return "'" + self.new().replace("\\", "\\\\").replace("'", "\\'").replace("${", "\\${") + "'"

    @property
    def t(self) -> str:
        return self.new()


def encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


def private_key(seed: str) -> list[str]:
    return ["".join(Random(f"{seed} {line}").choices(ascii_letters + digits + "+/", k=64)) for line in range(6)]


def app_settings(g: Garden) -> str:
    return f"""{{
  // "Password": "{g.t}", and {g.signed}
  "AzureAd": {{ "ClientId": "{ID}", "ClientSecret": {g.j}, "clientsecret": {g.u} }},
  "Graph": {{ "ClientId": {g.j if g.kind != "storage-key" else '""'}, "ClientSecret": "{ID}" }},
  "Other": {{ "TenantId": {g.u}, "ClientSecret": {g.u} }},
  "ConnectionStrings": {{
    "Db": "Server=tcp:x.database.windows.net;User ID=sa;Password={g.t};Encrypt=true",
    "Bus": "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=a;SharedAccessKey={g.t}"
  }},
  "Smtp": {{ "Password": {g.j}, "Url": "https://user:{quote(g.t, safe="")}@smtp.example.org" }},
  "Vault": {{ "ClientSecret": "@Microsoft.KeyVault(SecretUri=https://kv-x.vault.azure.net/secrets/n/{VERSION}" }},
  "Document": {{ "Credentials": {json.dumps(json.dumps({"clientId": ID, "clientSecret": g.t, "password": g.t}))} }}
}}
"""


def dotenv(g: Garden) -> str:
    return f"""# AZURE_CLIENT_SECRET={g.t}
# it was {g.signed} before
AZURE_CLIENT_ID={ID}
AZURE_CLIENT_SECRET="{g.t}"
DB_PASSWORD='{g.t}'
DB_PASSWORD={g.t}
DEFAULTED_PASSWORD=${{DB_PASSWORD:-{g.t}}}
DATABASE_URL=postgres://u:{quote(g.t, safe="")}@h/db
API_URL=https://kv-x.vault.azure.net/secrets/{g.signed}/{VERSION}
"""


def spring(g: Garden) -> str:
    return f"""# password: {g.t}
spring:
  datasource:
    password: "${{DB_PASSWORD:{g.t}}}"
    url: "jdbc:sqlserver://x;user=a;password={g.t};x=y"
azure:
  client-id: {ID}
  client-secret: {g.u}
---
spring: {{config: {{activate: {{on-profile: staging}}}}}}
azure: {{client-secret: {g.j}}}
"""


def properties(g: Garden) -> str:
    return f"""spring.datasource.password={g.t}
azure.activedirectory.client-id={ID}
azure.activedirectory.client-secret={g.t}
#old.password={g.t}
"""


def web_config(g: Garden) -> str:
    return f"""<configuration><!-- <add key="ida:ClientSecret" value="{g.x}"/> -->
<appSettings>
<add key="ida:ClientId" value="{ID}"/>
<add key="ida:ClientSecret" value="{g.x}"/>
<add key="ida:Vault" value="@Microsoft.KeyVault(SecretUri=https://kv-x.vault.azure.net/secrets/n/{VERSION})"/>
<add key="ida:Password" value="{g.x}"/>
</appSettings>
<connectionStrings><add name="Db" connectionString="Server=x;User Id=a;Password={g.x};"/></connectionStrings>
</configuration>
"""


def values(g: Garden) -> str:
    key = "\n    ".join(g_lines(g))
    return f"""# clientSecret: {g.t}
azure:
  clientId: {ID}
  clientSecret: {g.u}
  keyVaultUrl: https://kv-x.vault.azure.net/secrets/n/{VERSION}
extraEnv:
  - name: DB_PASSWORD
    value: {g.u}
  - {{name: API_TOKEN, value: {g.j}}}
config: |
  azure:
    clientId: {ID}
    clientSecret: {g.u}
    inner: |
      password: {g.u}
json: {json.dumps(json.dumps({"clientSecret": g.t, "nested": {"password": g.t}}))}
tls:
  key: |
    -----BEGIN PRIVATE KEY-----
    {key}
    -----END PRIVATE KEY-----
"""


def g_lines(g: Garden) -> list[str]:
    lines = private_key(g.kind)
    g.secrets += lines
    return lines


def template(g: Garden) -> str:
    return f"""apiVersion: v1
kind: Secret
metadata: {{name: "{{{{ .Release.Name }}}}", namespace: prod}}
stringData:
  AZURE_CLIENT_ID: {ID}
  AZURE_CLIENT_SECRET: {{{{ .Values.secret | default {g.u} | quote }}}}
{{{{- if .Values.x }}}}
  password: {g.u}
{{{{- end }}}}
  # password: {g.t}
"""


def manifests(g: Garden) -> str:
    applied = encoded(g.t)
    return f"""apiVersion: v1
kind: Secret
metadata:
  name: a
  namespace: prod
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: {json.dumps(json.dumps({"data": {"AZURE_CLIENT_SECRET": applied}}))}
data:
  AZURE_CLIENT_ID: {encoded(ID)}
  AZURE_CLIENT_SECRET: {applied}
  password: {encoded(g.t + chr(10))}
  appsettings.json: {encoded(json.dumps({"AzureAd": {"ClientId": ID, "ClientSecret": g.t}}))}
stringData:
  client-secret: |
    {g.t}
  settings.yaml: |
    azure: {{clientId: {ID}, clientSecret: {g.u}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: a, namespace: prod}}
spec:
  template:
    spec:
      containers:
        - name: a
          args: ["--client-secret={g.t}", "--password", {g.u}, "-p", {g.u}]
          env:
            - {{name: AZURE_CLIENT_ID, value: {ID}}}
            - {{name: AZURE_CLIENT_SECRET, value: {g.u}}}
            - {{name: OTHER, valueFrom: {{secretKeyRef: {{name: {g.signed}, key: client-secret}}}}}}
"""


def workflow(g: Garden) -> str:
    creds = json.dumps({"clientId": ID, "clientSecret": g.t, "tenantId": ID, "subscriptionId": ID})
    return f"""on: push
env:
  API_TOKEN: {g.u}
jobs:
  prod:
    runs-on: ubuntu-latest
    environment: prod
    env: {{AZURE_CLIENT_ID: {ID}, AZURE_CLIENT_SECRET: {g.u}}}
    steps:
      - uses: azure/login@v2
        with: {{client-id: {ID}, client-secret: {g.u}, creds: {json.dumps(creds)}}}
      - run: az login --service-principal -u {ID} -p '{g.t}' --tenant x
      - run: |
          # password: {g.t}
          export DB_PASSWORD='{g.t}'
          echo "$DB_PASSWORD"
          echo "password={g.signed}" >> "$GITHUB_OUTPUT"
          curl -d client_secret='{g.t}' https://example.org
          mysql -p'{g.t}'
          az webapp config appsettings set -g rg -n web --settings A__ClientSecret='{g.t}'
          az ad app credential reset --id {ID} --years 10
          helm upgrade x y --set smtp.password='{g.t}'
      - shell: pwsh
        run: |
          Write-Host "{g.signed}"
          $env:DB_PASSWORD = "{g.t}"
          Write-Host $env:DB_PASSWORD
"""


def bicep(g: Garden) -> str:
    return f"""// {g.signed}
param clientSecret string = {g.q}
@secure()
param dbPassword string = {g.q}
resource web 'Microsoft.Web/sites/config@2023-12-01' = {{
  name: 'web-prod/appsettings'
  properties: {{
    AzureAd__ClientId: '{ID}'
    AzureAd__ClientSecret: {g.q}
    Graph__ClientSecret: '@Microsoft.KeyVault(SecretUri=https://kv-x.vault.azure.net/secrets/n/{VERSION})'
    Smtp__Password: {g.q}
  }}
}}
output password string = {g.q}
"""


def bicep_parameters(g: Garden) -> str:
    return f"""using 'main.bicep'
param clientSecret = {g.q}
param dbPassword = readEnvironmentVariable('DB_PASSWORD', {g.q})
param pinned = az.getSecret('{ID}', 'rg', 'kv', '{g.signed}', '{VERSION}')
"""


def arm(g: Garden) -> str:
    return f"""{{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0", // {g.signed}
  "parameters": {{
    "clientSecret": {{"type": "string", "defaultValue": {g.u}}},
    "adminPassword": {{"type": "securestring", "defaultValue": {g.j}}}
  }},
  "resources": [
    {{"type": "Microsoft.Web/sites/config", "apiVersion": "2022-03-01", "name": "web/appsettings", "properties": {{
      "AzureAd:ClientId": "{ID}",
      "AzureAd:ClientSecret": {g.u},
      "Graph__ClientSecret": "@Microsoft.KeyVault(SecretUri=https://kv-x.vault.azure.net/secrets/n/{VERSION})"
    }}}}
  ],
  "outputs": {{"password": {{"type": "string", "value": {g.u}}}}}
}}
"""


def arm_parameters(g: Garden) -> str:
    return f"""{{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
  "contentVersion": "1.0.0.0",
  "parameters": {{"clientSecret": {{"value": {g.u}}}, "adminPassword": {{"value": {g.j}}}}}
}}
"""


def app_service(g: Garden) -> str:
    return f"""[
  {{"name": "AzureAd__ClientId", "value": "{ID}", "slotSetting": false}},
  {{"name": "AzureAd__ClientSecret", "value": {g.u}, "slotSetting": true}},
  {{"name": "DB_PASSWORD", "value": {g.j}, "slotSetting": false}}
]
"""


def compose(g: Garden) -> str:
    return f"""services:
  web:
    environment:
      AZURE_CLIENT_ID: {ID}
      AZURE_CLIENT_SECRET: {g.u}
      DB_PASSWORD: "${{DB_PASSWORD:-{g.t}}}"
    command: ["--password", {g.u}]
  db:
    environment:
      - "POSTGRES_PASSWORD={g.t}"
"""


FILES: dict[str, Callable[[Garden], str]] = {
    "src/appsettings.Production.json": app_settings,
    ".env.production": dotenv,
    "src/application-prod.yml": spring,
    "src/application-prod.properties": properties,
    "src/Web.Production.config": web_config,
    "deploy/values-prod.yaml": values,
    "deploy/chart/templates/secret.yaml": template,
    "k8s/prod/all.yaml": manifests,
    ".github/workflows/deploy.yml": workflow,
    "infra/main.bicep": bicep,
    "infra/main.prod.bicepparam": bicep_parameters,
    "infra/azuredeploy.json": arm,
    "infra/azuredeploy.parameters.prod.json": arm_parameters,
    "infra/web.prod.settings.json": app_service,
    "docker-compose.prod.yml": compose,
}
ALL_FORMATS = "text json sarif github gitlab junit markdown html".split()
RUNS = [
    [part for name in ALL_FORMATS for part in ("-f", f"{name}:out/{name}")],
    ["--environment", "prod", *(part for name in ALL_FORMATS for part in ("-f", f"{name}:out/gate-{name}"))],
    ["-v"],
    ["--diff", "--unsafe-fixes"],
    ["--list-files", "-v"],
    ["--list-credentials"],
    ["--list-credentials", "-f", "json"],
    ["--environment", "nowhere"],
    ["--create-baseline", "out/baseline.json"],
    ["--baseline", "out/baseline.json", "-v"],
    ["--fix", "--unsafe-fixes"],  # it changes the files, so it comes last
]


def lay_out(folder: Path, kind: str, damage: Callable[[str], str]) -> list[str]:
    """Plant the garden; the secrets in what is left of it after the damage, and in whole files all of them."""
    garden = Garden(kind)
    (folder / ".git").mkdir()
    (folder / "out").mkdir()
    (folder / "deploy/chart").mkdir(parents=True)
    (folder / "deploy/chart/Chart.yaml").write_text("apiVersion: v2\nname: shop\nversion: 1.0.0\n")
    for path, text in FILES.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(damage(text(garden)), encoding="utf-8")
    return garden.secrets


def forms(secret: str) -> Iterator[str]:
    yield from (secret, secret.lower(), quote(secret, safe=""), escape(secret), repr(secret)[1:-1])
    for ensure_ascii in (True, False):
        once = json.dumps(secret, ensure_ascii=ensure_ascii)[1:-1]
        yield from (once, json.dumps(once, ensure_ascii=ensure_ascii)[1:-1])
    for before in range(3):
        yield b64encode(b" " * before + secret.encode()).decode()[4 if before else 0 : -4]


def pieces(secrets: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for secret in secrets:
        for form in forms(secret):
            found.update({form[at : at + PIECE]: secret for at in range(len(form) - PIECE + 1)})
    return found


def leaks(output: str, wanted: dict[str, str]) -> list[str]:
    """Each secret of which an output holds a piece, with what stands around it."""
    found: dict[str, str] = {}
    for at in range(len(output) - PIECE + 1):
        secret = wanted.get(output[at : at + PIECE])
        if secret:
            found.setdefault(secret, output[max(at - 60, 0) : at + 60])
    return list(found.values())


DAMAGES: dict[str, Callable[[str], str]] = {
    "whole": lambda text: text,
    "cut off": lambda text: text[: len(text) * 5 // 6],
    "broken": lambda text: _broken(text, len(text) * 2 // 3),
}


def _broken(text: str, at: int) -> str:
    at = text.index("\n", at) + 1
    return f"{text[:at]}  : \"'] }}{{{{ %\n{text[at:]}"


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_output_holds_a_secret(
    kind: str, damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    wanted = pieces(lay_out(tmp_path, kind, DAMAGES[damage]))
    told = {}
    for run in RUNS:
        assert cli.main(run) in (0, 1, 2), run
        captured = capsys.readouterr()
        told[" ".join(run)[:60]] = captured.out + captured.err
    told |= {file.name: file.read_text("utf-8") for file in (tmp_path / "out").iterdir()}
    assert all(told[name] for name in ALL_FORMATS)
    assert {name: found for name, output in told.items() if (found := leaks(output, wanted))} == {}


SECRET = password("stands twice")
AGAIN = {
    "values-prod.yaml": f"""azure:
  clientId: {ID}
  clientSecret: {json.dumps(SECRET)}
  tenantId: {json.dumps(SECRET)}
  existingSecret: {json.dumps(SECRET)}
  keyVaultUrl: https://kv-x.vault.azure.net/secrets/n/{VERSION} # {SECRET}
""",
    "k8s/prod/all.yaml": f"""apiVersion: secrets-store.csi.x-k8s.io/v1
kind: SecretProviderClass
metadata: {{name: {json.dumps(SECRET)}, namespace: prod}}
spec:
  provider: azure
  parameters:
    keyvaultName: kv-x
    clientID: {json.dumps(SECRET)}
    objects: |
      array:
        - |
          objectName: {json.dumps(SECRET)}
          objectType: secret
          objectVersion: {VERSION}
          # {encoded("x" + SECRET)}
""",
    ".github/workflows/deploy.yml": f"""on: push
jobs:
  prod:
    environment: {json.dumps(SECRET)}
    runs-on: ubuntu-latest
    steps:
      - run: az webapp config appsettings set -g rg -n web --settings A={json.dumps(SECRET)} B={quote(SECRET)}
""",
}


def test_what_is_a_secret_in_one_place_is_none_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    lay_out(tmp_path, "entra", lambda _: "")
    for path, text in AGAIN.items():
        (tmp_path / path).write_text(text)
    for run in RUNS:
        cli.main(run)
    captured = capsys.readouterr()
    told = [captured.out, captured.err, *(file.read_text("utf-8") for file in (tmp_path / "out").iterdir())]
    assert [found for output in told if (found := leaks(output, pieces([SECRET])))] == []


def test_what_the_key_says_anyway_stays_readable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    secret = "Shop-SecretKey-9f8Kx72LmQpZw4tR"
    (tmp_path / "appsettings.Production.json").write_text(json.dumps({"Jwt": {"SecretKey": secret}}))
    cli.main(["--no-config", "--color", "never"])
    told = capsys.readouterr().out
    assert "SecretKey holds a secret" in told
    assert leaks(told, pieces([secret.replace("SecretKey", "")])) == []


@pytest.mark.parametrize("option", ["--config", "--inventory", "--baseline"])
@pytest.mark.parametrize(
    "text",
    [
        f"{SECRET}",
        f"fail-on: {json.dumps(SECRET)}",
        f"client-secret: {json.dumps(SECRET)}",
        f"environments: {{prod: {{client-ids: [{json.dumps(SECRET)}], tenants: {json.dumps(SECRET)}}}}}",
        f"ignore: [{{rule: x, path: y, reason: {json.dumps(SECRET)}, until: {json.dumps(SECRET)}}}]",
        f"exclude: [{json.dumps(SECRET)}\n  {SECRET}: x: y",
        f"a: *{SECRET[:6]}\nb: !{SECRET} x\n%{SECRET}",
        f'"a": "\\q{SECRET}',
        f'{{"value": [{{"appId": {json.dumps(SECRET)}, "passwordCredentials": [{{"hint": {json.dumps(SECRET)}}}]}}]}}',
        f'[{{"appId": "{ID}", "passwordCredentials": [{{"keyId": "x", "endDateTime": {json.dumps(SECRET)}}}]}}]',
        f'{{"version": {json.dumps(SECRET)}, "findings": [{json.dumps(SECRET)}]}}',
        f'{{"version": 1, "findings": [{{"path": {json.dumps(SECRET)}}}]}} {SECRET}',
    ],
)
def test_what_is_wrong_with_a_file_of_ours_is_told_without_its_text(
    option: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "appsettings.json").write_text(f'{{"AzureAd": {{"ClientId": "{ID}", "ClientSecret": "{ID}"}}}}')
    (tmp_path / "ours").write_text(text)
    cli.main([option, "ours", "-v", "-f", "json"])
    captured = capsys.readouterr()
    assert leaks(captured.out + captured.err, pieces([SECRET])) == []


@pytest.mark.parametrize("options", [("-f", "json"), ("-f", "sarif"), ("--diff",)])
def test_a_correction_does_not_tell_what_stands_where_in_a_secret(
    options: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".env").write_text(f"AZURE_CLIENT_ID={ID}\nAZURE_CLIENT_SECRET={encoded_secret()}\n")
    assert cli.main([*options, "--select", "damaged-secret"]) == 1
    out = capsys.readouterr().out
    assert '"~"' not in out
    assert "•~" not in out
