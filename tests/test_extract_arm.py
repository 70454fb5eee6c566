"""Facts of ARM templates and their parameter files."""

import json
from typing import Any

import pytest
from templating import VERSION, TemplateFacts

from linter.model import Family, Role, Target, ValueKind

VAULT_ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv-shop-stg"


def wire(content: Any, family: Family = Family.ARM_TEMPLATE) -> TemplateFacts:
    return TemplateFacts(
        content if isinstance(content, str) else json.dumps(content, indent=2), family, "shop/main.json"
    )


def template(
    *resources: Any,
    parameters: dict[str, Any] | None = None,
    variables: dict[str, Any] | None = None,
    outputs: dict[str, Any] | None = None,
) -> TemplateFacts:
    return wire(
        {
            "parameters": parameters or {},
            "variables": variables or {},
            "resources": resources,
            "outputs": outputs or {},
        }
    )


def site(*settings: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Microsoft.Web/sites", "name": "web", "properties": {"siteConfig": {"appSettings": settings}}}


def parameter_file(**parameters: Any) -> TemplateFacts:
    return wire({"parameters": parameters}, Family.ARM_PARAMETERS)


# --- parameters


def test_declared_parameters() -> None:
    wired = template(
        parameters={
            "plain": {"type": "String", "defaultValue": "x"},
            "secret": {"type": "secureString"},
            "bag": {"type": "secureObject", "defaultValue": {"a": {"b": "made-up"}}},
            "adminPassword": {"type": "String", "defaultValue": "x", "allowedValues": ["x", "y"]},
        }
    )
    secret, bag, named = wired.wiring.parameters
    assert (secret.type, secret.secure, secret.default) == ("string", True, None)
    assert (bag.type, bag.secure, wired.shown(bag.default_location)) == ("object", True, "made-up")
    assert (named.type, named.secure, named.enumerated) == ("string", False, True)
    assert wired.shown(named.location) == "adminPassword"
    assert wired.shown(named.type_location) == "String"
    assert wired.shown(named.default_location) == "x"


@pytest.mark.parametrize(
    ("default", "kind"),
    [
        ("", ValueKind.EMPTY),
        ("[newGuid()]", ValueKind.EXPRESSION),
        ("[ newGuid() ]", ValueKind.EXPRESSION),
        ({}, ValueKind.EMPTY),
        ("[[not an expression]", ValueKind.LITERAL),
        ("Kaffee-mit-Milch-7", ValueKind.LITERAL),
    ],
)
def test_defaults_are_judged(default: Any, kind: ValueKind) -> None:
    wired = template(parameters={"p": {"type": "secureString", "defaultValue": default}})
    (parameter,) = wired.wiring.parameters
    assert parameter.default is not None
    assert parameter.default.kind is kind


def test_a_default_is_a_setting_too() -> None:
    wired = template(parameters={"clientSecret": {"type": "string", "defaultValue": "Kaffee-mit-Milch-7"}})
    setting = wired.setting("clientSecret")
    assert (setting.role, setting.value.kind) == (Role.CLIENT_SECRET, ValueKind.LITERAL)


USES = [
    {"type": "x/virtualMachines", "name": "vm", "properties": {"osProfile": {"adminPassword": "[parameters('p')]"}}},
    {"type": "Microsoft.KeyVault/vaults/secrets", "name": "kv/Graph", "properties": {"value": "[parameters('P')]"}},
    site({"name": "AzureAd__ClientSecret", "value": "[parameters('p')]"}),
    site({"name": "Db", "value": "[concat('Server=', parameters('server'), ';Password=', parameters('p'))]"}),
    site({"name": "Db", "value": "[format('Server={0};Password={1}', parameters('server'), parameters('p'))]"}),
    {
        "type": "Microsoft.Resources/deployments",
        "name": "inner",
        "properties": {"parameters": {"dbAdminPwd": {"value": "[parameters('p')]"}}},
    },
]  # fmt: skip


@pytest.mark.parametrize("resource", USES)
def test_where_a_parameter_becomes_a_secret(resource: dict[str, Any]) -> None:
    declared = {name: {"type": "string"} for name in ("p", "server")}
    wired = template(resource, parameters=declared)
    (used,) = wired.wiring.parameters
    assert used.name == "p"
    assert "'p'" in wired.shown(used.secret_uses[0]).lower()


NO_USES = [
    site({"name": "ClientSecret", "value": "[concat('@Microsoft.KeyVault(SecretUri=', parameters('p'), ')')]"}),
    site({"name": "ClientSecret", "value": "[if(parameters('p'), 'a', 'b')]"}),
    site({"name": "ClientId", "value": "[parameters('p')]"}),
    {"type": "Microsoft.KeyVault/vaults/secrets", "name": "kv/AppInsights-Key", "properties": {"value": "[parameters('p')]"}},
    {"type": "x/y", "name": "n", "properties": {"adminPassword": "[reference(parameters('p')).secret]"}},
]  # fmt: skip


@pytest.mark.parametrize("resource", NO_USES)
def test_where_a_parameter_stays_harmless(resource: dict[str, Any]) -> None:
    wired = template(resource, parameters={"p": {"type": "string"}})
    assert wired.wiring.parameters == ()


def test_lists_and_choices_cannot_be_secure() -> None:
    body = {"type": "x/y", "name": "n", "properties": {"adminPassword": "[parameters('p')]"}}
    wired = template(body, parameters={"p": {"type": "array"}})
    assert wired.wiring.parameters == ()


def nested(scope: str) -> TemplateFacts:
    inner = {
        "parameters": {"p": {"type": "string"}} if scope == "inner" else {},
        "resources": [{"type": "x/y", "name": "n", "properties": {"adminPassword": "[parameters('p')]"}}],
    }
    deployment = {
        "type": "Microsoft.Resources/deployments",
        "name": "n",
        "properties": {"expressionEvaluationOptions": {"scope": scope}, "template": inner},
    }
    return template(deployment, parameters={"p": {"type": "string"}})


def test_inner_scope_has_parameters_of_its_own() -> None:
    wired = nested("inner")
    (parameter,) = wired.wiring.parameters
    assert len(parameter.secret_uses) == 1
    (resource,) = wired.wiring.settings
    assert resource.location.span.start > parameter.location.span.start > 100  # not the outer one


def test_outer_scope_uses_the_parameters_around_it() -> None:
    (parameter,) = nested("outer").wiring.parameters
    assert len(parameter.secret_uses) == 1


# --- outputs


@pytest.mark.parametrize(
    ("value", "carries"),
    [
        ("[listKeys(resourceId('x'), '2022-09-01').keys[0].value]", "what listKeys() returns"),
        ("[listkeys(resourceId('x'), '2022-09-01').keys[0].value]", "what listkeys() returns"),
        ("[concat('Key=', listAdminKeys('x', '1').primaryKey)]", "what listAdminKeys() returns"),
        ("[parameters('Hidden')]", "the secure parameter Hidden"),
        ("[variables('keys')]", "what listKeys() returns, through the variable keys"),
        ("[length(parameters('hidden'))]", ""),
        ("[reference('x').connectionString]", ""),
        ("[parameters('open')]", ""),
        ("text", ""),
    ],
)
def test_what_outputs_carry(value: str, carries: str) -> None:
    wired = template(
        parameters={"hidden": {"type": "securestring"}, "open": {"type": "string"}},
        variables={"keys": "[listKeys('x', '1')]", "loop": "[variables('loop')]"},
        outputs={"o": {"type": "string", "value": value}},
    )
    assert [(output.carries, wired.shown(output.location)) for output in wired.wiring.outputs] == (
        [(carries, value)] if carries else []
    )


@pytest.mark.parametrize(
    ("name", "value", "carries"),
    [
        ("adminPassword", "[reference('x').outputs.p.value]", "a secret, by its name"),
        ("adminPassword", "[reference('x').secretUri]", ""),
        ("adminPassword", "literal", ""),
        ("passwordSecretName", "[variables('x')]", ""),
    ],
)
def test_outputs_speak_by_their_names(name: str, value: str, carries: str) -> None:
    outputs = template(outputs={name: {"type": "string", "value": value}}).wiring.outputs
    assert "".join(output.carries for output in outputs) == carries


def test_variables_that_refer_to_each_other_end() -> None:
    chain = {f"v{n}": f"[concat(variables('v{n + 1}'), variables('v{n + 1}'))]" for n in range(60)}
    wired = template(variables=chain, outputs={"o": {"type": "string", "value": "[variables('v0')]"}})
    assert wired.wiring.outputs == ()


def test_an_output_of_an_object_is_shown_at_its_secret() -> None:
    value = {"name": "x", "inner": ["[listKeys('x', '1')]"]}
    wired = template(outputs={kind: {"type": kind, "value": value} for kind in ("object", "secureObject")})
    (output,) = wired.wiring.outputs
    assert (output.name, wired.shown(output.location)) == ("object", "[listKeys('x', '1')]")


# --- secrets of a vault

VAULT_SECRET = {"type": "Microsoft.KeyVault/vaults/secrets", "properties": {"value": "[parameters('p')]"}}


@pytest.mark.parametrize(
    ("name", "last", "credential"),
    [
        ("kv/AzureAd--ClientSecret", "AzureAd--ClientSecret", True),
        ("[concat(variables('kv'), '/', 'graph-client-secret')]", "graph-client-secret", True),
        ("[format('{0}/{1}', variables('kv'), 'DbPassword')]", "DbPassword", True),
        ("[format('{0}/DbPassword', toLower('KV'))]", "DbPassword", True),
        ("[format('{0}/{1}', variables('kv'), toLower('DbPassword'))]", "", False),
        ("kv/AzureAd--TenantId", "AzureAd--TenantId", False),
        ("kv/ApplicationInsightsKey", "ApplicationInsightsKey", False),
        ("[parameters('name')]", "", False),
    ],
)
def test_names_of_vault_secrets(name: str, last: str, credential: bool) -> None:
    (found,) = template({**VAULT_SECRET, "name": name}).wiring.vault_secrets
    assert (found.name, found.holds_credential, found.expires) == (last, credential, False)


def test_a_vault_secret_within_its_vault_with_an_expiry() -> None:
    child = {
        "type": "secrets",
        "name": "[variables('n')]",
        "properties": {"value": "[listKeys('x', '1').keys[0].value]", "attributes": {"exp": "[parameters('exp')]"}},
    }
    (found,) = template({"type": "Microsoft.KeyVault/vaults", "name": "kv", "resources": [child]}).wiring.vault_secrets
    assert found.expires
    assert found.holds_credential


# --- settings


def test_app_settings_share_the_scope_of_their_list() -> None:
    wired = template(
        site(
            {"name": "AzureAd__ClientId", "value": "[parameters('clientId')]"},
            {"name": "AzureAd__ClientSecret", "value": "Kaffee-mit-Milch-7", "slotSetting": True},
        )
    )
    client, secret = wired.setting("AzureAd__ClientId"), wired.setting("AzureAd__ClientSecret")
    assert client.scope == secret.scope
    assert (client.value.kind, client.slot_sticky, secret.slot_sticky) == (ValueKind.EXPRESSION, None, True)
    reference = client.value.reference(Target.PARAMETER)
    assert reference is not None
    assert client.value.reveal()[reference.start : reference.end] == "clientId"
    (credential,) = wired.wiring.credentials
    assert credential.client_secret == secret


def test_two_apps_do_not_share_a_scope() -> None:
    settings = {"name": "ClientSecret", "value": "x"}
    first, second = template(site(settings), site(settings)).wiring.settings
    assert first.scope != second.scope


@pytest.mark.parametrize("name", ["web/appsettings", "[concat(parameters('web'), '/appsettings')]"])
def test_app_settings_as_properties_of_a_config_resource(name: str) -> None:
    wired = template(
        {"type": "Microsoft.Web/sites/config", "name": name, "properties": {"MicrosoftAppPassword": "x"}},
        {
            "type": "Microsoft.Web/sites/config",
            "name": "web/slotConfigNames",
            "properties": {"appSettingNames": ["MicrosoftAppPassword"]},
        },
    )
    setting = wired.setting("MicrosoftAppPassword")
    assert (setting.role, setting.slot_sticky) == (Role.CLIENT_SECRET, True)


def test_settings_left_out_of_slot_config_names_are_swapped() -> None:
    names = {"type": "Microsoft.Web/sites/config", "name": "slotConfigNames", "properties": {"appSettingNames": []}}
    assert template(site({"name": "ClientSecret", "value": "x"}), names).setting("ClientSecret").slot_sticky is False


def test_connection_strings_of_a_site() -> None:
    strings = [{"name": "Main", "connectionString": "[parameters('c')]", "type": "SQLAzure"}]
    wired = template(
        {"type": "Microsoft.Web/sites", "name": "w", "properties": {"siteConfig": {"connectionStrings": strings}}}
    )
    assert wired.setting("Main").role is Role.CONNECTION_STRING


def test_container_app_secrets() -> None:
    wired = template(
        {
            "type": "Microsoft.App/containerApps",
            "name": "app",
            "properties": {
                "configuration": {
                    "secrets": [
                        {
                            "name": "client-secret",
                            "keyVaultUrl": f"https://kv-shop.vault.azure.net/secrets/n/{VERSION}",
                        },
                        {"name": "db-password", "value": "[parameters('db')]"},
                    ]
                },
                "template": {
                    "containers": [{"env": [{"name": "AZURE_CLIENT_SECRET", "secretRef": "client-secret"}]}],
                },
            },
        }
    )
    reference = wired.only_reference()
    assert (reference.key, reference.vault, reference.secret) == ("client-secret", "kv-shop", "n")
    assert wired.shown(reference.version_location) == VERSION
    value = wired.setting("AZURE_CLIENT_SECRET").value
    assert value.kind is ValueKind.SECRET_REFERENCE
    assert [(r.target, r.name) for r in value.references] == [(Target.CONTAINER_APP_SECRET, "client-secret")]


def test_a_service_principal_of_a_cluster() -> None:
    profile = {"clientId": "11111111-2222-3333-4444-555555555555", "secret": "Kaffee-mit-Milch-7"}
    wired = template(
        {
            "type": "Microsoft.ContainerService/managedClusters",
            "name": "aks",
            "properties": {"servicePrincipalProfile": profile},
        }
    )
    (credential,) = wired.wiring.credentials
    assert credential.client_id is not None
    assert credential.client_secret is not None


def test_the_secret_of_a_sign_in_is_the_name_of_a_setting() -> None:
    registration = {
        "clientId": "[parameters('c')]",
        "clientSecretSettingName": "MICROSOFT_PROVIDER_AUTHENTICATION_SECRET",
    }
    provider = {"azureActiveDirectory": {"registration": registration}}
    wired = template(
        {
            "type": "Microsoft.Web/sites/config",
            "name": "web/authsettingsV2",
            "properties": {"identityProviders": provider},
        }
    )
    roles = {s.name.rpartition(".")[2]: s.role for s in wired.wiring.settings}
    assert roles == {"clientId": Role.CLIENT_ID, "clientSecretSettingName": Role.SETTING_NAME}


def test_a_literal_inside_an_expression_is_found() -> None:
    value = "[concat('Server=tcp:db;User=app;Password=Kaffee-mit-Milch-7;Database=', variables('db'))]"
    setting = template(site({"name": "ConnectionStrings__Db", "value": value})).setting("ConnectionStrings__Db")
    assert setting.value.kind is ValueKind.LITERAL
    assert setting.value.reveal()[setting.value.start : setting.value.end] == "Kaffee-mit-Milch-7"


@pytest.mark.parametrize("key", ["{1}", "', listKeys('x', '1').keys[0].value, '"])
def test_a_connection_string_with_a_computed_key_is_no_literal(key: str) -> None:
    function = "format" if key == "{1}" else "concat"
    value = f"[{function}('AccountName=shop;AccountKey={key};EndpointSuffix=core.windows.net', 1, 2)]"
    assert template(site({"name": "AzureWebJobsStorage", "value": value})).setting("Storage").value.kind is (
        ValueKind.EXPRESSION
    )


# --- references to a vault


@pytest.mark.parametrize(
    "value",
    [
        "[concat('@Microsoft.KeyVault(SecretUri=', reference(variables('x')).secretUriWithVersion, ')')]",
        "[reference(variables('x'))['secretUriWithVersion']]",
    ],
)
def test_a_computed_pin(value: str) -> None:
    wired = template(site({"name": "AzureAd:ClientSecret", "value": value}))
    pin = wired.wiring.vault_references[0]
    assert pin.computed
    assert wired.shown(pin.version_location) == "secretUriWithVersion"
    assert wired.edited(pin.removal) == wired.text.replace("WithVersion", "")


def test_an_output_may_be_called_like_the_pin() -> None:
    value = "[reference('secrets').outputs.secretUriWithVersion.value]"
    assert template(site({"name": "Address", "value": value})).wiring.vault_references == ()


def test_virtual_machines_demand_a_version() -> None:
    certificate = {"certificateUrl": "[reference('x').secretUriWithVersion]", "certificateStore": "My"}
    assert template({"type": "x/y", "name": "vm", "properties": certificate}).only_reference().version_required


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            f"[concat('@Microsoft.KeyVault(SecretUri=https://', parameters('kv'), '.vault.azure.net/secrets/n/{VERSION})')]",
            "[concat('@Microsoft.KeyVault(SecretUri=https://', parameters('kv'), '.vault.azure.net/secrets/n)')]",
        ),
        (
            f"[format('@Microsoft.KeyVault(VaultName={{0}};SecretName=n;SecretVersion={VERSION})', parameters('kv'))]",
            "[format('@Microsoft.KeyVault(VaultName={0};SecretName=n)', parameters('kv'))]",
        ),
        (
            f"[concat(reference(variables('kv')).vaultUri, 'secrets/n/{VERSION}')]",
            "[concat(reference(variables('kv')).vaultUri, 'secrets/n')]",
        ),
        (
            f"@Microsoft.KeyVault(SecretUri=https://kv-shop.vault.azure.net/secrets/n/{VERSION})",
            "@Microsoft.KeyVault(SecretUri=https://kv-shop.vault.azure.net/secrets/n)",
        ),
    ],
)
def test_a_written_pin_is_found_and_dropped(before: str, after: str) -> None:
    wired = template(site({"name": "ClientSecret", "value": before}))
    reference = wired.only_reference()
    assert (reference.version, wired.shown(reference.version_location)) == (VERSION, VERSION)
    assert wired.edited(reference.removal) == wired.text.replace(before, after)


def test_an_unpinned_reference_is_sound() -> None:
    value = "[concat('@Microsoft.KeyVault(SecretUri=', reference(variables('x')).secretUri, ')')]"
    wired = template(site({"name": "ClientSecret", "value": value}))
    reference = wired.only_reference()
    assert (reference.version, reference.computed, reference.malformed) == ("", False, "")
    assert wired.setting("ClientSecret").value.kind is ValueKind.KEYVAULT_REFERENCE


@pytest.mark.parametrize(
    "properties",
    [
        {"keyVault": {"secretIdentifier": f"https://kv-shop.vault.azure.net/secrets/n/{VERSION}"}},
        {"keyVaultSecretId": f"https://kv-shop.vault.azure.net/secrets/n/{VERSION}"},
        {
            "contentType": "application/vnd.microsoft.appconfig.keyvaultref+json;charset=utf-8",
            "value": f'{{"uri":"https://kv-shop.vault.azure.net/secrets/n/{VERSION}"}}',
        },
    ],
)
def test_other_services_name_a_version_in_the_address(properties: dict[str, Any]) -> None:
    reference = template({"type": "x/y", "name": "n", "properties": properties}).only_reference()
    assert (reference.secret, reference.version, reference.version_required) == ("n", VERSION, False)


def test_keys_of_an_encryption_are_no_secrets() -> None:
    key = {"keyIdentifier": f"https://kv-shop.vault.azure.net/keys/n/{VERSION}"}
    assert template({"type": "x/y", "name": "n", "properties": key}).wiring.vault_references == ()


@pytest.mark.parametrize(("latest", "count"), [(True, 0), (False, 1)])
def test_front_door_follows_the_latest_version_if_told_to(latest: bool, count: int) -> None:
    parameters = {"secretSource": {"id": "x"}, "secretVersion": VERSION, "useLatestVersion": latest}
    body = {"type": "Microsoft.Cdn/profiles/secrets", "name": "n", "properties": {"parameters": parameters}}
    assert len(template(body).wiring.vault_references) == count


# --- parameter files


def test_values_share_the_file() -> None:
    wired = parameter_file(
        clientId={"value": "11111111-2222-3333-4444-555555555555"},
        clientSecret={"value": "Kaffee-mit-Milch-7"},
        adminpwd={"value": "Kaffee-mit-Milch-8"},
        settings={"value": {"AzureAd": {"ClientSecret": "x"}}},
    )
    assert [(s.key, s.scope, s.role) for s in wired.wiring.settings] == [
        ("clientId", (), Role.CLIENT_ID),
        ("clientSecret", (), Role.CLIENT_SECRET),
        ("adminpwd", (), Role.OTHER_SECRET),
        ("settings.AzureAd.ClientSecret", ("settings", "AzureAd"), Role.CLIENT_SECRET),
    ]


@pytest.mark.parametrize("where", [0, 1, 2])
def test_a_parameter_read_from_a_vault(where: int) -> None:
    entries = [("keyVault", {"id": VAULT_ID}), ("secretName", "shop-secret")]
    entries.insert(where, ("secretVersion", VERSION))
    wired = parameter_file(clientSecret={"reference": dict(entries)})
    reference = wired.only_reference()
    assert (reference.key, reference.vault, reference.secret) == ("clientSecret", "kv-shop-stg", "shop-secret")
    assert wired.shown(reference.version_location) == VERSION
    assert [evidence.environment for evidence in reference.environments] == ["staging"]
    del entries[where]
    expected = {"parameters": {"clientSecret": {"reference": dict(entries)}}}
    assert json.loads(wired.edited(reference.removal)) == expected
    setting = wired.setting("clientSecret")
    assert setting.value.kind is ValueKind.KEYVAULT_REFERENCE
    assert [(r.name, r.holder) for r in setting.value.references] == [("shop-secret", "kv-shop-stg")]


def test_a_version_beside_a_comment_is_not_removed() -> None:
    text = (
        f'{{"parameters": {{"p": {{"reference": {{"keyVault": {{"id": "{VAULT_ID}"}}, // the vault\n'
        f'"secretName": "n" /* why */, "secretVersion": "{VERSION}"}}}}}}}}'
    )
    reference = wire(text, Family.ARM_PARAMETERS).only_reference()
    assert (reference.version, reference.removal) == (VERSION, ())


def test_service_fabric_takes_certificates_by_version() -> None:
    url = f"https://kv-shop.vault.azure.net:443/secrets/cert/{VERSION}"
    assert parameter_file(certificateUrlValue={"value": url}).only_reference().version_required


# --- rotation


@pytest.mark.parametrize(("written", "faulty"), [("false", True), ("true", False)])
def test_rotation_of_mounted_secrets(written: str, faulty: bool) -> None:
    addon = {"azureKeyvaultSecretsProvider": {"enabled": True, "config": {"enableSecretRotation": written}}}
    wired = template(
        {"type": "Microsoft.ContainerService/managedClusters", "name": "a", "properties": {"addonProfiles": addon}}
    )
    (switch,) = wired.wiring.rotation_switches
    assert bool(switch.fault) is faulty
    assert wired.shown(switch.location) == written


# --- what is no template


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '"x"', '{"resources": "x", "parameters": [], "outputs": {"o": 1}}', '{"resources": [[1]]}', "{"],
)
def test_anything_else_gives_nothing(text: str) -> None:
    for family in (Family.ARM_TEMPLATE, Family.ARM_PARAMETERS):
        facts = wire(text, family).wiring
        assert (facts.settings, facts.parameters, facts.outputs) == ((), (), ())


def test_deep_templates_are_read() -> None:
    body: Any = {"adminPassword": "Kaffee-mit-Milch-7"}
    for _ in range(150):
        body = {"a": [body]} if isinstance(body, dict) and "a" not in body else {"a": body}
    assert template({"type": "x/y", "name": "n", "properties": body}).wiring.settings
