"""What is read out of scripts: where secrets go, in many spellings, and that no text makes it fail."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linter.model import Command, Location, Mask, Named, Sink, Span, Value, ValueKind
from linter.shell import commands
from linter.shell.names import Says, says

NOWHERE = Location("w.yml", Span(1, 1, 1, 1, 0, 0))
ENVIRONMENT = {
    "TOKEN": "${{ secrets.SHOP_TOKEN }}",
    "DB_PASSWORD": "${{ secrets.DB_PASSWORD }}",
    "S": "${{ secrets.CLIENT_SECRET }}",
    "CLIENT_ID": "${{ secrets.AZURE_CLIENT_ID }}",
    "CREDS": "${{ secrets.AZURE_CREDENTIALS }}",
    "REGION": "westeurope",
}


def read(script: str, shell: str = "bash", **environment: str) -> tuple[Command, ...]:
    variables = {**ENVIRONMENT, **environment}
    named = [Named(name, Value(ValueKind.EXPRESSION, text), NOWHERE, NOWHERE) for name, text in variables.items()]
    return commands(script, shell, named)


def reaches(found: tuple[Command, ...], *sinks: Sink) -> bool:
    """Whether a secret ends up there."""
    return any(command.prints and command.sinks & set(sinks) for command in found)


PRINTED = r"""
echo $TOKEN
echo "$TOKEN"
echo "token: ${TOKEN}"
echo -n "$TOKEN"
echo -e "a\n$TOKEN"
printf '%s\n' "$TOKEN"
printf "$TOKEN"
echo ${{ secrets.SHOP_TOKEN }}
echo "${{ secrets.SHOP_TOKEN }}"
echo '${{ secrets.SHOP_TOKEN }}'
echo "${{secrets.SHOP_TOKEN}}"
echo "${{ secrets['SHOP_TOKEN'] }}"
echo "${{ secrets.SHOP_TOKEN || 'none' }}"
echo "${{ format('{0}', secrets.SHOP_TOKEN) }}"
echo '${{ toJSON(secrets) }}'
echo "${{ fromJSON(secrets.AZURE_CREDENTIALS).clientSecret }}"
echo "$TOKEN" | base64
echo -n "$TOKEN" | base64 -w0 | rev
echo "$TOKEN" | sed 's/./& /g'
echo "$TOKEN" | cut -c1-4
echo "$TOKEN" | tee token.txt
echo "$TOKEN" | cat
echo "$TOKEN" >&2
echo "$TOKEN" > /dev/stderr
echo "$TOKEN" 2>/dev/null
echo "${TOKEN:0:5}"
echo "${TOKEN:-none}"
echo "$CREDS" | jq .
echo "$CREDS" | jq -r .clientSecret
jq -r .clientSecret <<< "$CREDS"
base64 <<< "$TOKEN"
cat <<< "$TOKEN"
T="$TOKEN"; echo "$T"
export T=$TOKEN && echo "got $T"
T=$(echo -n "$TOKEN" | tr -d '\n'); echo "$T"
T=$(az account get-access-token --query accessToken -o tsv); echo "$T"
SECRET=$(az keyvault secret show --vault-name v --name n --query value -o tsv); echo "$SECRET"
az keyvault secret show --vault-name v --name n --query value -o tsv
az keyvault secret show --vault-name v --name n
az keyvault secret set --vault-name v --name n --file f
az account get-access-token
az ad sp create-for-rbac --name deployer --role contributor
az ad sp create-for-rbac --json-auth
az ad app credential reset --id "$CLIENT_ID" --append
az ad sp credential reset --id "$CLIENT_ID" --append --query password -o tsv
az storage account keys list -n a -g g --query '[0].value' -o tsv
az acr credential show --name r
az webapp deployment list-publishing-profiles -n a -g g --xml
if [ -n "$TOKEN" ]; then echo "have $TOKEN"; fi
test -z "$TOKEN" || echo $TOKEN
for i in 1 2; do echo "$i $TOKEN"; done
{ echo "$TOKEN"; }
(echo "$TOKEN")
false || { echo "bad token $TOKEN"; exit 1; }
sudo echo "$TOKEN"
env A=b printenv; echo $S
read -r X <<< "$TOKEN"; echo "$X"
echo "::error::bad token $TOKEN"
echo "::warning::$DB_PASSWORD"
echo "::debug::$DB_PASSWORD"
echo "$TOKEN" >> $GITHUB_STEP_SUMMARY
echo "a" && echo "b" && echo "$TOKEN"
curl -s https://x; echo "used $TOKEN"
echo "$(az keyvault secret show -n a --vault-name v --query value -o tsv)"
echo "password is $(echo $DB_PASSWORD)"
""".strip().splitlines()


@pytest.mark.parametrize("script", PRINTED)
def test_a_printed_secret_is_seen(script: str) -> None:
    assert reaches(read(script), Sink.LOG, Sink.SUMMARY)


SILENT = r"""
echo "$CLIENT_ID"
echo "$REGION"
echo "${#TOKEN}"
echo "${TOKEN:+set}"
echo TOKEN
echo '$TOKEN'
echo "the secret is set"
echo "::add-mask::$TOKEN"
echo ::add-mask::$TOKEN
printf '::add-mask::%s\n' "$TOKEN"
echo "::add-mask::$(az keyvault secret show -n a --vault-name v --query value -o tsv)"
test -n "$TOKEN"
[ -n "$TOKEN" ] && echo yes
[[ -z "$TOKEN" ]] || echo "::error::TOKEN is not set"
if [ -z "${{ secrets.SHOP_TOKEN }}" ]; then echo "SHOP_TOKEN is missing"; fi
echo "${{ secrets.SHOP_TOKEN != '' }}"
echo "${{ secrets.SHOP_TOKEN == '' && 'no' || 'yes' }}"
echo "${{ secrets.AZURE_CLIENT_ID }}"
echo "${{ fromJSON(secrets.AZURE_CREDENTIALS).clientId }}"
echo "$TOKEN" | docker login --username x --password-stdin ghcr.io
echo "${{ secrets.SHOP_TOKEN }}" | helm registry login --password-stdin -u x r
echo "$TOKEN" | gh auth login --with-token
echo "$TOKEN" > token.txt
printf '%s' "$TOKEN" > "$RUNNER_TEMP/token"
echo "$S" | base64 -d > key.pem
echo "$TOKEN" | base64 -d | tar x
echo "$TOKEN" > /dev/null
echo "$TOKEN" | sha256sum
echo "$TOKEN" | wc -c
echo "$TOKEN" | grep -q abc
echo "password=$DB_PASSWORD" | sudo tee -a /etc/smb > /dev/null
gpg --import <(printf '%s' "$S")
docker login --password-stdin <<< "$TOKEN"
cat <<< "$TOKEN" > f
TOKEN=$(az account get-access-token --query accessToken -o tsv)
T="$(printf '%s' "$TOKEN" | tr -d '[:space:]')"
curl -H "Authorization: Bearer $TOKEN" https://x
az keyvault secret show --vault-name v --name n --query id -o tsv
az keyvault secret show --vault-name v --name n > /dev/null
az keyvault secret show --vault-name v --name n -o none
az keyvault secret set --vault-name v --name n --file f --output none
az ad sp create-for-rbac --query appId -o tsv
az ad sp create-for-rbac --json-auth > creds.json
az ad sp create-for-rbac | jq -r .appId
az ad app credential reset --id x --append --query password -o tsv | tr -d '\n' > f
az account get-access-token --query expiresOn -o tsv
az storage account keys list -n a -g g --query '[].keyName' -o tsv
export AZURE_CORE_OUTPUT=none; az keyvault secret set --name n --vault-name v --file f
az config set core.output=none && az ad sp create-for-rbac
for secret in $(az keyvault secret list --vault-name v --query '[].name' -o tsv); do echo "$secret"; done
while read -r secret; do echo "$secret"; done < names
SECRET_NAME=web; echo "rotating $SECRET_NAME"
PASSWORD=changeme; echo "$PASSWORD"
ID=$(echo "$CREDS" | jq -r .clientId); echo "$ID"
get_token() { az account get-access-token --query accessToken -o tsv; }; T=$(get_token)
# echo "$TOKEN"
""".strip().splitlines()


@pytest.mark.parametrize("script", SILENT)
def test_a_secret_that_stays_where_it_belongs_is_none(script: str) -> None:
    assert not reaches(read(script), Sink.LOG, Sink.SUMMARY)


POWERSHELL_PRINTED = r"""
Write-Host $env:TOKEN
Write-Host "token: $env:TOKEN"
Write-Host "token: ${env:TOKEN}"
Write-Host ("token: {0}" -f $env:TOKEN)
Write-Host "token: $($env:TOKEN)"
Write-Output $env:TOKEN
Write-Output "${{ secrets.SHOP_TOKEN }}"
Write-Host '${{ secrets.SHOP_TOKEN }}'
Write-Warning "bad $env:TOKEN"
Write-Error "bad $env:TOKEN"
echo $env:TOKEN
"token $env:TOKEN"
$env:TOKEN
"a" + $env:TOKEN
$env:TOKEN | Out-Host
[Console]::WriteLine($env:TOKEN)
[System.Console]::Write("x $env:TOKEN")
$t = $env:TOKEN; Write-Host $t
$t = "Bearer $env:TOKEN"; Write-Output "header $t"
$b = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($env:TOKEN)); Write-Host $b
$c = $env:CREDS | ConvertFrom-Json; Write-Host $c.clientSecret
$s = az keyvault secret show --vault-name v --name n --query value -o tsv; Write-Host $s
$s = (az ad sp create-for-rbac | ConvertFrom-Json).password; Write-Host "new $s"
$s = Get-AzKeyVaultSecret -VaultName v -Name n -AsPlainText; Write-Host $s
Get-AzKeyVaultSecret -VaultName v -Name n -AsPlainText
az account get-access-token
if ($env:TOKEN) { Write-Host "have $env:TOKEN" }
foreach ($i in 1..2) { Write-Host "$i $env:TOKEN" }
1..2 | ForEach-Object { Write-Host $env:TOKEN }
function Show { Write-Host $env:TOKEN }
Write-Host "a" ; Write-Host $env:S
Write-Host $env:TOKEN.Trim()
""".strip().splitlines()


@pytest.mark.parametrize("script", POWERSHELL_PRINTED)
def test_powershell_prints_a_secret(script: str) -> None:
    assert reaches(read(script, "pwsh"), Sink.LOG)


POWERSHELL_SILENT = r"""
Write-Host $env:CLIENT_ID
Write-Host "length $($env:TOKEN.Length)"
Write-Host "set: $([string]::IsNullOrEmpty($env:TOKEN))"
Write-Host ($env:TOKEN -eq 'x')
Write-Host '$env:TOKEN'
if (-not $env:TOKEN) { throw "TOKEN is not set" }
Write-Output "::add-mask::$env:TOKEN"
"::add-mask::$env:TOKEN"
$env:TOKEN | docker login --username x --password-stdin
$env:TOKEN | Out-File token.txt
Set-Content -Path key.pem -Value $env:S
$env:TOKEN | Out-Null
$null = az keyvault secret show --vault-name v --name n
[void](az keyvault secret show --vault-name v --name n)
az keyvault secret set --vault-name v --name n --file f | Out-Null
az keyvault secret set --vault-name v --name n --file f > $null
az keyvault secret set --vault-name v --name n --file f -o none
$s = ConvertTo-SecureString $env:S -AsPlainText -Force
$c = New-Object System.Management.Automation.PSCredential($env:CLIENT_ID, (ConvertTo-SecureString $env:S -AsPlainText -Force))
$c = $env:CREDS | ConvertFrom-Json; Write-Host $c.clientId
$h = @{ Authorization = "Bearer $env:TOKEN" }
Invoke-RestMethod -Uri https://x -Headers @{ Authorization = "Bearer $env:TOKEN" }
$secret = Get-AzKeyVaultSecret -VaultName v -Name n; Write-Host "found $($secret.Name)"
""".strip().splitlines()


@pytest.mark.parametrize("script", POWERSHELL_SILENT)
def test_powershell_keeps_a_secret(script: str) -> None:
    assert not reaches(read(script, "pwsh"), Sink.LOG)


@pytest.mark.parametrize(
    ("script", "shell", "sink"),
    [
        ('echo "t=$TOKEN" >> $GITHUB_OUTPUT', "bash", Sink.OUTPUT),
        ('echo "t=$TOKEN" >> "$GITHUB_OUTPUT"', "bash", Sink.OUTPUT),
        ('echo "t=$TOKEN" >> "${GITHUB_OUTPUT}"', "bash", Sink.OUTPUT),
        ('echo "T=$TOKEN" >>$GITHUB_ENV', "bash", Sink.ENVIRONMENT),
        ('echo "T=$TOKEN" | tee -a "$GITHUB_ENV"', "bash", Sink.ENVIRONMENT),
        ('echo "T=$TOKEN" | tee -a "$GITHUB_ENV" > /dev/null', "bash", Sink.ENVIRONMENT),
        ('{ echo "a=b"; echo "t=$TOKEN"; } >> "$GITHUB_OUTPUT"', "bash", Sink.OUTPUT),
        ('(echo "t=$TOKEN") >> "$GITHUB_OUTPUT"', "bash", Sink.OUTPUT),
        ("cat <<EOF >> $GITHUB_ENV\nT=$TOKEN\nEOF", "bash", Sink.ENVIRONMENT),
        ("cat >> $GITHUB_ENV <<-EOF\n\tT=$TOKEN\n\tEOF", "bash", Sink.ENVIRONMENT),
        ("cat <<'EOF' >> $GITHUB_ENV\nT=${{ secrets.SHOP_TOKEN }}\nEOF", "bash", Sink.ENVIRONMENT),
        ("cat <<EOF | tee -a $GITHUB_OUTPUT\nt=$TOKEN\nEOF", "bash", Sink.OUTPUT),
        ('for k in a b; do echo "$k=$TOKEN"; done >> $GITHUB_ENV', "bash", Sink.ENVIRONMENT),
        ('printf "T=%s\\n" "$TOKEN" >> $GITHUB_ENV', "bash", Sink.ENVIRONMENT),
        ('echo "::set-output name=t::$TOKEN"', "bash", Sink.OUTPUT),
        ("echo ::set-env name=T::$TOKEN", "bash", Sink.ENVIRONMENT),
        ('echo "t=$(az account get-access-token --query accessToken -o tsv)" >> $GITHUB_OUTPUT', "bash", Sink.OUTPUT),
        ('echo "t=$env:TOKEN" >> $env:GITHUB_OUTPUT', "pwsh", Sink.OUTPUT),
        ('"T=$env:TOKEN" >> $env:GITHUB_ENV', "pwsh", Sink.ENVIRONMENT),
        ('"T=$env:TOKEN" | Out-File -FilePath $env:GITHUB_ENV -Append', "pwsh", Sink.ENVIRONMENT),
        ('"T=$env:TOKEN" | Out-File $Env:GITHUB_ENV -Encoding utf8 -Append', "pwsh", Sink.ENVIRONMENT),
        ('Write-Output "T=$env:TOKEN" | Add-Content -Path $env:GITHUB_ENV', "pwsh", Sink.ENVIRONMENT),
        ('Add-Content -Path $env:GITHUB_ENV -Value "T=$env:TOKEN"', "pwsh", Sink.ENVIRONMENT),
        ('Write-Output "::set-output name=t::$env:TOKEN"', "pwsh", Sink.OUTPUT),
    ],
)
def test_a_secret_in_the_files_of_the_runner_is_seen(script: str, shell: str, sink: Sink) -> None:
    assert reaches(read(script, shell), sink)


GIVEN = r"""
az login --service-principal -u "$CLIENT_ID" -p "$S" --tenant t
az login --service-principal --username $CLIENT_ID --password $S --tenant t
az login --service-principal --username=$CLIENT_ID --password=$S --tenant=t
az login --service-principal -u x -p ${{ secrets.CLIENT_SECRET }} -t t
docker login -u x -p "$TOKEN" r.azurecr.io
docker login --username x --password "$TOKEN" r.azurecr.io
sudo docker login -u x -p ${{ secrets.REGISTRY_PASSWORD }} r
helm registry login r -u x -p $TOKEN
az acr login -n r -u x -p $TOKEN
helm upgrade a b --set smtp.password="$DB_PASSWORD"
helm upgrade a b --set image.tag=1,db.password=$DB_PASSWORD
helm upgrade a b --set-string "auth.clientSecret=${{ secrets.CLIENT_SECRET }}"
kubectl create secret generic s --from-literal=password="$DB_PASSWORD"
kubectl create secret generic s --from-literal client-secret=$S
curl -d "grant_type=client_credentials&client_secret=$S" https://login
curl --data-urlencode "client_secret=${S}" https://login
curl -X POST -d client_id=$CLIENT_ID -d client_secret=$S https://login
curl -d "{\"client_secret\": \"$S\"}" https://login
curl -F password=$DB_PASSWORD https://x
az deployment group create -g g -f f --parameters adminPassword="$DB_PASSWORD"
az deployment group create -g g -f f -p sqlAdminPassword=${{ secrets.SQL_PASSWORD }}
az sql server create -n a --admin-password "$DB_PASSWORD"
az keyvault secret set --vault-name v -n n --value "$S" -o none
az containerapp registry set --password "$TOKEN"
azd auth login --client-id x --client-secret "$S" --tenant-id t
docker build --build-arg NPM_TOKEN=$TOKEN .
docker run -e DB_PASSWORD="$DB_PASSWORD" image
mysql -u root -p"$DB_PASSWORD" -e 'select 1'
sqlcmd -S s -U u -P "$DB_PASSWORD" -i f
sshpass -p "$DB_PASSWORD" ssh host
dotnet run -- --password "$DB_PASSWORD"
dotnet ef database update --connection "Server=s;Password=$DB_PASSWORD"
terraform apply -var "client_secret=$S"
terraform apply -var client_secret=$S
make deploy PASSWORD=$DB_PASSWORD
timeout 5m docker login -u x -p $TOKEN r
npm publish --token $TOKEN
P=$(az keyvault secret show -n a --vault-name v --query value -o tsv); docker login -u x -p $P r
mvn deploy -Dregistry.password=${{ secrets.REGISTRY_PASSWORD }}
sonar-scanner -Dsonar.token=${{ secrets.SONAR_TOKEN }}
gradlew publish -DARTIFACT_TOKEN=${{ secrets.ARTIFACT_TOKEN }}
gradlew publish -PadoToken="${{ secrets.ADO_TOKEN }}"
gradlew publish -Ptoken=$TOKEN
dotnet-ef database update --connection "${{ secrets.SQL_CONNECTION_STRING }}"
./deploy.sh --registry "${{ secrets.REGISTRY_PASSWORD }}" --with=${{ secrets.API_KEY }}
docker run -e ENC_KEY="${{ secrets.ENCRYPTION_KEY }}" image
curl -d "token=${{ secrets.API_TOKEN }}" http://localhost:8080/login
aws configure set aws_secret_access_key ${{ secrets.AWS_SECRET_ACCESS_KEY }}
dotnet user-secrets set "AzureAd:ClientSecret" "$S"
pulumi config set --secret x; ./deploy.sh --client-secret "$S"
""".strip().splitlines()


@pytest.mark.parametrize("script", GIVEN)
def test_a_secret_given_as_an_argument_is_seen(script: str) -> None:
    assert any(command.given for command in read(script))


NOT_GIVEN = r"""
echo "$TOKEN" | docker login -u x --password-stdin r
echo "password=$DB_PASSWORD" > f
printf 'client_secret=%s' "$S" > f
export PASSWORD=$DB_PASSWORD
PASSWORD=$DB_PASSWORD ./deploy.sh
env PASSWORD=$DB_PASSWORD ./deploy.sh
curl -H "Authorization: Bearer $TOKEN" https://x
curl -H "api-key: $TOKEN" https://x
git clone https://x-access-token:$TOKEN@github.com/a/b
gh release create v1 --notes x
docker build --build-arg GITHUB_TOKEN=${{ secrets.GITHUB_TOKEN }} .
az login --service-principal -u "$CLIENT_ID" --federated-token "$JWT" --tenant t
helm upgrade a b --set clientId=$CLIENT_ID
helm upgrade a b --set secretName=$S_NAME
az keyvault secret set --file f --name password
az webapp config appsettings set -n a -g g --settings "Password=$DB_PASSWORD" -o none
kubectl create secret generic s --from-file=password=f
test "$DB_PASSWORD" = "x"
if [ "$DB_PASSWORD" == "" ]; then exit 1; fi
az keyvault secret set-attributes --name a --vault-name v
curl -d @body.json https://login
curl -d "token=$ACCESS_TOKEN" http://localhost:8080/introspect
curl -X POST http://127.0.0.1/login -d "password=$NEW_PASSWORD"
curl --header "${{ secrets.API_TOKEN }}" https://x
./deploy.sh --connection "$LOCAL" --region ${{ secrets.DEPLOY_REGION }} --app ${{ secrets.APP }}
./deploy.sh --client-id "${{ secrets.CLIENT_SECRET }}" --name=${{ secrets.ENVIRONMENT }}
./deploy.sh --key-file "${{ secrets.API_KEY }}"
terraform init -backend-config="key=${{ secrets.TF_BACKEND_KEY }}"
./deploy.sh --output keyring.gpg "${{ secrets.GPG_PRIVATE_KEY }}"
gpg --dearmor --import <(printf '%s' "${{ secrets.GPG_PRIVATE_KEY }}")
./deploy.sh --password <(printf '%s' "$DB_PASSWORD")
""".strip().splitlines()


@pytest.mark.parametrize("script", NOT_GIVEN)
def test_what_is_no_argument_of_a_process_is_not_given(script: str) -> None:
    assert not any(command.given for command in read(script))


@pytest.mark.parametrize(
    "script",
    [
        'az login --service-principal -u $env:CLIENT_ID -p "$env:S" --tenant t',
        "az login --service-principal -u x --password=$env:S",
        "az login `\n  --service-principal `\n  -u x `\n  -p $env:S",
        'docker login -u x -p "${{ secrets.REGISTRY_PASSWORD }}" r',
        'helm upgrade a b --set "db.password=$env:DB_PASSWORD"',
        "helm upgrade a b --set db.password=$env:DB_PASSWORD",
        "& az keyvault secret set --vault-name v -n n --value $env:S -o none",
        "$p = $env:DB_PASSWORD; sqlcmd -S s -U u -P $p",
        "az deployment group create --parameters adminPassword=$env:DB_PASSWORD | Out-Null",
    ],
)
def test_powershell_gives_a_secret_as_an_argument(script: str) -> None:
    assert any(command.given for command in read(script, "pwsh"))


@pytest.mark.parametrize(
    "script",
    [
        "Connect-Thing -Password $env:DB_PASSWORD",
        "./deploy.ps1 -Password $env:DB_PASSWORD",
        "$env:TOKEN | docker login -u x --password-stdin",
        "Invoke-Sqlcmd -Username u -Password $env:DB_PASSWORD",
    ],
)
def test_a_cmdlet_is_no_process(script: str) -> None:
    assert not any(command.given for command in read(script, "pwsh"))


@pytest.mark.parametrize(
    ("script", "prints"),
    [
        ("az webapp config appsettings set -n a -g g --settings A=b", True),
        ("az functionapp config appsettings set -n a -g g --settings A=b | jq .", True),
        ("az webapp config appsettings set -n a -g g --settings A=b -o table", True),
        ("az webapp config appsettings set -n a -g g --settings A=b -o none", False),
        ("az webapp config appsettings set -n a -g g --settings A=b -onone", False),
        ("az webapp config appsettings set -n a -g g --settings A=b --output none", False),
        ("az webapp config appsettings set -n a -g g --settings A=b --output=none", False),
        ("az webapp config appsettings set -n a -g g --settings A=b > /dev/null", False),
        ("az webapp config appsettings set -n a -g g --settings A=b >/dev/null 2>&1", False),
        ("az webapp config appsettings set -n a -g g --settings A=b &> /dev/null", False),
        ("az webapp config appsettings set -n a -g g --settings A=b --query '[].name'", False),
        ("X=$(az webapp config appsettings set -n a -g g --settings A=b)", False),
        ("az webapp config appsettings list -n a -g g > f", False),
    ],
)
def test_settings_printed_back(script: str, prints: bool) -> None:
    assert any(command.prints_settings and Sink.LOG in command.sinks for command in read(script)) is prints


def test_no_output_of_azure_cli_by_environment_variable() -> None:
    (command,) = read("az webapp config appsettings set --settings A=b", AZURE_CORE_OUTPUT="none")
    assert Sink.LOG not in command.sinks


def test_a_mask_holds_from_where_it_is_set() -> None:
    fetch, mask = "T=$(az account get-access-token)", 'echo "::add-mask::$T"'
    script = "\n".join([fetch, 'echo "$T" > a', mask, 'echo "$T" > b', fetch, 'echo "$T" > c'])
    masks = [command.prints[0].mask for command in read(script) if command.name == "echo" and command.prints]
    assert masks == [Mask.NOBODY, Mask.SCRIPT, Mask.NOBODY]


def test_what_changes_a_secret_unmasks_it() -> None:
    plain, reversed_ = read('echo "$TOKEN"\necho "$TOKEN" | rev')[:2]
    assert plain.prints[0].mask is Mask.RUNNER
    assert reversed_.prints[0].mask is Mask.NOBODY


def test_tracing_is_switched_on_and_off() -> None:
    traced = {command.name: command.traced for command in read("token\nset -ex\nfoo\nset +x\nbar")}
    assert traced == {"token": False, "foo": True, "set": True, "bar": False}


def test_offsets_hold_behind_expressions_and_other_alphabets() -> None:
    script = 'echo "größer 🔑 ${{ inputs.über }}"\necho "ü $TOKEN"'
    (carried,) = (c for command in read(script) for c in command.prints)
    assert script[carried.start : carried.end] == "$TOKEN"


def test_a_secret_shows_in_no_repr() -> None:
    made_up = "hunter" + "2-made-up"
    assert made_up not in repr(read(f'docker login -u x -p "{made_up}" --password {made_up} token'))


@pytest.mark.parametrize("shell", ["cmd", "python", "javascript", "perl", ""])
def test_other_shells_have_no_commands(shell: str) -> None:
    assert read("echo $TOKEN", shell) == ()


SNIPPETS = st.sampled_from(
    "$TOKEN ${TOKEN} $(az \" ' ` | || && ; \n << EOF <<< > >> $GITHUB_ENV { } ( ) ${{ secrets.A }} ${{ }} echo printf cat set"
    ' -x az ad app credential reset --append login -p export if then fi [[ ]] $env:S Write-Host @" "@ @{ $( [Console]::Write ('
    " :: add-mask ::add-mask:: ü 🔑 \\ = += # ~ ! \t \x00 function f foreach in read".split(" ")
)


@pytest.mark.parametrize("shell", ["bash", "pwsh"])
@given(pieces=st.lists(SNIPPETS | st.text(max_size=8), max_size=30))
@settings(max_examples=100, deadline=None)
def test_no_text_makes_it_fail(shell: str, pieces: list[str]) -> None:
    script = " ".join(["token", *pieces])
    for command in read(script, shell):
        assert 0 <= command.start <= command.end <= len(script)
        for carried in command.prints:
            assert 0 <= carried.start <= carried.end <= len(script)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("AZURE_CLIENT_SECRET", Says.SECRET),
        ("DB_PASSWORD", Says.SECRET),
        ("publish-profile", Says.SECRET),
        ("GRAFANA_TOKEN", Says.MAYBE),
        ("AZURE_CLIENT_ID", Says.HARMLESS),
        ("SECRET_NAME", Says.HARMLESS),
        ("RESOURCE_GROUP", Says.HARMLESS),
        ("AWS_ROLE_ARN_DEV", Says.HARMLESS),
        ("ANYTHING", Says.NOTHING),
    ],
)
def test_what_names_say(name: str, said: Says) -> None:
    assert says(name) is said
