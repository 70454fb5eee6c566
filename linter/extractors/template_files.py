"""Bicep's ``using`` and modules, and the build contexts of Compose services: which files they name.

A module's path is relative to its file
(https://learn.microsoft.com/azure/azure-resource-manager/bicep/modules#path-to-module), and so is ``using``.
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Assembly, AssemblyKind, DeclarationKind, Document, Mapping, Scalar
from linter.paths import beside

_KINDS = {DeclarationKind.USING: AssemblyKind.PARAMETERS, DeclarationKind.MODULE: AssemblyKind.MODULE}


def template_assemblies(document: Document) -> Iterator[Assembly]:
    """The template that a parameter file is for, the files of a template's modules."""
    source = document.source
    for declaration in document.declarations:
        kind = _KINDS.get(declaration.kind)
        if kind and declaration.type.endswith((".bicep", ".json")) and ":" not in declaration.type:
            yield Assembly(
                kind,
                source.path,
                source.location(declaration.start, declaration.start),
                beside(source.place, declaration.type),
                name=declaration.name.text if kind is AssemblyKind.MODULE else "",
            )


def service_assemblies(document: Document) -> Iterator[Assembly]:
    """The folder that each Compose service is built from."""
    source = document.source
    for root in document.roots:
        services = root.mapping("services") if isinstance(root, Mapping) else None
        for service in services.entries if services else ():
            build = service.value.get("build") if isinstance(service.value, Mapping) else None
            context = build.scalar("context") if isinstance(build, Mapping) else build
            if isinstance(context, Scalar) and "$" not in context.text and ":" not in context.text:
                yield Assembly(
                    AssemblyKind.COMPOSE,
                    source.path,
                    source.location(service.key.start, service.key.end),
                    beside(source.place, context.text),
                    inline=(("services", service.key.text, "environment"),),
                    name=service.key.text,
                )
