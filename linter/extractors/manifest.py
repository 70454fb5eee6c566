"""One Kubernetes object: what it is, what it is called, and what its namespace says of the environment."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from linter.model import Document, Evidence, Location, Mapping, Node, Scalar, Strength
from linter.names.words import words
from linter.patterns import compile_late

from .reader import FileReader, Segments

_ACTION = compile_late(r"\{\{.*?\}\}", re.DOTALL)


class Manifest(NamedTuple):
    """An object of a manifest.

    ``group`` is the API group (empty for the core's); ``path`` is what the keys of its settings
    begin with: ``Secret/shop-credentials``, with the namespace where one is written, and ``*`` for
    what a Go action computes. ``reader`` knows the namespace's environment.
    """

    node: Mapping
    kind: str
    group: str
    name: str
    namespace: str
    path: Segments
    reader: FileReader

    def location(self) -> Location:
        """Where its name stands, or its beginning."""
        name = self.node.scalar("metadata", "name")
        return self.reader.location(name) if name else self.reader.source.location(self.node.start, self.node.start)


def manifests(document: Document, reader: FileReader) -> Iterator[Manifest]:
    """The objects of a file, those of a ``List`` or of a template of OpenShift one by one."""
    seen: Counter[Segments] = Counter()
    for root in document.roots:
        for node in _objects(root):
            manifest = manifest_of(node, reader)
            seen[manifest.path] += 1
            if seen[manifest.path] > 1 and manifest.path:  # the branches of an {{ if }} may both make it
                manifest = manifest._replace(path=(f"{manifest.path[0]}#{seen[manifest.path]}",))
            yield manifest


def _objects(node: Node) -> Iterator[Mapping]:
    if not isinstance(node, Mapping):
        return
    kind = node.text("kind")
    items = node.items("items") if kind.endswith("List") else node.items("objects") if kind == "Template" else ()
    if items:
        for item in items:
            yield from _objects(item)
    else:
        yield node


def manifest_of(node: Mapping, reader: FileReader) -> Manifest:
    """One object, or a patch of one."""
    kind = node.text("kind")
    group, slash, _ = node.text("apiVersion").partition("/")
    name = node.text("metadata", "name") or node.text("metadata", "generateName")
    namespace = _namespace(node)
    written = namespace.text if namespace else ""
    evidence = _evidence(namespace, reader) if namespace else ()
    identity = "/".join(part for part in map(shown, (kind, written, name)) if part)
    within = reader.within(*evidence) if evidence else reader
    return Manifest(node, kind, group if slash else "", name, written, (identity,) if identity else (), within)


def shown(name: str) -> str:
    """A name with ``*`` for what Go actions compute; empty where that is all of it."""
    return _ACTION.sub("*", name).strip("*") and _ACTION.sub("*", name) if "{{" in name else name


# Where an object says to which namespace that which it makes will go: Flux, Argo CD, Kustomize, any other.
_NAMESPACES = (
    ("spec", "targetNamespace"),
    ("spec", "destination", "namespace"),
    ("namespace",),
    ("metadata", "namespace"),
)


def _namespace(node: Mapping) -> Scalar | None:
    return next((scalar for route in _NAMESPACES if (scalar := node.scalar(*route)) and scalar.text), None)


def _evidence(namespace: Scalar, reader: FileReader) -> tuple[Evidence, ...]:
    """What a namespace says; a word like ``test`` only where it stands last (``shop-test``, not ``test-runner``)."""
    found = None if "{{" in namespace.text else reader.environments.sole(namespace.text)
    if not found:
        return ()
    purpose = found.weak and words(namespace.text)[-1:] != (found.word,)
    strength = Strength.WEAK if purpose else Strength.STATED
    return (Evidence(found.environment, strength, f"namespace {namespace.text}", reader.location(namespace)),)
