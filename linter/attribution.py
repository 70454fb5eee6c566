"""Client ids with the environments that the configuration or the inventory says they belong to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from .entra import guid_in
from .environments import Environments
from .model import Evidence, FileWiring, Inventory, Role, Setting, Strength, ValueKind

_IDENTIFYING = frozenset({Role.CLIENT_ID, Role.IDENTITY})

# A client id → (environment, strength, what says so), or None.
_Told = tuple[str, Strength, str] | None


def attributed(
    files: tuple[FileWiring, ...],
    environments: Environments,
    declared: Mapping[str, str],
    inventory: Inventory | None,
) -> tuple[FileWiring, ...]:
    """The files, their concrete client ids with evidence of whose they are.

    ``declared`` is client id, in small letters → environment: it outranks everything. Else the name of
    the app in the inventory tells, where it names one environment by a word that is no purpose.
    """
    if not declared and inventory is None:
        return files

    def tell(client_id: str) -> _Told:
        if client_id in declared:
            return environments.canonical(declared[client_id]), Strength.DECLARED, "declared client id"
        app = inventory.by_client_id.get(client_id) if inventory else None
        named = environments.sole(app.name) if app else None
        return (
            (named.environment, Strength.NAMED, f"client id's app {app.name}")
            if app and named and not named.weak
            else None
        )

    return tuple(_file(file, tell) for file in files)


def _file(file: FileWiring, tell: Callable[[str], _Told]) -> FileWiring:
    settings = tuple(_setting(setting, tell) for setting in file.settings)
    if all(new is old for new, old in zip(settings, file.settings, strict=True)):
        return file
    credentials = tuple(
        replace(credential, settings=tuple(_setting(setting, tell) for setting in credential.settings))
        for credential in file.credentials
    )
    return replace(file, settings=settings, credentials=credentials)


def _setting(setting: Setting, tell: Callable[[str], _Told]) -> Setting:
    if setting.role not in _IDENTIFYING or setting.value.kind is not ValueKind.GUID:
        return setting
    told = tell(guid_in(setting.value.reveal()))
    if not told:
        return setting
    evidence = Evidence(*told, setting.location)
    return replace(setting, environments=(evidence, *setting.environments))
