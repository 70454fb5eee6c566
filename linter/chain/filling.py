"""What fills the Secrets and ConfigMaps that a file names, those that are deployed together with it, and what charts mount."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from linter.model import Family, FileWiring, Setting, Supply, Target, Value

from .index import ChainIndex, Reach, object_name

T = TypeVar("T")

Filled = tuple[FileWiring, Supply]
"""A place that fills a key, and its file."""


def fillers(index: ChainIndex, of: Target, name: str, file: FileWiring, environment: str) -> list[Filled]:
    """Every place that fills a key of a Secret or ConfigMap, as seen from a file."""
    return meeting(index, index.supplies, object_name(of, name), file, environment)


def meeting(
    index: ChainIndex,
    held: Mapping[tuple[Reach, str], list[tuple[FileWiring, T]]],
    name: str,
    file: FileWiring,
    environment: str,
) -> list[tuple[FileWiring, T]]:
    """What has that name and is deployed together with a file: in one chart, kustomization or folder."""
    found = {id(pair[1]): pair for reach in index.reach(file) for pair in held.get((reach, name), ())}
    return [(f, thing) for f, thing in found.values() if may_be_of(f, environment)]


def decided(reached: Sequence[Filled], environment: str) -> Filled | None:
    """The only one, or of several that are made alike the one that an environment lays over those for all."""
    if len(reached) == 1:
        return reached[0]
    own = [filled for filled in reached if (overlay := filled[0].overlay) and overlay.environment == environment]
    return own[0] if len(own) == 1 and len({supply.by for _, supply in reached}) == 1 else None


def mounted(index: ChainIndex, value: Value, file: FileWiring, environment: str) -> list[tuple[FileWiring, Setting]]:
    """What charts mount out of vaults under the name that a variable of Spring has; the same secret counts once."""
    token = value.reference(Target.TOKEN) if file.family is Family.SPRING and len(value.references) == 1 else None
    given = index.mounted.get(token.name.casefold(), ()) if token else ()
    return list({s.value.references: (giver, s) for giver, s in given if may_be_of(giver, environment)}.values())


def may_be_of(file: FileWiring, environment: str) -> bool:
    """Whether a file is made for an environment or for all."""
    stated = file.overlay.environment if file.overlay else ""
    return not environment or not stated or stated == environment
