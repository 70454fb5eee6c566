"""Helm values: settings, variables and references to Secrets at any depth."""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Document

from .reader import Fact, FileReader
from .values_tree import walk_values


def facts(document: Document, reader: FileReader) -> Iterator[Fact]:
    """The facts of a values file."""
    for root in document.roots:
        yield from walk_values(root, reader)
