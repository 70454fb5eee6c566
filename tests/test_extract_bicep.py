"""Facts of Bicep files and their parameter files."""

import pytest
from templating import VERSION, TemplateFacts

from linter.model import Family, Role, Target, ValueKind


def bicep(text: str) -> TemplateFacts:
    return TemplateFacts(text, Family.BICEP, "shop/main.bicep")


def parameter_file(text: str) -> TemplateFacts:
    return TemplateFacts(text, Family.BICEP_PARAMETERS, "shop/main.bicepparam")


# --- the language


@pytest.mark.parametrize(
    "expression",
    [
        "one.outputs.?two!",
        "[first!, one!.outputs.?two!, list!['x']]",
        "given ? map(list!, x => {\n  a: x.b!\n}) : ''",
        "a != b && !c",
    ],
)
def test_what_the_grammar_lacks(expression: str) -> None:
    wired = bicep(f"var v = {expression}\n@secure()\nparam p string\n")
    assert not wired.wiring.problems
    assert [parameter.name for parameter in wired.wiring.parameters] == ["p"]


# --- parameters


def test_declared_parameters() -> None:
    wired = bicep("""
        param plain string = 'x'
        @secure()
        @description('what for')
        param hidden string
        @sys.secure()
        param bag object = { a: { b: 'made-up' } }
        @allowed(['password', 'key'])
        param sasToken string
        param clientSecret string? = 'x'
    """)
    hidden, bag, choice, named = wired.wiring.parameters
    assert (hidden.secure, hidden.default) == (True, None)
    assert (bag.type, bag.secure, wired.shown(bag.default_location)) == ("object", True, "made-up")
    assert choice.enumerated
    assert (named.type, named.secure, wired.at(named.location)) == ("string?", False, "clientSecret")
    assert named.type_location is None
    assert wired.at(named.declaration) == "param clientSecret string? = 'x'"
    assert wired.shown(named.default_location) == "x"


@pytest.mark.parametrize(
    ("default", "kind"),
    [
        ("''", ValueKind.EMPTY),
        ("{}", ValueKind.EMPTY),
        ("newGuid()", ValueKind.EXPRESSION),
        ("'Subscription#${subscription().subscriptionId}'", ValueKind.EXPRESSION),
        ("'Kaffee-mit-Milch-7'", ValueKind.LITERAL),
    ],
)
def test_defaults_are_judged(default: str, kind: ValueKind) -> None:
    (parameter,) = bicep(f"@secure()\nparam p string = {default}\n").wiring.parameters
    assert parameter.default is not None
    assert parameter.default.kind is kind


def test_a_default_refers_to_other_parameters() -> None:
    (parameter,) = bicep("param a string\nparam password string = '${a}-x'\n").wiring.parameters
    default = parameter.default
    assert default is not None
    (reference,) = default.references
    assert (reference.target, reference.name) == (Target.PARAMETER, "a")
    assert default.reveal()[reference.start : reference.end] == "a"


USES = [
    "resource vm 'x/y@1' = { name: 'vm', properties: { osProfile: { adminPassword: p } } }",
    "resource s 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = { name: 'kv/Graph', properties: { value: p } }",
    "resource w 'x/y@1' = { properties: { siteConfig: { appSettings: [{ name: 'ClientSecret', value: p }] } } }",
    "resource w 'x/y@1' = { properties: { connection: 'Server=${server};Password=${p};' } }",
    "module db 'db.bicep' = { params: { dbAdminPwd: p } }",
    "module db 'db.bicep' = [for i in range(0, 3): if (i > 1) { params: { dbAdminPwd: p } }]",
    "resource s 'x/y@1' = { properties: { adminPassword: base64(p) } }",
]


@pytest.mark.parametrize("statement", USES)
def test_where_a_parameter_becomes_a_secret(statement: str) -> None:
    statement = statement.replace(", ", "\n")
    (used,) = bicep(f"param p string\nparam server string\n{statement}\n").wiring.parameters
    assert used.name == "p"
    assert used.secret_uses


NO_USES = [
    "resource w 'x/y@1' = { properties: { clientSecret: '@Microsoft.KeyVault(SecretUri=${p})' } }",
    "resource w 'x/y@1' = { properties: { adminPassword: empty(p) ? 'a' : 'b' } }",
    "resource w 'x/y@1' = { properties: { clientId: p } }",
    "module db 'db.bicep' = { params: { passwordSecretName: p } }",
    "module db 'db.bicep' = { params: { adminPassword: keys.p } }",
]


@pytest.mark.parametrize("statement", NO_USES)
def test_where_a_parameter_stays_harmless(statement: str) -> None:
    assert bicep(f"param p string\n{statement}\n").wiring.parameters == ()


# --- outputs


@pytest.mark.parametrize(
    ("value", "carries"),
    [
        ("account.listKeys().keys[0].value", "what listKeys() returns"),
        ("'Key=${search.listAdminKeys().primaryKey}'", "what listAdminKeys() returns"),
        ("listKeys(account.id, '2022-09-01')", "what listKeys() returns"),
        ("hidden", "the secure parameter hidden"),
        ("key", "what listKeys() returns, through the variable key"),
        ("empty(hidden) ? 'a' : 'b'", ""),
        ("insights.properties.ConnectionString", ""),
        ("account.hidden", ""),
        ("Hidden", ""),
        ("'hidden'", ""),
    ],
)
def test_what_outputs_carry(value: str, carries: str) -> None:
    wired = bicep(f"""
        @secure()
        param hidden string
        var key = account.listKeys().keys[0].value
        output o string = {value}
    """)
    assert "".join(output.carries for output in wired.wiring.outputs) == carries


@pytest.mark.parametrize(
    "output", ["clientSecretName string = clientSecret", "uri string = 'https://kv/secrets/${clientSecret}'"]
)
def test_a_parameter_that_is_only_named_like_a_secret_may_be_its_name(output: str) -> None:
    wired = bicep(f"param clientSecret string\noutput {output}\n")
    assert wired.wiring.outputs == ()


def test_outputs_may_be_secure() -> None:
    outputs = bicep("@secure()\noutput a string = x.listKeys()\noutput b string = x.listKeys()\n").wiring.outputs
    assert [output.name for output in outputs] == ["b"]


@pytest.mark.parametrize(
    ("value", "carries"),
    [
        ("given.siteName", False),
        ("contains(given, 'sku') ? given['sku'] : 'B1'", False),
        ("given.clientSecret", True),
        ("given", True),
        ("secrets.database", True),
    ],
)
def test_a_harmless_part_of_a_secure_object(value: str, carries: bool) -> None:
    text = f"@secure()\nparam given object\n@secure()\nparam secrets object\noutput o string = {value}\n"
    assert bool(bicep(text).wiring.outputs) is carries


@pytest.mark.parametrize(
    ("declaration", "carries"),
    [
        ("output adminPassword string = db.outputs.word", "a secret, by its name"),
        ("output adminPassword string = secret.properties.secretUri", ""),
        ("output adminPasswordSecretName string = secret.name", ""),
        ("output hasPassword bool = db.outputs.has", ""),
    ],
)
def test_outputs_speak_by_their_names(declaration: str, carries: str) -> None:
    assert "".join(output.carries for output in bicep(declaration).wiring.outputs) == carries


# --- resources


def test_secrets_within_a_vault() -> None:
    wired = bicep("""
        @secure()
        param graphSecret string
        resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
          name: 'kv-shop'
          resource child 'secrets' = {
            name: 'AzureAd--ClientSecret'
            properties: {
              value: graphSecret
              attributes: { exp: expiry }
            }
          }
        }
        resource other 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
          parent: vault
          name: 'tenant-id'
          properties: { value: tenant().tenantId }
        }
    """)
    child, other = wired.wiring.vault_secrets
    assert (child.name, child.expires, child.holds_credential) == ("AzureAd--ClientSecret", True, True)
    assert wired.at(child.location) == "AzureAd--ClientSecret"
    assert (other.name, other.expires, other.holds_credential) == ("tenant-id", False, False)
    assert [place.span.line for place in wired.wiring.parameters[0].secret_uses] == [8]


def test_a_resource_within_another_is_read_once() -> None:
    wired = bicep("""
        resource site 'Microsoft.Web/sites@1' = {
          name: 'web'
          resource config 'config' = {
            name: 'appsettings'
            properties: { AzureAd__ClientId: 'x', AzureAd__ClientSecret: 'y' }
          }
          resource sticky 'config' = {
            name: 'slotConfigNames'
            properties: { appSettingNames: ['AzureAd__ClientSecret'] }
          }
        }
    """)
    client, secret = (s for s in wired.wiring.settings if s.name.startswith("Client"))
    assert (client.key, client.slot_sticky) == ("AzureAd__ClientId", False)
    assert (secret.key, secret.slot_sticky) == ("AzureAd__ClientSecret", True)
    assert client.scope == secret.scope


def test_app_settings_pair() -> None:
    wired = bicep("""
        param clientId string
        resource app 'Microsoft.Web/sites@1' = {
          properties: {
            siteConfig: {
              appSettings: [
                { name: 'AzureAd__ClientId', value: clientId }
                { name: 'AzureAd__ClientSecret', value: 'Kaffee-mit-Milch-7' }
              ]
            }
          }
        }
    """)
    (credential,) = wired.wiring.credentials
    assert credential.client_id is not None
    assert credential.client_id.value.reference(Target.PARAMETER) is not None
    assert credential.client_secret is not None
    assert wired.at(credential.client_secret.location) == "Kaffee-mit-Milch-7"


def test_the_environment_of_container_apps_and_groups() -> None:
    wired = bicep("""
        resource app 'Microsoft.App/containerApps@1' = {
          properties: { template: { containers: [
            { env: [
              { name: 'CLIENT_SECRET', secretRef: 'client-secret' }
              { name: 'API_KEY', value: key }
            ] }
          ] } }
        }
        resource group 'Microsoft.ContainerInstance/containerGroups@1' = {
          properties: { containers: [
            { properties: { environmentVariables: [ { name: 'DB_PASSWORD', secureValue: 'Kaffee-mit-Milch-7' } ] } }
          ] }
        }
    """)
    assert wired.setting("CLIENT_SECRET").value.kind is ValueKind.SECRET_REFERENCE
    assert wired.setting("API_KEY").value.kind is ValueKind.EXPRESSION
    assert wired.setting("DB_PASSWORD").value.kind is ValueKind.LITERAL


def test_variables_share_a_scope() -> None:
    wired = bicep("""
        var clientId = '11111111-2222-3333-4444-555555555555'
        var clientSecret = 'Kaffee-mit-Milch-7'
        var auth = { clientId: 'x', clientSecret: 'y' }
    """)
    scopes = {s.key: s.scope for s in wired.wiring.settings}
    assert scopes["clientId"] == scopes["clientSecret"]
    assert scopes["auth.clientId"] == scopes["auth.clientSecret"] != scopes["clientId"]


def test_a_literal_inside_an_interpolated_text_is_found() -> None:
    wired = bicep("var dbConnectionString = 'Server=${server};User=app;Password=Kaffee-mit-Milch-7'\n")
    value = wired.setting("dbConnectionString").value
    assert value.kind is ValueKind.LITERAL
    assert value.reveal()[value.start : value.end] == "Kaffee-mit-Milch-7"


def test_a_connection_string_with_a_computed_key_is_no_literal() -> None:
    wired = bicep("var storageConnectionString = 'AccountName=${a.name};AccountKey=${a.listKeys().keys[0].value}'\n")
    assert wired.setting("storageConnectionString").value.kind is ValueKind.EXPRESSION


@pytest.mark.parametrize(("written", "faulty"), [("'false'", True), ("'true'", False)])
def test_rotation_of_mounted_secrets(written: str, faulty: bool) -> None:
    wired = bicep(f"""
        resource aks 'Microsoft.ContainerService/managedClusters@1' = {{
          properties: {{ addonProfiles: {{ azureKeyvaultSecretsProvider: {{
            config: {{ enableSecretRotation: {written} }}
          }} }} }}
        }}
    """)
    (switch,) = wired.wiring.rotation_switches
    assert bool(switch.fault) is faulty


# --- references to a vault


def test_get_secret_of_a_vault() -> None:
    wired = bicep(f"""
        resource kv 'Microsoft.KeyVault/vaults@2023-07-01' existing = {{
          name: 'kv-shop-prod'
        }}
        module app 'app.bicep' = {{
          params: {{
            clientSecret: kv.getSecret('shop-secret', '{VERSION}')
          }}
        }}
    """)
    reference = wired.only_reference()
    assert (reference.vault, reference.secret, reference.version) == ("kv-shop-prod", "shop-secret", VERSION)
    assert wired.shown(reference.version_location) == VERSION
    assert wired.edited(reference.removal) == wired.text.replace(f", '{VERSION}'", "")
    assert [evidence.environment for evidence in reference.environments] == ["prod"]
    value = wired.setting("clientSecret").value
    assert value.kind is ValueKind.KEYVAULT_REFERENCE
    assert [(r.name, r.holder) for r in value.references] == [("shop-secret", "kv-shop-prod")]


@pytest.mark.parametrize("arguments", ["'n'", "'n', version", "'n', ''"])
def test_get_secret_without_a_written_version(arguments: str) -> None:
    reference = bicep(f"module m 'm.bicep' = {{ params: {{ p: kv.getSecret({arguments}) }} }}\n").only_reference()
    assert (reference.secret, reference.version, reference.removal) == ("n", "", ())


@pytest.mark.parametrize(
    "statement",
    [
        "output address string = secret.properties.secretUriWithVersion",
        "var address = '@Microsoft.KeyVault(SecretUri=${secret.properties.secretUriWithVersion})'",
        "resource w 'x/y@1' = { properties: { a: [ secret.properties.secretUriWithVersion ] } }",
    ],
)
def test_a_computed_pin(statement: str) -> None:
    wired = bicep(statement)
    pin = wired.wiring.vault_references[0]
    assert pin.computed
    assert not pin.version_required
    assert wired.edited(pin.removal) == statement.replace("WithVersion", "")


@pytest.mark.parametrize(
    "statement",
    [
        "var a = m.outputs.secretUriWithVersion",
        "param secretUriWithVersion string",
        "var a = secret.properties.secretUri",
    ],
)
def test_what_only_looks_like_a_pin(statement: str) -> None:
    assert bicep(statement).wiring.vault_references == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            f"'@Microsoft.KeyVault(SecretUri=${{kv.properties.vaultUri}}secrets/n/{VERSION})'",
            "'@Microsoft.KeyVault(SecretUri=${kv.properties.vaultUri}secrets/n)'",
        ),
        (
            f"'@Microsoft.KeyVault(VaultName=${{kv.name}};SecretName=n;SecretVersion={VERSION})'",
            "'@Microsoft.KeyVault(VaultName=${kv.name};SecretName=n)'",
        ),
        (f"'${{kv.properties.vaultUri}}secrets/n/{VERSION}'", "'${kv.properties.vaultUri}secrets/n'"),
        (
            f"'https://kv-shop${{environment().suffixes.keyvaultDns}}/secrets/n/{VERSION}'",
            "'https://kv-shop${environment().suffixes.keyvaultDns}/secrets/n'",
        ),
    ],
)
def test_a_written_pin_is_found_and_dropped(before: str, after: str) -> None:
    wired = bicep(f"var clientSecret = {before}")
    reference = wired.only_reference()
    assert reference.secret == "n"
    assert wired.shown(reference.version_location) == VERSION
    assert wired.edited(reference.removal) == f"var clientSecret = {after}"


# --- parameter files


def test_values_share_the_file() -> None:
    wired = parameter_file("""
        using 'main.bicep'
        param clientId = '11111111-2222-3333-4444-555555555555'
        param clientSecret = 'Kaffee-mit-Milch-7'
        param auth = {
          ClientSecret: 'Kaffee-mit-Milch-8'
        }
    """)
    assert [(s.key, s.scope) for s in wired.wiring.settings] == [
        ("clientId", ()),
        ("clientSecret", ()),
        ("auth.ClientSecret", ("auth",)),
    ]
    assert wired.wiring.parameters == ()


def test_get_secret_in_a_parameter_file() -> None:
    subscription = "2fbf906e-1101-4bc0-b64f-adc44e462fff"
    wired = parameter_file(
        f"param adminPassword = az.getSecret('{subscription}', 'group', 'kv-shop', 'vm-password', '{VERSION}')\n"
    )
    reference = wired.only_reference()
    assert (reference.vault, reference.secret, reference.version) == ("kv-shop", "vm-password", VERSION)
    assert wired.edited(reference.removal) == wired.text.replace(f", '{VERSION}'", "")
    assert wired.setting("adminPassword").value.kind is ValueKind.KEYVAULT_REFERENCE


def test_the_default_of_an_environment_variable_is_compiled_in() -> None:
    wired = parameter_file("param clientSecret = readEnvironmentVariable('CLIENT_SECRET', 'Kaffee-mit-Milch-7')\n")
    setting = wired.setting("clientSecret")
    assert (setting.role, setting.value.kind) == (Role.CLIENT_SECRET, ValueKind.LITERAL)
    assert wired.at(setting.location) == "Kaffee-mit-Milch-7"
    variable = setting.value.reference(Target.ENVIRONMENT_VARIABLE)
    assert variable is not None
    assert variable.name == "CLIENT_SECRET"


@pytest.mark.parametrize("arguments", ["'CLIENT_SECRET'", "'CLIENT_SECRET', ''", "'CLIENT_SECRET', other"])
def test_an_environment_variable_without_a_written_default(arguments: str) -> None:
    value = parameter_file(f"param clientSecret = readEnvironmentVariable({arguments})\n").setting("clientSecret").value
    assert value.kind is ValueKind.EXPRESSION
    assert value.reference(Target.ENVIRONMENT_VARIABLE) is not None


# --- what is no template


@pytest.mark.parametrize("text", ["", "param", "param p", "resource r", "output o string =", "}{", "module m 'x' = 1"])
def test_broken_text_gives_no_settings(text: str) -> None:
    assert bicep(text).wiring.settings == ()
    assert parameter_file(text).wiring.settings == ()
