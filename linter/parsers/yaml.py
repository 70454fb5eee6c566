"""YAML through libyaml's events: multi-document streams, anchors, merge keys, duplicate keys."""

from __future__ import annotations

from linter.model import Document, Source

from .yaml_reader import RETRIES, read


def parse(source: Source) -> Document:
    """Read a YAML file; where it fails and holds template actions, these are masked first."""
    has_actions = "{{" in source.text or "{%" in source.text
    reading = read(source.text, retries=0 if has_actions else RETRIES)
    if reading.problems and has_actions:
        from .go_template import parse as parse_template

        return parse_template(source)
    return Document(source, reading.roots, (), reading.read_comments, reading.problems)
