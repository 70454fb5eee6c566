"""ExternalSecret and ClusterExternalSecret of the External Secrets Operator.

What refreshes: https://external-secrets.io/latest/guides/ownership-deletion-policy/#refresh-policy
(an interval of 0 is as good as ``CreatedOnce``). Names of keys: ``remoteRef.key`` may say the kind of
the vault's object first (https://external-secrets.io/latest/provider/azure-key-vault/#object-types).
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Evidence, Mapping, RotationSwitch, Scalar, Sequence, Strength
from linter.patterns import compile_late

from .manifest import Manifest
from .reader import Fact
from .vault_objects import vault_object

_NEVER = compile_late(r"0+|(?:0+(?:\.0+)?(?:ns|us|µs|ms|s|m|h))+")
_OTHER_KIND = compile_late(r"(?:key|cert)/")


def external_secret_facts(manifest: Manifest) -> Iterator[Fact]:
    """A reference for each secret it fetches, and what decides whether they are fetched again."""
    spec = manifest.node.mapping("spec")
    wrapped = spec.get("externalSecretSpec")
    spec = wrapped if isinstance(wrapped, Mapping) else spec
    store = spec.scalar("secretStoreRef", "name")
    named = tuple(_named_by_store(store, manifest)) if store else ()
    for key, remote in _remotes(spec):
        name = remote.scalar("key")
        if name and not _OTHER_KIND.match(name.text):
            shown = ":".join((*manifest.path, key or name.text))
            syntax = "remoteRef of an ExternalSecret"
            found = vault_object(manifest.reader, shown, syntax, name, pin=(remote, "version"))
            secret = found.secret.removeprefix("secret/")
            yield found._replace(secret=secret, environments=(*found.environments, *named))
    yield from _switches(spec, manifest)


def _named_by_store(store: Scalar, manifest: Manifest) -> Iterator[Evidence]:
    for word in manifest.reader.environments.named(store.text):
        strength = Strength.WEAK if word.weak else Strength.NAMED
        yield Evidence(word.environment, strength, f"secret store {store.text}", manifest.reader.location(store))


def _remotes(spec: Mapping) -> Iterator[tuple[str, Mapping]]:
    """The remote references with the key of the Secret that each fills, empty for those that fill many."""
    for item in _mappings(spec, "data"):
        yield item.text("secretKey"), item.mapping("remoteRef")
    for item in _mappings(spec, "dataFrom"):
        extract = item.get("extract")
        yield "", extract if isinstance(extract, Mapping) else item


def _mappings(spec: Mapping, key: str) -> Iterator[Mapping]:
    items = spec.get(key)
    return items.mappings() if isinstance(items, Sequence) else iter(())


def _switches(spec: Mapping, manifest: Manifest) -> Iterator[RotationSwitch]:
    if not any(_fetches(spec)):  # a generator makes a new value each time: once is what is wanted
        return
    policy, interval = spec.scalar("refreshPolicy"), spec.scalar("refreshInterval")
    immutable = spec.scalar("target", "immutable")
    if policy and policy.text == "CreatedOnce":
        yield _switch("refreshPolicy", policy, "refreshPolicy is CreatedOnce", manifest)
    elif interval and _NEVER.fullmatch(interval.text) and (not policy or policy.text == "Periodic"):
        yield _switch("refreshInterval", interval, f"refreshInterval is {interval.text}", manifest)
    if immutable and immutable.text == "true":
        yield _switch("target.immutable", immutable, "the Secret it makes is immutable", manifest)


def _fetches(spec: Mapping) -> Iterator[bool]:
    for _, remote in _remotes(spec):
        yield remote.get("sourceRef", "generatorRef") is None


def _switch(kind: str, where: Scalar, fault: str, manifest: Manifest) -> RotationSwitch:
    reader = manifest.reader
    return RotationSwitch(reader.source.path, f"{kind} of an ExternalSecret", reader.location(where), fault)
