"""A secure parameter has a default that everyone can read.

## What it finds

A secure parameter (Bicep `@secure()`, ARM `securestring`, `secureObject`) whose default is a literal or can
be derived, and a `.bicepparam` that reads `readEnvironmentVariable('X', 'literal')` for a secret.

An empty default, `newGuid()`, the value of another secure parameter and a public key are silent, and so are parameters
whose name only speaks about a secret (`secretName`, `vaultUri`).

## Why it breaks

The secret is in the repository, in the template's compiled form and in every package built from it; and a
deployment that forgets to pass the real one succeeds with the known one.

## How to fix it

Remove the default, so that a missing value stops the deployment; pass the value from a Key Vault
(`getSecret()`, a parameter file's `reference`).

## When to ignore it

When the default is a placeholder that the resource refuses.

## References

- [Bicep linter: secure-parameter-default](https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-secure-parameter-default)
- [readEnvironmentVariable](https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-functions-parameters-file#readenvironmentvariable)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import SECRET_ROLES, Family, Parameter, Problem, Setting, Severity, Target, ValueKind, Wiring
from linter.names.secret_parameters import tells_about_secret
from linter.patterns import compile_late

ID = "secure-parameter-default"
GROUP = "exposure"
SEVERITY = Severity.ERROR
SUMMARY = "A secure parameter has a default that everyone can read."
PRECISION = "high"
SECURITY_SEVERITY = 7.0
CODES: tuple[str, ...] = ()

_UNGUESSABLE = compile_late(r"(?i)\bnewguid\s*\(")
_PUBLIC = compile_late(r"ssh-(?:rsa|dss|ed25519) |ecdsa-sha2-|-----BEGIN (?:CERTIFICATE|PUBLIC KEY)-")
_WRITTEN_OUT = frozenset({ValueKind.LITERAL, ValueKind.GUID})


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every default of a secure parameter that gives the secret away."""
    secure = {(p.path, p.name.lower()) for p in wiring.parameters if p.secure}
    for parameter in wiring.parameters:
        if parameter.secure and parameter.default_location and _gives_away(parameter, secure):
            yield Problem(
                parameter.default_location,
                f"Secure parameter {parameter.name} has a default that everyone who reads the template knows or can work out,"
                " and a deployment that is not given the real value succeeds with it. Remove the default, so that it stops.",
                parameter.name,
            )

    for file in wiring.files:
        if file.family is Family.BICEP_PARAMETERS:
            yield from (_compiled_in(setting) for setting in file.settings if _is_default_of_variable(setting))


def _is_default_of_variable(setting: Setting) -> bool:
    value = setting.value
    reads = value.reference(Target.ENVIRONMENT_VARIABLE) is not None
    return reads and value.kind in _WRITTEN_OUT and setting.role in SECRET_ROLES


def _compiled_in(setting: Setting) -> Problem:
    return Problem(
        setting.location,
        f"{setting.name} falls back to a literal where its environment variable is not set: whoever reads this file knows"
        " it, and the deployment succeeds with it; remove the default, so that a missing variable stops the deployment.",
        setting.key,
    )


_SWITCHES = frozenset({"true", "false"})  # extensionSettings: { enabled: false }


def _gives_away(parameter: Parameter, secure: set[tuple[str, str]]) -> bool:
    default = parameter.default
    if default is None or default.kind is ValueKind.EMPTY or tells_about_secret(parameter.name):
        return False
    text = default.reveal()
    if (
        text.strip().lower() in _SWITCHES
        or _UNGUESSABLE.search(text)
        or _PUBLIC.match(text)
        or not text.strip(" {}[]\"'")
    ):
        return False
    return not any((parameter.path, reference.name.lower()) in secure for reference in default.references)
