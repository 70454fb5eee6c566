"""GitLab Code Quality: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from linter.model import Run, Severity

from .json_text import json_text
from .messages import plain
from .places import from_top
from .visible import visible

SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTE: "info"}


def render(run: Run) -> str:
    """A JSON list, one entry per finding that counts and per file that could not be read."""
    return json_text([*_unreadable(run), *_findings(run)])


def _findings(run: Run) -> Iterator[dict[str, object]]:
    met: Counter[str] = Counter()
    for finding in run.counted:
        met[finding.fingerprint] += 1
        nth = met[finding.fingerprint]
        path, span = finding.location
        yield {
            "description": visible(plain(finding.problem)),
            "check_name": finding.rule,
            # GitLab shows only the first entry of a fingerprint.
            "fingerprint": finding.fingerprint if nth == 1 else f"{finding.fingerprint}:{nth}",
            "severity": SEVERITIES[finding.severity],
            "location": _location(from_top(run.prefix, path), span.line),
        }


def _unreadable(run: Run) -> Iterator[dict[str, object]]:
    for file in run.unreadable:
        yield {
            "description": visible(f"The file could not be read: {file.reason}"),
            "check_name": "unreadable-file",
            "fingerprint": f"unreadable-file:{file.path}",
            "severity": "major",
            "location": _location(from_top(run.prefix, file.path), 1),
        }


def _location(path: str, line: int) -> dict[str, object]:
    return {"path": path, "lines": {"begin": line}}
