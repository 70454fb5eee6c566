"""The configuration: ``.lint-config.yml``, or ``[tool.lint-config]`` in ``pyproject.toml``.

What is imported here is what a run without a configuration needs; a file is read by
:mod:`linter.config_file` and judged by :mod:`linter.config_check`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .globs import compile_globs
from .model import Severity
from .paths import rebase

if TYPE_CHECKING:
    from datetime import date

Level = Severity | None  # None: off


class ConfigProblem(NamedTuple):
    """One thing that is wrong in a configuration; line and column are 1-based, 0 where none can be named."""

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}:{self.column}" if self.line else self.path
        return f"{place}: {self.message}"


class ConfigError(Exception):
    """A configuration that cannot be used, with everything that is wrong in it."""

    def __init__(self, *problems: ConfigProblem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class EnvironmentDeclaration(NamedTuple):
    """What the configuration says of one environment."""

    name: str
    aliases: tuple[str, ...] = ()
    client_ids: tuple[str, ...] = ()
    tenants: tuple[str, ...] = ()
    vaults: tuple[str, ...] = ()
    subscriptions: tuple[str, ...] = ()


class IgnoreEntry(NamedTuple):
    """Findings that are accepted: a rule's, in the files of a glob, at a key path or at any (empty).

    ``until`` is the last day on which it holds; ``place`` is where it stands, for messages.
    """

    rule: str
    path: str
    key: str
    reason: str
    until: date | None
    place: ConfigProblem


class Override(NamedTuple):
    """Severities for the files that a glob fits."""

    files: re.Pattern[str]
    levels: Mapping[str, Level]


class Mention(NamedTuple):
    """A place that names a rule, or also a group where ``or_group``."""

    name: str
    or_group: bool
    place: ConfigProblem


@dataclass(frozen=True)
class Config:
    """What was configured; the defaults are what no configuration means.

    ``path`` is the file as findings would show it, ``folder`` the absolute folder where its globs and
    file names begin. ``levels`` is by rule or group. ``fail_on`` is a severity or ``never``.
    """

    path: str = ""
    folder: str = ""
    environments: tuple[EnvironmentDeclaration, ...] = ()
    levels: Mapping[str, Level] = field(default_factory=dict)
    select: tuple[str, ...] = ()
    options: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    ignores: tuple[IgnoreEntry, ...] = ()
    overrides: tuple[Override, ...] = ()
    exclude: tuple[str, ...] = ()
    inventory: Path | None = None
    baseline: Path | None = None
    fail_on: str = "warning"
    mentions: tuple[Mention, ...] = ()

    @cached_property
    def aliases(self) -> dict[str, tuple[str, ...]]:
        """The declared environments and what else they are called."""
        return {declared.name: declared.aliases for declared in self.environments}

    @cached_property
    def declared_ids(self) -> dict[str, str]:
        """Client ids, tenants, vaults and subscriptions, in small letters → the environment they are declared for."""
        return {
            one.lower(): declared.name
            for declared in self.environments
            for one in (*declared.client_ids, *declared.tenants, *declared.vaults, *declared.subscriptions)
        }

    @cached_property
    def _excluded(self) -> re.Pattern[str]:
        return compile_globs(self.exclude)

    def excludes(self, path: str) -> bool:
        """Whether a path, as findings show it, is left out."""
        return bool(self.exclude) and bool(self._excluded.match(self.place(path)))

    def place(self, path: str) -> str:
        """A path, as findings show it, as the globs of this configuration see it."""
        return rebase(path, self.folder)

    def level(self, rule: str, group: str, default: Severity, path: str) -> Level:
        """The severity of a rule's findings in a file; None when the rule is off there."""
        tables = [self.levels]
        if self.overrides:
            place = self.place(path)
            tables += [override.levels for override in self.overrides if override.files.match(place)]
        for table in reversed(tables):
            for name in (rule, group):
                if name in table:
                    return table[name]
        return default


def load_config(folder: Path, *, named: str | None = None, none: bool = False) -> Config:
    """The configuration in force in an absolute folder: the named file, or the nearest one upward.

    The search ends at the top of the repository. Raises :class:`ConfigError`.
    """
    found = None if none else Path(os.path.abspath(folder / named)) if named else nearest(folder)  # noqa: PTH100
    if found is None:
        return Config(folder=str(folder))
    from .config_file import read
    from .config_reading import build

    return build(read(found, shown=named or rebase(str(found), str(folder))))


def nearest(folder: Path) -> Path | None:
    """The configuration file that is nearest upward, or None."""
    for parent in (folder, *folder.parents):
        for name in (".lint-config.yml", ".lint-config.yaml", "pyproject.toml"):
            path = parent / name
            if path.is_file() and (name != "pyproject.toml" or b"tool.lint-config" in path.read_bytes()):
                return path
        if (parent / ".git").exists():
            return None
    return None


def check_names(config: Config, rules: Collection[str], groups: Collection[str]) -> None:
    """Raise :class:`ConfigError` where the configuration names a rule or group that does not exist."""
    problems = [
        mention.place._replace(message=_unknown(mention.name, {*rules, *(groups if mention.or_group else ())}))
        for mention in config.mentions
        if mention.name not in rules and not (mention.or_group and mention.name in groups)
    ]
    if problems:
        raise ConfigError(*problems)


def _unknown(name: str, known: Iterable[str]) -> str:
    from .suggestions import suggestion

    return f"there is no rule named {name!r}{suggestion(name, known)}"


def config_schema() -> str:
    """The JSON Schema of the configuration, as text."""
    return (Path(__file__).parent / "config.schema.json").read_text(encoding="utf-8")
