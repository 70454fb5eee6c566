"""From text to nodes: one module per format, each with ``parse(source) -> Document``.

No parser raises for any text: what can be read is read, and each part that cannot is a
:class:`~linter.model.ParseProblem`. A module is imported when the first file of its format is met.
"""

from __future__ import annotations

from collections.abc import Callable

from linter.model import Document, Family, Source


def parse(source: Source) -> Document:
    """The nodes of a source, by its family and, where a family has several formats, its suffix."""
    return _PARSERS[source.family](source)


def _json(source: Source) -> Document:
    from .json import parse

    return parse(source)


def _yaml(source: Source) -> Document:
    from .yaml import parse

    return parse(source)


def _helm_template(source: Source) -> Document:
    from .go_template import parse

    return parse(source)


def _bicep(source: Source) -> Document:
    from .bicep import parse

    return parse(source)


def _dotenv(source: Source) -> Document:
    from .dotenv import parse

    return parse(source)


def _properties(source: Source) -> Document:
    from .properties import parse

    return parse(source)


def _xml(source: Source) -> Document:
    from .xml import parse

    return parse(source)


def _spring(source: Source) -> Document:
    return _properties(source) if ".properties" in source.path else _yaml(source)


_PARSERS: dict[Family, Callable[[Source], Document]] = {
    Family.APP_SETTINGS: _json,
    Family.APP_SERVICE_SETTINGS: _json,
    Family.DOTENV: _dotenv,
    Family.SPRING: _spring,
    Family.DOTNET_CONFIG: _xml,
    Family.COMPOSE: _yaml,
    Family.HELM_VALUES: _yaml,
    Family.HELM_TEMPLATE: _helm_template,
    Family.KUBERNETES: _yaml,
    Family.GITHUB_WORKFLOW: _yaml,
    Family.GITHUB_ACTION: _yaml,
    Family.BICEP: _bicep,
    Family.BICEP_PARAMETERS: _bicep,
    Family.ARM_TEMPLATE: _json,
    Family.ARM_PARAMETERS: _json,
}
