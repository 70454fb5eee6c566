"""Compose files: what each service is given.

https://docs.docker.com/reference/compose-file/services/ : ``environment`` and ``build.args`` are a map, or a
list of ``KEY=value`` in which a bare ``KEY`` takes its value from the shell.
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Document, Mapping, Node, Scalar

from .containers import arguments, variables
from .opened_text import open_text
from .reader import Fact, FileReader, Segments


def facts(document: Document, reader: FileReader) -> Iterator[Fact]:
    """The settings of every service, and of the configuration files written in place."""
    for root in document.roots:
        if not isinstance(root, Mapping):
            continue
        for service in root.mapping("services").entries:
            if isinstance(service.value, Mapping):
                yield from _service(service.value, ("services", service.key.text), reader)
        for config in root.mapping("configs").entries:
            content = config.value.scalar("content") if isinstance(config.value, Mapping) else None
            if content:
                yield from open_text(config.key, content, ("configs", config.key.text), reader)


def _service(service: Mapping, path: Segments, reader: FileReader) -> Iterator[Fact]:
    places: tuple[tuple[Node | None, Segments], ...] = (
        (service.get("environment"), (*path, "environment")),
        (service.get("build", "args"), (*path, "build", "args")),
    )
    for node, within in places:
        if node is not None and not isinstance(node, Scalar):
            yield from variables(node, within, reader)
    command = service.get("command")
    if command is not None:
        yield from arguments(command, path, reader)
