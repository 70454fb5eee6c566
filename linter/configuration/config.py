"""What was configured. How it is found and read is told in :mod:`linter.configuration.loading`."""

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from linter.globs import compile_globs
from linter.model import Severity
from linter.paths import rebase

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
    until: "date | None"
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


class SetOption(NamedTuple):
    """An option of a rule as it was set, and where its name and its value stand."""

    rule: str
    name: str
    given: object
    at_name: ConfigProblem
    at_value: ConfigProblem


class _Configured(NamedTuple):
    path: str = ""
    folder: str = ""
    environments: tuple[EnvironmentDeclaration, ...] = ()
    levels: Mapping[str, Level] = {}
    select: tuple[str, ...] = ()
    options: Mapping[str, Mapping[str, object]] = {}
    ignores: tuple[IgnoreEntry, ...] = ()
    overrides: tuple[Override, ...] = ()
    exclude: tuple[str, ...] = ()
    inventory: Path | None = None
    baseline: Path | None = None
    fail_on: str = "warning"
    mentions: tuple[Mention, ...] = ()
    set_options: tuple[SetOption, ...] = ()


class Config(_Configured):
    """What was configured; the defaults are what no configuration means.

    ``path`` is the file as findings would show it, ``folder`` the absolute folder where its globs and
    file names begin. ``levels`` is by rule or group. ``fail_on`` is a severity or ``never``.
    """

    @cached_property
    def aliases(self) -> dict[str, tuple[str, ...]]:
        """The declared environments and what else they are called."""
        return {declared.name: declared.aliases for declared in self.environments}

    @cached_property
    def declared_ids(self) -> dict[str, str]:
        """Client ids, tenants, vaults and subscriptions, in small letters → the environment they are declared for.

        What is declared for several, such as the one tenant of all, is shared and tells nothing.
        """
        owners: dict[str, set[str]] = {}
        for declared in self.environments:
            for one in (*declared.client_ids, *declared.tenants, *declared.vaults, *declared.subscriptions):
                owners.setdefault(one.lower(), set()).add(declared.name)
        return {one: next(iter(names)) for one, names in owners.items() if len(names) == 1}

    @cached_property
    def _excluded(self) -> re.Pattern[str]:
        return compile_globs(self.exclude)

    def excludes(self, path: str) -> bool:
        """Whether a path, as findings show it, is left out."""
        return bool(self.exclude) and bool(self._excluded.match(self.place(path)))

    def place(self, path: str) -> str:
        """A path, as findings show it, as the globs of this configuration see it."""
        return rebase(path, self.folder)

    def with_option(self, rule: str, name: str, given: object) -> "Config":
        """The same, but for one option of a rule."""
        return self._replace(options={**self.options, rule: {**self.options.get(rule, {}), name: given}})

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
