"""Whole files in one value: ``appsettings.json`` in a ConfigMap, Helm values in an Argo CD application."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from linter.model import Evidence, Node, Role, Scalar, Setting, Strength
from linter.parsers.embedded import parse_json_in, parse_yaml_in
from linter.patterns import compile_late

from .assignments import are_assignments, assignments
from .reader import Fact, FileReader, Segments
from .tree import walk

Walk = Callable[[Node, FileReader, Segments], Iterator[Fact]]

_YAML_KEY = compile_late(r"(?:\s*(?:#.*)?\n|---\s*\n)*\s*(?:- )?[\w.\"'/-]+:(?:\s|$)")
_OTHER_LANGUAGE = compile_late(
    r"\.(?:sh|bash|py|ps1|js|ts|lua|sql|xml|html?|css|crt|cer|pem|key|md|tpl|tmpl|rego|rb|pl|php|go|groovy|csv)$",
    re.IGNORECASE,
)
_MAX_DEPTH = 30  # keys above a value that is opened; texts in texts in texts end somewhere
_NO_FILE = ("#!", "-----BEGIN", "{{", "${")
_FILE_NAME = compile_late(r"(.+)\.(?:json|ya?ml|properties|env|ini|conf|toml)$|^\.env\.?(.*)$", re.IGNORECASE)


def text_facts(
    key: Scalar, value: Scalar, path: Segments, reader: FileReader, *, walk_node: Walk = walk, role: Role | None = None
) -> Iterator[Fact]:
    """What one key and its value tell, or what the file in the value does.

    ``path`` is that of the key; ``walk_node`` reads the trees of JSON and YAML texts.
    """
    plain = list(reader.facts(path, key, value, role=role))
    if any(isinstance(fact, Setting) and fact.role is Role.CREDENTIALS_JSON for fact in plain):
        yield from plain  # the reader opens a credentials document itself
    else:
        yield from list(open_text(key, value, (*path, key.text), reader, walk_node)) or plain


def open_text(key: Scalar, value: Scalar, path: Segments, reader: FileReader, walk_node: Walk = walk) -> Iterator[Fact]:
    """The facts in a value that is itself a JSON, YAML, dotenv, properties or INI text; none in any other.

    ``path`` is that of the value itself.
    """
    text = value.text
    if len(path) > _MAX_DEPTH or _OTHER_LANGUAGE.search(key.text) or text.startswith(_NO_FILE):
        return
    reader = _named(key, reader)
    nodes = parse_json_in(value, reader.source)
    if not nodes and "\n" in text.strip():
        if are_assignments(text):
            yield from _lines(value, path, reader)
        elif _YAML_KEY.match(text):
            nodes = parse_yaml_in(value, reader.source)
    for node in nodes:
        if not isinstance(node, Scalar):
            yield from walk_node(node, reader, path)


def _lines(value: Scalar, path: Segments, reader: FileReader) -> Iterator[Fact]:
    for line in assignments(value):
        within = (*path, *line.section.split(".")) if line.section else path
        yield from reader.facts(within, line.key, line.value)


def _named(key: Scalar, reader: FileReader) -> FileReader:
    """A file's name says its environment wherever the file stands: ``appsettings.Production.json: |``."""
    match = _FILE_NAME.search(key.text)
    found = reader.environments.sole(match[1] or match[2]) if match else None
    if not found:
        return reader
    says = f"file name {key.text}"
    return reader.within(Evidence(found.environment, Strength.STATED, says, reader.location(key)))
