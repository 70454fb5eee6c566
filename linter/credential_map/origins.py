"""Which file tells of a credential, its environment left open: the same for siblings of all environments."""

from __future__ import annotations

import re
from collections.abc import Iterable

from linter.model import Use
from linter.names.environments import Environments
from linter.patterns import compile_late

OPEN = "*"

_NAME = compile_late(r"[^/.]+")
_WORD = compile_late(r"[^\W_]+")


def with_origins(uses: Iterable[Use], environments: Environments) -> tuple[Use, ...]:
    """The uses with their origins filled in."""
    return tuple(use._replace(origin=_origin(use, environments)) for use in uses)


def _origin(use: Use, environments: Environments) -> str:
    """Of several files the first that is one of the environment's own."""
    paths = [consumer.location.path for consumer in use.consumers if consumer.location]
    found = [left_open(path, use.environment, environments) for path in paths]
    return next((path for path in found if OPEN in path), found[0] if found else "")


def left_open(path: str, environment: str, environments: Environments) -> str:
    """``overlays/production/app.yaml`` → ``overlays/*/app.yaml``, for a canonical environment; empty opens nothing."""

    def is_meant(name: str) -> bool:
        return environments.is_word(name.lower()) and environments.canonical(name) == environment

    def opened(name: re.Match[str]) -> str:
        if is_meant(name[0]):  # a declared name may be of several words
            return OPEN
        return _WORD.sub(lambda word: OPEN if is_meant(word[0]) else word[0], name[0])

    return _NAME.sub(opened, path)
