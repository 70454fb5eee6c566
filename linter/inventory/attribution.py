"""Ids with the environments that the configuration or the inventory says they belong to."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from linter.effective.identities import ids_in
from linter.model import Evidence, FileWiring, Inventory, Location, Role, Setting, Strength, VaultReference
from linter.names.environments import Environments

_IDENTIFYING = frozenset({Role.CLIENT_ID, Role.IDENTITY, Role.TENANT, Role.VAULT, Role.SUBSCRIPTION})

# An id → (environment, strength, what says so), or None.
_Told = tuple[str, Strength, str] | None


def attributed(
    files: tuple[FileWiring, ...],
    environments: Environments,
    declared: Mapping[str, str],
    inventory: Inventory | None,
) -> tuple[FileWiring, ...]:
    """The files, their concrete ids with evidence of whose they are.

    ``declared`` is an id, in small letters → its environment: it outranks what names say. Else the name of
    the app in the inventory tells, where it names one environment by a word that is no purpose.
    """
    if not declared and inventory is None:
        return files

    def tell(one: str) -> _Told:
        if one in declared:
            return environments.canonical(declared[one]), Strength.DECLARED, "declared"
        app = inventory.by_client_id.get(one) if inventory else None
        named = environments.sole(app.name) if app else None
        return (
            (named.environment, Strength.NAMED, f"client id's app {app.name}")
            if app and named and not named.weak
            else None
        )

    return tuple(_file(file, tell) for file in files)


def _file(file: FileWiring, tell: Callable[[str], _Told]) -> FileWiring:
    settings = tuple(_setting(setting, tell) for setting in file.settings)
    references = tuple(_reference(reference, tell) for reference in file.vault_references)
    if all(
        new is old for new, old in zip((*settings, *references), (*file.settings, *file.vault_references), strict=True)
    ):
        return file
    credentials = tuple(
        credential._replace(settings=tuple(_setting(setting, tell) for setting in credential.settings))
        for credential in file.credentials
    )
    return file._replace(settings=settings, credentials=credentials, vault_references=references)


def _setting(setting: Setting, tell: Callable[[str], _Told]) -> Setting:
    if setting.role not in _IDENTIFYING or not setting.value.is_concrete:
        return setting
    told = next((told for one in ids_in(setting) if (told := tell(one.text))), None)
    return (
        setting._replace(environments=_with(told, setting.environments, setting.location, setting.role))
        if told
        else setting
    )


def _reference(reference: VaultReference, tell: Callable[[str], _Told]) -> VaultReference:
    told = tell(reference.vault.lower()) if reference.vault else None
    if not told:
        return reference
    where = reference.vault_location or reference.location
    return reference._replace(environments=_with(told, reference.environments, where, Role.VAULT))


def _with(
    told: tuple[str, Strength, str], others: tuple[Evidence, ...], where: Location, role: Role
) -> tuple[Evidence, ...]:
    """The evidence with what was told first; a declaration leaves no room for what names say."""
    environment, strength, says = told
    if strength is Strength.DECLARED:
        return (Evidence(environment, strength, f"{says} {role.value}", where),)
    return (Evidence(environment, strength, says, where), *others)
