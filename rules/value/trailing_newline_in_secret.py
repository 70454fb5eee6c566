"""A secret ends in a line break that nobody sees.

## What it finds

A credential whose text ends in a newline: `data` of a Kubernetes `Secret` that was made by `echo … | base64`
instead of `echo -n … | base64`, or a YAML block scalar (`|` or `>` without `-`) as the value of `stringData`,
an environment variable or any other credential setting. Keys in PEM form, certificates and whole files end in
a newline by right and are not reported.

## Why it breaks

The line break is part of the secret that the app sends, and Entra ID answers `AADSTS7000215`. A client id or
tenant id with a line break fails with `AADSTS700016` or `AADSTS90002`.

## How to fix it

Encode without the line break: `printf %s "$SECRET" | base64 -w0`, or `kubectl create secret generic …
--from-literal`. Write `|-` instead of `|`, or quote the value on one line.

## When to ignore it

When the program that reads the value trims it.

## References

- [Kubernetes: managing Secrets using configuration files](https://kubernetes.io/docs/tasks/configmap-secret/managing-secret-using-config-file/)
- [spinnaker/spinnaker#6871](https://github.com/spinnaker/spinnaker/issues/6871), [kubernetes/autoscaler#3137](https://github.com/kubernetes/autoscaler/issues/3137)
- [YAML 1.2: block chomping indicator](https://yaml.org/spec/1.2.2/#8112-block-chomping-indicator)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Encoding, Fix, Location, Problem, Role, Setting, Severity, Shape, ValueKind, Wiring
from linter.names.samples import is_for_tests

ID = "trailing-newline-in-secret"
GROUP = "value"
SEVERITY = Severity.ERROR
SUMMARY = "A secret ends in a line break that nobody sees and that Entra compares."
PRECISION = "very-high"
SECURITY_SEVERITY = 5.0
CODES = ("7000215", "700016", "90002")

_CONSEQUENCES = {
    Role.CLIENT_SECRET: "Sign-in will fail with AADSTS7000215",
    Role.CLIENT_ID: "Sign-in will fail with AADSTS700016",
    Role.TENANT: "Sign-in will fail with AADSTS90002",
    Role.OTHER_SECRET: "Whoever checks it will refuse it",
    Role.CONNECTION_STRING: "The connection may fail",
}


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every credential value that ends in a line break."""
    for file in wiring.files:
        if not is_for_tests(file.place or file.path, file.family):
            for setting in file.settings:
                if setting.role in _CONSEQUENCES and _ends_in_line_break(setting):
                    yield Problem(
                        _place(setting), _message(setting), setting.key, fix=_fix(setting), value=setting.location
                    )


def _ends_in_line_break(setting: Setting) -> bool:
    value = setting.value
    if value.kind is ValueKind.EXPRESSION or value.shape in (Shape.ENCRYPTED, Shape.DEVELOPMENT):
        return False
    return value.ends_in_line_break


def _place(setting: Setting) -> Location:
    """A block's indicator, for that is what must change; else the value, or the key of one of several lines."""
    if _is_block(setting):
        return setting.repair[0].location
    span = setting.location.span
    return setting.location if span.line == span.end_line else setting.key_location


def _is_block(setting: Setting) -> bool:
    return bool(setting.repair) and setting.repair[0].text[:1] in ("|", ">")


def _fix(setting: Setting) -> Fix | None:
    encoded = setting.value.encoding is Encoding.BASE64
    return Fix("take the line break off", setting.repair, confidential=encoded) if setting.repair else None


def _message(setting: Setting) -> str:
    if setting.value.encoding is Encoding.BASE64:
        how, remedy = "decodes to a text that ends in a line break", "encode it with printf %s, for echo adds one"
    elif _is_block(setting):
        indicator = setting.repair[0].text
        how, remedy = (
            "keeps the line break at the end of its block",
            f"write {indicator} instead, or quote it on one line",
        )
    else:
        how, remedy = "ends in a line break", "take it off"
    return f"{setting.name} {how}, which becomes part of the {setting.role.value}. {_CONSEQUENCES[setting.role]}; {remedy}."
