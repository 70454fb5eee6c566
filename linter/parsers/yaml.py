"""YAML through libyaml's events: multi-document streams, anchors, merge keys, duplicate keys."""

from __future__ import annotations

from itertools import pairwise

from linter.model import Document, Source
from linter.names.telling import DEFINITION

from .yaml_reader import RETRIES, SEPARATOR, read


def parse(source: Source) -> Document:
    """Read a YAML file; where it fails and holds template actions, these are masked first."""
    has_actions = "{{" in source.text or "{%" in source.text
    text = source.text if has_actions else _without_definitions(source.text)
    reading = read(text, retries=0 if has_actions else RETRIES)
    if reading.problems and has_actions:
        from .go_template import parse as parse_template

        return parse_template(source)
    return Document(source, reading.roots, (), reading.read_comments, reading.problems)


def _without_definitions(text: str) -> str:
    """The text, as long as before, without the documents that define types of resources.

    They hold property names without values, and are most of what an operator's manifest is.
    """
    if DEFINITION not in text:
        return text
    starts = [0, *(match.start() for match in SEPARATOR.finditer(text)), len(text)]
    documents = (text[start:end] for start, end in pairwise(starts))
    return "".join("\n" * len(document) if DEFINITION in document else document for document in documents)
