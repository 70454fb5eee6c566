"""What fills the keys of Kubernetes Secrets and ConfigMaps: they themselves, generators, operators that read a vault.

ExternalSecret: https://external-secrets.io/latest/api/externalsecret/ (without ``target.name`` the Secret is called as the
ExternalSecret is). SecretProviderClass: ``secretObjects`` names an object by its alias if it has one
(https://azure.github.io/secrets-store-csi-driver-provider-azure/docs/configurations/sync-with-k8s-secrets/).
Generators: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/configmapgenerator/
akv2k8s: https://akv2k8s.io/reference/azure-key-vault-secret/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from linter.model import Document, Mapping, Node, Scalar, Sequence, Supply, Target
from linter.parsers.embedded import parse_yaml_in
from linter.paths import beside

from .assignments import assignment
from .manifest import Manifest, manifests
from .reader import FileReader


def manifest_supplies(document: Document, reader: FileReader) -> Iterator[Supply]:
    """What the objects of a file fill."""
    for manifest in manifests(document, reader):
        read = _BY_KIND.get(manifest.kind)
        if read:
            yield from read(manifest)
        else:
            yield from _generated(manifest)


def _supply(manifest: Manifest, by: str, secret: str, key: str, where: Scalar) -> Supply:
    place = manifest.reader.location(where)
    return Supply(manifest.reader.source.path, by, secret, key, place, manifest.namespace)


def _secret(manifest: Manifest) -> Iterator[Supply]:
    for part in ("data", "stringData"):
        yield from _entries(manifest, part)


def _config_map(manifest: Manifest) -> Iterator[Supply]:
    for supply in _entries(manifest, "data"):
        yield supply._replace(of=Target.CONFIG_MAP)


def _entries(manifest: Manifest, part: str) -> Iterator[Supply]:
    for entry in manifest.node.mapping(part).entries:
        if isinstance(entry.value, Scalar):
            yield _supply(manifest, manifest.kind, manifest.name, entry.key.text, entry.value)


def _generated(manifest: Manifest) -> Iterator[Supply]:
    for kind, of in _GENERATORS.items():
        for generator in _mappings(manifest.node.get(kind)):
            for supply in _of_generator(generator, kind, manifest):
                yield supply._replace(of=of)


def _of_generator(generator: Mapping, kind: str, manifest: Manifest) -> Iterator[Supply]:
    """Literals, and files of lines ``KEY=value``; a file that is one key's whole value tells nothing of credentials."""
    name = generator.text("name")
    for literal in generator.items("literals"):
        if isinstance(literal, Scalar) and (pair := assignment(literal)):
            yield _supply(manifest, kind, name, pair.key.text, pair.value)
    for item in (*generator.items("envs"), generator.scalar("env")):
        if isinstance(item, Scalar):
            place = beside(manifest.reader.source.place, item.text)
            yield _supply(manifest, kind, name, "", item)._replace(file=place)


def _external(manifest: Manifest) -> Iterator[Supply]:
    spec = manifest.node.mapping("spec")
    wrapped = spec.get("externalSecretSpec")
    spec = wrapped if isinstance(wrapped, Mapping) else spec
    secret = spec.text("target", "name") or manifest.name
    for item in _mappings(spec.get("data")):
        remote = item.scalar("remoteRef", "key")
        if remote:
            yield _supply(manifest, "ExternalSecret", secret, item.text("secretKey"), remote)._replace(
                object=remote.text.removeprefix("secret/"),
                store=spec.text("secretStoreRef", "name"),
                merges=spec.text("target", "creationPolicy") == "Merge",
            )


def _mappings(items: Node | None) -> Iterator[Mapping]:
    return items.mappings() if isinstance(items, Sequence) else iter(())


def _provider_class(manifest: Manifest) -> Iterator[Supply]:
    spec = manifest.node.mapping("spec")
    parameters = spec.mapping("parameters")
    objects = dict(_objects(parameters.get("objects"), manifest.reader))
    for secret in _mappings(spec.get("secretObjects")):
        for item in _mappings(secret.get("data")):
            alias = item.scalar("objectName")
            if alias:
                yield _supply(
                    manifest, "SecretProviderClass", secret.text("secretName"), item.text("key"), alias
                )._replace(
                    object=objects.get(alias.text, ""),
                    vault=parameters.text("keyvaultName"),
                )


def _objects(node: Node | None, reader: FileReader) -> Iterator[tuple[str, str]]:
    """The alias and the name of each object that is fetched."""
    opened = _opened(node, reader)
    items = opened.get("array") if isinstance(opened, Mapping) else opened
    for item in items.items if isinstance(items, Sequence) else ():
        found = _opened(item, reader)
        if isinstance(found, Mapping) and found.text("objectName"):
            yield found.text("objectAlias") or found.text("objectName"), found.text("objectName")


def _opened(node: Node | None, reader: FileReader) -> Node | None:
    """A node, or the YAML that its text is."""
    return next(iter(parse_yaml_in(node, reader.source)), None) if isinstance(node, Scalar) else node


def _azure_key_vault_secret(manifest: Manifest) -> Iterator[Supply]:
    spec = manifest.node.mapping("spec")
    name = spec.scalar("vault", "object", "name")
    secret = spec.mapping("output", "secret")
    if name and secret.text("name"):
        found = _supply(manifest, "AzureKeyVaultSecret", secret.text("name"), secret.text("dataKey"), name)
        yield found._replace(vault=spec.text("vault", "name"), object=name.text)


_GENERATORS = {"secretGenerator": Target.KUBERNETES_SECRET, "configMapGenerator": Target.CONFIG_MAP}

_BY_KIND: dict[str, Callable[[Manifest], Iterator[Supply]]] = {
    "Secret": _secret,
    "ConfigMap": _config_map,
    "ExternalSecret": _external,
    "ClusterExternalSecret": _external,
    "SecretProviderClass": _provider_class,
    "AzureKeyVaultSecret": _azure_key_vault_secret,
}
