"""What a chain passes and what it leads to."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from linter.model import Location, Reference, Setting, Target, ValueKind
from linter.names.given_parts import GIVEN_PART
from linter.patterns import compile_late

_ACTION = compile_late(r"\{\{.*?\}\}", re.DOTALL)


class Ending(StrEnum):
    """What a chain leads to."""

    TEXT = "text"  # it stands in a file
    EMPTY = "empty"
    PLACEHOLDER = "placeholder"
    VAULT = "Key Vault secret"
    IDENTITY = "managed identity"  # its client id, which is known when it is made
    GITHUB_SECRET = "GitHub secret"
    GITHUB_VARIABLE = "GitHub variable"
    CONTESTED = "contested"  # several places could be meant, and nothing decides between them
    OPEN = "open"  # it cannot be followed further


class ChainStep(NamedTuple):
    """One place on the way; ``label`` says what stands there."""

    location: Location
    label: str


class Chain(NamedTuple):
    """The way from what uses a value back to its source.

    ``end`` says in words what the source is, or why the way is lost; it never quotes a value. ``name`` is what
    the source is called: ``vault/secret``, a GitHub secret's name; empty for a text.
    """

    steps: tuple[ChainStep, ...]
    end: str
    ending: Ending
    name: str = ""
    last: Setting | None = None


class End(NamedTuple):
    """The end of a chain, before its steps are known."""

    ending: Ending
    says: str
    name: str = ""


def distinct(references: Iterable[Reference]) -> list[Reference]:
    """References that differ; of a secret and a variable of one name, one in the other's stead, the first."""
    found: dict[tuple[str, ...], Reference] = {}
    for reference in references:
        of_github = reference.target in (Target.GITHUB_SECRET, Target.GITHUB_VARIABLE)
        key = (
            ("of GitHub", reference.name.upper()) if of_github else (reference.target, reference.name, reference.holder)
        )
        found.setdefault(key, reference)
    return list(found.values())


def of_vault(vault: str, secret: str) -> End:
    """A secret of a vault; one that is named by a parameter alone, which nothing gives, is none that could be shown."""
    vault = "" if GIVEN_PART.fullmatch(vault) else vault
    shown = f"{shown_name(vault)}/{shown_name(secret)}" if vault else shown_name(secret)
    where = (
        f"secret {shown_name(secret)} of Key Vault {shown_name(vault)}"
        if vault
        else f"Key Vault secret {shown_name(secret)}"
    )
    return End(Ending.VAULT, where, shown)


def of_github(reference: Reference, setting: Setting | None) -> End:
    """A secret or variable of GitHub, with the environment that the setting's job states."""
    stated = setting.context[0].environment if setting and setting.context else ""
    ending = Ending.GITHUB_SECRET if reference.target is Target.GITHUB_SECRET else Ending.GITHUB_VARIABLE
    where = f" of environment {stated}" if stated else ""
    return End(ending, f"{reference.target.value} {reference.name}{where}", reference.name)


def of_words(what: str) -> End:
    """What a shell's word carries, as the extractor says it."""
    _, found, name = what.rpartition("secrets.")
    if found:
        return End(Ending.GITHUB_SECRET, f"GitHub secret {name.rstrip(')')}", name.rstrip(")"))
    return End(Ending.TEXT, "it stands in the command") if not what else lost(f"{what} of the step")


def lost(says: str) -> End:
    """The way cannot be followed further; ``says`` is why."""
    return End(Ending.OPEN, says)


def shown_name(text: str) -> str:
    """A name for messages; what a template computes of it is ``*``."""
    return _ACTION.sub("*", text) or "*"


def host(vault: str) -> str:
    """``shop-kv`` of ``https://shop-kv.vault.azure.net``."""
    return vault.partition("://")[2].partition(".")[0] or vault


PLAIN = {
    ValueKind.EMPTY: End(Ending.EMPTY, "it is empty"),
    ValueKind.PLACEHOLDER: End(Ending.PLACEHOLDER, "a placeholder stands there"),
    ValueKind.GUID: End(Ending.TEXT, "it stands there"),
    ValueKind.LITERAL: End(Ending.TEXT, "it stands there"),
    ValueKind.NAME: End(Ending.TEXT, "it stands there"),
}
