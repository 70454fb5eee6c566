"""The command: arguments → the five steps → exit code. Alone may print and exit."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path

from . import __version__
from .arguments import parse_arguments
from .check import RuleError, check
from .config import Config, ConfigError, check_names, config_schema, load_config
from .discover import Discovery, discover
from .environments import Environments
from .model import Finding, LintedFile, Rule, Run, Severity, Wiring
from .paths import relative, repository_of
from .plugins import PluginError, load_rules
from .selection import SelectionError, select
from .wire import wire


class Exit(IntEnum):
    """What the exit code says, whatever the output format."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    FAILURE = 3
    INTERRUPTED = 130


class UsageError(Exception):
    """The command line cannot be carried out as it stands."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; the console script's entry point. Returns the exit code."""
    arguments = parse_arguments(sys.argv[1:] if argv is None else argv)
    try:
        return _run(arguments)
    except (UsageError, ConfigError, SelectionError) as error:
        return _complain(str(error), Exit.USAGE)
    except (PluginError, RuleError) as error:
        return _complain(str(error), Exit.FAILURE)
    except BrokenPipeError:  # whoever read our output has gone; nothing is left to be said to them
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.CLEAN
    except KeyboardInterrupt:
        return _complain("interrupted", Exit.INTERRUPTED)


def _complain(message: str, code: Exit) -> int:
    print(f"lint-config: {message}", file=sys.stderr)
    return code


def _run(arguments: argparse.Namespace) -> int:
    rules = load_rules()
    answer = _answer(arguments, rules)
    if answer is not None:
        print(answer, end="")
        return Exit.CLEAN
    config = load_config(Path.cwd(), named=arguments.config, none=arguments.no_config)
    check_names(config, {rule.ID for rule in rules}, {rule.GROUP for rule in rules})
    found = _discover(arguments, config)
    if arguments.list_files:
        from .listings import list_files

        print(list_files(found.listed), end="")
        return _code_for_unread(arguments, found)
    return _lint(arguments, config, rules, found)


def _answer(arguments: argparse.Namespace, rules: tuple[Rule, ...]) -> str | None:
    """What can be said without reading a file, or None."""
    if arguments.config_schema:
        return config_schema()
    if arguments.list_rules:
        from .listings import list_rules

        return list_rules(rules)
    if arguments.explain:
        from .explain import NothingToExplainError, explain

        try:
            return explain(arguments.explain, rules)
        except NothingToExplainError as error:
            raise UsageError(str(error)) from None
    return None


def _discover(arguments: argparse.Namespace, config: Config) -> Discovery:
    piped = "-" in arguments.paths
    return discover(
        arguments.paths,
        root=repository_of(Path.cwd()),
        config=config,
        force_exclude=arguments.force_exclude,
        stdin=sys.stdin.buffer.read() if piped else b"",
        stdin_filename=arguments.stdin_filename,
    )


def _lint(arguments: argparse.Namespace, config: Config, rules: tuple[Rule, ...], found: Discovery) -> int:
    enabled = _enabled(arguments, config, rules)
    sources = {source.path: source for source in found.sources}
    wiring = wire(found.sources, Environments(config.aliases), arguments.jobs)
    findings = check(wiring, enabled, sources, config.level)
    _show(arguments, _described(config, enabled, found, wiring, findings))
    _remark(arguments, found)
    if any(_counts(finding, arguments.fail_on or config.fail_on) for finding in findings):
        return max(Exit.FINDINGS, _code_for_unread(arguments, found))
    return _code_for_unread(arguments, found)


def _enabled(arguments: argparse.Namespace, config: Config, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    selected = [name for names in arguments.select for name in names] or list(config.select)
    ignored = [name for names in arguments.ignore for name in names]
    return select(rules, selected, ignored)


def _counts(finding: Finding, fail_on: str) -> bool:
    if finding.suppressed or fail_on == "never":
        return False
    return finding.severity.rank <= Severity(fail_on).rank


def _code_for_unread(arguments: argparse.Namespace, found: Discovery) -> Exit:
    """Nothing is clean that could not be checked; nothing to check is no failure unless --strict says so."""
    if found.failed:
        return Exit.FAILURE
    return Exit.USAGE if arguments.strict and not found.listed else Exit.CLEAN


def _described(
    config: Config, enabled: tuple[Rule, ...], found: Discovery, wiring: Wiring, findings: Sequence[Finding]
) -> Run:
    stated = {file.path: file.environments[0].environment for file in wiring.files if file.environments}
    here = str(Path.cwd())
    prefix = relative(here, str(repository_of(Path.cwd())))
    return Run(
        findings=tuple(findings),
        rules=enabled,
        files=tuple(LintedFile(file.path, file.family, stated.get(file.path, "")) for file in found.listed),
        unreadable=found.unreadable,
        notices=found.notices,
        config=config.path,
        version=__version__,
        folder=here,
        prefix="" if prefix == "." else f"{prefix}/",
        successful=not found.failed,
    )


def _show(arguments: argparse.Namespace, run: Run) -> None:
    """Every output that was asked for, to its file or to standard output."""
    from .output import rendered

    for name, path in arguments.output_format or [("text", "")]:
        text = rendered(name, run, colour=arguments.color if not path else "never")
        if not path:
            sys.stdout.write(text)
            continue
        try:
            Path(path).write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise UsageError(f"cannot write {path}: {error.strerror}") from None
    sys.stdout.flush()


def _remark(arguments: argparse.Namespace, found: Discovery) -> None:
    """What has to be said of the run itself, on standard error."""
    if arguments.quiet:
        return
    for missing in found.failed:
        _complain(f"{missing.path}: {missing.reason}", Exit.FAILURE)
    if arguments.verbose:
        for path in found.unknown:
            _complain(f"{path}: of no known family, not linted", Exit.CLEAN)
    if not found.listed and not found.failed:
        _complain("no configuration file of a known family was found", Exit.CLEAN)
