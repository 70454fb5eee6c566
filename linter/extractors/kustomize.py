"""Kustomizations: generated Secrets and ConfigMaps, and patches written in place.

https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/ ; Flux's Kustomization takes the same
patches under ``spec``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from linter.model import GeneratedSecret, Mapping, Node, Scalar, Sequence
from linter.parsers.embedded import parse_yaml_in

from .assignments import assignment
from .manifest import Manifest
from .reader import Fact, FileReader, Segments
from .values_tree import walk_values

GENERATORS = ("secretGenerator", "configMapGenerator")
ReadObject = Callable[[Mapping, FileReader], Iterator[Fact]]

_PATCHES = ("patches", "patchesStrategicMerge", "patchesJson6902")


def generator_facts(manifest: Manifest) -> Iterator[Fact]:
    """The literals of generated Secrets and ConfigMaps, and which of them are renamed with each content."""
    for kind in GENERATORS:
        generators = manifest.node.get(kind)
        for generator in generators.mappings() if isinstance(generators, Sequence) else ():
            path = (f"{kind}/{generator.text('name')}",)
            yield from _generated(generator, kind, manifest)
            for literal in generator.items("literals"):
                if isinstance(literal, Scalar) and (pair := assignment(literal)):
                    yield from manifest.reader.facts(path, pair.key, pair.value)


def _generated(generator: Mapping, kind: str, manifest: Manifest) -> Iterator[Fact]:
    """A new content gets a new name, which rolls all who use it, unless an option says otherwise.

    https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/generatoroptions/
    """
    holders = (generator.mapping("options"), manifest.node.mapping("generatorOptions"))
    hashed = all(holder.text("disableNameSuffixHash") != "true" for holder in holders)
    if kind == "secretGenerator" and hashed and generator.text("name"):
        yield GeneratedSecret(manifest.reader.source.path, generator.text("name"))


def chart_facts(manifest: Manifest) -> Iterator[Fact]:
    """The values that ``helmCharts`` are inflated with."""
    for chart in manifest.node.items("helmCharts"):
        if isinstance(chart, Mapping):
            path = (f"helmCharts/{chart.text('name')}", "valuesInline")
            yield from walk_values(chart.mapping("valuesInline"), manifest.reader, path)


def patch_facts(holder: Mapping, reader: FileReader, read_object: ReadObject) -> Iterator[Fact]:
    """What the patches of a kustomization set; ``read_object`` reads those that are parts of objects."""
    for kind in _PATCHES:
        for item in holder.items(kind):
            patch = item.scalar("patch") if isinstance(item, Mapping) else item
            if isinstance(patch, Scalar) and "\n" in patch.text:
                for node in parse_yaml_in(patch, reader.source):
                    yield from _patch(node, item, reader, read_object)


def _patch(patch: Node, item: Node, reader: FileReader, read_object: ReadObject) -> Iterator[Fact]:
    if isinstance(patch, Mapping):
        yield from read_object(patch, reader)
    elif isinstance(patch, Sequence):
        target = item.mapping("target") if isinstance(item, Mapping) else None
        name = "/".join(filter(None, (target.text("kind"), target.text("name")))) if target else ""
        yield from json_patch_facts(patch, (name,) if name else (), reader)


def json_patch_facts(patch: Sequence, path: Segments, reader: FileReader) -> Iterator[Fact]:
    """What a JSON patch (RFC 6902) sets in the object at ``path``; a file of its own does not know its object."""
    for operation in patch.mappings():
        yield from _operation(operation, path, reader)


def _operation(operation: Mapping, path: Segments, reader: FileReader) -> Iterator[Fact]:
    """One operation sets a value at a path: the path is the key."""
    pointer, value = operation.scalar("path"), operation.get("value")
    if pointer is None or value is None:
        return
    segments = [part.replace("~1", "/").replace("~0", "~") for part in pointer.text.split("/") if part]
    if isinstance(value, Scalar) and segments:
        key = pointer._replace(text=segments[-1])
        yield from reader.facts((*path, *segments[:-1]), key, value)
    elif isinstance(value, Mapping) and value.scalar("name"):
        listed = Sequence((value,), value.start, value.end)
        yield from walk_values(listed, reader, (*path, *segments[:-1]))
    else:
        yield from walk_values(value, reader, (*path, *segments))
