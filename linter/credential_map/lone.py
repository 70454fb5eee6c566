"""Managed identities and credentials documents, which are whole by themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterator

from linter.chain.chains import Chains
from linter.chain.ends import Ending
from linter.effective.in_effect import Holdings, is_never_deployed
from linter.model import RUN_BY_GITHUB, Family, FileWiring, Issuer, Location, Role, Setting, Value, ValueKind, Wiring
from linter.values.identities import is_identity
from linter.values.proofs import proof

from .sources import of_another_issuer


def lone_settings(
    wiring: Wiring, holdings: Holdings, chains: Chains, handed_on: Container[Location]
) -> dict[str, list[Setting]]:
    """Those settings, by the environments that they are for."""
    found: dict[str, list[Setting]] = defaultdict(list)
    paired = {setting.location for c in wiring.credentials for setting in c.settings}
    paired.update(s.location for e in wiring.effective for s in e.replaced if s.value.kind is ValueKind.TOKEN)
    paired.update(s.location for e in wiring.effective for s in e.settings if _is_put_in(s))
    for file in wiring.files:
        for setting in _candidates(file):
            if setting.location not in paired and setting.key_location not in handed_on:
                for environment in _environments_of(setting, file, holdings):
                    if _is_whole(setting) or _is_filled_in(setting, file, environment, chains):
                        found[environment].append(setting)
    told = {setting.location for settings in found.values() for setting in settings}
    for effective in wiring.effective:  # of what is put in from elsewhere only the place that uses it tells
        paired = {setting.location for c in effective.credentials for setting in c.settings} | told
        used = (setting for setting in effective.settings if not is_output(setting) and setting.location not in paired)
        whole = (setting for setting in used if _is_whole(setting))
        found[effective.environment].extend(setting for setting in whole if setting.key_location not in handed_on)
    return found


def _is_put_in(setting: Setting) -> bool:
    """Whether a managed identity comes from another file than the place that uses it, which tells of it then."""
    return setting.key_location.path != setting.location.path and setting.role is Role.IDENTITY and _is_whole(setting)


def _candidates(file: FileWiring) -> Iterator[Setting]:
    if (
        is_never_deployed(file) or file.family is Family.GITHUB_ACTION
    ):  # an action's inputs are told where they are given
        return
    for setting in file.settings:
        is_document = setting.role is Role.CREDENTIALS_JSON and not _is_read(setting, file)
        if (setting.role is Role.IDENTITY or is_document) and not is_output(setting):
            yield setting


def is_output(setting: Setting) -> bool:
    """Whether a setting is an output of a template, which tells what is and uses nothing."""
    return "outputs" in setting.scope[:2]


def _is_read(document: Setting, file: FileWiring) -> bool:
    """Whether a credentials document is written out, so that what it holds is known as a credential itself."""
    span = document.location.span
    held = (setting.location.span for credential in file.credentials for setting in credential.settings)
    return any(span.start <= inner.start and inner.end <= span.end for inner in held)


def _environments_of(setting: Setting, file: FileWiring, holdings: Holdings) -> Collection[str]:
    stated = holdings.stated((setting,), file)
    if "" not in stated or file.family in RUN_BY_GITHUB:
        return stated
    return holdings.environments_of(file) or ("",)


def _is_whole(setting: Setting) -> bool:
    """Whether it needs no other half: a managed identity (and no switch for one), or a credentials document."""
    value = setting.value
    if setting.role is Role.IDENTITY:
        is_id = value.kind in (ValueKind.GUID, ValueKind.TOKEN) or is_identity(value.reveal())
        return is_id or (value.kind is ValueKind.LITERAL and setting.issuer is Issuer.ENTRA and not _is_switch(value))
    is_document = (
        setting.role is Role.CREDENTIALS_JSON and value.kind is not ValueKind.EMPTY and not proof(value.reveal())
    )
    return is_document and (setting.issuer is Issuer.ENTRA or not of_another_issuer(setting))


def _is_filled_in(setting: Setting, file: FileWiring, environment: str, chains: Chains) -> bool:
    """Whether a chart's template puts an id of its values where only that of a managed identity may stand."""
    if setting.role is not Role.IDENTITY or file.family is not Family.HELM_TEMPLATE:
        return False
    chain = chains.of(setting, environment)
    return chain.ending is Ending.TEXT and chain.last is not None and chain.last.value.kind is ValueKind.GUID


def _is_switch(value: Value) -> bool:
    return value.reveal().strip().lower() in ("true", "false")
