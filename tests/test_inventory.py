"""An inventory is read whoever wrote it, or refused with its place; nothing of it is echoed that may be a secret."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from linting import damaged_secret, entra_secret

from linter.inventory.loading import InventoryError, load_inventory, parse_inventory
from linter.model import App, Inventory, SecretRecord

A, B = "3784f222-8e43-4c42-ab15-4470d6c9fe71", "e232931c-3dd4-4816-aaba-ab0566d838cf"
KEY, OTHER_KEY = "828df800-08d3-4756-a5e1-ef3e48e7ea6d", "fef962e0-aed2-4d28-8f95-5f0f6721331f"
CREDENTIAL = {
    "customKeyIdentifier": None,
    "displayName": "ci-2026",
    "endDateTime": "2027-03-08T00:42:06Z",
    "hint": "1Zx",
    "keyId": KEY,
    "secretText": None,
    "startDateTime": "2025-03-08T00:42:06.1234567Z",
}
RECORD = SecretRecord(KEY, "ci-2026", "1Zx", date(2025, 3, 8), date(2027, 3, 8))


def read(*values: object, name: str = "apps.json") -> Inventory:
    return parse_inventory("\n".join(map(json.dumps, values)), name)


def refusal(*values: object) -> str:
    with pytest.raises(InventoryError) as caught:
        read(*values)
    return str(caught.value)


def test_reads_the_list_of_apps() -> None:
    inventory = read([{"appId": A.upper(), "id": B, "displayName": "shop-prod", "passwordCredentials": [CREDENTIAL]}])
    assert inventory.apps == (App(A, (B,), "shop-prod", (RECORD,)),)
    assert inventory.lists_apps
    assert inventory.by_key_id[KEY].app == inventory.apps[0]


def test_reads_the_names_of_azure_ad_graph() -> None:
    old = {"keyId": KEY, "startDate": "2025-03-08T00:42:06.123456+00:00", "endDate": "2027-03-08T00:42:06+00:00"}
    inventory = read([{"appId": A, "objectId": B, "displayName": "x", "passwordCredentials": [{**old, "value": None}]}])
    assert inventory.apps == (App(A, (B,), "x", (RECORD._replace(name="", hint=""),)),)


def test_reads_what_powershell_writes(tmp_path: Path) -> None:
    secret = {"DisplayName": "ci-2026", "Hint": "1Zx", "KeyId": KEY}
    dates = {"StartDateTime": "/Date(1741394526123)/", "EndDateTime": "/Date(1804466526000)/"}
    text = json.dumps({"AppId": A, "DisplayName": "shop", "PasswordCredentials": [{**secret, **dates}]}, indent=2)
    path = tmp_path / "apps.json"
    path.write_bytes(text.replace("\n", "\r\n").encode("utf-16"))
    assert load_inventory(path).apps == (App(A, (), "shop", (RECORD,)),)


def test_reads_values_one_after_the_other_in_any_mix() -> None:
    principal = {
        "appId": A,
        "servicePrincipalType": "Application",
        "passwordCredentials": [{**CREDENTIAL, "keyId": None}],
    }
    inventory = read({"value": [{"appId": A, "passwordCredentials": [CREDENTIAL]}]}, [[principal], {"appId": B}])
    assert [(app.client_id, len(app.known_secrets)) for app in inventory.apps] == [(A, 2), (B, 0)]
    assert inventory.apps[1].secrets is None
    assert (inventory.lists_apps, inventory.lists_principals) == (True, True)


def test_reads_files_that_were_joined_with_their_byte_order_marks() -> None:
    assert len(parse_inventory(f'\ufeff[{{"appId": "{A}"}}]\r\n\ufeff[{{"appId": "{B}"}}]', "apps.json").apps) == 2


def test_a_principal_tells_its_own_secrets_and_a_managed_identity_none() -> None:
    identity = {
        "appId": B,
        "displayName": "shop-prod-mi",
        "servicePrincipalType": "ManagedIdentity",
        "alternativeNames": [
            "isExplicit=True",
            "/subscriptions/x/resourcegroups/rg/providers/Microsoft.ManagedIdentity/x",
        ],
        "passwordCredentials": [],
        "keyCredentials": [{"keyId": OTHER_KEY, "type": "AsymmetricX509Cert", "usage": "Verify"}],
    }
    old = {
        "appId": A,
        "objectId": B,
        "objectType": "ServicePrincipal",
        "servicePrincipalNames": [A],
        "passwordCredentials": [{"keyId": KEY, "endDate": "2027-03-08T00:42:06+00:00", "value": None}],
    }
    inventory = read([identity, old])
    assert (inventory.lists_apps, inventory.lists_principals, inventory.lists_identities) == (False, True, True)
    assert inventory.apps[0] == App(B, (), "shop-prod-mi", None, inventory.apps[0].certificates)
    assert inventory.apps[1].secrets is None
    assert inventory.apps[1].of_principal == (SecretRecord(KEY, ends=date(2027, 3, 8)),)
    assert (read([identity]).lists_principals, read([identity]).lists_identities) == (False, True)


def test_secrets_alone_belong_to_nobody_unless_something_tells() -> None:
    assert read([CREDENTIAL]).loose == (RECORD,)
    assert read([CREDENTIAL], name=f"exports/{A}.json").apps == (App(A, secrets=(RECORD,)),)
    assert read({A: [CREDENTIAL]}).apps == (App(A, secrets=(RECORD,)),)
    assert read([CREDENTIAL], {"appId": B, "passwordCredentials": [CREDENTIAL]}).loose == ()


def test_certificates_are_no_secrets() -> None:
    certificate = {
        "keyId": OTHER_KEY,
        "type": "AsymmetricX509Cert",
        "usage": "Verify",
        "endDateTime": "2027-01-01T00:00:00Z",
    }
    inventory = read(
        [{"appId": A, "passwordCredentials": [], "keyCredentials": [certificate]}], [certificate, CREDENTIAL]
    )
    assert inventory.apps[0].secrets == ()
    assert [held.key_id for held in inventory.apps[0].certificates] == [OTHER_KEY]
    assert inventory.loose == (RECORD,)


def page(*ids: str, more: bool) -> dict[str, object]:
    link = {"@odata.nextLink": "https://graph.microsoft.com/v1.0/applications?$skiptoken=x"} if more else {}
    return {"value": [{"appId": id_} for id_ in ids], **link}


def test_a_page_of_several_is_no_whole_list() -> None:
    inventory = read(page(A, more=True))
    assert not inventory.lists_apps
    assert "not the last one" in inventory.notices[0]
    assert read(page(A, more=True), page(B, more=False)).lists_apps


def test_a_list_that_stops_where_azure_cli_stops_is_no_whole_one() -> None:
    ids = [f"{number:08x}{A[8:]}" for number in range(100)]
    inventory = read([{"appId": id_} for id_ in ids])
    assert not inventory.lists_apps
    assert "--all" in inventory.notices[0]
    assert read([{"appId": id_} for id_ in ids[1:]]).lists_apps


def test_one_app_is_no_list_and_nothing_is_none_either() -> None:
    assert not read({"appId": A}).lists_apps
    assert not read([]).lists_apps
    assert "no app" in read([]).notices[0]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (7, "$: an object belongs here"),
        ({"value": [{}, {}]}, "$.value[0]: this is no app"),
        ([{"appId": A}, {"displayName": "x"}], "$[1]: this is no app"),
        ([{"appId": "shop"}], "$[0].appId: a GUID belongs here"),
        ([{"appId": A, "displayName": 3}], "$[0].displayName: a text belongs here"),
        ({"value": [{"appId": A, "passwordCredentials": {}}]}, "$.value[0].passwordCredentials: a list belongs here"),
        (
            [{"appId": A, "passwordCredentials": ["@{keyId=1}"]}],
            "$[0].passwordCredentials[0]: an object belongs here (Conv",
        ),
        ([[{**CREDENTIAL, "endDateTime": "31.12.2027"}]], "$[0][0].endDateTime: a date belongs here"),
        ([{**CREDENTIAL, "endDateTime": "2027-02-30T00:00:00Z"}], "$[0].endDateTime: a date belongs here"),
        ([{"keyId": KEY, "endDate": 5}], "$[0].endDate: a text belongs here"),
        ([{"KeyId": KEY, "EndDateTime": "/Date(999999999999999)/"}], "$[0].EndDateTime: a date belongs here"),
        ([{"appId": A, "servicePrincipalType": 1}], "$[0].servicePrincipalType: a text belongs here"),
        (
            {"value": [{"appId": A, "servicePrincipalType": "Application", "passwordCredentials": [{"keyId": "x"}]}]},
            "$.value[0].passwordCredentials[0].keyId: a GUID belongs here",
        ),
        ({"error": {"code": "Authorization_RequestDenied"}}, "$: this is an error of Microsoft Graph"),
    ],
)
def test_what_is_malformed_is_named_by_its_json_path(value: object, message: str) -> None:
    assert refusal(value).startswith(f"apps.json: {message}")
    assert refusal([CREDENTIAL], value).startswith(f"apps.json: value 2: {message}")


@pytest.mark.parametrize(
    ("text", "place"),
    [('[{"appId": }]', "1:12"), ('[\n {"a": 1 "b"}\n]', "2:10"), ("ERROR: no access", "1:1")],
)
def test_what_is_no_json_is_named_by_line_and_column(text: str, place: str) -> None:
    with pytest.raises(InventoryError, match=rf"^apps\.json:{place}: this is not JSON"):
        parse_inventory(text, "apps.json")


@pytest.mark.parametrize("data", [b"", b"  \r\n", b"\x00\x01\x02", b"[" * 100_000])
def test_what_is_no_inventory_at_all_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "apps.json"
    path.write_bytes(data)
    with pytest.raises(InventoryError, match=r"apps\.json"):
        load_inventory(path)


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InventoryError, match="cannot be read: No such file"):
        load_inventory(tmp_path / "apps.json", "apps.json")


@pytest.mark.parametrize(
    "value",
    [
        [{**CREDENTIAL, "secretText": "the text"}],
        [{"appId": A, "passwordCredentials": [{"keyId": KEY, "value": "the text"}]}],
        {"appId": A, "displayName": "x", "password": "the text", "tenant": B},
        {"clientId": A, "clientSecret": "the text", "appId": A},
        [{**CREDENTIAL, "hint": "the text"}],
    ],
)
def test_a_file_that_holds_a_secret_is_refused_without_an_echo(value: object) -> None:
    message = refusal(value)
    assert "hold" in message
    assert "secret" in message
    assert "the text" not in message


def test_a_secret_is_seen_wherever_it_stands() -> None:
    secret = entra_secret()
    message = refusal([{"appId": A, "displayName": f"shop {secret}"}])
    assert message.startswith("apps.json:1:")
    assert secret not in message
    assert secret[6:] not in message


def test_names_are_made_fit_for_messages() -> None:
    name = read([{"appId": A, "displayName": "shop\r\n\u202eprod\ud800" + "x" * 200}]).apps[0].name
    assert name.startswith("shop prod")
    assert len(name) == 80
    name.encode("utf-8")


def test_a_damaged_secret_in_a_name_is_cut_out() -> None:
    name = read([{"appId": A, "displayName": f"shop {damaged_secret()} prod"}]).apps[0].name
    assert name == "shop … prod"


FIELDS = [*CREDENTIAL, "appId", "passwordCredentials", "keyCredentials", "value", "@odata.nextLink", "endDate", A]
ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from([A, KEY, "2027-01-01"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


def said_of(text: str) -> str:
    """What is said of a text that is no inventory; empty where it is one."""
    try:
        parse_inventory(text, "apps.json")
    except InventoryError as error:
        return str(error)
    return ""


@settings(max_examples=100)
@given(ANY)
def test_any_json_is_an_inventory_or_refused(value: object) -> None:
    said = said_of(json.dumps(value))
    assert said == "" or said.startswith("apps.json: $")


@settings(max_examples=50)
@given(st.text(max_size=40))
def test_any_text_is_an_inventory_or_refused(text: str) -> None:
    said = said_of(text)
    assert said == "" or said.startswith("apps.json")


@settings(max_examples=50)
@given(
    ANY, st.sampled_from(["keyId", "endDateTime", "hint", "secretText", "value", "appId", "id", "passwordCredentials"])
)
def test_no_text_of_a_secret_is_ever_echoed(value: object, field: str) -> None:
    secret = "made-up-secret-of-a-test"
    entry = {"appId": A, "passwordCredentials": [{**CREDENTIAL, field: secret}], "keyCredentials": [], "x": value}
    for values in ([entry, value], [{**entry, field: secret}], [value, {field: secret}]):
        assert secret not in said_of(json.dumps(values))
    assert said_of(json.dumps([entry | {field: secret}, 7]))
