"""Parameters → values: what a template gets from a parameter file, through its modules as well."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from linter.model import AssemblyKind, FileWiring, Reference, Setting, Target, Value, ValueKind
from linter.names.given_parts import GIVEN_PART
from linter.patterns import compile_late
from linter.values.keyvault import is_vault_name

from .deployments import Deployments

_ARM = compile_late(r"\[\s*parameters\(\s*'[^']+'\s*\)\s*\]", re.IGNORECASE)

Given = Mapping[str, Setting]


def sole_parameter(value: Value) -> str:
    """The parameter that a value is, if it is nothing else; empty otherwise."""
    found = [r for r in value.references if r.target is Target.PARAMETER]
    if value.kind is not ValueKind.EXPRESSION or len(found) != 1:
        return ""
    text = value.reveal().strip()
    return found[0].name if text == found[0].name or _ARM.fullmatch(text) else ""


class Filled(NamedTuple):
    """The settings of a template and its modules with their parameters' values, and as they are written."""

    settings: tuple[Setting, ...]
    written: tuple[Setting, ...]


def with_parameters(template: str, file: FileWiring, deployments: Deployments) -> Filled:
    """The settings of a template and its modules, each parameter replaced by what the file gives it."""
    given = {setting.key.lower(): setting for setting in file.settings if not setting.scope}
    seen: set[str] = set()
    settings = tuple(_filled(template, given, deployments, seen))
    return Filled(settings, tuple(s for place in seen for s in deployments.by_place[place].settings))


def _filled(place: str, given: Given, deployments: Deployments, seen: set[str]) -> Iterator[Setting]:
    if place in seen or place not in deployments.by_place:
        return
    seen.add(place)
    file = deployments.by_place[place]
    known = {**dict(_defaults(file)), **given}
    modules = {a.name: a.target for a in file.assemblies if a.kind is AssemblyKind.MODULE}
    arguments: dict[str, dict[str, Setting]] = {symbol: {} for symbol in modules}
    for setting in file.settings:
        filled = _value(setting, known)
        if setting.scope and setting.scope[0] in modules:
            arguments[setting.scope[0]][setting.key.rpartition(".")[2].lower()] = filled
        elif not _is_parameter(setting):
            yield filled._replace(scope=(place, *filled.scope))  # symbols of two templates may be alike
    for symbol, target in modules.items():
        yield from _filled(target, arguments[symbol], deployments, seen)


def _value(setting: Setting, known: Given) -> Setting:
    name = sole_parameter(setting.value).lower()
    source = known.get(name)
    if not name or source is None:
        return _with_vaults(setting, known)
    return setting._replace(
        value=source.value,
        location=source.location,
        environments=(*source.environments, *setting.environments),
        context=source.context,
    )


def _with_vaults(setting: Setting, known: Given) -> Setting:
    """A setting whose references name their vaults as the parameters say that are parts of those names."""
    if not any(GIVEN_PART.search(reference.holder) for reference in setting.value.references):
        return setting

    def part(match: re.Match[str]) -> str:
        source = known.get(match[1].lower())
        return (source and _name_in(source.value)) or match[0]

    def named(reference: Reference) -> Reference:
        vault = GIVEN_PART.sub(part, reference.holder)
        return reference._replace(holder=vault) if is_vault_name(vault) else reference

    return setting._replace(value=setting.value.altered(references=tuple(map(named, setting.value.references))))


def _name_in(value: Value) -> str:
    """The name that a value is, or is put together to; empty where it cannot be told."""
    vault = value.reference(Target.VAULT)
    return value.reveal() if value.is_concrete else vault.holder if vault else ""


def _defaults(file: FileWiring) -> Iterator[tuple[str, Setting]]:
    for setting in file.settings:
        if _is_parameter(setting):
            yield setting.key.rpartition(".")[2].lower(), setting


def _is_parameter(setting: Setting) -> bool:
    """Whether a setting of a template is a parameter with its default."""
    return setting.scope[:1] == ("parameters",)
