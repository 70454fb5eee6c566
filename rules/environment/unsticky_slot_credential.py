"""One half of a credential stays with its deployment slot and the other half swaps.

## What it finds

App Service settings in which the client id is a slot setting and the client secret (or the tenant) is not, or
the other way round. In a template that makes a deployment slot: a client secret that differs between the app
and its slot and is no slot setting in either.

## Why it breaks

A swap exchanges all settings that are not slot settings. The half that stays meets the other slot's half:
staging's secret with production's client id, `AADSTS7000215` in the minute of the swap, in both slots.

## How to fix it

Mark every setting of the credential as a slot setting (`"slotSetting": true`, `slotConfigNames` in a
template).

## When to ignore it

When both slots use the same value for the half that swaps.

## References

- [Set up staging environments: which settings are swapped](https://learn.microsoft.com/azure/app-service/deploy-staging-slots#which-settings-are-swapped)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Edit, FileWiring, Fix, Location, Problem, Related, Role, Setting, Severity, Wiring

ID = "unsticky-slot-credential"
GROUP = "environment"
SEVERITY = Severity.WARNING
SUMMARY = "One half of a credential stays with its deployment slot and the other half swaps."
PRECISION = "very-high"
SECURITY_SEVERITY = 4.0
CODES = ("7000215",)

_PARTS = (Role.CLIENT_SECRET, Role.CLIENT_ID, Role.TENANT)


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield every setting of a credential that swaps while another one stays, or that meets its slot's."""
    for credential in wiring.credentials:
        parts = [s for s in credential.settings if s.role in _PARTS]
        sticky = next((s for s in parts if s.slot_sticky), None)
        if sticky:
            yield from (_problem(setting, sticky) for setting in parts if not setting.slot_sticky)
    for file in wiring.files:
        yield from _exchanged(file)


def _exchanged(file: FileWiring) -> Iterator[Problem]:
    """Client secrets of an app and its slot, written in one template, that differ and swap."""
    first: dict[str, Setting] = {}
    for setting in file.settings:
        if setting.role is Role.CLIENT_SECRET and setting.slot_sticky is False:
            other = first.setdefault(setting.key, setting)
            if other.value.reveal() != setting.value.reveal():
                yield _swapped(other, setting)


def _swapped(setting: Setting, of_slot: Setting) -> Problem:
    return Problem(
        _place(setting),
        f"{setting.name} is no slot setting, and [the slot has another][1]. A swap exchanges them, so that production"
        " signs in with the slot's credential; mark every setting of the credential as a slot setting.",
        setting.key,
        (Related(of_slot.location, f"{of_slot.name} of the slot"),),
    )


def _problem(setting: Setting, sticky: Setting) -> Problem:
    return Problem(
        _place(setting),
        f"{setting.name} is swapped between deployment slots while [{sticky.name}][1] stays. After a swap the halves of two"
        " environments meet and sign-in fails with AADSTS7000215; mark both as slot settings.",
        setting.key,
        (Related(sticky.location, f"{sticky.name}, a slot setting"),),
        fix=_fix(setting),
    )


def _place(setting: Setting) -> Location:
    marked = setting.slot_location
    return marked if marked and not _is_empty(marked) else setting.location


def _fix(setting: Setting) -> Fix | None:
    place = setting.slot_location
    if place is None:
        return None
    text = ', "slotSetting": true' if _is_empty(place) else "true"
    return Fix("mark it as a slot setting", (Edit(place, text),))


def _is_empty(place: Location) -> bool:
    return place.span.start == place.span.end
