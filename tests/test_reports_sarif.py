"""SARIF 2.1.0: the standard's schema, and what GitHub makes of it."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given, settings
from jsonschema import Draft7Validator
from made_up_run import BICEP, CLEAN, FULL, RULES, SECRET_ID, MadeUpRule
from random_runs import runs

from linter.model import Finding, Run, Severity
from linter.reports import sarif
from linter.reports.sarif import render

SCHEMA = json.loads((Path(__file__).parent / "fixtures" / "sarif-2.1.0.json").read_text("utf-8"))
VALIDATOR = Draft7Validator(SCHEMA)


def log(run: Run, **options: bool) -> Any:
    """The only run of the log."""
    [only] = json.loads(render(run, **options))["runs"]
    return only


def result(rule: str) -> Any:
    """The first result of a rule in the full run."""
    return next(entry for entry in log(FULL)["results"] if entry["ruleId"] == rule)


@settings(max_examples=25, deadline=None)
@given(run=runs)
def test_any_run_is_valid_and_holds_together(run: Run) -> None:
    document = json.loads(render(run))
    assert [error.message for error in VALIDATOR.iter_errors(document)] == []
    [only] = document["runs"]
    rules = [rule["id"] for rule in only["tool"]["driver"]["rules"]]
    assert len(only["results"]) == len(run.findings)
    for entry in only["results"]:
        assert "ruleIndex" not in entry or rules[entry["ruleIndex"]] == entry["ruleId"]
        places = {place["id"] for place in entry.get("relatedLocations", ())}
        links = re.findall(r"(?<!\\)\]\((\d+)\)", entry["message"]["text"])
        assert {int(link) for link in links} <= places
        region = entry["locations"][0]["physicalLocation"]["region"]
        assert region["endLine"] == region["startLine"]
        assert region.get("endColumn", region["startColumn"]) >= region["startColumn"]
    for uri in re.findall(r'"uri": "([^"]*)"', render(run)):
        assert re.fullmatch(r"[A-Za-z0-9\-._~/%:]*", uri)


def test_the_schema_is_named() -> None:
    document = json.loads(render(CLEAN))
    assert document["$schema"].endswith("/sarif-schema-2.1.0.json")
    assert document["version"] == "2.1.0"


def test_every_enabled_rule_is_described_whether_it_spoke_or_not() -> None:
    described = {rule["id"]: rule for rule in log(CLEAN)["tool"]["driver"]["rules"]}
    assert list(described) == [rule.ID for rule in RULES]
    rule = described["secret-id-as-secret"]
    assert rule["name"] == "SecretIdAsSecret"
    assert rule["helpUri"] == "https://example.org/rules/secret-id-as-secret"
    assert rule["help"]["markdown"].startswith("A GUID stands")
    assert "## What to write instead" in rule["help"]["markdown"]
    assert rule["fullDescription"]["text"] == "A GUID stands where an Entra client secret belongs."
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["properties"] == {
        "security-severity": "8.0",
        "precision": "very-high",
        "tags": ["security", "value", "AADSTS7000215"],
    }


def test_descriptions_and_tags_stay_within_githubs_limits() -> None:
    rule = MadeUpRule("x", Severity.NOTE, "s" * 3000, "d" * 3000, tuple(map(str, range(30))))
    [described] = log(Run(rules=(rule,)))["tool"]["driver"]["rules"]
    assert len(described["shortDescription"]["text"]) == 1024
    assert len(described["fullDescription"]["text"]) == 1024
    assert len(described["properties"]["tags"]) == 10


def test_a_rule_of_another_package_without_a_page_has_no_help_uri() -> None:
    rule = MadeUpRule("x", Severity.NOTE, "s", "d")
    rule.HELP_URI = ""
    [described] = log(Run(rules=(rule,)))["tool"]["driver"]["rules"]
    assert "helpUri" not in described


def test_the_message_links_to_the_related_places() -> None:
    entry = result("environment-mismatch")
    assert "but [the job's environment](1) is production and so is [the client id](2)." in entry["message"]["text"]
    assert [place["message"]["text"] for place in entry["relatedLocations"]] == [
        "the job's environment",
        "the client id",
    ]


def test_only_placeholders_lose_their_braces() -> None:
    assert "${{ secrets.PROD_CLIENT_SECRET }}" in result("environment-mismatch")["message"]["text"]
    assert result("secret-id-as-secret")["message"]["text"].endswith("and {{0}}.")


def test_brackets_in_the_words_of_a_link_are_escaped() -> None:
    problem = FULL.findings[0].problem._replace(message="See [values[prod]][1] and [x](https://example.org).")
    [entry] = log(Run(findings=(FULL.findings[0]._replace(problem=problem),)))["results"]
    assert entry["message"]["text"] == r"See [values\[prod\]](1) and [x] (https://example.org)."


def test_the_flow_is_a_code_flow() -> None:
    [flow] = result("environment-mismatch")["codeFlows"]
    [thread] = flow["threadFlows"]
    assert [step["location"]["message"]["text"] for step in thread["locations"]] == [
        "the client id",
        "the client secret",
        "the source",
    ]


def test_the_halves_of_a_pair_are_a_code_flow_too() -> None:
    pairs = (entry for entry in log(FULL)["results"] if "relatedLocations" in entry)
    found = next(entry for entry in pairs if entry["ruleId"] == "secret-id-as-secret")
    [thread] = found["codeFlows"][0]["threadFlows"]
    first, last = (step["location"] for step in thread["locations"])
    assert first["message"]["text"] == found["relatedLocations"][0]["message"]["text"] == "the client id"
    assert (
        last["physicalLocation"]["region"]["startLine"]
        == found["locations"][0]["physicalLocation"]["region"]["startLine"]
    )


def test_a_fix_is_a_replacement() -> None:
    [fix] = result("pinned-keyvault-version")["fixes"]
    [change] = fix["artifactChanges"]
    region = {"startLine": 4, "startColumn": 89, "endLine": 4, "endColumn": 122}
    assert change["replacements"] == [{"deletedRegion": region}]


def test_a_confidential_fix_is_left_out() -> None:
    [entry] = [entry for entry in log(FULL)["results"] if "Production" in json.dumps(entry["locations"])][:1]
    assert "fixes" not in entry


def test_fingerprints_are_githubs_and_ours() -> None:
    assert result("pinned-keyvault-version")["partialFingerprints"] == {
        "primaryLocationLineHash": "7c6a180b36896a0a:1",
        "lintConfig/v1": "591785b794601e21",
    }


def test_a_suppressed_finding_says_why_and_can_be_left_out() -> None:
    [entry] = [entry for entry in log(FULL)["results"] if "suppressions" in entry]
    assert entry["suppressions"] == [
        {"kind": "inSource", "justification": "ignored by a comment: rotated by the platform team"}
    ]
    without = log(FULL, suppressed=False)["results"]
    assert len(without) == len(FULL.counted)
    assert not any("suppressions" in entry for entry in without)


def test_a_baseline_is_an_external_suppression() -> None:
    finding = FULL.findings[0]._replace(suppressed="in the baseline")
    [entry] = log(Run(findings=(finding,)))["results"]
    assert entry["suppressions"][0]["kind"] == "external"


def test_uris_are_relative_to_the_repository_and_percent_encoded() -> None:
    only = log(FULL)
    assert only["originalUriBaseIds"]["SRCROOT"]["uri"] == "file:///repo/"
    place = result("missing-secret-expiry")["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uriBaseId"] == "SRCROOT"
    assert urlsplit(place["uri"]).scheme == ""
    assert unquote(place["uri"]) == f"services/my api/{BICEP}"


def test_a_byte_that_is_no_utf8_is_encoded_as_itself() -> None:
    location = FULL.findings[0].location._replace(path="caf\udce9/x.json")
    finding = FULL.findings[0]._replace(problem=FULL.findings[0].problem._replace(location=location))
    [entry] = log(Run(findings=(finding,)))["results"]
    assert entry["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "caf%E9/x.json"


def test_an_unknown_folder_is_not_made_up() -> None:
    assert "uri" not in log(FULL._replace(folder=""))["originalUriBaseIds"]["SRCROOT"]


def test_a_region_of_several_lines_ends_with_the_first() -> None:
    finding = FULL.findings[0]
    span = finding.location.span._replace(end_line=40, end_column=3)
    long = finding._replace(problem=finding.problem._replace(location=finding.location._replace(span=span)))
    [entry] = log(Run(findings=(long,)))["results"]
    region = entry["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 30, "startColumn": 44, "endLine": 30, "endColumn": len(finding.excerpt) + 1}


def test_what_could_not_be_read_and_notices_are_notifications() -> None:
    [invocation] = log(FULL)["invocations"]
    assert invocation["executionSuccessful"] is True
    unreadable, notice = invocation["toolExecutionNotifications"]
    assert unreadable["level"] == "error"
    assert unreadable["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith("deploy/broken.yaml")
    assert notice["message"]["text"] == FULL.notices[0]


def test_a_failed_run_says_so() -> None:
    assert log(CLEAN._replace(successful=False))["invocations"][0]["executionSuccessful"] is False


@pytest.mark.parametrize(("environment", "category"), [("", "lint-config/"), ("prod", "lint-config/prod/")])
def test_each_environment_is_a_category(environment: str, category: str) -> None:
    assert log(CLEAN._replace(environment=environment))["automationDetails"]["id"] == category


def test_beyond_the_limit_the_worst_are_kept_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 3)
    only = log(FULL)
    assert [entry["level"] for entry in only["results"]] == ["error"] * 3
    notices = [note["message"]["text"] for note in only["invocations"][0]["toolExecutionNotifications"]]
    assert "Only 3 of 7 findings are listed, the worst first: GitHub takes no more." in notices


def test_a_log_that_is_too_large_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    many = FULL._replace(findings=tuple(_varied(FULL.findings[0], number) for number in range(300)))
    monkeypatch.setattr(sarif, "MOST_GZIPPED_BYTES", 12_000)
    only = log(many)
    assert 0 < len(only["results"]) < 300
    assert "of 300 findings" in render(many)


def _varied(finding: Finding, number: int) -> Finding:
    return finding._replace(fingerprint=f"{number * 0x9E3779B97F4A7C15 % 2**64:016x}")


def test_the_worst_come_first() -> None:
    levels = [entry["level"] for entry in log(FULL)["results"]]
    assert levels == ["error"] * 4 + ["warning", "note", "note"]


READ = """
import sys
from sarif.cmdline.main import main
for command in ("summary", "csv", "html"):
    sys.argv[1:] = [command, "-o", f"out.{command}", "run.sarif"]
    if main():
        sys.exit(f"{command} failed")
"""


def test_an_independent_reader_reads_it(tmp_path: Path) -> None:
    (tmp_path / "run.sarif").write_text(render(FULL), encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", READ], cwd=tmp_path, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "error: 4" in (tmp_path / "out.summary").read_text("utf-8")
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text("utf-8").splitlines()))
    assert [row["Severity"] for row in rows].count("error") == 4
    assert {row["Code"] for row in rows} >= {SECRET_ID.ID}
    assert SECRET_ID.ID in (tmp_path / "out.html").read_text("utf-8")
