"""A variable that is called a secret may hold its name: printing that is no leak, and printing anything else is one."""

from __future__ import annotations

import pytest
from test_shell import reaches, read

from linter.model import Sink

SHOWN = (Sink.LOG, Sink.OUTPUT, Sink.ENVIRONMENT)

NAMES = r"""
SECRET_NAME=client-secret; echo "$SECRET_NAME"
CLIENT_SECRET=client-secret; echo "$CLIENT_SECRET"
CLIENT_SECRET=$SECRET_NAME; echo $CLIENT_SECRET
CLIENT_SECRET=${CLIENT_SECRET_NAME:-client-secret}; echo $CLIENT_SECRET
CLIENT_SECRET="${{ vars.SECRET_NAME }}"; echo $CLIENT_SECRET
CLIENT_SECRET="${{ inputs.secret-name }}"; echo $CLIENT_SECRET
CLIENT_SECRET="${APP}-client-secret"; echo "reading $CLIENT_SECRET"
CLIENT_SECRET="$APP-client-secret"; echo "secret=$CLIENT_SECRET" >> $GITHUB_OUTPUT
CLIENT_SECRET=kv-$ENVIRONMENT-secret; echo $CLIENT_SECRET
CLIENT_SECRET=$(echo "$APP-client-secret"); echo $CLIENT_SECRET
export KV_SECRET="azure-ad--ClientSecret"; echo $KV_SECRET
SECRET=$(terraform output -raw kv_secret_name); echo "$SECRET"
SECRET=$(terraform output -raw admin_secret_name); A="-var=\"n=$SECRET\""; echo "A=$A" >> $GITHUB_ENV
SECRET=$(az keyvault secret list --vault-name kv --query "[0].name" -o tsv); echo "$SECRET"
SECRET=$(az keyvault secret show --vault-name kv --name x --query id -o tsv); echo "$SECRET"
SECRET=$(kubectl get secret -o name | head -1); echo "$SECRET"
SECRET=$(kubectl get secret -o jsonpath='{.items[0].metadata.name}'); echo "$SECRET"
SECRET=$(kubectl get sa default -o=jsonpath='{.secrets[0].name}'); echo "$SECRET"
SECRET=$(jq -r .secretName config.json); echo "$SECRET"
SECRET=$(helm get values x -o json | jq -r '.auth.existingSecret'); echo "$SECRET"
SECRET=$(gh secret list --json name -q '.[0].name'); echo "$SECRET"
SECRET=$(basename "$file" .txt); echo "$SECRET"
SECRET=$(./get-secret-name.sh prod); echo "$SECRET"
""".strip().splitlines()


@pytest.mark.parametrize("script", NAMES)
def test_the_name_of_a_secret_is_none(script: str) -> None:
    assert not reaches(read(script), *SHOWN)


POWERSHELL_NAMES = r"""
$clientSecret = 'client-secret'; Write-Host $clientSecret
$secret = "$env:APP-client-secret"; Write-Host $secret
$secret = $config.SecretName; Write-Host $secret
$secret = Get-AzKeyVaultSecret -VaultName kv | Select-Object -ExpandProperty Name; Write-Host $secret
$secret = (Get-AzKeyVaultSecret -VaultName kv -Name x).Name; Write-Host $secret
$secret = az keyvault secret list --query "[0].name" -o tsv; Write-Host $secret
""".strip().splitlines()


@pytest.mark.parametrize("script", POWERSHELL_NAMES)
def test_the_name_of_a_secret_is_none_in_powershell(script: str) -> None:
    assert not reaches(read(script, "pwsh"), *SHOWN)


SECRETS = r"""
CLIENT_SECRET="$PREFIX$VALUE"; echo $CLIENT_SECRET
CLIENT_SECRET="client_secret=$VALUE"; echo $CLIENT_SECRET
PASSWORD="$X!secret-1"; echo $PASSWORD
SECRET=$(terraform output -raw client_secret); echo "$SECRET"
SECRET=$(terraform output -raw "$OUTPUT_NAME"); echo "$SECRET"
SECRET=$(get_secret "$SECRET_NAME"); echo "$SECRET"
SECRET=$(./fetch.sh --name secret-name); echo "$SECRET"
SECRET=$(cat secret-name); echo "$SECRET"
SECRET=$(jq -r .clientSecret f.json); echo "$SECRET"
SECRET=$(jq -r ".${FIELD_NAME}" f.json); echo "$SECRET"
SECRET=$(jq -r '.[] | select(.name == "client-secret") | .value' f.json); echo "$SECRET"
SECRET=$(jq --arg name x -r '.[$name].secret' f.json); echo "$SECRET"
SECRET=$(az keyvault secret show --name "$SECRET_NAME" --query value -o tsv); echo "$SECRET"
SECRET=$(kubectl get secret x -o jsonpath="{.data.$KEY_NAME}"); echo "$SECRET"
SECRET=$(kubectl get secret x -o jsonpath='{.data.password}' | base64 -d); echo "$SECRET"
SECRET=$(kubectl get secret -o name | xargs ./fetch.sh); echo "$SECRET"
SECRET=$(gcloud secrets versions access latest --secret=name); echo "$SECRET"
SECRET=$(op read "op://vault/item/name"); echo "$SECRET"
PASSWORD=$(openssl rand -base64 20); echo "$PASSWORD"
""".strip().splitlines()


@pytest.mark.parametrize("script", SECRETS)
def test_what_is_fetched_by_a_name_is_a_secret(script: str) -> None:
    assert reaches(read(script), *SHOWN)


POWERSHELL_SECRETS = r"""
$secret = $config.ClientSecret; Write-Host $secret
$secret = (Get-Content f | ConvertFrom-Json).clientSecret; Write-Host $secret
$clientSecret = $result.Value; Write-Host $clientSecret
$secret = Get-Secret -Name secret-name; Write-Host $secret
""".strip().splitlines()


@pytest.mark.parametrize("script", POWERSHELL_SECRETS)
def test_what_is_fetched_by_a_name_is_a_secret_in_powershell(script: str) -> None:
    assert reaches(read(script, "pwsh"), *SHOWN)


@pytest.mark.parametrize(
    ("value", "speaks"),
    [
        ("client-secret-prod", False),
        ("${{ inputs.secret-name }}", False),
        ("${{ inputs.app }}-client-secret", False),
        ("${{ inputs.client-secret }}", True),
        ("${{ inputs.value }}", True),
    ],
)
def test_environment_variables_may_hold_names(value: str, speaks: bool) -> None:
    assert reaches(read('echo "$CLIENT_SECRET"', CLIENT_SECRET=value), Sink.LOG) is speaks
