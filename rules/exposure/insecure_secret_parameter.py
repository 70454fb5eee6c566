"""A template parameter that carries a secret is not secure.

## What it finds

A Bicep parameter without `@secure()`, or an ARM parameter of type `string` or `object`, that carries a
secret: by its name (`adminPassword`, `sqlPwd`, `storageAccountKey`, `registrationToken`) or by its use (it
becomes a vault secret's value, an administrator password, an app setting whose key is a secret's).

Names that only speak about a secret (`secretName`, `passwordExpiryInDays`, `keyVaultSecretUri`,
`connectionStringKey`) are silent, as are booleans, numbers and parameters with a list of allowed values. Where only the use
makes a secret of it, the parameter's description is believed: a vault also keeps "the public certificate" and a
"connection string without password".

## Why it breaks

Azure Resource Manager keeps the values of parameters that are not secure in the deployment history, readable
for everyone who may read the resource group, and writes them into logs.

## How to fix it

Put `@secure()` above the Bicep parameter; use `securestring` or `secureObject` in ARM. Deployments so far
have recorded the value: rotate it.

## When to ignore it

When the value is no secret in spite of its name.

## References

- [Bicep linter: secure-secrets-in-params](https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-secure-secrets-in-parameters)
- [PSRule: Azure.Deployment.SecureParameter](https://azure.github.io/PSRule.Rules.Azure/en/rules/Azure.Deployment.SecureParameter/)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Edit, Fix, Location, Parameter, Problem, Related, Severity, Wiring
from linter.names.secret_parameters import is_secret_parameter_name, names_something

ID = "insecure-secret-parameter"
GROUP = "exposure"
SEVERITY = Severity.ERROR
SUMMARY = "A template parameter that carries a secret is not secure: its value stays in the deployment history."
PRECISION = "high"
SECURITY_SEVERITY = 6.0
CODES: tuple[str, ...] = ()

_SECURE_TYPES = {"string": "securestring", "object": "secureObject"}


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every parameter that carries a secret and is not secure."""
    for parameter in wiring.parameters:
        if parameter.secure or parameter.enumerated or parameter.type.removesuffix("?") not in _SECURE_TYPES:
            continue
        by_use = parameter.secret_uses and not names_something(parameter.name)
        if by_use or is_secret_parameter_name(parameter.name, parameter.type):
            yield _problem(parameter)


def _problem(parameter: Parameter) -> Problem:
    used = parameter.secret_uses[:1]
    why = "[becomes a secret][1]" if used else "carries a secret, by its name,"
    secure_type = _SECURE_TYPES[parameter.type.removesuffix("?")]
    remedy = f"Make its type {secure_type}" if parameter.type_location else "Put @secure() above it"
    return Problem(
        parameter.location,
        f"Parameter {parameter.name} {why} and is not secure: each deployment keeps the value in its history, in plain"
        f" text for everyone who may read the resource group. {remedy}, and rotate a value that was deployed.",
        parameter.name,
        tuple(Related(place, "where it becomes a secret") for place in used),
        # With a default it would only turn into a secure parameter with a default that everyone can read.
        fix=Fix("make the parameter secure", (_edit(parameter, secure_type),), safe=parameter.default is None),
    )


def _edit(parameter: Parameter, secure_type: str) -> Edit:
    if parameter.type_location:
        return Edit(parameter.type_location, secure_type)
    span = parameter.declaration.span
    before = span._replace(end=span.start, end_line=span.line, end_column=span.column)
    return Edit(Location(parameter.path, before), f"@secure()\n{' ' * (span.column - 1)}")
