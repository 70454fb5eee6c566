"""Settings of one file as a layer over others: by the keys under which the platform compares them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from linter.model import Family, FileWiring, Setting

# Spring reads application-<profile>.properties over application.yml, and the other way round.
_SPRING_SUFFIXES = (".yml", ".yaml", ".properties")


class Layer(NamedTuple):
    """The settings of one file that take part."""

    path: str
    settings: tuple[Setting, ...]


def folded_key(key: str) -> str:
    """A key as platforms compare it: letter case ignored, ``__`` and ``:`` alike."""
    return key.replace("__", ":").casefold()


def setting_key(setting: Setting) -> str:
    """The key of a setting as platforms compare it."""
    return folded_key(setting.key)


def overlaid(layers: Iterable[Layer]) -> tuple[tuple[Setting, ...], tuple[Setting, ...]]:
    """The settings in effect, in the order in which they first appear, and those that a later layer replaces."""
    effective: dict[str, Setting] = {}
    replaced: list[Setting] = []
    for layer in layers:
        for key, setting in {setting_key(setting): setting for setting in layer.settings}.items():
            if key in effective:
                replaced.append(effective[key])
            effective[key] = setting
    return tuple(effective.values()), tuple(replaced)


def applied(file: FileWiring) -> Layer:
    """A whole file."""
    return Layer(file.path, file.settings)


def within(file: FileWiring, prefix: tuple[str, ...]) -> Layer:
    """Those settings of a file whose scope begins so, with keys and scopes as they are without it.

    Parameters of an Argo CD application are paths (``web.clientId``), and read as the keys that they lead to.
    """
    size = len(prefix)
    shown = ":".join(prefix) + ":"
    are_paths = prefix[-1:] == ("parameters",)
    found = []
    for setting in file.settings:
        if setting.scope[:size] == prefix:
            key = setting.key.removeprefix(shown)
            found.append(setting._replace(key=key.replace(".", ":") if are_paths else key, scope=setting.scope[size:]))
    return Layer(file.path, tuple(found))


def below(file: FileWiring, by_place: Mapping[str, FileWiring]) -> FileWiring | None:
    """The file that a file is laid over by its name, or None."""
    if file.overlay is None or not file.overlay.base:
        return None
    places = [file.overlay.base]
    if file.family is Family.SPRING:
        stem = file.overlay.base.rpartition(".")[0]
        places += [stem + suffix for suffix in _SPRING_SUFFIXES]
    return next((base for place in places if (base := by_place.get(place)) and base.family is file.family), None)


def objects_below(files: Sequence[FileWiring]) -> tuple[Layer, ...]:
    """Of Kubernetes manifests the settings of those objects that several of the files describe.

    A patch and what it patches are the same object by kind and name, whatever namespace is written in one of them.
    """
    holders = Counter(name for file in files for name in {object_of(setting.scope) for setting in file.settings})
    layers = []
    for file in files:
        named = ((object_of(setting.scope), setting) for setting in file.settings)
        kept = tuple(without_namespace(setting) for name, setting in named if name and holders[name] > 1)
        if kept:
            layers.append(Layer(file.path, kept))
    return tuple(layers)


def object_of(scope: tuple[str, ...]) -> str:
    """``Deployment/web`` of a scope in ``Deployment/shop/web``; empty for what is no object's."""
    parts = scope[0].split("/") if scope else []
    return f"{parts[0]}/{parts[-1]}" if len(parts) > 1 else ""


def without_namespace(setting: Setting) -> Setting:
    """A setting of an object as it is called whatever its namespace."""
    own, name = setting.scope[0], object_of(setting.scope)
    if own == name:
        return setting
    return setting._replace(key=name + setting.key.removeprefix(own), scope=(name, *setting.scope[1:]))
