"""The faults that the mutation benchmark plants."""

from __future__ import annotations

from mutants import (
    ALL,
    RESOLVES,
    TEMPLATES,
    VAULT,
    WORKFLOWS,
    Fault,
    added,
    edited,
    encoded_newline,
    entra_secret,
    guid,
    lost_digit,
    mistyped,
    own_id,
    setting,
    spoilt,
    step,
    without_id_token,
)
from pins import PINS

from linter.model import Family

_DEPLOYMENT = """---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: planted
spec:
  selector:
    matchLabels: {app: planted}
  template:
    metadata:
      labels: {app: planted}
    spec:
      containers:
        - name: planted
          image: planted:1
          env:
            - name: AZURE_CLIENT_SECRET
              valueFrom:
                secretKeyRef:
                  name: planted-azure-ad
                  key: client-secret
"""

FAULTS: tuple[Fault, ...] = (
    spoilt("secret-id-as-secret", "a GUID for the secret", setting("secret", guid)),
    spoilt("secret-id-as-secret", "an upper-case GUID for the secret", setting("secret", lambda r: guid(r).upper())),
    Fault(
        "secret-id-as-secret",
        "a GUID for a reference or placeholder that stands there",
        edited(
            r"((?:AZURE|ARM|AAD)_(?:\w+_)?CLIENT_SECRET[\"']?[ ]*[:=][ ]*[\"']?)"
            r"(?:\$\{\{[^}\n]*\}\}|\$\{\w*\}|<[^>\n]*>|\[[^\]\n]*\])(?=[\"']?[ \t]*(?:\r?\n|,|\Z))",
            r"\g<1>e07a3c58-6d14-49f2-8b9c-15f0a7d2e463",
            ALL,
        ),
    ),
    Fault(
        "secret-id-as-secret",
        "a GUID in the section AzureAd that stands there",
        edited(
            r"(\"AzureAd\"[ ]*:[ ]*\{[^{}]*\"ClientSecret\"[ ]*:[ ]*\")[^\"\n]*(?=\")",
            r"\g<1>e07a3c58-6d14-49f2-8b9c-15f0a7d2e463",
            frozenset({Family.APP_SETTINGS}),
        ),
    ),
    Fault(
        "malformed-client-id",
        "a digit lost of a client id that stands there",
        edited(
            r"(\"AzureAd\"[ ]*:[ ]*\{[^{}]*\"ClientId\"[ ]*:[ ]*\"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{11})"
            r"[0-9a-f](?=\")",
            r"\1",
            frozenset({Family.APP_SETTINGS}),
        ),
    ),
    Fault(
        "swapped-credential-fields",
        "the secret taken from the client id's GitHub secret",
        edited(
            r"((?:AZURE|ARM)_CLIENT_SECRET:[ ]*\$\{\{[ ]*secrets\.)\w+",
            r"\1AZURE_CLIENT_ID",
            WORKFLOWS,
        ),
    ),
    spoilt("damaged-secret", "the tail cut off", setting("secret", lambda r: entra_secret(r)[:33])),
    spoilt("damaged-secret", "one character changed", setting("secret", lambda r: mistyped(entra_secret(r)))),
    spoilt("damaged-secret", "%7E for the tilde", setting("secret", lambda r: entra_secret(r).replace("~", "%7E"))),
    spoilt("damaged-secret", "a blank in front", setting("secret", lambda r: f" {entra_secret(r)}")),
    spoilt("damaged-secret", "quotation marks kept", setting("secret", lambda r: f"'{entra_secret(r)}'")),
    spoilt(
        "trailing-newline-in-secret",
        "a line break at its end",
        setting("secret", lambda _: "made-up-text-of-the-shop\n"),
    ),
    Fault("trailing-newline-in-secret", "base64 of a line break at its end", encoded_newline),
    spoilt("swapped-credential-fields", "the client id as the secret", own_id),
    spoilt("swapped-credential-fields", "the secret as the client id", setting("id", entra_secret)),
    spoilt("malformed-client-id", "a digit lost", lost_digit),
    spoilt(
        "placeholder-secret",
        "a placeholder in production",
        setting("secret", lambda _: "<client-secret>"),
        into="environments/prod/",
    ),
    spoilt(
        "environment-mismatch",
        "the vault of staging in production",
        setting("vault", lambda _: "https://kv-shop-stg.vault.azure.net/"),
        into="environments/prod/",
    ),
    spoilt(
        "tenant-mismatch",
        "the authority of another tenant",
        setting("authority", lambda r: f"https://login.microsoftonline.com/{guid(r)}"),
    ),
    spoilt("secret-literal", "a secret of Entra's", setting("secret", entra_secret)),
    spoilt(
        "malformed-keyvault-reference",
        "a parenthesis lost",
        setting("secret", lambda _: f"@Microsoft.KeyVault(SecretUri={VAULT}/secrets/azure-ad"),
        ALL - WORKFLOWS,
    ),
    spoilt(
        "malformed-keyvault-reference",
        "small letters",
        setting("secret", lambda _: f"@microsoft.keyvault(SecretUri={VAULT}/secrets/azure-ad)"),
        ALL - WORKFLOWS,
    ),
    spoilt(
        "unresolvable-reference",
        "a Key Vault reference where nothing resolves it",
        setting("secret", lambda _: f"@Microsoft.KeyVault(SecretUri={VAULT}/secrets/azure-ad)"),
        ALL - RESOLVES - TEMPLATES - WORKFLOWS,
    ),
    spoilt(
        "unresolvable-reference",
        "no ${{ }} around a secret",
        setting("secret", lambda _: "secrets.AZURE_SECRET"),
        WORKFLOWS,
    ),
    *PINS,
    Fault(
        "insecure-secret-parameter",
        "@secure() removed",
        edited(
            r"@(?:sys\.)?secure\(\)\n((?:@[^\n]*\n)*param \w*[pP]assword\w* string)", r"\1", frozenset({Family.BICEP})
        ),
    ),
    Fault(
        "insecure-secret-parameter",
        "securestring made string",
        edited(
            r"(?i)(\"\w*password\"\s*:\s*\{\s*\"type\"\s*:\s*\")secureString\"",
            r'\1string"',
            frozenset({Family.ARM_TEMPLATE}),
            at_start=True,
        ),
    ),
    added(
        "secure-parameter-default",
        "a literal default of a secure parameter",
        Family.BICEP,
        "\n@secure()\nparam plantedPassword string = 'k7Rw-made-up-2mQz'\n",
        2,
    ),
    added(
        "secret-in-output",
        "listKeys() in an output",
        Family.BICEP,
        "\noutput plantedKey string = listKeys(resourceId('Microsoft.Storage/storageAccounts', 'st'), '2023-01-01').keys[0]\n",
        1,
    ),
    Fault(
        "unsticky-slot-credential",
        "a client secret that swaps",
        edited(
            r"\A(\s*\[)",
            '\\1\n  {"name": "Planted__ClientId", "value": "5f0c1e7a-3b52-4c8e-9d41-6a7be0c2f913", "slotSetting": true},\n'
            '  {"name": "Planted__ClientSecret", "value": "", "slotSetting": false},',
            frozenset({Family.APP_SERVICE_SETTINGS}),
        ),
    ),
    Fault("missing-id-token-permission", "id-token: write removed", without_id_token),
    Fault(
        "destructive-credential-reset",
        "--append removed",
        edited(r"(az ad (?:app|sp) credential reset\b[^\n]*?) --append", r"\1", WORKFLOWS),
    ),
    step(
        "missing-id-token-permission",
        "a login without id-token: write",
        "- uses: azure/login@v2",
        "  with:",
        "    client-id: ${{ secrets.AZURE_CLIENT_ID }}",
        "    tenant-id: ${{ secrets.AZURE_TENANT_ID }}",
        "    subscription-id: ${{ secrets.AZURE_SUBSCRIPTION_ID }}",
        at=0,
        job="permissions: {contents: read}",
    ),
    step(
        "ignored-login-credentials",
        "creds beside client-id",
        "- uses: azure/login@v2",
        "  with:",
        "    client-id: ${{ secrets.AZURE_CLIENT_ID }}",
        "    creds: ${{ secrets.AZURE_CREDENTIALS }}",
        at=3,
    ),
    step(
        "destructive-credential-reset",
        "no --append",
        "- run: az ad app credential reset --id ${{ vars.CLIENT_ID }} --years 1 --output none",
        at=0,
    ),
    step(
        "long-lived-secret",
        "a secret for ten years",
        "- run: az ad app credential reset --id ${{ vars.CLIENT_ID }} --append --years 10 --output none",
        at=0,
    ),
    step(
        "secret-on-command-line",
        "settings printed back",
        "- run: az webapp config appsettings set -g rg -n shop --settings A=B",
        at=0,
    ),
    step("secret-in-log", "echo of a secret", '- run: echo "${{ secrets.CLIENT_SECRET }}"', at=0),
    step(
        "secret-on-command-line",
        "a secret as an argument",
        '- run: az login --service-principal -u "$ID" -p "${{ secrets.CLIENT_SECRET }}" --tenant "$TENANT"',
        at=0,
    ),
    added("missing-restart-on-rotation", "a workload that nothing restarts", Family.KUBERNETES, _DEPLOYMENT, 19),
)
