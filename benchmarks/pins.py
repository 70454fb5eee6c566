"""The faults that pin a Key Vault reference to one version, one in every syntax that has a place for it."""

from __future__ import annotations

from mutants import RESOLVES, VAULT, Fault, added, edited, setting, spoilt

from linter.model import Family

RULE = "pinned-keyvault-version"
VERSION = "ec96f02080254f109c51a1f14cdb1931"
_GUID = "5f0c1e7a-3b52-4c8e-9d41-6a7be0c2f913"
_VAULT_ID = f"/subscriptions/{_GUID}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-shop"

_PROVIDER_CLASS = f"""---
apiVersion: secrets-store.csi.x-k8s.io/v1
kind: SecretProviderClass
metadata:
  name: planted
spec:
  provider: azure
  parameters:
    keyvaultName: kv-shop
    tenantId: {_GUID}
    objects: |
      array:
        - |
          objectName: azure-ad-client-secret
          objectType: secret
          objectVersion: {VERSION}  # pinned
"""

_EXTERNAL_SECRET = f"""---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: planted
spec:
  secretStoreRef:
    kind: ClusterSecretStore
    name: azure
  data:
    - secretKey: AZURE_CLIENT_SECRET
      remoteRef:
        key: azure-ad-client-secret
        version: {VERSION}
"""

_AKV2K8S = f"""---
apiVersion: spv.no/v2beta1
kind: AzureKeyVaultSecret
metadata:
  name: planted
spec:
  vault:
    name: kv-shop
    object:
      type: secret
      version: "{VERSION}"
      name: azure-ad-client-secret
"""

_KEDA = f"""---
apiVersion: keda.sh/v1alpha1
kind: TriggerAuthentication
metadata:
  name: planted
spec:
  azureKeyVault:
    vaultUri: {VAULT}/
    secrets:
      - parameter: connection
        name: azure-ad-client-secret
        version: {VERSION}
"""

_GET_SECRET = f"""
resource plantedVault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {{
  name: 'kv-shop'
}}

module planted 'planted.bicep' = {{
  name: 'planted'
  params: {{
    clientSecret: plantedVault.getSecret('azure-ad-client-secret', '{VERSION}') // pinned
  }}
}}
"""

_COMPUTED = """
resource plantedSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' existing = {
  name: 'kv-shop/azure-ad-client-secret'
}

resource plantedSettings 'Microsoft.Web/sites/config@2023-12-01' = {
  name: 'site/appsettings'
  properties: {
    AzureAd__ClientSecret: '@Microsoft.KeyVault(SecretUri=${plantedSecret.properties.secretUriWithVersion})'
  }
}
"""

_CONTAINER_APP = f"""
resource plantedApp 'Microsoft.App/containerApps@2024-03-01' = {{
  name: 'planted'
  properties: {{
    configuration: {{
      secrets: [
        {{
          name: 'client-secret'
          keyVaultUrl: '{VAULT}/secrets/azure-ad-client-secret/{VERSION}'
          identity: 'system'
        }}
      ]
    }}
  }}
}}
"""

_ARM_REFERENCE = (
    r'\1\n    "planted": {"reference": {"keyVault": {"id": "'
    + _VAULT_ID
    + r'"}, "secretName": "azure-ad-client-secret", "secretVersion": "'
    + VERSION
    + r'"}},'
)
_ARM_COMPUTED = (
    r'\1\n{"type": "Microsoft.Web/sites/config", "apiVersion": "2023-12-01", "name": "a/appsettings", "properties": {'
    r'"AzureAd__ClientSecret": "[concat(\'@Microsoft.KeyVault(SecretUri=\','
    r" reference(resourceId('Microsoft.KeyVault/vaults/secrets', 'kv', 'azure-ad')).secretUriWithVersion, ')')]"
    r'"}},'
)

PINS: tuple[Fault, ...] = (
    spoilt(
        RULE,
        "a version in a reference",
        setting(
            "secret", lambda r: f"@Microsoft.KeyVault(SecretUri={VAULT}/secrets/azure-ad/{r.getrandbits(128):032x})"
        ),
        RESOLVES,
    ),
    spoilt(
        RULE,
        "SecretVersion in a reference",
        setting(
            "secret",
            lambda r: (
                f"@Microsoft.KeyVault(VaultName=kv-shop;SecretName=azure-ad;SecretVersion={r.getrandbits(128):032x})"
            ),
        ),
        RESOLVES,
    ),
    spoilt(
        RULE,
        "a version in an address",
        setting("vault", lambda r: f"{VAULT}/secrets/azure-ad/{r.getrandbits(128):032x}"),
    ),
    Fault(
        RULE,
        "a version behind an address that stands there",
        edited(
            r"(https://[a-z0-9-]+\.vault\.azure\.net/secrets/[a-zA-Z0-9-]+)(?=[\"')\s])",
            rf"\1/{VERSION}",
            frozenset(Family)
            - {Family.BICEP, Family.BICEP_PARAMETERS, Family.ARM_TEMPLATE, Family.ARM_PARAMETERS, Family.GITHUB_ACTION},
        ),
    ),
    added(RULE, "objectVersion of a SecretProviderClass", Family.KUBERNETES, _PROVIDER_CLASS, 15),
    added(RULE, "remoteRef.version of an ExternalSecret", Family.KUBERNETES, _EXTERNAL_SECRET, 13),
    added(RULE, "the version of an AzureKeyVaultSecret", Family.KUBERNETES, _AKV2K8S, 10),
    added(RULE, "the version in a TriggerAuthentication", Family.KUBERNETES, _KEDA, 11),
    added(RULE, "the version argument of getSecret()", Family.BICEP, _GET_SECRET, 8),
    added(RULE, "secretUriWithVersion in Bicep", Family.BICEP, _COMPUTED, 8),
    added(RULE, "a version in keyVaultUrl", Family.BICEP, _CONTAINER_APP, 8),
    added(
        RULE,
        "the version argument of az.getSecret()",
        Family.BICEP_PARAMETERS,
        f"param plantedClientSecret = az.getSecret('{_GUID}', 'rg', 'kv-shop', 'azure-ad-client-secret', '{VERSION}')\n",
        0,
    ),
    Fault(
        RULE,
        "secretVersion of a parameter",
        edited(
            r"(?ms)(\A(?=.*deploymentParameters\.json).*?^(?:  |    |\t)\"parameters\"\s*:\s*\{)(?=\s*\")",
            _ARM_REFERENCE,
            frozenset({Family.ARM_PARAMETERS}),
        ),
    ),
    Fault(
        RULE,
        "secretUriWithVersion in ARM",
        edited(
            r"(?m)(^(?:  |    |\t)\"resources\"\s*:\s*\[)(?=\s*\{)", _ARM_COMPUTED, frozenset({Family.ARM_TEMPLATE})
        ),
    ),
)
