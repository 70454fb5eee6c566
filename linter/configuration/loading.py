"""Finds the configuration: ``.lint-config.yml``, or ``[tool.lint-config]`` in ``pyproject.toml``.

A run without a file imports nothing more than this; a file is read by :mod:`linter.configuration.file`, judged by
:mod:`linter.configuration.check` and built by :mod:`linter.configuration.reading`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from linter.model import Rule, options_of
from linter.paths import is_repository, rebase

from .config import Config, ConfigError, ConfigProblem, SetOption


def load_config(folder: Path, *, named: str | None = None, none: bool = False) -> Config:
    """The configuration in force in an absolute folder: the named file, or the nearest one upward.

    The search ends at the top of the repository. Raises :class:`ConfigError`.
    """
    found = None if none else Path(os.path.abspath(folder / named)) if named else nearest(folder)  # noqa: PTH100
    if found is None:
        return Config(folder=str(folder))
    from .file import read
    from .reading import build

    return build(read(found, shown=named or rebase(str(found), str(folder))))


def nearest(folder: Path) -> Path | None:
    """The configuration file that is nearest upward, or None."""
    for parent in (folder, *folder.parents):
        for name in (".lint-config.yml", ".lint-config.yaml", "pyproject.toml"):
            path = parent / name
            if os.path.isfile(path) and (name != "pyproject.toml" or _speaks_of_us(path)):  # noqa: PTH113 - as is_repository
                return path
        if is_repository(parent):
            return None
    return None


def _speaks_of_us(path: Path) -> bool:
    """Whether a pyproject.toml has a section for this program; one that cannot be read may have, and is refused later."""
    try:
        return b"tool.lint-config" in path.read_bytes()
    except OSError:
        return True


def check_names(config: Config, rules: Iterable[Rule]) -> None:
    """Raise :class:`ConfigError` where the configuration names a rule, group or option that does not exist."""
    by_id = {rule.ID: rule for rule in rules}
    groups = {rule.GROUP for rule in by_id.values()}
    problems = [
        mention.place._replace(message=_unknown(mention.name, {*by_id, *(groups if mention.or_group else ())}))
        for mention in config.mentions
        if mention.name not in by_id and not (mention.or_group and mention.name in groups)
    ]
    problems += [fault for one in config.set_options if one.rule in by_id for fault in _faults(one, by_id[one.rule])]
    if problems:
        raise ConfigError(*sorted(problems))


def _faults(one: SetOption, rule: Rule) -> Iterator[ConfigProblem]:
    """What is wrong with an option that was set."""
    options = {option.name: option for option in options_of(rule)}
    if one.name not in options:
        from linter.suggestions import suggestion

        known = f"; its options are {', '.join(options)}" if options else "; it has none"
        hint = suggestion(one.name, options) or known
        yield one.at_name._replace(message=f"{rule.ID} has no option {one.name!r}{hint}")
    elif not options[one.name].fits(one.given):
        yield one.at_value._replace(message=f"expected {options[one.name].kind}")


def _unknown(name: str, known: Iterable[str]) -> str:
    from linter.suggestions import suggestion

    return f"there is no rule named {name!r}{suggestion(name, known)}"
