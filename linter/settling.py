"""Files of which neither name nor content tells that they are values of Helm, but those that deploy them."""

from __future__ import annotations

from collections.abc import Iterator

from .discovery.discover import Discovery, settle
from .model import RUN_BY_GITHUB, Family, FileWiring, Source
from .names.environments import Environments
from .patterns import compile_late

_NAME_FILES = RUN_BY_GITHUB | {Family.KUBERNETES}
_YAML_FILE = compile_late(r"[\w.-]+\.ya?ml\b")
_NAMERS = ("helm", "configMapGenerator")  # commands, applications and releases; what makes a ConfigMap of a file
_BY_CONFIG_MAP = "valuesFrom"


def settled(found: Discovery, environments: Environments, *, always: bool = False) -> Discovery:
    """What was found, its unsettled sources added where they are values of Helm, else left out.

    ``always`` as in :func:`linter.discovery.discover.discover`.
    """
    if not found.unsettled:
        return found
    from .effective.named_values import named_values

    named = named_values(_naming(found, environments))
    reasons = {place: f"named as values in {where.path}, line {where.span.line}" for place, where in named.items()}
    return settle(found, reasons, always=always)


def _naming(found: Discovery, environments: Environments) -> Iterator[FileWiring]:
    """The wiring of those files that may name one of the unsettled."""
    from .extractors import extract
    from .parsers import parse

    names = {one.source.place.rpartition("/")[2] for one in found.unsettled}
    for source in found.sources:
        if source.family in _NAME_FILES and _may_name(source, names):
            yield extract(parse(source), environments)


def _may_name(source: Source, names: set[str]) -> bool:
    text = source.text
    if not any(map(text.__contains__, _NAMERS)):
        return False
    return _BY_CONFIG_MAP in text or not names.isdisjoint(_YAML_FILE.findall(text))
