"""What is mended is certain: the changes make a damaged secret whole and a malformed reference sound, or there are none."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from linting import entra_secret, lint

from linter.fixes import fix
from linter.model import Family, Source
from linter.plugins import load_rules
from linter.values.entra import Kind, judge
from linter.values.keyvault import parse_app_service
from linter.values.repairs import apply, of_line_break, of_reference, of_secret

SECRET = entra_secret("mended")
SOUND = "@Microsoft.KeyVault(VaultName=kv-shop;SecretName=azure-ad)"
RULES = {rule.ID: rule for rule in load_rules()}


@pytest.mark.parametrize(
    "damaged",
    [
        f" {SECRET}",
        f"{SECRET}\t",
        f"'{SECRET}'",
        f'"{SECRET}"',
        SECRET.replace("~", "%7E"),
        SECRET.replace("~", "&#126;"),
        f"{SECRET[:9]}\u200b{SECRET[9:]}",
        f"{SECRET[:20]}\n  {SECRET[20:]}",
    ],
)
def test_what_is_not_part_of_a_secret_is_taken_out(damaged: str) -> None:
    assert apply(damaged, of_secret(damaged)) == SECRET


@pytest.mark.parametrize(
    "lost", [SECRET[:-1], SECRET[1:], SECRET[:-3] + "...", SECRET.swapcase(), "<client-secret>", ""]
)
def test_what_is_lost_is_not_made_up(lost: str) -> None:
    assert of_secret(lost) == ()


@given(st.text(max_size=60))
@settings(max_examples=100)
def test_a_mended_text_is_a_whole_secret(text: str) -> None:
    changes = of_secret(text)
    assert not changes or judge(apply(text, changes)).kind is Kind.INTACT


@pytest.mark.parametrize(
    "malformed",
    [
        SOUND.removesuffix(")"),
        SOUND.replace("Microsoft.KeyVault", "microsoft.keyvault"),
        SOUND.replace("Microsoft.KeyVault", "Microsoft-KeyVault"),
        SOUND.removeprefix("@"),
        f" {SOUND} ",
    ],
)
def test_a_reference_is_spelt_as_app_service_reads_it(malformed: str) -> None:
    assert apply(malformed, of_reference(malformed)) == SOUND


@pytest.mark.parametrize(
    "hopeless", [SOUND, SOUND.replace("SecretName=azure-ad", ""), "@Microsoft.KeyVault(x", "Microsoft Key Vault", ""]
)
def test_a_reference_that_lacks_something_is_left_alone(hopeless: str) -> None:
    assert of_reference(hopeless) == ()


@given(st.text(max_size=60))
@settings(max_examples=100)
def test_a_mended_reference_is_sound(text: str) -> None:
    changes = of_reference(text)
    mended = parse_app_service(apply(text, changes)) if changes else None
    assert not changes or (mended is not None and not mended.malformed)


@given(st.text(max_size=40))
@settings(max_examples=50)
def test_line_breaks_at_the_end_are_taken_off_and_nothing_else(text: str) -> None:
    assert apply(text, of_line_break(text)) == text.rstrip("\r\n")


FIXED = [
    (
        "values.yaml",
        "azureAd:\n  clientSecret: |\n    made-up-text\n",
        "azureAd:\n  clientSecret: |-\n    made-up-text\n",
    ),
    (
        "values.yaml",
        "azureAd:\n  clientSecret: >+\n    made-up-text\n",
        "azureAd:\n  clientSecret: >-\n    made-up-text\n",
    ),
    (
        "values.yaml",
        "azureAd:\n  clientSecret: |2\n    made-up-text\n",
        "azureAd:\n  clientSecret: |2-\n    made-up-text\n",
    ),
    (".env", 'AZURE_CLIENT_SECRET="made-up-text\\n"\n', 'AZURE_CLIENT_SECRET="made-up-text"\n'),
    ("appsettings.json", '{"AzureAd": {"ClientSecret": "a-text\\n"}}', '{"AzureAd": {"ClientSecret": "a-text"}}'),
    (".env", f"AZURE_CLIENT_SECRET={SECRET.replace('~', '%7E')}\n", f"AZURE_CLIENT_SECRET={SECRET}\n"),
    (
        "app-settings.json",
        f'[{{"name": "A__ClientSecret", "value": "{SOUND[:-1]}", "slotSetting": true}}]',
        f'[{{"name": "A__ClientSecret", "value": "{SOUND}", "slotSetting": true}}]',
    ),
]


@pytest.mark.parametrize(("name", "text", "mended"), FIXED)
def test_the_fix_makes_the_file_right(
    name: str, text: str, mended: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fixed(name, text, tmp_path, monkeypatch) == mended


def test_a_value_in_base64_is_encoded_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: shop\ndata:\n  client-secret: "
    mended = fixed("secret.yaml", f"{head}bWFkZS11cC10ZXh0Cg==\n", tmp_path, monkeypatch)
    assert b64decode(mended.removeprefix(head)) == b"made-up-text"


def fixed(name: str, text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The text with the safe fixes of the rules about values and vaults."""
    (folder / name).write_text(text, encoding="utf-8", newline="\n")
    monkeypatch.chdir(folder)
    found = lint(
        folder,
        [RULES[rule] for rule in ("trailing-newline-in-secret", "damaged-secret", "malformed-keyvault-reference")],
    )
    return fix(Source(name, Family.DOTENV, text), [f.problem.fix for f in found if f.problem.fix]).text
