"""The outputs that build servers read: GitHub annotations, GitLab Code Quality, JUnit."""

import json
import re
from typing import NamedTuple
from xml.etree import ElementTree

from hypothesis import given, settings
from made_up_run import BICEP, CLEAN, FULL, HOSTILE, PRODUCTION, VALUES
from random_runs import runs

from linter.model import Run, Severity
from linter.reports import github, gitlab, junit
from linter.reports.messages import plain
from linter.reports.visible import visible


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    message: str


def commands(run: Run) -> list[Command]:
    """What a runner makes of the lines: split first, then unescape."""
    found = []
    for line in github.render(run).splitlines():
        match = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line)
        assert match, line
        pairs = (pair.split("=", 1) for pair in match[2].split(","))
        found.append(Command(match[1], {key: _unescaped(text) for key, text in pairs}, _unescaped(match[3])))
    return found


def _unescaped(text: str) -> str:
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


@settings(max_examples=25, deadline=None)
@given(run=runs)
def test_github_commands_survive_the_way(run: Run) -> None:
    sent = [command for command in commands(run) if "file" in command.properties]
    expected = sorted(run.counted, key=lambda finding: finding.severity.rank)
    assert len(sent) == len(expected)
    for command, finding in zip(sent, expected, strict=True):
        assert command.properties["file"] == visible(run.prefix + finding.location.path)
        assert command.properties["title"] == finding.rule
        assert command.message.startswith(visible(plain(finding.problem)))


def test_github_annotates_lines_of_the_repository() -> None:
    command = next(c for c in commands(FULL) if c.properties.get("file", "").endswith(PRODUCTION))
    assert command.name == "error"
    assert command.properties == {
        "file": f"services/my api/{PRODUCTION}",
        "line": "12",
        "col": "22",
        "endLine": "12",
        "endColumn": "58",
        "title": "secret-id-as-secret",
    }
    assert command.message.splitlines()[1:] == [f"services/my api/{PRODUCTION}:11:18  the client id"]


def test_github_text_that_looks_escaped_arrives_as_it_is() -> None:
    finding = FULL.findings[0]
    location = finding.location._replace(path="100%3A,x:y.json")
    problem = finding.problem._replace(location=location, message="50%0A%25", related=())
    [command] = commands(Run(findings=(finding._replace(problem=problem),)))
    assert command.properties["file"] == "100%3A,x:y.json"
    assert command.message == "50%0A%25"


def test_github_levels() -> None:
    by_title = {command.properties["title"]: command.name for command in commands(FULL)}
    assert by_title["environment-mismatch"] == "error"
    assert by_title["pinned-keyvault-version"] == "warning"
    assert by_title["missing-secret-expiry"] == "notice"


def test_github_is_told_of_files_that_could_not_be_read() -> None:
    first = commands(FULL)[0]
    assert first.name == "warning"
    assert first.message.startswith("deploy/broken.yaml could not be read")


def _many(errors: int, notes: int) -> Run:
    error, note = FULL.findings[0], FULL.findings[0]._replace(severity=Severity.NOTE)
    return Run(findings=(error,) * errors + (note,) * notes)


def _remainder(run: Run) -> list[tuple[int, str]]:
    """Where among the notices it is said how many more there are, and what is said."""
    notices = [command.message for command in commands(run) if command.name == "notice"]
    return [(n, text) for n, text in enumerate(notices, 1) if "more in the log" in text]


def test_github_says_how_many_become_no_annotation() -> None:
    [(position, text)] = _remainder(_many(12, 3))
    assert text.startswith("2 more in the log of this step")
    assert position == 4


def test_github_says_so_while_it_still_becomes_an_annotation() -> None:
    [(position, text)] = _remainder(_many(11, 40))
    assert text.startswith("32 more ")
    assert position == 10
    assert len(commands(_many(11, 40))) == 52


def test_github_says_nothing_when_all_are_shown() -> None:
    assert _remainder(_many(10, 10)) == []
    assert github.render(CLEAN) == ""


def test_gitlab_entries() -> None:
    entries = {entry["check_name"]: entry for entry in json.loads(gitlab.render(FULL))}
    assert entries["pinned-keyvault-version"] == {
        "description": plain(FULL.findings[1].problem),
        "check_name": "pinned-keyvault-version",
        "fingerprint": "591785b794601e21",
        "severity": "major",
        "location": {"path": f"services/my api/{VALUES}", "lines": {"begin": 4}},
    }
    assert entries["environment-mismatch"]["severity"] == "critical"
    assert entries["missing-secret-expiry"]["severity"] == "info"
    assert entries["unreadable-file"]["location"]["path"] == "services/my api/deploy/broken.yaml"


@settings(max_examples=25, deadline=None)
@given(run=runs)
def test_gitlab_fingerprints_are_unique_since_it_shows_only_the_first(run: Run) -> None:
    entries = json.loads(gitlab.render(run._replace(unreadable=())))
    assert len(entries) == len(run.counted)
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)


def test_gitlab_clean() -> None:
    assert json.loads(gitlab.render(CLEAN)) == []


@settings(max_examples=25, deadline=None)
@given(run=runs)
def test_junit_is_well_formed_and_counts_right(run: Run) -> None:
    [suite] = ElementTree.fromstring(junit.render(run))
    cases = suite.findall("testcase")
    bad = {f.location.path for f in run.counted if f.severity is not Severity.NOTE}
    assert int(suite.attrib["tests"]) == len(cases)
    assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure")) == len(bad)
    assert int(suite.attrib["errors"]) == len(run.unreadable)
    assert all(len(case) <= 2 for case in cases)


def test_junit_cases() -> None:
    [suite] = ElementTree.fromstring(junit.render(FULL))
    cases = {case.attrib["name"]: case for case in suite.findall("testcase")}
    failure = cases[PRODUCTION].find("failure")
    assert failure is not None
    assert failure.attrib == {"message": "1 finding: secret-id-as-secret", "type": "error"}
    assert (failure.text or "").startswith(f"{PRODUCTION}:12:22 error secret-id-as-secret: AzureAd:ClientSecret holds")
    assert len(cases["deploy/charts/shop/values.yaml"]) == 0
    assert [child.tag for child in cases[BICEP]] == ["system-out"]
    assert cases["deploy/broken.yaml"].find("error") is not None
    assert visible(HOSTILE) in cases
