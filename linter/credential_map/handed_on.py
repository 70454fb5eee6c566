"""What a file only hands on: those tell of it that are given it, or that give it."""

from __future__ import annotations

from collections.abc import Iterator

from linter.chain.chains import Chains
from linter.effective.deployments import Deployments
from linter.effective.layers import within
from linter.model import PARAMETER_FILES, AssemblyKind, Location, ValueKind, Wiring


def handed_on(wiring: Wiring, deployments: Deployments, chains: Chains) -> frozenset[Location]:
    """The places of the keys of the settings of which it is told elsewhere."""
    by_callers = _by_callers(wiring, deployments, chains)
    return frozenset((*_by_flux(deployments), *by_callers, *_by_parameter_files(wiring, deployments)))


def _by_flux(deployments: Deployments) -> Iterator[Location]:
    """The variables that a Kustomization of Flux itself is given, and puts in for others."""
    for giver, assembly in deployments.assemblies.get(AssemblyKind.FLUX_KUSTOMIZATION, ()):
        for setting in within(giver, assembly.inline[0]).settings:
            if setting.value.kind is ValueKind.TOKEN:
                yield setting.key_location


def _by_callers(wiring: Wiring, deployments: Deployments, chains: Chains) -> Iterator[Location]:
    """What a workflow is given by all that call it, and in the same role."""
    for file in wiring.files:
        callers = deployments.calls.of.get(file.place, ())
        for setting in file.settings if callers else ():
            names = [reference.name.lower() for reference in setting.value.references]
            given = [placed.step.input(names[0]) for placed in callers] if len(names) == 1 else [None]
            told = [chains.setting_at(named.location) if named else None for named in given]
            if all(other and other.role is setting.role for other in told):
                yield setting.key_location


def _by_parameter_files(wiring: Wiring, deployments: Deployments) -> Iterator[Location]:
    """The credentials that a parameter file gives to one place of a template as a whole."""
    for effective in wiring.effective:
        used = [{setting.location for setting in credential.settings} for credential in effective.credentials]
        file = deployments.by_path[effective.overlay]
        for credential in file.credentials if file.family in PARAMETER_FILES else ():
            halves = [half for half in (credential.client_id, credential.client_secret) if half]
            if any({half.location for half in halves} <= places for places in used):
                yield from (setting.key_location for setting in credential.settings)
