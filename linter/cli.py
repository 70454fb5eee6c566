"""The command: arguments → the five steps → exit code. Alone may print and exit."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from enum import IntEnum
from io import TextIOWrapper
from pathlib import Path
from time import monotonic

from .acceptance.baseline import BaselineError
from .arguments import parse_arguments
from .check import RuleError
from .clock import ClockError, today
from .configuration.config import Config, ConfigError
from .configuration.loading import check_names, load_config
from .configuration.schema import config_schema
from .discovery.discover import Discovery
from .discovery.git import GitError
from .inventory.loading import InventoryError
from .linting import Outcome, Request, credentials, find, lint
from .model import Finding, Rule, Severity
from .names.environments import UnknownEnvironmentError
from .paths import rebase, repository_of
from .plugins import PluginError, load_rules
from .progress import progress
from .selection import SelectionError, select
from .writing import write_whole


class Exit(IntEnum):
    """What the exit code says, whatever the output format."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    FAILURE = 3


class UsageError(Exception):
    """The command line cannot be carried out as it stands."""


_UNUSABLE = (
    UsageError,
    ConfigError,
    SelectionError,
    BaselineError,
    ClockError,
    InventoryError,
    UnknownEnvironmentError,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. Returns the exit code."""
    _open_streams()
    arguments = parse_arguments(sys.argv[1:] if argv is None else argv)
    try:
        return _run(arguments)
    except GitError as error:
        asked = [option for option, given in (("--staged", arguments.staged), ("--since", arguments.since)) if given]
        return _complain(f"{' and '.join(asked)}: {error}", Exit.USAGE)
    except _UNUSABLE as error:
        return _complain(str(error), Exit.USAGE)
    except (PluginError, RuleError) as error:
        return _complain(str(error), Exit.FAILURE)
    except BrokenPipeError:  # whoever read our output has gone; nothing is left to be said to them
        _discard_output()
        return Exit.FAILURE
    except Exception as error:  # a traceback, or the error's own text, may quote what was read
        return _complain(f"{_failure(error)}; this is a fault of lint-config, please report it", Exit.FAILURE)


def _failure(error: Exception) -> str:
    """What can be said of an unexpected error: its kind and the place in the code."""
    import traceback

    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}"


def _open_streams() -> None:
    """Whoever starts a program may have closed its streams; a closed one is as good as the null device.

    Frames and masks are no ASCII, and a pipe on Windows, or a file name, may be no UTF-8.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - for the whole run
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _complain(message: str, code: Exit) -> int:
    """Say something on standard error, made safe for a terminal: a path in it may hold anything."""
    from .reports.visible import visible

    with suppress(OSError):  # a full disk or a closed pipe must not change what the exit code says
        print("\n".join(map(visible, f"lint-config: {message}".split("\n"))), file=sys.stderr)
    return code


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise UsageError("standard input is closed")
    return sys.stdin.buffer.read()


def _say(text: str) -> None:
    """Write to standard output."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _discard_output()
        raise UsageError(f"cannot write to standard output: {error.strerror}") from None


def _discard_output() -> None:
    """What is left in the buffer must not fail again when the interpreter ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(arguments: argparse.Namespace) -> int:
    rules = load_rules()
    answer = _answer(arguments, rules)
    if answer is not None:
        _say(answer)
        return Exit.CLEAN
    config = load_config(Path.cwd(), named=arguments.config, none=arguments.no_config)
    check_names(config, rules)
    if arguments.expiry_days is not None:
        config = config.with_option("expired-secret", "expiry-days", arguments.expiry_days)
    request = _request(arguments, config, rules)
    started = monotonic()
    with progress("looking for files", started):
        found = find(request)
    if arguments.list_files:
        from .listings import list_files

        _say(list_files([file for file in found.listed if not file.context]))
        return _code_for_unread(arguments, found)
    if arguments.init:
        return _init(request, found)
    if arguments.list_credentials:
        from .listings import list_credentials
        from .output import terminal_width

        as_json = any(name == "json" for name, _ in arguments.output_format)
        _say(list_credentials(credentials(request, found), as_json=as_json, width=terminal_width()))
        return _code_for_unread(arguments, found)
    with progress(f"reading {found.seen:,} files", started):
        outcome = lint(request, found)
    return _tell(arguments, request, outcome)


def _answer(arguments: argparse.Namespace, rules: tuple[Rule, ...]) -> str | None:
    """What can be said without reading a file, or None."""
    if arguments.config_schema:
        return config_schema()
    if arguments.completions:
        from .completions import completions

        return completions(arguments.completions, rules)
    if arguments.list_rules:
        from .listings import list_rules

        return list_rules(rules)
    if arguments.explain:
        from .pages.explain import NothingToExplainError, explain

        try:
            return explain(arguments.explain, rules)
        except NothingToExplainError as error:
            raise UsageError(str(error)) from None
    return None


def _request(arguments: argparse.Namespace, config: Config, rules: tuple[Rule, ...]) -> Request:
    selected = [name for names in arguments.select for name in names] or list(config.select)
    ignored = [name for names in arguments.ignore for name in names]
    configured = Path(rebase(str(config.baseline), str(Path.cwd()))) if config.baseline else None  # as people read it
    baseline = Path(arguments.baseline) if arguments.baseline else configured
    return Request(
        paths=arguments.paths,
        top=repository_of(Path.cwd()),
        config=config,
        known=rules,
        enabled=select(rules, selected, ignored),
        today=today(arguments.today),
        baseline=None if arguments.create_baseline else baseline,
        inventory=Path(arguments.inventory) if arguments.inventory else config.inventory,
        staged=arguments.staged,
        since=arguments.since or "",
        force_exclude=arguments.force_exclude,
        stdin=_standard_input() if "-" in arguments.paths else b"",
        stdin_filename=arguments.stdin_filename,
        hash_lines=any(name == "sarif" for name, _ in arguments.output_format),
        map_credentials=any(name == "html" for name, _ in arguments.output_format),
        jobs=arguments.jobs,
        environment=_environment(arguments),
    )


def _tell(arguments: argparse.Namespace, request: Request, outcome: Outcome) -> int:
    """Write what was asked for, and say by the exit code how it went."""
    if arguments.create_baseline:
        return _create_baseline(Path(arguments.create_baseline), request, outcome)
    if arguments.diff or arguments.fix:
        outcome = _correct(arguments, request, outcome)
    if not arguments.diff:
        _show(arguments, request, outcome)
    _remark(arguments, outcome)
    findings = outcome.accepted.findings
    found = any(_counts(finding, arguments.fail_on or request.config.fail_on) for finding in findings)
    return max(Exit.FINDINGS if found else Exit.CLEAN, _code_for_unread(arguments, outcome.found))


def _counts(finding: Finding, fail_on: str) -> bool:
    if finding.suppressed or fail_on == "never":
        return False
    return finding.severity.rank <= Severity(fail_on).rank


def _code_for_unread(arguments: argparse.Namespace, found: Discovery) -> Exit:
    """Say what could not be read, which is a failure where it was asked for by name.

    No --quiet hides it. Nothing to check is no failure unless --strict says so.
    """
    for missing in dict.fromkeys((*found.failed, *found.unreadable)):
        _complain(f"{missing.path}: {missing.reason}", Exit.FAILURE)
    if found.failed:
        return Exit.FAILURE
    if not all(file.context for file in found.listed):
        return Exit.CLEAN
    if arguments.strict or not arguments.quiet:
        from .remarks import on_nothing

        _complain(on_nothing(found, staged=arguments.staged), Exit.CLEAN)
    return Exit.USAGE if arguments.strict else Exit.CLEAN


def _create_baseline(path: Path, request: Request, outcome: Outcome) -> int:
    from .acceptance.baseline import create
    from .reports.summary import plural

    findings = outcome.accepted.findings
    _write(path, create(findings, str(request.top)))
    count = sum(not finding.suppressed for finding in findings)
    _complain(f"{plural(count, 'finding')} written to {path}; lint with --baseline {path}", Exit.CLEAN)
    return _code_for_unread(argparse.Namespace(strict=False, quiet=True), outcome.found)


def _correct(arguments: argparse.Namespace, request: Request, outcome: Outcome) -> Outcome:
    """Show the fixes, or apply them and judge the files again."""
    from .correction import corrections, shown, write_all
    from .fixes import WriteError
    from .remarks import on_no_correction
    from .reports.summary import plural

    corrected = list(corrections(outcome.accepted.findings, outcome.sources, unsafe=arguments.unsafe_fixes))
    if not (corrected or arguments.quiet):
        remark = on_no_correction(outcome.accepted.findings, unsafe=arguments.unsafe_fixes)
        if remark:
            _complain(remark, Exit.CLEAN)
    if arguments.diff:
        _say(shown(corrected, outcome.wiring.files, outcome.sources.values()))
        return outcome
    try:
        count = write_all(corrected)
    except WriteError as error:
        raise UsageError(str(error)) from None
    if count and not arguments.quiet:
        _complain(f"made {plural(count, 'correction')} in {plural(len(corrected), 'file')}", Exit.CLEAN)
    return lint(request, find(request)) if count else outcome


def _environment(arguments: argparse.Namespace) -> str:
    """The environment of the gate. A variable that is empty must not open it."""
    if arguments.environment is not None and not arguments.environment.strip():
        raise UsageError("--environment: the name is empty")
    return arguments.environment or ""


def _init(request: Request, found: Discovery) -> int:
    """Write a commented configuration with the environments that the files' names speak of."""
    from .configuration.starter import starter
    from .configuration.survey import environments_of

    path = Path(".lint-config.yml")
    if path.exists():
        raise UsageError(f"{path} is there already")
    _write(path, starter(environments_of(found.sources, request.config)))
    return _complain(f"wrote {path}", Exit.CLEAN)


def _show(arguments: argparse.Namespace, request: Request, outcome: Outcome) -> None:
    """Every output that was asked for, to its file or to standard output."""
    from .output import described, rendered

    run = described(request, outcome, hide_accepted=arguments.hide_accepted)
    for name, path in arguments.output_format or [("text", "")]:
        text = rendered(name, run, colour=arguments.color if not path else "never", unreadable=bool(path))
        if path:
            _write(Path(path), text)
        else:
            _say(text)


def _write(path: Path, text: str) -> None:
    try:
        write_whole(path, text.encode(errors="backslashreplace"))
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None


def _remark(arguments: argparse.Namespace, outcome: Outcome) -> None:
    """What has to be said of the run itself, on standard error."""
    if arguments.quiet:
        return
    if outcome.accepted.gone:
        from .remarks import on_baseline

        for remark in on_baseline(outcome.accepted.gone, verbose=arguments.verbose):
            _complain(remark, Exit.CLEAN)
    if arguments.since and not outcome.accepted.findings:
        _complain(f"what changed since {arguments.since} touches no finding; without --since all are told", Exit.CLEAN)
    for path in outcome.found.unknown if arguments.verbose else ():
        _complain(f"{path}: of no known family, not linted", Exit.CLEAN)
