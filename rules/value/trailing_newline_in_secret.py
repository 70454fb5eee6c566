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

from linter.model import Encoding, Location, Problem, Role, Setting, Severity, Shape, ValueKind, Wiring

ID = "trailing-newline-in-secret"
GROUP = "value"
SEVERITY = Severity.ERROR
SUMMARY = "A secret ends in a line break that nobody sees and that Entra compares."
PRECISION = "very-high"
SECURITY_SEVERITY = 5.0
CODES = ("7000215", "700016", "90002")

_CREDENTIAL = frozenset({Role.CLIENT_SECRET, Role.CLIENT_ID, Role.TENANT, Role.OTHER_SECRET, Role.CONNECTION_STRING})


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every credential value that ends in a line break."""
    for setting in wiring.settings:
        if setting.role in _CREDENTIAL and _ends_in_line_break(setting):
            yield Problem(_place(setting), _message(setting), setting.key, value=setting.location)


def _place(setting: Setting) -> Location:
    """The encoded text, or the line on which the block begins: its indicator is what must change."""
    return setting.location if setting.value.encoding is Encoding.BASE64 else setting.key_location


def _ends_in_line_break(setting: Setting) -> bool:
    value = setting.value
    if value.kind is ValueKind.EXPRESSION or value.shape in (Shape.ENCRYPTED, Shape.DEVELOPMENT):
        return False
    text = value.reveal()
    # Several lines are a document of its own (PEM, JSON, a properties file), which ends in a line break by right.
    return text.endswith("\n") and "\n" not in text.strip("\r\n") and bool(text.strip())


def _message(setting: Setting) -> str:
    code = {Role.CLIENT_ID: "AADSTS700016", Role.TENANT: "AADSTS90002"}.get(setting.role, "AADSTS7000215")
    if setting.value.encoding is Encoding.BASE64:
        how, remedy = "decodes to a text that ends in a line break", "encode it with printf %s instead of echo"
    else:
        how, remedy = "keeps the line break at the end of its block", "write |- or quote it on one line"
    return f"{setting.name} {how}, which becomes part of the {setting.role.value}. Sign-in will fail with {code}; {remedy}."
