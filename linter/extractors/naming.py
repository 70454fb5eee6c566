"""Which environments the names in a key and its value speak of."""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Evidence, Location, Reference, Role, Shape, Strength, Target, Value, ValueKind
from linter.names.environments import Environments, EnvironmentWord
from linter.names.given_parts import GIVEN_PART
from linter.patterns import compile_late

# Literals of these roles are names; a literal secret must not be looked into.
_NAMES = frozenset({Role.VAULT, Role.SECRET_NAME, Role.IDENTITY, Role.STORE})
_NAMED_TARGETS = frozenset(
    {
        Target.GITHUB_SECRET,
        Target.GITHUB_VARIABLE,
        Target.KUBERNETES_SECRET,
        Target.KEYVAULT_SECRET,
        Target.CONTAINER_APP_SECRET,
    }
)
_HOLDERS = {Target.KEYVAULT_SECRET: "vault", Target.KUBERNETES_SECRET: "Kubernetes Secret"}
_VAULT_HOST = compile_late(r"https?://([^./:]+)\.")


def _named(word: EnvironmentWord, says: str, where: Location) -> Evidence:
    """Evidence of a word in a vault's or identity's name, which is an environment's."""
    return Evidence(word.environment, Strength.NAMED, says, where)


def named_by_word(word: EnvironmentWord, says: str, where: Location) -> Evidence:
    """Evidence of a word in a name that may be a purpose."""
    strength = Strength.WEAK if word.weak else Strength.NAMED
    return Evidence(word.environment, strength, says, where)


def named_by_value(role: Role, value: Value, where: Location, environments: Environments) -> Iterator[Evidence]:
    """What a value says: the environment it sets, the names in its references, the name that it is."""
    plain = value.kind in (ValueKind.LITERAL, ValueKind.NAME)
    if role is Role.ENVIRONMENT_NAME and plain:
        found = environments.sole(value.reveal())
        if found:
            yield Evidence(found.environment, Strength.STATED, "environment it sets", where)
    for reference in value.references:
        yield from named_by_reference(reference, where, environments)
    if role in _NAMES and plain and not value.references and value.shape in (Shape.TEXT, Shape.URL, None):
        name = _host_or_last_segment(value.reveal())
        for word in environments.named(name):
            says = f"name {name}" if role is Role.SECRET_NAME else f"{role.value} {name}"
            yield named_by_word(word, says, where) if role is Role.SECRET_NAME else _named(word, says, where)


def named_by_reference(reference: Reference, where: Location, environments: Environments) -> Iterator[Evidence]:
    """What the names in a reference say: a vault's is an environment's, a secret's may be a purpose."""
    if reference.target not in _NAMED_TARGETS:
        return
    if reference.holder:
        holder = _HOLDERS.get(reference.target, "holder")
        for word in environments.named(GIVEN_PART.sub(" ", reference.holder)):
            says = f"{holder} {reference.holder}"
            in_vault = reference.target is Target.KEYVAULT_SECRET
            yield _named(word, says, where) if in_vault else named_by_word(word, says, where)
    for word in environments.named(reference.name):
        yield named_by_word(word, f"{reference.target.value} {reference.name}", where)


def _host_or_last_segment(text: str) -> str:
    """``kv-shop-stg`` of ``https://kv-shop-stg.vault.azure.net/`` or of a resource id."""
    match = _VAULT_HOST.match(text)
    return match.group(1) if match else text.rstrip("/").rpartition("/")[2]
