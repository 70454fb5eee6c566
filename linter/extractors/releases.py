"""Kustomizations, and the releases of Flux and Argo CD: which files each of them puts together.

Order of values: Flux merges ``valuesFrom`` in the order given and ``values`` over them
(https://fluxcd.io/flux/components/helm/helmreleases/#values); Argo CD takes parameters > valuesObject > values >
valueFiles > the chart's values.yaml (https://argo-cd.readthedocs.io/en/stable/user-guide/helm/).
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Assembly, AssemblyKind, Document, Mapping, Scalar, Sequence
from linter.paths import beside
from linter.patterns import compile_late

from .manifest import Manifest, manifests
from .reader import FileReader

_VARIABLE = compile_late(r"\$\{[^}]*\}")
_RESOURCES = ("resources", "bases", "components")
_ELSEWHERE = frozenset({"OCIRepository", "Bucket"})  # sources of Flux whose paths are none of a repository's


def manifest_assemblies(document: Document, reader: FileReader) -> Iterator[Assembly]:
    """What the objects of a file put together."""
    for manifest in manifests(document, reader):
        if manifest.kind == "HelmRelease":
            yield _helm_release(manifest)
        elif manifest.kind == "Application":
            yield from _application(manifest)
        elif manifest.kind == "Kustomization" and manifest.group.startswith("kustomize.toolkit"):
            yield _flux_kustomization(manifest)
        elif manifest.kind in ("Kustomization", "Component") or not manifest.kind:
            yield from _kustomization(manifest)


def _kustomization(manifest: Manifest) -> Iterator[Assembly]:
    """Files only (https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/): what is remote is unknown."""
    place = manifest.reader.source.place
    if place.rpartition("/")[2].lower().rpartition(".")[0] != "kustomization":
        return
    resources = [text for kind in _RESOURCES for text in _texts(manifest.node, kind)]
    yield Assembly(
        AssemblyKind.KUSTOMIZATION,
        manifest.reader.source.path,
        manifest.location(),
        beside(place, "."),
        layers=tuple(beside(place, resource) for resource in resources if "://" not in resource),
        patches=tuple(beside(place, patch) for patch in _patches(manifest.node)),
        generated=tuple(_generated(manifest.node, place)),
        namespace=manifest.node.text("namespace"),
        complete=not any("://" in resource for resource in resources),
    )


def _patches(node: Mapping) -> Iterator[str]:
    """The files of patches; those written in place are facts of this file itself."""
    for patch in node.items("patches"):
        if isinstance(patch, Mapping) and patch.text("path"):
            yield patch.text("path")
    for text in _texts(node, "patchesStrategicMerge"):
        if "\n" not in text:
            yield text


def _generated(node: Mapping, place: str) -> Iterator[tuple[str, str]]:
    """The keys of generated ConfigMaps, and the file that each is made of: ``values.yaml=web.yaml``, or its name."""
    for generator in node.items("configMapGenerator"):
        if not isinstance(generator, Mapping):
            continue
        for text in _texts(generator, "files"):
            key, equals, path = text.partition("=")
            path = path if equals else key
            yield (
                f"ConfigMap/{generator.text('name')}/{key if equals else path.rpartition('/')[2]}",
                beside(place, path),
            )


def _texts(node: Mapping, key: str) -> Iterator[str]:
    return (item.text for item in node.items(key) if isinstance(item, Scalar) and item.text)


def _flux_kustomization(manifest: Manifest) -> Assembly:
    """The folder that it applies, and what it puts in for variables there.

    https://fluxcd.io/flux/components/kustomize/kustomizations/#path
    https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
    """
    path = manifest.node.text("spec", "path")
    is_here = manifest.node.text("spec", "sourceRef", "kind") not in _ELSEWHERE
    sources = (item for item in manifest.node.items("spec", "postBuild", "substituteFrom") if isinstance(item, Mapping))
    return Assembly(
        AssemblyKind.FLUX_KUSTOMIZATION,
        manifest.reader.source.path,
        manifest.location(),
        beside("", _VARIABLE.sub("*", path)) if path and is_here else "",
        layers=tuple(f"{source.text('kind')}/{source.text('name')}" for source in sources),
        inline=((*manifest.path, "postBuild", "substitute"),),
        name=manifest.name,
        namespace=manifest.node.text("spec", "targetNamespace"),
    )


def _helm_release(manifest: Manifest) -> Assembly:
    """A chart out of a Git repository is taken to be of this one."""
    chart = manifest.node.mapping("spec", "chart", "spec")
    is_here = chart.text("sourceRef", "kind") == "GitRepository"
    return Assembly(
        AssemblyKind.HELM,
        manifest.reader.source.path,
        manifest.location(),
        beside("", chart.text("chart")) if is_here else "",
        layers=tuple(_value_maps(manifest.node)),
        inline=((*manifest.path, "spec", "values"),),
        name=manifest.name,
        namespace=manifest.namespace,
    )


def _value_maps(node: Mapping) -> Iterator[str]:
    """What values come from, as ``ConfigMap/name/key``; a Secret is named alike, and is made of no file."""
    for item in node.items("spec", "valuesFrom"):
        if isinstance(item, Mapping):
            yield f"{item.text('kind')}/{item.text('name')}/{item.text('valuesKey') or 'values.yaml'}"


def _application(manifest: Manifest) -> Iterator[Assembly]:
    spec = manifest.node.mapping("spec")
    for scope, source in _sources(spec):
        helm, path = source.mapping("helm"), source.text("path")
        files = [item.text for item in helm.items("valueFiles") if isinstance(item, Scalar)]
        if path or files:
            yield Assembly(
                AssemblyKind.HELM,
                manifest.reader.source.path,
                manifest.location(),
                beside("", path) if path else "",
                layers=tuple(found for found in (_value_file(file, path) for file in files) if found),
                inline=tuple((*manifest.path, "spec", *scope, "helm", part) for part in _inline_values(helm)),
                name=manifest.name,
                namespace=spec.text("destination", "namespace"),
                complete=all(_value_file(file, path) for file in files),
            )


def _sources(spec: Mapping) -> Iterator[tuple[tuple[str, ...], Mapping]]:
    """The sources of an application, each with the keys that lead to it."""
    several = spec.get("sources")
    if isinstance(several, Sequence):
        for index, source in enumerate(several.items):
            if isinstance(source, Mapping):
                yield ("sources", str(index)), source
    else:
        yield ("source",), spec.mapping("source")


def _inline_values(helm: Mapping) -> Iterator[str]:
    """What an application sets itself, the later over the earlier; beside ``valuesObject`` ``values`` counts for nothing."""
    yield "values" if helm.get("valuesObject") is None else "valuesObject"
    yield "parameters"


def _value_file(file: str, chart: str) -> str:
    """A file relative to the chart, or after ``$ref/`` to the top of a repository, which is taken to be this one."""
    if "{{" in file or "://" in file:
        return ""
    if file.startswith("$"):
        return beside("", file.partition("/")[2])
    return beside("", file) if file.startswith("/") else beside(f"{chart}/values.yaml", file)
