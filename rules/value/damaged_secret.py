"""A client secret that Entra cannot have issued, but nearly.

## What it finds

A literal in a client-secret field that has the build of an Entra secret and a fault in it: head or tail cut
off, a checksum that fails, a masked copy (`…`, `***`), quotes or white space kept inside, `%7E` or `&amp;`
instead of the character, a zero-width or typographic character, a line folded into it, base64 where nothing decodes it
(`stringData` of a Secret, `data` encoded twice, app settings).

Today's secrets have 40 characters with `8Q~` at the fourth place and carry a checksum in their last three, so
a single wrong character is provable without asking Entra. Those before have 37 characters with `7Q~`. Older
generations carry no mark and are never called damaged.

## Why it breaks

Entra ID compares texts: one character more, less or other, and sign-in fails with `AADSTS7000215`. The damage
is done while copying: a double click that stops at `~` or `.`, a shell that expands `~`, a form that escapes,
a terminal that wraps.

## How to fix it

Copy the secret again from where it is kept; the portal shows it only once, so create a new one when it is
lost. Do not mend the file by hand: put the secret into a Key Vault and reference it from here.

## When to ignore it

When the text is a made-up example in a file that is never deployed. A placeholder such as `<client-secret>`
needs no ignore.

## References

- [microsoft/security-utilities, SEC101/156](https://github.com/microsoft/security-utilities)
- [Microsoft Purview: Azure AD client secret](https://learn.microsoft.com/purview/sit-defn-azure-ad-client-secret)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import SECRET_ROLES, Encoding, Fix, Problem, Setting, Severity, Shape, Wiring

ID = "damaged-secret"
GROUP = "value"
SEVERITY = Severity.ERROR
SUMMARY = "A client secret that Entra cannot have issued, but nearly: cut off, escaped, masked or mistyped."
PRECISION = "high"
SECURITY_SEVERITY = 6.0
CODES = ("7000215",)


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every damaged Entra secret."""
    for setting in wiring.settings:
        if setting.role in SECRET_ROLES and setting.value.shape is Shape.DAMAGED_ENTRA_SECRET:
            yield Problem(setting.location, _message(setting), setting.key, fix=_fix(setting))


def _fix(setting: Setting) -> Fix | None:
    """What the checksum proves to be right: a blank, a quotation mark, an escape less."""
    if not setting.repair:
        return None
    tells = setting.value.encoding is Encoding.BASE64 or any(edit.text for edit in setting.repair)  # what stands where
    return Fix("restore the secret, as its checksum proves", setting.repair, confidential=tells)


def _message(setting: Setting) -> str:
    return (
        f"{setting.name} holds an Entra client secret that is damaged: {setting.value.detail}. Sign-in will fail with"
        " AADSTS7000215; copy the secret again, best into a Key Vault, and write a reference to it here."
    )
