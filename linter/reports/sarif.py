"""SARIF 2.1.0, for code scanning and editors.

Standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
What GitHub takes, and its limits: https://docs.github.com/code-security/reference/code-scanning/sarif-files/sarif-support
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import PurePath

from linter.model import Finding, Rule, Run, Severity, Unreadable

from .json_text import json_text
from .rule_links import HOME, documentation, page
from .sarif_result import ROOT, artifact, result
from .summary import plural

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

# A file beyond one of these is refused as a whole; of tags, the first ten are shown.
MOST_RESULTS = 25_000
MOST_GZIPPED_BYTES = 10_000_000
LONGEST_DESCRIPTION = 1024
MOST_TAGS = 10

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}

_UNREADABLE, _NOTICE = "unreadable-file", "notice"


def render(run: Run, *, suppressed: bool = True) -> str:
    """The log, worst findings first, so that whoever cuts it short keeps the worst.

    ``suppressed`` off leaves out suppressed findings: GitHub shows them as open alerts, since it
    does not read ``suppressions`` (github/codeql-action#1230).
    """
    findings = sorted(run.counted, key=lambda finding: finding.severity.rank)
    findings += run.suppressed if suppressed else ()
    kept: Sequence[Finding] = findings[:MOST_RESULTS]
    text = _text(run, kept, len(findings))
    while kept and (size := _gzipped(text)) > MOST_GZIPPED_BYTES:
        kept = kept[: len(kept) * MOST_GZIPPED_BYTES * 9 // (size * 10)]
        text = _text(run, kept, len(findings))
    return text


def _gzipped(text: str) -> int:
    """The compressed size in bytes, or 0 where the text is small as it is."""
    octets = text.encode()
    return len(zlib.compress(octets)) if len(octets) > MOST_GZIPPED_BYTES else 0


def _text(run: Run, findings: Sequence[Finding], total: int) -> str:
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(run, findings, total)]})


def _run(run: Run, findings: Sequence[Finding], total: int) -> dict[str, object]:
    indices = {rule.ID: index for index, rule in enumerate(run.rules)}
    return {
        "tool": {"driver": _driver(run)},
        "automationDetails": {"id": f"lint-config/{run.environment}/" if run.environment else "lint-config/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: _root(run)},
        "invocations": [
            {
                "executionSuccessful": run.successful,
                "toolExecutionNotifications": _notifications(run, len(findings), total),
            }
        ],
        "results": [result(finding, indices, LEVELS[finding.severity], run.prefix) for finding in findings],
    }


def _root(run: Run) -> dict[str, object]:
    """The folder that every URI is relative to: the repository's, where it is known."""
    description = {"text": "The root of the repository, or the folder that was linted."}
    folder = run.folder.replace("\\", "/").rstrip("/") + "/"
    root = PurePath(folder.removesuffix("/" + run.prefix) or "/")
    if not run.folder or not root.is_absolute():
        return {"description": description}
    return {"uri": root.as_uri().rstrip("/") + "/", "description": description}


def _driver(run: Run) -> dict[str, object]:
    version = {"version": run.version, "semanticVersion": run.version} if run.version else {}
    return {
        "name": "lint-config",
        "informationUri": HOME,
        **version,
        "rules": [_rule(rule) for rule in run.rules],
        "notifications": [
            {"id": _UNREADABLE, "shortDescription": {"text": "A file could not be read."}},
            {"id": _NOTICE, "shortDescription": {"text": "Something that whoever runs the linter should know."}},
        ],
    }


def _rule(rule: Rule) -> dict[str, object]:
    text = documentation(rule)
    uri = page(rule)
    return {
        "id": rule.ID,
        "name": rule.ID.title().replace("-", ""),
        "shortDescription": {"text": _cut(rule.SUMMARY)},
        "fullDescription": {"text": _cut(" ".join(text.partition("\n\n")[0].split()))},
        "help": {"text": text, "markdown": text},
        **({"helpUri": uri} if uri else {}),
        "defaultConfiguration": {"level": LEVELS[rule.SEVERITY]},
        "properties": {
            "security-severity": f"{rule.SECURITY_SEVERITY:.1f}",
            "precision": rule.PRECISION,
            "tags": _tags(rule),
        },
    }


def _tags(rule: Rule) -> list[str]:
    return list(dict.fromkeys(("security", rule.GROUP, *(f"AADSTS{code}" for code in rule.CODES))))[:MOST_TAGS]


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_DESCRIPTION else text[: LONGEST_DESCRIPTION - 1] + "…"


def _notifications(run: Run, kept: int, total: int) -> list[dict[str, object]]:
    notices = list(run.notices)
    if kept < total:
        notices.append(f"Only {kept} of {plural(total, 'finding')} are listed, the worst first: GitHub takes no more.")
    return [
        *(_unreadable(file, run.prefix) for file in run.unreadable),
        *(_notice(notice) for notice in notices),
    ]


def _notice(text: str) -> dict[str, object]:
    return {"descriptor": {"id": _NOTICE}, "level": "note", "message": {"text": text}}


def _unreadable(file: Unreadable, prefix: str) -> dict[str, object]:
    return {
        "descriptor": {"id": _UNREADABLE},
        "level": "error",
        "message": {"text": f"The file could not be read: {file.reason}"},
        "locations": [{"physicalLocation": {"artifactLocation": artifact(file.path, prefix)}}],
    }
