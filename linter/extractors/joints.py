"""What of a file joins it to others: which files it puts together, and which Secrets it fills."""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Assembly, Document, Family, Supply

from .reader import FileReader

_MANIFESTS = frozenset({Family.KUBERNETES, Family.HELM_TEMPLATE})
_BICEP = frozenset({Family.BICEP, Family.BICEP_PARAMETERS})


def assemblies(document: Document, reader: FileReader) -> Iterator[Assembly]:
    """The places in a file that say what is deployed together."""
    family = document.source.family
    if family is Family.KUBERNETES:
        from .releases import manifest_assemblies

        yield from manifest_assemblies(document, reader)
    elif family in _BICEP:
        from .template_files import template_assemblies

        yield from template_assemblies(document)
    elif family is Family.COMPOSE:
        from .template_files import service_assemblies

        yield from service_assemblies(document)


def supplies(document: Document, reader: FileReader) -> Iterator[Supply]:
    """The places in a file that fill keys of Kubernetes Secrets."""
    if document.source.family in _MANIFESTS:
        from .secret_supplies import manifest_supplies

        yield from manifest_supplies(document, reader)
