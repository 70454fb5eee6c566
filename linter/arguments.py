"""The command line: what may be said, and the help that says so."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from . import __version__
from .reports import MODULES as REPORTS
from .suggestions import suggestion

LEVELS = ("error", "warning", "note", "never")

_DESCRIPTION = """\
Finds, before a deploy, what Entra ID would say after it (AADSTS7000215, invalid client secret):
in app settings, Helm values, Kubernetes manifests, GitHub workflows, Bicep and ARM templates."""

_EPILOG = """\
exit codes: 0 nothing at or above --fail-on, 1 findings, 2 unusable command line or configuration,
3 something could not be checked. The network is never used and no secret is ever printed."""


def parse_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Parse a command line; argparse itself exits with 2 on a wrong one and with 0 after ``--help``."""
    parser = build_parser()
    arguments, unknown = parser.parse_known_args(argv)
    if unknown:
        options = [option for action in parser._actions for option in action.option_strings]
        parser.error(f"there is no option {unknown[0]}{suggestion(unknown[0].partition('=')[0], options)}")
    wrong = _contradiction(arguments)
    if wrong:
        parser.error(wrong)
    return arguments


def build_parser() -> argparse.ArgumentParser:
    """Everything that may be said, in the order in which ``--help`` tells it."""
    parser = argparse.ArgumentParser(
        prog="lint-config",
        usage="lint-config [OPTIONS] [PATH ...]",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        allow_abbrev=False,
    )
    parser.add_argument(
        "paths", nargs="*", default=["."], metavar="PATH", help='files or folders (default "."; "-" is standard input)'
    )
    _add_judging(parser.add_argument_group("what is judged"))
    _add_accepting(parser.add_argument_group("what is accepted and corrected"))
    _add_output(parser.add_argument_group("what is shown"))
    _add_asking(parser.add_argument_group("instead of linting"))
    return parser


def _add_judging(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--select", action="append", default=[], metavar="ID", type=_ids, help="only these rules or groups")
    add("--ignore", action="append", default=[], metavar="ID", type=_ids, help="not these rules or groups")
    add(
        "--fail-on",
        choices=LEVELS,
        metavar="error|warning|note|never",
        help="what makes the exit code 1 (default warning)",
    )
    add("--staged", action="store_true", help="only what the next commit changes, as the index holds it")
    add("--since", metavar="REV", help="only what the change since a revision touches")
    add("--inventory", metavar="FILE", help="app registrations: JSON of az ad app list --all or of Microsoft Graph")
    add("--expiry-days", type=_count, metavar="N", help="warn that long before a secret ends (default 30)")
    add("--environment", metavar="NAME", help="judge only what is deployed to this environment")
    add("--today", metavar="DATE", help="the day on which dates are judged (default SOURCE_DATE_EPOCH, else the clock)")
    configured = group.add_mutually_exclusive_group()
    configured.add_argument("--config", metavar="FILE", help="default: the nearest .lint-config.yml upward")
    configured.add_argument("--no-config", action="store_true", help="read no configuration file")
    add("--stdin-filename", metavar="NAME", help='what the text of "-" is called')
    add("--force-exclude", action="store_true", help="leave out excluded files even when they are named")
    add("--strict", action="store_true", help="exit with 2 when there is nothing to judge")
    add("--jobs", type=_count, default=0, metavar="N", help="worker processes (default one per processor)")


def _add_accepting(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--baseline", metavar="FILE", help="accept the findings that the file lists")
    add("--create-baseline", metavar="FILE", help="write the findings there are to the file, and exit with 0")
    add("--fix", action="store_true", help="apply the fixes whose text is certain")
    add("--unsafe-fixes", action="store_true", help="with --fix or --diff: the other fixes too")
    add("--diff", action="store_true", help="show what --fix would change, secrets masked, and change nothing")


def _add_output(group: argparse._ArgumentGroup) -> None:
    formats = ", ".join(REPORTS)
    group.add_argument(
        "-f",
        "--output-format",
        action="append",
        default=[],
        type=_output,
        metavar="NAME[:FILE]",
        help=f"{formats} (default text); repeatable, written to FILE where one is named",
    )
    group.add_argument("--hide-accepted", action="store_true", help="leave accepted findings out of every output")
    group.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="on a terminal, always or never"
    )
    volume = group.add_mutually_exclusive_group()
    volume.add_argument("-q", "--quiet", action="store_true", help="no remarks on standard error")
    volume.add_argument("-v", "--verbose", action="store_true", help="more remarks on standard error")


def _add_asking(group: argparse._ArgumentGroup) -> None:
    add = group.add_mutually_exclusive_group().add_argument
    add("--explain", metavar="ID|AADSTSnnn", help="what a rule finds, or what an error code means")
    add("--list-rules", action="store_true", help="every rule in a line")
    add("--list-files", action="store_true", help="which files are read, as what, and why")
    add("--list-credentials", action="store_true", help="who signs in with what, by environment (-f json)")
    add("--init", action="store_true", help="write a commented .lint-config.yml")
    add("--config-schema", action="store_true", help="the JSON Schema of .lint-config.yml")
    add("--completions", choices=("bash", "zsh", "tcsh"), help="the completion script for a shell")
    add("--version", action="version", version=f"lint-config {__version__}", help="the version, and nothing else")


def _contradiction(arguments: argparse.Namespace) -> str:
    """What of a command line would be passed over in silence, or empty: whoever wrote it expects something else."""
    if arguments.unsafe_fixes and not (arguments.fix or arguments.diff):
        return "--unsafe-fixes: it goes with --fix or --diff"
    if arguments.create_baseline and (arguments.fix or arguments.diff):
        return "--create-baseline: it writes down what there is, and goes without --fix and --diff"
    if arguments.stdin_filename and "-" not in arguments.paths:
        return '--stdin-filename: it goes with the path "-"'
    return _contradiction_of_outputs(arguments)


def _contradiction_of_outputs(arguments: argparse.Namespace) -> str:
    outputs = arguments.output_format
    for option in ("list_rules", "list_files", "list_credentials"):
        allowed = [("text", ""), ("json", "")] if option == "list_credentials" else [("text", "")]
        if getattr(arguments, option) and any(output not in allowed for output in outputs):
            names = " or ".join(name for name, _ in allowed)
            return f"--{option.replace('_', '-')}: it writes {names} to standard output, and nothing else"
    places = [path for _, path in outputs]
    twice = next((path for path in places if places.count(path) > 1), None)
    if twice is None:
        return ""
    first, second = [name for name, path in outputs if path == twice][:2]
    return (
        f"-f: {first} and {second} would both go to {twice or 'standard output'}; name a file, as in -f {second}:FILE"
    )


def _ids(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number")
    return int(text)


def _output(text: str) -> tuple[str, str]:
    name, _, path = text.partition(":")
    if name not in REPORTS:
        raise argparse.ArgumentTypeError(f"{name!r} is no output format; there are {', '.join(REPORTS)}")
    return name, path
