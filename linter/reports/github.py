"""Workflow commands: annotations in a GitHub run, without code scanning.

Syntax: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
Escapes: the runner's src/Runner.Common/ActionCommand.cs
Limit: https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from linter.model import Finding, Run, Severity

from .messages import plain
from .places import from_top
from .visible import visible

# Of each type, the first ten of a step become annotations; the rest is only in the log.
MOST_ANNOTATIONS = 10

_NO_PLACE = {"title": "lint-config"}

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(run: Run) -> str:
    """One command per line, the worst first."""
    commands = [_command("warning", visible(f"{f.path} could not be read: {f.reason}")) for f in run.unreadable]
    commands += [_finding(finding, run.prefix) for finding in sorted(run.counted, key=lambda f: f.severity.rank)]
    commands += [_command("notice", visible(notice)) for notice in run.notices]
    return "".join(line + "\n" for line in _with_remainder(commands))


def _with_remainder(commands: list[str]) -> list[str]:
    """The commands, with a notice of how many become no annotation, while it still becomes one itself."""
    counts = Counter(command.partition(" ")[0] for command in commands)
    if max(counts.values(), default=0) <= MOST_ANNOTATIONS:
        return commands
    notices = counts.pop("::notice", 0)
    hidden_notices = max(notices - (MOST_ANNOTATIONS - 1), 0)
    hidden = hidden_notices + sum(max(count - MOST_ANNOTATIONS, 0) for count in counts.values())
    text = f"{hidden} more in the log of this step: GitHub annotates ten of each type."
    at = len(commands) - hidden_notices
    return [*commands[:at], _command("notice", text), *commands[at:]]


def _finding(finding: Finding, prefix: str) -> str:
    span = finding.location.span
    place = {"file": from_top(prefix, finding.location.path), "line": str(span.line), "col": str(span.column)}
    if span.end_line == span.line:  # an end column means nothing on another line
        place |= {"endLine": str(span.line), "endColumn": str(span.end_column)}
    return _command(COMMANDS[finding.severity], _message(finding, prefix), {**place, "title": finding.rule})


def _message(finding: Finding, prefix: str) -> str:
    lines = [visible(plain(finding.problem))]
    for related in finding.problem.related:
        place = related.location
        lines.append(visible(f"{from_top(prefix, place.path)}:{place.span.line}:{place.span.column}  {related.label}"))
    return "\n".join(lines)


def _command(name: str, message: str, properties: Mapping[str, str] = _NO_PLACE) -> str:
    listed = ",".join(f"{key}={_property(text)}" for key, text in properties.items())
    return f"::{name} {listed}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
