"""App settings: appsettings*.json, local.settings.json, App Service arrays, dotenv, Spring, .NET XML."""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Document, Evidence, Family, Mapping, Node, Strength

from .reader import Fact, FileReader
from .tree import walk

_SEPARATORS = {Family.SPRING: ".", Family.DOTENV: "_"}


def facts(document: Document, reader: FileReader) -> Iterator[Fact]:
    """The settings of an app's configuration file."""
    separator = _SEPARATORS.get(document.source.family, ":")
    for number, root in enumerate(document.roots):
        if document.source.family is Family.DOTNET_CONFIG and isinstance(root, Mapping):
            yield from _xml_settings(root, reader)
        else:
            part = reader.apart(f"document {number}", *_profile(root, reader)) if number else reader
            yield from walk(root, part, separator=separator)


def _profile(root: Node, reader: FileReader) -> Iterator[Evidence]:
    """The profile of a Spring document is its environment (Spring Boot reference, "Multi-Document Files")."""
    routes = (
        ("spring", "config", "activate", "on-profile"),
        ("spring", "profiles"),
        ("spring.config.activate.on-profile",),
    )
    for route in routes:
        named = root.scalar(*route) if isinstance(root, Mapping) else None
        found = reader.environments.sole(named.text) if named and "!" not in named.text else None
        if named and found:
            yield Evidence(found.environment, Strength.STATED, f"profile {named.text}", reader.location(named))


def _xml_settings(root: Mapping, reader: FileReader) -> Iterator[Fact]:
    """``<appSettings><add key value>`` and ``<connectionStrings><add name connectionString>``, also in transforms."""
    for entry in root.entries:
        if not isinstance(entry.value, Mapping):
            continue
        if entry.key.text == "add":
            yield from _added(entry.value, reader)
        else:
            yield from _xml_settings(entry.value, reader)


def _added(element: Mapping, reader: FileReader) -> Iterator[Fact]:
    key, value = element.scalar("key"), element.scalar("value")
    if key and value:
        yield from reader.facts((), key, value)
    name, connection = element.scalar("name"), element.scalar("connectionString")
    if name and connection:
        yield from reader.facts(("ConnectionStrings",), name, connection)
