"""Shapes of Entra client secrets. Secrets are put together here, so that none stands in a file."""

import re
from base64 import b64encode

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from linter.pages.aadsts import CODES
from linter.values.entra import (
    AUTHORITY_HOSTS,
    TRAILING_LINE_BREAK,
    Judgement,
    Kind,
    checksum,
    cloud_of,
    find_secrets,
    guid_in,
    is_dummy_guid,
    is_encoded,
    is_entra_authority,
    is_guid,
    is_zero_guid,
    judge,
    tenant_in,
)

ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_~"
FILLING = "k3Vw-9Zr.Tq_4mB~xH7sLp1DfYc6NgJ"


def current(head: str = "Ab1", filling: str = FILLING) -> str:
    body = head + "8Q" + "~" + filling
    return body + checksum(body)


def previous() -> str:
    return "Ab1" + "7Q" + "~" + FILLING


INTACT = current()
LEGACY_34 = "xK9" + "~.w3Vb-7Qz_R1tYp" + "L5mN8sDf2GhJ4kC"
LEGACY_32 = "[6gyXA5S20@MN+" + "WRXAJ]I-TO7g1:h2P8"


@pytest.mark.parametrize(("first", "last"), [("z", "blP"), ("a", "b-e")])
def test_checksum_vectors(first: str, last: str) -> None:
    assert checksum(first * 3 + "8Q" + "~" + first * 31) == last


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (INTACT, Kind.INTACT),
        (current("-_."), Kind.INTACT),
        (previous(), Kind.INTACT),
        ("Ab1" + "9Q" + "~" + FILLING + "abc", Kind.LEGACY),
        (LEGACY_34, Kind.LEGACY),
        (LEGACY_32, Kind.LEGACY),
        ("A" * 43 + "=", Kind.FOREIGN),
        ("49c1a7e1-0c79-4a89-a3d6-a37998fb86b0", Kind.FOREIGN),
        ("", Kind.FOREIGN),
        ("MyApp-Client-Secret-Production-001", Kind.FOREIGN),
        ("https://a.Example.com:8080/x?q=12", Kind.FOREIGN),
        ("the FAQ~is here and not a secret", Kind.FOREIGN),
        ("client_secret=" + INTACT, Kind.FOREIGN),
        ("Ab1" + "8Q~", Kind.FOREIGN),
    ],
)
def test_generations(text: str, kind: Kind) -> None:
    assert judge(text).kind is kind


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        (INTACT[:39], "it has 39 characters instead of 40, its tail is cut off"),
        (INTACT[:38], "it has 38 characters instead of 40, its tail is cut off"),
        (INTACT[:20] + INTACT[21:], "it has 39 characters instead of 40, a character inside it is missing"),
        (INTACT[:20] + INTACT[22:], "it has 38 characters instead of 40, characters inside it are missing"),
        (INTACT[:36], "it has 36 characters instead of 40, its tail is cut off"),
        (INTACT[:20], "it has 20 characters instead of 40, its tail is cut off"),
        (INTACT[3:], "it has 37 characters instead of 40, its head is cut off"),
        (INTACT[4:], "it has 36 characters instead of 40, its head is cut off"),
        (previous()[1:], "it has 36 characters instead of 37, its head is cut off"),
        (previous()[:-2], "it has 35 characters instead of 37, its tail is cut off"),
        (INTACT + "xy", "it has 42 characters instead of 40"),
        (INTACT * 2, "it has 80 characters instead of 40"),
        ("xx" + INTACT, "something stands before its first character"),
        (INTACT[:-1] + ("a" if INTACT[-1] != "a" else "b"), "its checksum fails"),
        (INTACT[:9] + "…", "it is a masked copy"),
        (INTACT[:9] + "...", "it is a masked copy"),
        (INTACT[:9] + "*" * 12, "it is a masked copy"),
        (INTACT[:3] + "*" * 18, "it is a masked copy"),
        (INTACT + "\n", TRAILING_LINE_BREAK),
        (INTACT[:22] + "\n  " + INTACT[22:], "a line break stands inside it"),
        (" " + INTACT, "white space stands around it"),
        (INTACT[:22] + " " + INTACT[22:], "white space stands inside it"),
        (INTACT[:22] + "\u200b" + INTACT[22:], "an invisible character stands inside it"),
        ('"' + INTACT + '"', "quotation marks are part of it"),
        (INTACT.replace("~", "%7E"), "a character of it is URL-encoded"),
        (INTACT.replace("_", "&amp;"), "a character of it is HTML-encoded"),
        (INTACT.replace("~", "\\u007e"), "a character of it is written as an escape"),
        (INTACT.replace("-", "\u2013"), "a typographic character stands in it"),
        (INTACT.replace("~", "\u02dc"), "a typographic character stands in it"),
        ("$" + INTACT[:-1], "a character stands in it that no Entra secret has"),
        (INTACT.lower(), "its letters have changed case"),
        (INTACT.replace("~", "", 1), "its ~ is lost"),
    ],
)
def test_damages(text: str, detail: str) -> None:
    kind, said = judge(text)
    assert kind is Kind.DAMAGED
    assert said.startswith(detail)


@given(st.text(ALPHABET, min_size=3, max_size=3), st.text(ALPHABET, min_size=31, max_size=31))
@example("0Q~", "0" * 31)
def test_issued_secrets_are_intact_and_one_changed_character_is_not(head: str, filling: str) -> None:
    secret = current(head, filling)
    assert judge(secret) == Judgement(Kind.INTACT)
    changed = secret[:20] + ("x" if secret[20] != "x" else "y") + secret[21:]
    assume(checksum(changed[:37]) != secret[37:])  # three characters agree by chance, once in 290,000 times
    assert judge(changed).kind is Kind.DAMAGED


@given(st.text(ALPHABET, min_size=3, max_size=3), st.text(ALPHABET, min_size=31, max_size=31))
def test_the_base64_of_a_secret_is_known_by_what_it_encodes(head: str, filling: str) -> None:
    encoded = b64encode(current(head, filling).encode()).decode()
    assert is_encoded(encoded)
    assert not is_encoded(encoded[:-4])
    assert not is_encoded(current(head, filling))


@given(st.text() | st.text(ALPHABET + "Q~87%*\n'", min_size=6, max_size=110))
@settings(max_examples=100)
def test_judging_is_total_and_quotes_nothing(text: str) -> None:
    detail = judge(text).detail
    assert len(text) < 8 or text not in detail
    list(find_secrets(text))


@pytest.mark.parametrize("cut", range(16, 40))
def test_every_cut_tail_is_damage(cut: int) -> None:
    assert judge(INTACT[:cut]).kind is Kind.DAMAGED


@pytest.mark.parametrize(
    "frame",
    [
        "{}",
        'secret: "{}"',
        "az login -p {} -t x",
        "client_secret={}&scope=x",
        "It is {}.",
        "a\\n{}\\nb",
        "x%3D{}",
    ],
)
def test_found_in_free_text(frame: str) -> None:
    text = frame.format(INTACT)
    assert [(text[start:end], judgement.kind) for start, end, judgement in find_secrets(text)] == [
        (INTACT, Kind.INTACT)
    ]


@pytest.mark.parametrize("frame", ["x{}", "{}/x", "AAAA+{}", "{}{}"])
def test_not_found_inside_longer_words(frame: str) -> None:
    text = frame.format(INTACT, INTACT * 2)
    assert all(judgement.kind is not Kind.INTACT for _, _, judgement in find_secrets(text))


GUID = "6f8a3c1e-92d4-4b07-a5e1-0c7d9b3f2e68"


@pytest.mark.parametrize("text", [GUID, GUID.upper(), f"{{{GUID}}}", f"({GUID})", f'"{GUID}"', f" {GUID}\n"])
def test_guids(text: str) -> None:
    assert guid_in(text) == GUID
    assert is_guid(text)
    assert not is_zero_guid(text)
    assert not is_dummy_guid(text)


@pytest.mark.parametrize(
    "text", ["", GUID.replace("-", ""), GUID[:-1], f"{{{GUID})", f"{{{GUID}", f"{GUID}x", f"id {GUID}"]
)
def test_no_guids(text: str) -> None:
    assert not is_guid(text)
    assert not is_zero_guid(text)
    assert not is_dummy_guid(text)


def test_zero_guid() -> None:
    assert is_zero_guid("00000000-0000-0000-0000-000000000000")
    assert not is_zero_guid("00000000-0000-0000-0000-000000000001")


@pytest.mark.parametrize(
    "text",
    [
        "11111111-1111-1111-1111-111111111111",
        "00000000-0000-0000-0000-000000000000",
        "00000000-0000-0000-0000-000000000001",
        "12345678-1234-1234-1234-123456789012",
        "12345678-0000-0000-0000-000000000000",
        "aaaabbbb-0000-cccc-1111-dddd2222eeee",
        "00aa00aa-bb11-cc22-dd33-44ee44ee44ee",
        "{AAAAAAAA-AAAA-AAAA-AAAA-AAAAAAAAAAAA}",
    ],
)
def test_dummy_guids(text: str) -> None:
    assert is_dummy_guid(text)


@given(st.uuids(version=4))
def test_random_guids_are_no_dummies(uuid: object) -> None:
    assert not is_dummy_guid(str(uuid))


def test_ids_of_microsoft_are_no_dummies() -> None:
    assert not is_dummy_guid("00000003-0000-0000-c000-000000000000")


@pytest.mark.parametrize(
    ("url", "cloud", "tenant"),
    [
        (f"https://login.microsoftonline.com/{GUID}/v2.0", "AzureCloud", GUID),
        ("https://login.microsoftonline.com/", "AzureCloud", ""),
        ("https://login.microsoftonline.com", "AzureCloud", ""),
        ("login.microsoftonline.com", "AzureCloud", ""),
        ("https://login.microsoftonline.com/common/oauth2", "AzureCloud", "common"),
        (f"https://sts.windows.net/{GUID}/", "AzureCloud", GUID),
        ("https://login.windows.net/contoso.onmicrosoft.com", "AzureCloud", "contoso.onmicrosoft.com"),
        (f"https://LOGIN.microsoftonline.us/{GUID}", "AzureUSGovernment", GUID),
        (f"https://login.partner.microsoftonline.cn/{GUID}", "AzureChinaCloud", GUID),
        ("https://login.chinacloudapi.cn:443/organizations", "AzureChinaCloud", "organizations"),
        ("https://shop.b2clogin.com/tfp/shop.onmicrosoft.com/signin", "AzureCloud", "shop.onmicrosoft.com"),
        (f"https://shop.ciamlogin.com/{GUID}", "AzureCloud", GUID),
        (f"https://idp.example.com/{GUID}", "", ""),
        ("https://login.microsoftonline.com.example.com/x", "", ""),
        ("not a URL", "", ""),
        ("", "", ""),
    ],
)
def test_authorities(url: str, cloud: str, tenant: str) -> None:
    assert cloud_of(url) == cloud
    assert is_entra_authority(url) == bool(cloud)
    assert tenant_in(url) == tenant


def test_every_authority_host_is_one() -> None:
    assert all(cloud_of(f"https://{host}/x") == cloud for host, cloud in AUTHORITY_HOSTS.items())


def test_codes_are_told_in_words() -> None:
    assert CODES[7000215].title == "Invalid client secret provided"
    for number, code in CODES.items():
        assert number == code.number
        assert re.search(r"[a-z]", code.title)
        assert code.meaning.endswith(".")
