"""From a configuration file's data to a :class:`~linter.configuration.config.Config`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from linter.globs import compile_globs
from linter.model import Severity

from .check import check
from .config import Config, ConfigError, EnvironmentDeclaration, IgnoreEntry, Level, Mention, Override, SetOption
from .file import ConfigFile


def build(file: ConfigFile) -> Config:
    """The configuration that a file holds. Raises :class:`ConfigError`."""
    given = {key: value for key, value in file.data.items() if value is not None} if _is_object(file) else file.data
    file = file._replace(data=given)
    check(file)
    folder = file.path.parent
    return Config(
        path=file.shown,
        folder=str(folder),
        environments=tuple(_environments(file)),
        levels=_levels(given.get("rules", {})),
        select=tuple(given.get("select", ())),
        options=given.get("options", {}),
        ignores=tuple(_ignores(file)),
        overrides=tuple(
            Override(compile_globs(entry["files"]), _levels(entry["rules"])) for entry in given.get("overrides", ())
        ),
        exclude=tuple(given.get("exclude", ())),
        inventory=_path(folder, given.get("inventory")),
        baseline=_path(folder, given.get("baseline")),
        fail_on=given.get("fail-on", "warning"),
        mentions=tuple(_mentions(file)),
        set_options=tuple(_set_options(file)),
    )


def _is_object(file: ConfigFile) -> bool:
    return isinstance(file.data, dict)


def _path(folder: Path, name: str | None) -> Path | None:
    return folder / name if name else None


def _levels(given: Mapping[str, str]) -> dict[str, Level]:
    return {name: None if level == "off" else Severity(level) for name, level in given.items()}


def _environments(file: ConfigFile) -> Iterator[EnvironmentDeclaration]:
    given = file.data.get("environments", {})
    called = {name.lower(): name for name in given}
    for name, declared in given.items():
        for index, alias in enumerate((declared or {}).get("aliases", ())):
            other = called.setdefault(alias.lower(), name)
            if other != name:
                steps = ("environments", name, "aliases", index)
                raise ConfigError(file.problem(steps, f"environment {other!r} is called so too"))
        lists = {key.replace("-", "_"): tuple(values) for key, values in (declared or {}).items()}
        yield EnvironmentDeclaration(name, **lists)


def _ignores(file: ConfigFile) -> Iterator[IgnoreEntry]:
    for index, entry in enumerate(file.data.get("ignore", ())):
        try:
            until = date.fromisoformat(entry["until"]) if "until" in entry else None
        except ValueError:
            raise ConfigError(file.problem(("ignore", index, "until"), "there is no such date")) from None
        place = file.problem(("ignore", index), "")
        yield IgnoreEntry(entry["rule"], entry["path"], entry.get("key", ""), entry["reason"], until, place)


def _set_options(file: ConfigFile) -> Iterator[SetOption]:
    for rule, options in file.data.get("options", {}).items():
        for name, given in options.items():
            steps = ("options", rule, name)
            yield SetOption(rule, name, given, file.problem(steps, "", at_key=True), file.problem(steps, ""))


def _mentions(file: ConfigFile) -> Iterator[Mention]:
    data = file.data
    for name in data.get("rules", {}):
        yield Mention(name, True, file.problem(("rules", name), "", at_key=True))
    for index, name in enumerate(data.get("select", ())):
        yield Mention(name, True, file.problem(("select", index), ""))
    for name in data.get("options", {}):
        yield Mention(name, False, file.problem(("options", name), "", at_key=True))
    for index, entry in enumerate(data.get("ignore", ())):
        yield Mention(entry["rule"], False, file.problem(("ignore", index, "rule"), ""))
    for index, entry in enumerate(data.get("overrides", ())):
        for name in entry["rules"]:
            yield Mention(name, True, file.problem(("overrides", index, "rules", name), "", at_key=True))
