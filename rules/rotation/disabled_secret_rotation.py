"""Secrets are read once and never again.

## What it finds

A switch that keeps a rotated secret from arriving: `enableSecretRotation: false` of the Secrets Store CSI
driver or of the AKS add-on, `refreshInterval: "0"` or `refreshPolicy: CreatedOnce` of an `ExternalSecret`,
`immutable: true` on a Secret that holds a credential, `refresh-interval: 0` of a Key Vault property source of Spring.

## Why it breaks

The vault holds the new secret and the cluster keeps the first one. Sign-in fails with `AADSTS7000222` or
`AADSTS7000215` when the old one expires or is deleted, long after the change that caused it.

## How to fix it

Switch rotation on (`enableSecretRotation: true`), let the ExternalSecret follow (`refreshInterval: 1h`), remove
`immutable`, or Spring's `refresh-interval`, which is 30 minutes by default. And see to it that the workload notices:
`missing-restart-on-rotation`; a Spring bean that has read its secret keeps it until it is made anew (`@RefreshScope`).

## When to ignore it

When Secrets are created under a new name at each rotation, so that none ever changes (a name that ends in a
number, `shop-credentials-v3`, says so and is silent), or when every change of a secret comes with a deploy.

## References

- [Secrets Store CSI driver: auto rotation](https://secrets-store-csi-driver.sigs.k8s.io/topics/secret-auto-rotation)
- [External Secrets: refresh policy](https://external-secrets.io/latest/api/externalsecret/)
- [Spring Cloud Azure: refresh interval](https://learn.microsoft.com/azure/developer/java/spring-framework/secret-management#setting-refresh-interval)
- [Kubernetes: immutable Secrets](https://kubernetes.io/docs/concepts/configuration/secret/#secret-immutable)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Problem, RotationSwitch, Severity, Uptake, Wiring
from linter.names.samples import is_for_tests

ID = "disabled-secret-rotation"
GROUP = "rotation"
SEVERITY = Severity.WARNING
SUMMARY = "Secrets are read once and never again: a rotated one does not arrive."
PRECISION = "very-high"
SECURITY_SEVERITY = 3.0
CODES = ("7000215", "7000222")


_REMEDIES = {
    "Secrets Store CSI driver": "Set it to true",
    "AKS Key Vault secrets provider": "Set it to 'true'",
    "refreshPolicy of an ExternalSecret": "Set it to Periodic",
    "refreshInterval of an ExternalSecret": "Set an interval, such as 1h",
    "target.immutable of an ExternalSecret": "Remove immutable",
    "Key Vault property source of Spring": "Remove it, so that the vault is read every 30 minutes, or set an interval",
    "immutable Secret": "Remove immutable, or make a Secret of a new name at each rotation",
}

# The driver's own chart has this default; it matters where something mounts secrets through the driver.
_CSI_DRIVER = "Secrets Store CSI driver"


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every switch that keeps rotated secrets from arriving."""
    mounting = _folders_that_mount(wiring)
    for file in wiring.files:
        switches = () if is_for_tests(file.place or file.path, file.family) else file.rotation_switches
        for switch in switches:
            if switch.fault and (switch.kind != _CSI_DRIVER or _folder(switch.path) in mounting):
                yield _problem(switch)


def _problem(switch: RotationSwitch) -> Problem:
    return Problem(
        switch.location,
        f"Here {switch.fault}, so a rotated secret never arrives. Its readers keep the old one until that fails"
        f" (an Entra secret with AADSTS7000222 or AADSTS7000215). {_REMEDIES[switch.kind]}.",
        switch.kind,
    )


def _folders_that_mount(wiring: Wiring) -> set[str]:
    """The top folders in which a workload mounts a CSI volume or a SecretProviderClass stands."""
    mounts = {_folder(w.path) for w in wiring.workloads if any(use.uptake is Uptake.CSI for use in w.uses)}
    classes = {_folder(r.location.path) for r in wiring.vault_references if "SecretProviderClass" in r.syntax}
    return mounts | classes


def _folder(path: str) -> str:
    return path.rpartition("/")[0].partition("/")[0]
