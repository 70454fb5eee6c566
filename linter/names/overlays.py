"""Which files are one app's configuration for different environments, by their names.

``values-prod.yaml`` and ``values-staging.yaml`` are siblings (``values-*.yaml``) and lie over
``values.yaml``; ``overlays/prod/secret.yaml`` is a sibling of ``overlays/staging/secret.yaml``.
"""

from __future__ import annotations

import re

from linter.model import RUN_BY_GITHUB, Family, Overlay, Source
from linter.patterns import compile_late

from .environments import Environments, EnvironmentWord

# Families whose files for one environment lie over a file for all: what the platform merges.
_MERGED = frozenset(
    {
        Family.APP_SETTINGS,
        Family.SPRING,
        Family.DOTENV,
        Family.HELM_VALUES,
        Family.DOTNET_CONFIG,
        Family.COMPOSE,
    }
)
APART = RUN_BY_GITHUB | {Family.HELM_TEMPLATE}
"""Families of which no environment has files of its own."""

_BASES = {"overlays": "base", "overlay": "base"}

# A name with its environment replaced → the name of what it is laid over.
_BASE_NAMES = (
    (compile_late(r"(?i)^(appsettings)[._-].*(\.json)$"), r"\1\2"),
    (compile_late(r"^(\.env)[-._]\*$"), r"\1"),
    (compile_late(r"^(.+?)[-._]\*(\..+)$"), r"\1\2"),
    (compile_late(r"^\*[-._](.+\..+)$"), r"\1"),
)


def overlay_of(source: Source, environments: Environments) -> Overlay | None:
    """Where a file stands among its siblings; None for one that is made for no one environment."""
    told = environments.part_of(source)
    if told is None or source.family in APART:
        return None
    parts = source.place.split("/")
    parts[told.depth] = _starred(parts[told.depth], told.word)
    return Overlay("/".join(parts), told.word.environment, _base(parts, told.depth, source.family))


def _starred(part: str, word: EnvironmentWord) -> str:
    """A part of a path with its environment word replaced by ``*``; ``pre-prod`` counts as one word."""
    spelled = "[-._]?".join((word.word[:3], word.word[3:])) if word.word.startswith(("pre", "non")) else word.word
    whole = re.search(rf"(?i)(?<![a-z]){spelled}(?![a-z])", part)  # the last four letters of products-prod
    found = whole or re.search(f"(?i){spelled}", part)  # webProd
    return f"{part[: found.start()]}*{part[found.end() :]}" if found else part


def _base(parts: list[str], index: int, family: Family) -> str:
    """The path of what lies below, or an empty string where nothing is merged."""
    if index == len(parts) - 1:
        name = _base_name(parts[index]) if family in _MERGED else ""
        return "/".join([*parts[:index], name]) if name else ""
    holder = parts[index - 1].lower() if index else ""
    if holder in _BASES:
        return "/".join([*parts[: index - 1], _BASES[holder], *parts[index + 1 :]])
    return "/".join([*parts[:index], *parts[index + 1 :]]) if family in _MERGED else ""


def _base_name(starred: str) -> str:
    """``values.yaml`` for ``values-*.yaml``; empty where the environment is all there is to the name."""
    for pattern, base in _BASE_NAMES:
        if pattern.match(starred):
            return pattern.sub(base, starred)
    return ""
