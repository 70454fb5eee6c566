"""One finding as a SARIF result.

The primary region is one line, since GitHub shows a result in a pull request only if all of its
lines are in the diff. Related places are linked from the message, where GitHub looks for them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import groupby
from urllib.parse import quote

from linter.model import Edit, Finding, Fix, Location, Problem, Related, Span
from linter.patterns import compile_late

from .frame import span_in_line
from .messages import Link, parts
from .places import from_top
from .visible import visible

ROOT = "SRCROOT"

# How many of each GitHub shows.
MOST_RELATED = 100
MOST_STEPS = 1000

# How ``Finding.suppressed`` begins where a comment in the file suppresses, not a list elsewhere.
IN_SOURCE = "ignored by a comment"

# The standard (§3.11.5) has every brace doubled. Readers replace {0} and show {{ as it stands, and
# ``${{ secrets.X }}`` must stay readable: so only what they would replace is doubled.
_PLACEHOLDER = compile_late(r"\{(\d+)\}")


def result(finding: Finding, indices: Mapping[str, int], level: str, prefix: str) -> dict[str, object]:
    """The result. ``indices`` are the rules' by id; ``prefix`` goes before every path."""
    problem = finding.problem
    entry: dict[str, object] = {"ruleId": finding.rule}
    if finding.rule in indices:
        entry["ruleIndex"] = indices[finding.rule]
    entry |= {"level": level, "message": {"text": message(problem)}, "locations": [_primary(finding, prefix)]}
    if fingerprints := _fingerprints(finding):
        entry["partialFingerprints"] = fingerprints
    if problem.related:
        entry["relatedLocations"] = _related(problem, prefix)
    if flow := _flow(problem):
        steps = [{"location": _place(step, prefix)} for step in flow[:MOST_STEPS]]
        entry["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
    if problem.fix and problem.fix.edits and not problem.fix.confidential:
        entry["fixes"] = [_fix(problem.fix, prefix)]
    if finding.suppressed:
        entry["suppressions"] = [_suppression(finding.suppressed)]
    return entry


def message(problem: Problem) -> str:
    """The message with links to the related places: ``[the client id](1)`` (§3.11.6)."""
    return "".join(_linked(part) if isinstance(part, Link) else _literal(part) for part in parts(problem))


def _linked(link: Link) -> str:
    if link.number > MOST_RELATED:
        return _literal(link.text)
    text = re.sub(r"([\\\[\]])", r"\\\1", _PLACEHOLDER.sub(r"{{\1}}", visible(link.text)))
    return f"[{text}]({link.number})"


def _literal(text: str) -> str:
    """Text in which no reader sees a link, a placeholder or a control character."""
    return _PLACEHOLDER.sub(r"{{\1}}", visible(text)).replace("](", "] (")


def artifact(path: str, prefix: str) -> dict[str, object]:
    """The file, as a percent-encoded URI relative to the root."""
    path = from_top(prefix, path)
    try:
        octets = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a surrogate pair in a name of Windows
        octets = path.encode("utf-8", "surrogatepass")
    return {"uri": quote(octets, safe="/"), "uriBaseId": ROOT}


def _primary(finding: Finding, prefix: str) -> dict[str, object]:
    span = finding.location.span
    region: dict[str, object] = {"startLine": span.line, "startColumn": span.column, "endLine": span.line}
    if span.end_line == span.line:
        region["endColumn"] = span.end_column
    elif finding.excerpt:
        region["endColumn"] = max(span_in_line(finding)[1] + 1, span.column)
    place: dict[str, object] = {
        "physicalLocation": {"artifactLocation": artifact(finding.location.path, prefix), "region": region}
    }
    if finding.problem.key:
        place["logicalLocations"] = [{"fullyQualifiedName": finding.problem.key}]
    return place


def _flow(problem: Problem) -> tuple[Related, ...]:
    """The path from one side to the other: of a pair, from its other half to what must change."""
    if problem.flow or not problem.related:
        return problem.flow
    return (problem.related[0], Related(problem.location, problem.key or "what must change"))


def _related(problem: Problem, prefix: str) -> list[dict[str, object]]:
    places = problem.related[:MOST_RELATED]
    return [{"id": number, **_place(related, prefix)} for number, related in enumerate(places, 1)]


def _place(related: Related, prefix: str) -> dict[str, object]:
    physical = {
        "artifactLocation": artifact(related.location.path, prefix),
        "region": _region(related.location.span),
    }
    return {"physicalLocation": physical, "message": {"text": _literal(related.label)}}


def _region(span: Span) -> dict[str, object]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _fingerprints(finding: Finding) -> dict[str, str]:
    """GitHub matches alerts by its own line hash alone; ours is for everyone else."""
    hashes = {"primaryLocationLineHash": finding.line_hash, "lintConfig/v1": finding.fingerprint}
    return {name: text for name, text in hashes.items() if text}


def _fix(fix: Fix, prefix: str) -> dict[str, object]:
    edits = sorted(fix.edits, key=lambda edit: (edit.location.path, edit.location.span.start))
    changes = [
        {
            "artifactLocation": artifact(path, prefix),
            "replacements": [_replacement(edit) for edit in group],
        }
        for path, group in groupby(edits, key=_path)
    ]
    return {"description": {"text": _literal(fix.description)}, "artifactChanges": changes}


def _path(edit: Edit) -> str:
    location: Location = edit.location
    return location.path


def _replacement(edit: Edit) -> dict[str, object]:
    inserted = {"insertedContent": {"text": edit.text}} if edit.text else {}
    return {"deletedRegion": _region(edit.location.span), **inserted}


def _suppression(why: str) -> dict[str, object]:
    kind = "inSource" if why.startswith(IN_SOURCE) else "external"
    return {"kind": kind, "justification": why}
