"""Base and overlay → what an environment really gets, as the platform merges them: the overlay wins key by key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .credentials import pair
from .model import Effective, FileWiring, Setting, Wiring


def joined(files: tuple[FileWiring, ...]) -> Wiring:
    """All files' facts, and the configurations that environments get from several of them."""
    return Wiring(files, tuple(_effective(files)))


def setting_key(setting: Setting) -> str:
    """A key as platforms compare it: letter case ignored, ``__`` and ``:`` alike."""
    return setting.key.replace("__", ":").casefold()


def _effective(files: Iterable[FileWiring]) -> Iterator[Effective]:
    by_place = {file.place: file for file in files}
    for file in files:
        base = by_place.get(file.overlay.base) if file.overlay else None
        if file.overlay and base and base.family is file.family:
            settings = _merged(base, file)
            yield Effective(
                environment=file.overlay.environment,
                pattern=file.overlay.pattern,
                layers=(base.path, file.path),
                settings=settings,
                credentials=pair(file.path, settings),
            )


def _merged(base: FileWiring, overlay: FileWiring) -> tuple[Setting, ...]:
    settings = {setting_key(setting): setting for setting in base.settings}
    settings.update((setting_key(setting), setting) for setting in overlay.settings)
    return tuple(settings.values())
