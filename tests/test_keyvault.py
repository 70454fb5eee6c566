"""The grammars of a Key Vault reference."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linter.values.keyvault import (
    HSM_SUFFIXES,
    VAULT_SUFFIXES,
    Akv2k8sReference,
    AppServiceReference,
    cloud_of,
    find_secret_uris,
    is_version,
    parse_akv2k8s,
    parse_app_service,
    vault_in,
)

VERSION = "ec96f02080254f109c51a1f14cdb1931"
URI = "https://kv-shop-prod.vault.azure.net/secrets/shop-secret"


def parsed(text: str) -> AppServiceReference:
    reference = parse_app_service(text)
    assert reference is not None
    return reference


def without(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + text[end:]
    return text


@pytest.mark.parametrize(
    "inside",
    [
        f"SecretUri={URI}",
        f"SecretUri={URI}/",
        f"SecretUri={URI};",
        f"SecretUri={URI.replace('.net/', '.net:443/')}",
        "VaultName=kv-shop-prod;SecretName=shop-secret",
        "VaultName=kv-shop-prod;SecretName=shop-secret;",
        "SecretName=shop-secret;VaultName=kv-shop-prod",
        "VaultName=kv-shop-prod; SecretName=shop-secret",
    ],
)
def test_sound_and_unpinned(inside: str) -> None:
    text = f"@Microsoft.KeyVault({inside})"
    reference = parsed(text)
    assert (reference.vault, reference.secret, reference.version) == ("kv-shop-prod", "shop-secret", "")
    assert (reference.malformed, reference.partial, reference.removals) == ("", False, ())
    assert reference.secret_span is not None
    assert text[slice(*reference.secret_span)] == "shop-secret"


@pytest.mark.parametrize(
    ("pinned", "unpinned"),
    [
        (f"SecretUri={URI}/{VERSION}", f"SecretUri={URI}"),
        (f"SecretUri={URI}/{VERSION}/", f"SecretUri={URI}/"),
        (f"SecretUri={URI}/{VERSION};", f"SecretUri={URI};"),
        (
            f"VaultName=kv-shop-prod;SecretName=shop-secret;SecretVersion={VERSION}",
            "VaultName=kv-shop-prod;SecretName=shop-secret",
        ),
        (
            f"VaultName=kv-shop-prod;SecretVersion={VERSION};SecretName=shop-secret",
            "VaultName=kv-shop-prod;SecretName=shop-secret",
        ),
        (
            f"SecretVersion={VERSION};VaultName=kv-shop-prod;SecretName=shop-secret",
            "VaultName=kv-shop-prod;SecretName=shop-secret",
        ),
    ],
)
def test_pinned(pinned: str, unpinned: str) -> None:
    text = f"@Microsoft.KeyVault({pinned})"
    reference = parsed(text)
    assert (reference.malformed, reference.version) == ("", VERSION)
    assert reference.version_span is not None
    assert text[slice(*reference.version_span)] == VERSION
    assert without(text, reference.removals) == f"@Microsoft.KeyVault({unpinned})"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("@Microsoft.KeyVault()", "it has neither SecretUri nor VaultName and SecretName"),
        ("@Microsoft.KeyVault(string)", "it has neither SecretUri nor VaultName and SecretName"),
        ("@Microsoft.KeyVault(SecretUri=bad uri)", "a blank stands inside it"),
        ("@Microsoft.KeyVault(VaultName=kv1;)", "its SecretName is missing"),
        ("@Microsoft.KeyVault(SecretName=kv1;)", "its VaultName is missing"),
        ("@Microsoft.KeyVault(SecretUri=;)", "its SecretUri is empty"),
        ("@Microsoft-KeyVault()", "it is not spelled @Microsoft.KeyVault("),
        (f"@Microsoft-KeyVault(SecretUri={URI})", "it is not spelled @Microsoft.KeyVault("),
        (f"@microsoft.keyvault(SecretUri={URI})", "it is not spelled @Microsoft.KeyVault("),
        (f"@MICROSOFT.KEYVAULT(SecretUri={URI})", "it is not spelled @Microsoft.KeyVault("),
        (f"Microsoft.KeyVault(SecretUri={URI})", "it is not spelled @Microsoft.KeyVault("),
        (f"@Microsoft.KeyVault{{SecretUri={URI}}}", "it is not spelled @Microsoft.KeyVault("),
        (f"@Microsoft.KeyVault (SecretUri={URI})", "it is not spelled @Microsoft.KeyVault("),
        (f"@Microsoft.KeyVault(SecretUri={URI}", "its closing parenthesis is missing"),
        (f"@Microsoft.KeyVault(SecretUri={URI}/{VERSION}", "its closing parenthesis is missing"),
        (f"@Microsoft.KeyVault(SecretUri={URI})x", "text stands after it"),
        (f"@Microsoft.KeyVault(SecretUri={URI}) ", "white space stands after it"),
        (f" @Microsoft.KeyVault(SecretUri={URI})", "white space stands before it"),
        (f'"@Microsoft.KeyVault(SecretUri={URI})"', "text stands before it"),
        (f"Server=db;User ID=me;Password=@Microsoft.KeyVault(SecretUri={URI})", "text stands before it"),
        (f"@Microsoft.KeyVault(secreturi={URI})", "SecretUri is written in another letter case"),
        ("@Microsoft.KeyVault(vaultName=kv1;SecretName=s)", "VaultName is written in another letter case"),
        (
            "@Microsoft.KeyVault(VaultName=kv1,SecretName=s)",
            "a comma stands between its arguments, where a semicolon belongs",
        ),
        (f"@Microsoft.KeyVault(SecretUrl={URI})", "it has neither SecretUri nor VaultName and SecretName"),
        (f"@Microsoft.KeyVault(SecretUri={URI.replace('https', 'http')})", "its address begins with http://"),
        ("@Microsoft.KeyVault(SecretUri=kv1.vault.azure.net/secrets/s)", "its address does not begin with"),
        (f"@Microsoft.KeyVault(SecretUri={URI.replace('secrets', 'keys')})", "it points at a key"),
        (f"@Microsoft.KeyVault(SecretUri={URI.replace('secrets', 'certificates')})", "it points at a cert"),
        ("@Microsoft.KeyVault(SecretUri=https://kv1.vault.azure.net/s)", "its address lacks /secrets/"),
        ("@Microsoft.KeyVault(SecretUri=https://kv1.vault.azure.net/secrets/)", "its address names no secret"),
        ("@Microsoft.KeyVault(SecretUri=https://kv1.vault.azure.com/secrets/s)", "its host is no Key Vault's"),
        ("@Microsoft.KeyVault(SecretUri=https://kv1.vaults.azure.net/secrets/s)", "its host is no Key Vault's"),
        ("@Microsoft.KeyVault(SecretUri=https://h1m.managedhsm.azure.net/secrets/s)", "its address is a managed"),
        ("@Microsoft.KeyVault(SecretUri=https://kv--1.vault.azure.net/secrets/s)", "its vault name is not valid"),
        ("@Microsoft.KeyVault(SecretUri=https://kv1.vault.azure.net/secrets/a_b)", "its secret name is not valid"),
        ("@Microsoft.KeyVault(VaultName=k;SecretName=s)", "its vault name is not valid"),
        ("@Microsoft.KeyVault(VaultName=kv1;SecretName=a:b)", "its secret name is not valid"),
        ("@Microsoft.KeyVault(VaultName=kv1 ;SecretName=s)", "a blank stands inside it"),
        ("@Microsoft.KeyVault(VaultName = kv1;SecretName=s)", "a blank stands inside it"),
        (f"@Microsoft.KeyVault(SecretUri={URI}/{VERSION}/more)", "its address goes on after the version"),
    ],
)
def test_malformed(text: str, reason: str) -> None:
    reference = parsed(text)
    assert reference.malformed.startswith(reason)
    assert not reference.partial


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("@Microsoft.KeyVault(VaultName=${vault}, SecretName=s)", "a comma stands between its arguments"),
        ("@Microsoft.KeyVault(vaultname=$(vault);SecretName=s)", "VaultName is written in another letter case"),
        ("@Microsoft.KeyVault(VaultName=#{vault}#;SecretName=s)", ""),
        ("@Microsoft.KeyVault(SecretUri=${uri}", ""),
    ],
)
def test_what_a_later_step_cannot_mend(text: str, why: str) -> None:
    reference = parsed(text)
    assert reference.partial
    assert reference.malformed.startswith(why)
    assert bool(reference.malformed) is bool(why)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "Microsoft.KeyVault/vaults/secrets@2023-07-01",
        "Use @Microsoft.KeyVault(SecretUri=...) to read a secret.",
        "A Key Vault reference such as @Microsoft.KeyVault(VaultName=v;SecretName=s)",
        "@Microsoft.KeyVault(...)",
        "@Microsoft.KeyVault",
        "Store it in Microsoft Key Vault (premium).",
        "@Microsoft.AppConfiguration(Endpoint=https://x.azconfig.io; Key=k)",
    ],
)
def test_other_texts(text: str) -> None:
    assert parse_app_service(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "@Microsoft.KeyVault(SecretUri=#{SecretUri}#)",
        "@Microsoft.KeyVault(SecretUri=${secretUri})",
        "@Microsoft.KeyVault(SecretUri={{ .Values.uri }})",
        "@Microsoft.KeyVault(VaultName=$(vault);SecretName=s)",
        "@Microsoft.KeyVault(VaultName=__VAULT__;SecretName=s)",
        "@Microsoft.KeyVault(SecretUri=https://<vault>.vault.azure.net/secrets/s)",
        "@Microsoft.KeyVault(SecretUri=https://{0}.vault.azure.net/secrets/s)",
        "@Microsoft.KeyVault(SecretUri=https://%VAULT%.vault.azure.net/secrets/s)",
        "[concat('@Microsoft.KeyVault(SecretUri=', reference('x').secretUriWithVersion, ')')]",
        "@Microsoft.KeyVault(SecretUri=",
        "@Microsoft.KeyVault(",
        "@Microsoft.KeyVault(VaultName=",
        "@Microsoft.KeyVault(SecretUri=', reference('x').secretUri, ')",
    ],
)
def test_partial(text: str) -> None:
    reference = parsed(text)
    assert reference.partial
    assert reference.malformed == ""


@pytest.mark.parametrize(
    "text",
    [
        "@Microsoft.Keyvault(VaultName=${vault};SecretName=s)",
        "@Microsoft-KeyVault(SecretUri=#{uri}#)",
        "[concat('@microsoft.keyvault(SecretUri=', reference('x').secretUri, ')')]",
    ],
)
def test_no_later_step_mends_the_spelling(text: str) -> None:
    reference = parsed(text)
    assert reference.partial
    assert reference.malformed.startswith("it is not spelled")


def test_a_partial_reference_tells_what_it_knows() -> None:
    text = f"@Microsoft.KeyVault(SecretUri=https://${{kv.name}}.vault.azure.net/secrets/JWT-KEY/{VERSION})"
    reference = parsed(text)
    assert (reference.vault, reference.secret, reference.version) == ("", "JWT-KEY", VERSION)
    assert reference.partial


@given(
    st.text() | st.text().map("@Microsoft.KeyVault(".__add__) | st.text("SecretUri=;VaultNamehttps:/.)(", max_size=80)
)
@settings(max_examples=100)
def test_parsing_is_total(text: str) -> None:
    reference = parse_app_service(f"@Microsoft.KeyVault({text})")
    parse_app_service(text)
    parse_akv2k8s(text)
    list(find_secret_uris(text))
    vault_in(text)
    assert reference is None or not reference.partial or not reference.malformed


@pytest.mark.parametrize("suffix", [*VAULT_SUFFIXES, *HSM_SUFFIXES])
@pytest.mark.parametrize("port", ["", ":443"])
@pytest.mark.parametrize("kind", ["secrets", "keys", "certificates"])
@pytest.mark.parametrize("version", ["", "/", f"/{VERSION}", f"/{VERSION}/"])
def test_addresses(suffix: str, port: str, kind: str, version: str) -> None:
    text = f"see https://kv-shop.{suffix}{port}/{kind}/tls{version}, please"
    (found,) = find_secret_uris(text)
    assert (found.vault, found.suffix, found.kind, found.name) == ("kv-shop", suffix, kind, "tls")
    assert found.version == version.strip("/")
    assert text[slice(*found.span)] == text[4:-8]
    if found.version:
        assert found.version_span is not None
        assert found.removal is not None
        assert text[slice(*found.version_span)] == VERSION
        assert without(text, (found.removal,)) == text.replace(f"/{VERSION}", "")


@pytest.mark.parametrize("version", ["$VERSION", "latest", "${version}", VERSION[:-1], f"{VERSION}0", "<version>"])
def test_what_is_no_pin(version: str) -> None:
    (found,) = find_secret_uris(f"{URI}/{version}")
    assert (found.version, found.removal) == ("", None)


@pytest.mark.parametrize(
    ("text", "vault", "name"),
    [
        (f"'https://${{kv.name}}.vault.azure.net/secrets/a/{VERSION}'", "", "a"),
        (f"'https://${{kv}}${{environment().suffixes.keyvaultDns}}/secrets/a/{VERSION}'", "", "a"),
        (f"https://kv1.vault.azure.net/secrets/${{name}}/{VERSION}", "kv1", ""),
    ],
)
def test_addresses_filled_in_later(text: str, vault: str, name: str) -> None:
    (found,) = find_secret_uris(text)
    assert (found.vault, found.name, found.version) == (vault, name, VERSION)


@pytest.mark.parametrize(
    "text", ["https://api.example.com/keys/a/b", "https://kv1.vault.azure.net/", "", "https://x.net/secrets/a"]
)
def test_no_addresses(text: str) -> None:
    assert list(find_secret_uris(text)) == []


@pytest.mark.parametrize(
    ("url", "vault", "cloud"),
    [
        ("https://kv-shop.vault.azure.net/", "kv-shop", "AzureCloud"),
        ("kv-shop.vault.usgovcloudapi.net", "kv-shop", "AzureUSGovernment"),
        ("https://KV.vault.azure.cn:443/secrets/a", "", "AzureChinaCloud"),
        ("https://example.com/", "", ""),
        ("kv-shop", "", ""),
    ],
)
def test_vault_of_a_url(url: str, vault: str, cloud: str) -> None:
    assert vault_in(url) == vault
    assert cloud_of(url) == cloud


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("shop@azurekeyvault", Akv2k8sReference("shop", "")),
        ("shop-secret@azurekeyvault?value", Akv2k8sReference("shop-secret", "value")),
        ("shop@azurekeyvault?tls.key", Akv2k8sReference("shop", "tls.key")),
        ("shop@azurekeyvault?", Akv2k8sReference("shop", "")),
        ("-shop@azurekeyvault", None),
        ("shop@azurekeyvault?1", None),
        ("shop@example.com", None),
        ("", None),
    ],
)
def test_akv2k8s(text: str, reference: Akv2k8sReference | None) -> None:
    assert parse_akv2k8s(text) == reference


def test_versions() -> None:
    assert is_version(VERSION)
    assert not any(map(is_version, ["", "latest", VERSION[1:], VERSION + "0", f"{VERSION}\n", "g" * 32]))
