"""JUnit XML: each file is a test case, which fails on errors and warnings.

A case has one ``failure`` for all of its findings, since readers (GitLab, Jenkins) take only the
first. Notes are advice and do not fail a case. The form is that of Ant's and Maven's reports:
https://github.com/testmoapp/junitxml
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.etree import ElementTree

from linter.model import Finding, Run, Severity, Unreadable

from .messages import plain
from .summary import plural
from .visible import no_command, visible

SUITE = "lint-config"
_NONE: Mapping[str, str] = {}


def render(run: Run) -> str:
    """The XML document."""
    cases = [*_cases(run), *(_unreadable(file) for file in run.unreadable)]
    numbers = {
        "tests": str(len(cases)),
        "failures": str(sum(case.find("failure") is not None for case in cases)),
        "errors": str(len(run.unreadable)),
    }
    root = ElementTree.Element("testsuites", {"name": SUITE, **numbers})
    suite = ElementTree.SubElement(root, "testsuite", {"name": SUITE, **numbers})
    if run.notices:
        cases.append(_element("system-out", _text(run.notices)))
    suite.extend(cases)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _cases(run: Run) -> Iterable[ElementTree.Element]:
    """A case for each file that was read, and for each that has findings."""
    families = {file.path: file.family.value for file in run.files}
    by_path: dict[str, list[Finding]] = {path: [] for path in families}
    for finding in run.counted:
        by_path.setdefault(finding.location.path, []).append(finding)
    for path, findings in by_path.items():
        case = _case(path, families.get(path, "configuration"))
        case.extend(_outcome(findings))
        yield case


def _outcome(findings: list[Finding]) -> Iterable[ElementTree.Element]:
    failures = [finding for finding in findings if finding.severity is not Severity.NOTE]
    notes = [finding for finding in findings if finding.severity is Severity.NOTE]
    if failures:
        rules = ", ".join(dict.fromkeys(finding.rule for finding in failures))
        message = f"{plural(len(failures), 'finding')}: {rules}"
        yield _element("failure", _lines(failures), {"message": message, "type": failures[0].severity.value})
    if notes:
        yield _element("system-out", _lines(notes))


def _lines(findings: list[Finding]) -> str:
    return _text(map(_line, findings))


def _line(finding: Finding) -> str:
    path, span = finding.location
    place = f"{path}:{span.line}:{span.column}"
    return f"{place} {finding.severity.value} {finding.rule}: {plain(finding.problem)}"


def _text(lines: Iterable[str]) -> str:
    return "\n".join(no_command(visible(line)) for line in lines)


def _unreadable(file: Unreadable) -> ElementTree.Element:
    case = _case(file.path, "unreadable")
    case.append(_element("error", "", {"message": file.reason, "type": "unreadable-file"}))
    return case


def _case(path: str, kind: str) -> ElementTree.Element:
    # Readers split a class name at its dots, and one family is called .NET XML configuration.
    kind = kind.replace(".", "")
    return _element("testcase", "", {"name": path, "classname": f"{SUITE}.{kind}", "file": path})


def _element(tag: str, content: str, attributes: Mapping[str, str] = _NONE) -> ElementTree.Element:
    element = ElementTree.Element(tag, {key: visible(text) for key, text in attributes.items()})
    element.text = content or None
    return element
