"""Keys with signatures. They are put together here, so that none stands in a file."""

import base64
import random
import zlib
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linter.values.marvin import marvin32
from linter.values.provider_keys import TRIGGERS, ProviderKey, find, is_development_key

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
RANDOM = random.Random(7)


def letters(count: int, alphabet: str = BASE62) -> str:
    return "".join(RANDOM.choices(alphabet, k=count))


def identifiable(size: int, before: int, sign: str, seed: int, *, base62: bool = False) -> str:
    """A key of ``size`` bytes as its service would make it."""
    while True:
        encoded = letters(before) + sign + "A" * (size * 8 // 6 + 2 - before - len(sign))
        data = base64.b64decode((encoded + "==")[: (size + 2) // 3 * 4])[: size - 4]
        key = base64.b64encode(data + marvin32(data, seed).to_bytes(4, "little")).decode()
        if not base62 or key.isalnum():
            return key


def annotated(sign: str, reserved: str = "AAAA") -> str:
    return letters(52) + "JQQJ" + "99" + "B" + "C" + letters(12) + reserved + sign + letters(4)


def github_token(prefix: str) -> str:
    body = letters(30)
    number, digits = zlib.crc32(body.encode()), ""
    while number:
        number, digit = divmod(number, 62)
        digits = BASE62[digit] + digits
    return prefix + body + digits.rjust(6, "0")


def devops_token(salt: int) -> str:
    rest = RANDOM.randbytes(28)
    check = (zlib.crc32(rest) ^ salt).to_bytes(4, "little")
    data = rest[:2] + check[3:] + rest[2:6] + check[2:3] + check[1:2] + rest[6:19] + check[:1] + rest[19:]
    return base64.b32encode(data).decode().lower()[:52]


IDENTIFIABLE = [
    ("Storage account key", 64, 76, "+ASt", 0x44656661756C7430),
    ("Cosmos DB key", 64, 76, "ACDb", 0x4D61737452573030),
    ("Cosmos DB key", 64, 76, "ACDb", 0x4D617374524F3030),
    ("Batch account key", 64, 76, "+ABa", 0x4162416363743030),
    ("API Management key", 64, 76, "APIM", 0x54656E616E743030),
    ("API Management key", 64, 76, "APIM", 0x4761746577793030),
    ("API Management key", 64, 76, "APIM", 0x4769744B65793030),
    ("Machine Learning key", 64, 76, "+AMC", 0x436C617373696330),
    ("Functions key", 40, 44, "AzFu", 0x46756E6374693030),
    ("Functions key", 40, 44, "AzFu", 0x53797374656D3030),
    ("Functions key", 40, 44, "AzFu", 0x4D61737465723030),
    ("Service Bus key", 32, 33, "+ASb", 0x53656E6430303030),
    ("Event Hubs key", 32, 33, "+AEh", 0x4C697374656E3030),
    ("Relay key", 32, 33, "+ARm", 0x4D616E6167653030),
    ("Event Grid key", 32, 33, "AZEG", 0),
    ("IoT Hub key", 32, 33, "AIoT", 0x496F544875623030),
    ("IoT Hub key", 32, 33, "AIoT", 0x4470734B65793030),
    ("IoT Hub key", 32, 33, "AIoT", 0x4465766963653030),
    ("Redis key", 32, 33, "AzCa", 0x4163636573733030),
    ("AI Search key", 39, 42, "AzSe", 0x5175657279303030),
    ("AI Search key", 39, 42, "AzSe", 0x5041646D696E3030),
    ("Container Registry password", 39, 42, "+ACR", 0x41435244666C7430),
]
UNVERIFIED = ("Event Grid key", "Redis key")


def made(size: int, before: int, sign: str, seed: int) -> str:
    key = identifiable(size, before, sign, seed, base62=sign == "AzSe")
    return key.replace("+", "-").replace("/", "_") if sign == "AzFu" else key


@pytest.mark.parametrize(("name", "size", "before", "sign", "seed"), IDENTIFIABLE)
def test_identifiable_keys(name: str, size: int, before: int, sign: str, seed: int) -> None:
    key = made(size, before, sign, seed)
    assert key[before : before + 4] == sign
    assert list(find(key)) == [ProviderKey(name, 0, len(key))]
    assert list(find(f'key="{key}";')) == [ProviderKey(name, 5, 5 + len(key))]
    assert list(find("x" + key)) == []


@pytest.mark.parametrize(
    ("name", "size", "before", "sign", "seed"), [row for row in IDENTIFIABLE if row[0] not in UNVERIFIED]
)
def test_a_failing_checksum_is_not_reported(name: str, size: int, before: int, sign: str, seed: int) -> None:
    key = made(size, before, sign, seed)
    changed = key[:10] + ("x" if key[10] != "x" else "y") + key[11:]
    assert list(find(changed)) == []


@pytest.mark.parametrize(
    ("name", "sign", "reserved"),
    [
        ("App Configuration key", "AZAC", "AAAA"),
        ("Azure DevOps token", "AZDO", "AAAA"),
        ("Azure AI services key", "ACOG", "AAAB"),
        ("Azure AI services key", "ACOG", "AAAA"),
        ("Event Grid key", "AZEG", "AAAA"),
        ("Maps key", "AZMP", "AAAA"),
        ("Communication Services key", "AZCS", "AAAA"),
        ("Fluid Relay key", "AZFR", "AAAA"),
        ("Mixed Reality key", "AZMR", "AAAA"),
        ("SQL key", "msql", "AAAA"),
    ],
)
def test_annotated_keys(name: str, sign: str, reserved: str) -> None:
    key = annotated(sign, reserved)
    assert list(find(key)) == [ProviderKey(name, 0, 84)]
    assert list(find(key + "Ab==")) == [ProviderKey(name, 0, 88)]
    assert list(find(key[:-5])) == []


OLD_STORAGE_KEY = base64.b64encode(RANDOM.randbytes(64)).decode()
OLD_BUS_KEY = base64.b64encode(RANDOM.randbytes(32)).decode()


@pytest.mark.parametrize(
    ("name", "text", "key"),
    [
        (
            "Storage or Cosmos DB account key",
            f"DefaultEndpointsProtocol=https;AccountName=shop;AccountKey={OLD_STORAGE_KEY};EndpointSuffix=x",
            OLD_STORAGE_KEY,
        ),
        (
            "Storage or Cosmos DB account key",
            f"AccountEndpoint=https://shop.documents.azure.com:443/;accountkey={OLD_STORAGE_KEY}",
            OLD_STORAGE_KEY,
        ),
        (
            "shared access key",
            f"Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={OLD_BUS_KEY}",
            OLD_BUS_KEY,
        ),
        (
            "App Configuration key",
            f"Endpoint=https://shop.azconfig.io;Id=a1-b2;Secret={OLD_BUS_KEY}",
            OLD_BUS_KEY,
        ),
        (
            "shared access signature",
            f"https://shop.blob.core.windows.net/c?sv=2023&sig={quote(OLD_BUS_KEY, '')}&se=x",
            quote(OLD_BUS_KEY, ""),
        ),
    ],
)
def test_keys_known_by_the_name_before_them(name: str, text: str, key: str) -> None:
    start = text.index(key)
    assert list(find(text)) == [ProviderKey(name, start, start + len(key))]


@pytest.mark.parametrize("salt", [0xE0B9692D, 0x1019F92E])
def test_old_devops_tokens(salt: int) -> None:
    token = devops_token(salt)
    assert list(find(token)) == [ProviderKey("Azure DevOps token", 0, 52)]
    assert list(find(("b" if token[0] == "a" else "a") + token[1:])) == []


@pytest.mark.parametrize("prefix", ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"])
def test_github_tokens(prefix: str) -> None:
    token = github_token(prefix)
    assert list(find(f"https://{token}@github.com")) == [ProviderKey("GitHub token", 8, 48)]
    assert list(find(token[:-1] + ("0" if token[-1] != "0" else "1"))) == []


def test_checksum_of_a_published_and_revoked_github_token() -> None:
    token = "ghp_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ" + "0mLq17"
    assert [key.name for key in find(token)] == ["GitHub token"]


PEM_BODY = "\n".join(letters(64) for _ in range(3))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("GitHub token", "github_" + "pat_" + letters(22) + "_" + letters(59)),
        ("Databricks token", "dapi" + letters(32, "0123456789abcdef")),
        ("Databricks token", "dapi" + letters(32, "0123456789abcdef") + "-2"),
        ("Slack webhook", "https://hooks.slack.com/services/" + "T012AB3CD/" + "B012AB3CD/" + letters(24)),
        ("private key", "-----BEGIN PRIVATE " + f"KEY-----\n{PEM_BODY}\n-----END PRIVATE KEY-----\n"),
        ("private key", "-----BEGIN RSA PRIVATE " + "KEY-----\\n" + PEM_BODY.replace("\n", "\\n")),
    ],
)
def test_other_tokens(name: str, text: str) -> None:
    assert [key.name for key in find(text)] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AccountKey=<key>",
        "AccountKey=" + "A" * 86 + "==",
        "-----BEGIN PRIVATE KEY-----\n<your key>\n-----END PRIVATE KEY-----",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + PEM_BODY,
        "-----BEGIN PUBLIC KEY-----\n" + PEM_BODY,
        "InstrumentationKey=6f8a3c1e-92d4-4b07-a5e1-0c7d9b3f2e68",
        "dapi" + "0" * 32,
        "ghp_" + "x" * 36,
        "a" * 52,
        "github_pat_11AAAA",
        "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
    ],
)
def test_what_is_no_key(text: str) -> None:
    assert list(find(text)) == []


@pytest.mark.parametrize(
    "key",
    [
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50u" + "SRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
        "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5" + "DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==",
    ],
)
def test_development_keys_are_never_found(key: str) -> None:
    assert is_development_key(key)
    assert is_development_key(f"AccountName=devstoreaccount1;AccountKey={key}")
    assert list(find(f"AccountKey={key};")) == []
    assert not is_development_key(OLD_STORAGE_KEY)


@pytest.mark.parametrize(
    "make",
    [
        lambda: made(64, 76, "+ASt", 0x44656661756C7430),
        lambda: annotated("AZAC"),
        lambda: github_token("ghp_"),
        lambda: "AccountKey=" + OLD_STORAGE_KEY,
    ],
)
def test_whatever_is_found_has_a_trigger(make: Callable[[], str]) -> None:
    text = make()
    assert list(find(text))
    assert any(trigger in text.encode() for trigger in TRIGGERS)


@given(
    st.text() | st.sampled_from(["sig=", "AccountKey=", "JQQJ99", "ghp_"]).flatmap(lambda s: st.text().map(s.__add__))
)
@settings(max_examples=100)
def test_finding_is_total(text: str) -> None:
    for key in find(text):
        assert 0 <= key.start < key.end <= len(text)


def token(payload: str) -> str:
    """A JSON web token as Supabase signs it."""
    parts = ('{"alg":"HS256","typ":"JWT"}', payload)
    head = ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)
    return f"{head}.{letters(43, BASE62 + '-_')}"


@pytest.mark.parametrize("project", ["qwertyuiopasdfghjkl", "qwertyuiopasdfghjklz", "qwertyuiopasdfghjklzx"])
def test_a_supabase_key_is_known_by_its_role(project: str) -> None:
    """Wherever the role stands in its payload, and so in the base64 of it."""
    payload = f'{{"iss":"supabase","ref":"{project}","role":"service_role","iat":1768197309,"exp":2083773309}}'
    key = token(payload)
    assert list(find(f"KEY={key}")) == [ProviderKey("Supabase service_role key", 4, 4 + len(key))]
    assert list(find(key[:-1])) == []
    for_pages = token(payload.replace("service_role", "anon"))
    assert list(find(for_pages)) == []
    assert is_development_key(for_pages)
    assert not is_development_key(key)


def test_the_keys_of_a_local_supabase_are_everybodys() -> None:
    key = token('{"iss":"supabase-demo","role":"service_role","exp":1983812996}')
    assert is_development_key(key)
    assert list(find(key)) == []


def test_google_client_secrets() -> None:
    secret = "GOCSPX-" + "aB3_" * 2 + letters(20)
    assert list(find(f"GOOGLE_CLIENT_SECRET={secret}")) == [ProviderKey("Google OAuth client secret", 21, 56)]
    assert list(find(secret)) == [ProviderKey("Google OAuth client secret", 0, 35)]
    assert list(find(secret + "x")) == []
    assert list(find("GOCSPX-your-google-client-secret-xx")) == []
