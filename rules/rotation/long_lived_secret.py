"""A secret is created for more than two years.

## What it finds

In scripts of workflows and composite actions: `az ad app credential reset`, `az ad sp credential reset` and `az ad sp
create-for-rbac` with `--years` of more than 2 or with an `--end-date` more than 24 months away, and
`New-AzADAppCredential`, `New-AzADSpCredential`, `Add-MgApplicationPassword` and their kin with such an `-EndDate` or
`endDateTime`. An end date counts where how far away it is can be read: `$(date -d '+10 years' +%F)`,
`(Get-Date).AddYears(10)`, a start date beside it, or a year that is two years away from every day this tool is run on.
Certificates are no secrets.

With an inventory (`--inventory`, see [the inventory](../inventory.md)), also at each client id whose app has a secret of
that kind, where the id is used with a secret.

## Why it breaks

Nothing fails for years, and that is the trouble: a secret that never has to be replaced is copied, forgotten and
found by others, and on the day it does expire (`AADSTS7000222`) nobody is left who knows where it is used. App
management policies that limit lifetimes make the command fail.

## How to fix it

Let it live as long as your rotation needs, with a margin: `--years 1`, or `--end-date` in 180 days. Better, use a
federated credential or a managed identity, which have no secret.

## When to ignore it

For apps of systems that cannot be updated, with an owner and a date written down.

## References

- [az ad app credential reset](https://learn.microsoft.com/cli/azure/ad/app/credential#az-ad-app-credential-reset)
- [New-AzADAppCredential](https://learn.microsoft.com/powershell/module/az.resources/new-azadappcredential)
- [Microsoft Entra: limit the lifetime of secrets](https://learn.microsoft.com/entra/identity/enterprise-apps/tutorial-enforce-secret-standards)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import inf

from linter.inventory.registered import registered
from linter.model import Command, Option, Problem, SecretRecord, Setting, Severity, Wiring, Word
from linter.patterns import compile_late

ID = "long-lived-secret"
GROUP = "rotation"
SEVERITY = Severity.WARNING
SUMMARY = "A secret is created for more than two years."
PRECISION = "very-high"
SECURITY_SEVERITY = 3.0
CODES = ("7000222",)

_LONGEST = Option("months", 24, "how long a secret may live")
OPTIONS = (_LONGEST,)

_CREATING = (
    "az ad app credential reset",
    "az ad sp credential reset",
    "az ad sp create-for-rbac",
    "new-azadappcredential",
    "new-azadspcredential",
    "new-azadserviceprincipalcredential",
    "new-azadserviceprincipal",
    "new-azadapplication",
    "new-azureadapplicationpasswordcredential",
    "new-azureadserviceprincipalpasswordcredential",
    "add-mgapplicationpassword",
    "add-mgserviceprincipalpassword",
)
_CERTIFICATES = ("--cert", "--create-cert", "-certvalue", "-keycredentials")
_ENDS = ("--end-date", "-enddate", "-passwordcredential", "-bodyparameter")
_NO_CLOCK_NEEDED = 2040  # a rule has no clock; two years before this one are far away
_DISTANCE = compile_late(
    r"\+\s*(?P<short>\d+)\s*(?P<letter>[ymwd])\b"  # date -v+10y
    r"|(?<![-\d])(?P<long>\d+)\s*(?P<word>year|month|week|day)s?\b(?!\s*ago)"
    r"|add(?P<unit>year|month|day)s\(\s*(?P<added>\d+)",
    re.IGNORECASE,
)
_IN_MONTHS = {"y": 12.0, "m": 1.0, "w": 7 / 30.5, "d": 1 / 30.5}
_DATE = compile_late(r"^['\"]?(\d{4})-(\d{2})")
_YEAR = compile_late(r"(?<!\d)([2-9]\d{3})(?=[-/]\d)|(?<=[-/])([2-9]\d{3})(?!\d)")


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every command that creates a secret for more than 24 months, or what is configured."""
    longest = _LONGEST.of(ID, wiring.options)
    for job in wiring.jobs:
        for step in job.steps:
            for command in step.commands:
                word = _too_far(command, longest) if _makes_secret(command) else None
                if word and step.script:
                    yield Problem(
                        step.script.location(word.start, word.end),
                        _message(command, longest),
                        command.subcommand.strip(),
                    )
    yield from _registered(wiring, longest)


def _registered(wiring: Wiring, most: int) -> Iterator[Problem]:
    """Yield every client id that is used with a secret and whose app has a long-lived one."""
    for found in registered(wiring):
        living = [s for s in found.app.known_secrets if not (wiring.today and s.has_expired(wiring.today))]
        longest = max(living, key=lambda secret: secret.lifetime, default=None)
        if longest and longest.lifetime > _days(most):
            yield Problem(found.client_id.location, _told(found.client_id, longest, most), found.client_id.key)


def _days(months: int) -> int:
    """How many days so many months have at most."""
    return round(months * 365.25 / 12) + 1


def _spoken(months: int) -> str:
    return {12: "a year", 24: "two years"}.get(months, f"{months} months")


def _told(client_id: Setting, secret: SecretRecord, most: int) -> str:
    name = f" '{secret.name}'" if secret.name else ""
    return (
        f"The app of {client_id.name} has a secret{name} that lives from {secret.starts} to {secret.ends}, more than"
        f" {_spoken(most)}: it outlives the people who know where it is used, and fails with AADSTS7000222 when nobody"
        " expects it."
        " Replace it by one of a year or less, or by a federated credential."
    )


def _makes_secret(command: Command) -> bool:
    """Whether a command creates a secret, and no certificate."""
    password = command.option("--create-password")
    without = password is not None and password.reveal().rpartition("=")[2].lower() == "false"
    return command.is_(*_CREATING) and not without and command.option(*_CERTIFICATES) is None


def _too_far(command: Command, most: int) -> Word | None:
    """The word that makes the secret live too long, or None."""
    years = command.option("--years")
    number = years.reveal().rpartition("=")[2].strip("\"'") if years else ""
    if number.isdigit() and int(number) * 12 > most:
        return years
    end = command.option(*_ENDS)
    start = command.option("--start-date", "-startdate")
    return end if end and _months(end.reveal(), start.reveal() if start else "") > most else None


def _months(end: str, start: str) -> float:
    """How many months a secret lives, as far as that can be read; 0 for unknown."""
    end = end[max(end.lower().find("enddatetime"), 0) :]  # of a table of properties
    if distances := list(_DISTANCE.finditer(end)):
        return sum(map(_in_months, distances))
    until, since = _DATE.match(end.rpartition("=")[2]), _DATE.match(start.rpartition("=")[2])
    if until and since:
        return (int(until[1]) - int(since[1])) * 12 + int(until[2]) - int(since[2])
    year = _YEAR.search(end)
    return inf if year and int(year[1] or year[2]) >= _NO_CLOCK_NEEDED else 0


def _in_months(distance: re.Match[str]) -> float:
    number = distance["short"] or distance["long"] or distance["added"]
    unit = distance["letter"] or distance["word"] or distance["unit"]
    return int(number) * _IN_MONTHS[unit[0].lower()]


def _message(command: Command, most: int) -> str:
    sooner = "--years 1 or less" if command.is_("az") else "an end date within a year"
    return (
        f"This secret is created for more than {_spoken(most)}: it outlives the people who know where it is used, and fails"
        f" with AADSTS7000222 when nobody expects it. Use {sooner} and rotate it, or a federated credential."
    )
