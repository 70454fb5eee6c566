"""For programs: everything a run found, in a documented and versioned shape.

``docs/output-json.md`` explains each field, ``report.schema.json`` beside this file is its schema.
"""

from __future__ import annotations

from linter.model import Edit, Finding, Fix, Location, Related, Rule, Run

from .json_text import json_text
from .messages import plain
from .rule_links import page
from .summary import tally
from .uses import as_data

VERSION = 1
LONGEST_LINE = 2000  # characters of an excerpt; a file without line ends would stand once in every finding


def render(run: Run) -> str:
    """The report as JSON text."""
    return json_text(
        {
            "version": VERSION,
            "tool": {"name": "lint-config", "version": run.version, "rules": [_rule(rule) for rule in run.rules]},
            "summary": _summary(run),
            "findings": [_finding(finding) for finding in run.findings],
            "files": [file._asdict() for file in run.files],
            "unreadable": [file._asdict() for file in run.unreadable],
            "notices": list(run.notices),
            **({"environment_report": [as_data(use) for use in run.uses]} if run.environment else {}),
        }
    )


def _summary(run: Run) -> dict[str, object]:
    numbers = tally(run)
    return {
        "errors": numbers.errors,
        "warnings": numbers.warnings,
        "notes": numbers.notes,
        "fixable": numbers.fixable,
        "suppressed": numbers.suppressed,
        "files": numbers.files,
        "files_with_findings": numbers.files_hit,
        "environment": run.environment,
        "config": run.config,
        "successful": run.successful,
    }


def _rule(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.ID,
        "group": rule.GROUP,
        "severity": rule.SEVERITY,
        "summary": rule.SUMMARY,
        "precision": rule.PRECISION,
        "security_severity": rule.SECURITY_SEVERITY,
        "aadsts_codes": list(rule.CODES),
        "page": page(rule),
    }


def _finding(finding: Finding) -> dict[str, object]:
    problem = finding.problem
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": plain(problem),
        **_location(finding.location),
        "key": problem.key,
        "excerpt": finding.excerpt if len(finding.excerpt) <= LONGEST_LINE else "",
        "related": [_related(related) for related in problem.related],
        "flow": [_related(step) for step in problem.flow],
        "fix": _fix(problem.fix) if problem.fix else None,
        "fingerprint": finding.fingerprint,
        "suppressed": finding.suppressed,
    }


def _location(location: Location) -> dict[str, object]:
    span = location.span
    return {
        "path": location.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _related(related: Related) -> dict[str, object]:
    return {"label": related.label, **_location(related.location)}


def _fix(fix: Fix) -> dict[str, object]:
    edits = () if fix.confidential else fix.edits
    return {"description": fix.description, "safe": fix.safe, "edits": [_edit(edit) for edit in edits]}


def _edit(edit: Edit) -> dict[str, object]:
    return {**_location(edit.location), "text": edit.text}
