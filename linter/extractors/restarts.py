"""What rolls a workload when a Secret changes.

Reloader's annotations count on the workload, and on its pods where the workload has none (stakater/Reloader,
``internal/pkg/handler/upgrade.go``); Wave's on the workload (pusher/wave, README), and so do those of the operators
that fetch Secrets themselves (DopplerHQ/kubernetes-operator, Infisical/infisical and 1Password/onepassword-operator,
README of each). A changed annotation of the
pod template rolls as well, which is what Helm's checksums are for
(https://helm.sh/docs/howto/charts_tips_and_tricks/#automatically-roll-deployments).
"""

from collections.abc import Iterable
from typing import NamedTuple

from linter.model import Entry, Mapping, Scalar, SecretUse, Source
from linter.patterns import compile_late

_AUTO = (
    "reloader.stakater.com/auto",
    "secret.reloader.stakater.com/auto",
    "secretproviderclass.reloader.stakater.com/auto",
    "reloader.stakater.com/search",
    "wave.pusher.com/update-on-config-change",
    "secrets.doppler.com/reload",
    "secrets.infisical.com/auto-reload",
    "operator.1password.io/auto-restart",
)
RELOAD = f'{_AUTO[0]}: "true"'
_NAMED = ("secret.reloader.stakater.com/reload", "secretproviderclass.reloader.stakater.com/reload")
_RELOADER = compile_late(r"(?:^|\.)reloader\.stakater\.com/(?:auto|reload|search)$")
_ROLLING = compile_late(r"(?i)checksum|rollme|sha256|\bhash\b|rand(?:Alpha|Numeric|Ascii)|\bnow\b")
_GO_ACTION = "{{"


class Annotations(NamedTuple):
    """The annotations of an object, and all the text that stands among them, Go actions included."""

    texts: dict[str, str]
    written: str


def restarts(workload: Mapping, template: Mapping, uses: Iterable[SecretUse], source: Source) -> str:
    """What rolls the workload, in words; empty for nothing."""
    own, pods = annotations_of(workload, source), annotations_of(template, source)
    reloading = own if any(_RELOADER.search(key) for key in own.texts) else pods
    if reloading.texts.get("reloader.stakater.com/auto") == "false":
        reloading = Annotations({}, "")
    for texts in (reloading.texts, own.texts):
        found = next((key for key in _AUTO if _is_on(texts.get(key, ""))), "")
        if found:
            return f"the annotation {found}"
    for key in _NAMED:
        if key in reloading.texts and _covers(reloading.texts[key], uses):
            return f"the annotation {key}"
    rolling = next((key for key in pods.texts if _ROLLING.search(key)), "")
    if rolling:
        return f"the annotation {rolling} of its pods"
    return "a template in its annotations" if _GO_ACTION in own.written + pods.written else ""


def _is_on(text: str) -> bool:
    return text.lower() == "true" or _GO_ACTION in text


def _covers(names: str, uses: Iterable[SecretUse]) -> bool:
    listed = {name.strip() for name in names.split(",")}
    return _GO_ACTION in names or all(use.secret in listed for use in uses if use.is_credential)


def annotations_of(owner: Mapping, source: Source) -> Annotations:
    """The annotations in an object's ``metadata``."""
    entry, end = _with_end(owner, "metadata", owner.end)
    if entry is None:
        return Annotations({}, "")
    if isinstance(entry.value, Mapping):
        entry, end = _with_end(entry.value, "annotations", end)
        if entry is None:
            return Annotations({}, "")
    listed = entry.value.entries if isinstance(entry.value, Mapping) else ()
    texts = {item.key.text: item.value.text for item in listed if isinstance(item.value, Scalar)}
    return Annotations(texts, source.text[entry.key.start : end])


def _with_end(node: Mapping, key: str, end: int) -> tuple[Entry | None, int]:
    """An entry and the offset at which the next one begins: Go actions stand in between, in no node."""
    entry = next((entry for entry in reversed(node.entries) if entry.key.text == key), None)
    if entry is None:
        return None, end
    after = (other.key.start for other in node.entries if other.key.start > entry.key.start)
    return entry, min(after, default=end)
