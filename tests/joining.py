"""Joins made-up files in tests: from texts by place to the wiring of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent

from linter.model import Family, Setting, Source, Wiring
from linter.names.environments import Environments
from linter.wire import wire

_BY_SUFFIX = {
    ".bicepparam": Family.BICEP_PARAMETERS,
    ".bicep": Family.BICEP,
    ".parameters.json": Family.ARM_PARAMETERS,
    "template.json": Family.ARM_TEMPLATE,
    ".properties": Family.SPRING,
    ".env": Family.DOTENV,
}


def family_of(place: str) -> Family:
    """The family that a made-up file is meant to be of, by its place."""
    if "/workflows/" in place:
        return Family.GITHUB_WORKFLOW
    if place.endswith("action.yml"):
        return Family.GITHUB_ACTION
    if "/templates/" in place:
        return Family.HELM_TEMPLATE
    name = place.rpartition("/")[2]
    if "values" in name:
        return Family.HELM_VALUES
    if name.startswith("appsettings"):
        return Family.APP_SETTINGS
    if name.startswith("application"):
        return Family.SPRING
    if name.startswith("compose"):
        return Family.COMPOSE
    return next((family for suffix, family in _BY_SUFFIX.items() if place.endswith(suffix)), Family.KUBERNETES)


def join(files: Mapping[str, str]) -> Wiring:
    """The wiring of made-up files."""
    sources = [Source(place, family_of(place), dedent(text).lstrip("\n")) for place, text in files.items()]
    return wire(sources, Environments(), jobs=1)


def setting(wiring: Wiring, path: str, key: str) -> Setting:
    """The only setting of a file whose key ends so."""
    (found,) = [s for s in wiring.settings if s.location.path == path and s.key.endswith(key)]
    return found
