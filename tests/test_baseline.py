"""What was there does not count; what is new does; what is gone is told."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from linter.acceptance.baseline import BaselineError, Compared, Known, compare, create, load
from linter.model import Finding, Location, Problem, Severity, Span

HERE = os.path.abspath(".")  # noqa: PTH100
WHAT, OTHER = "a" * 16, "b" * 16


def finding(what: str = WHAT, where: str = "0" * 8, path: str = "a.env", rule: str = "secret-literal") -> Finding:
    problem = Problem(Location(path, Span(1, 1, 1, 2, 0, 1)), "x", "AzureAd:ClientSecret")
    return Finding(rule, Severity.ERROR, problem, fingerprint=what + where)


def known(path: Path, *findings: Finding) -> tuple[Known, ...]:
    path.write_text(create(findings, HERE), encoding="utf-8")
    return load(path)


def compared(
    findings: Iterable[Finding],
    baseline: Iterable[Known],
    *,
    linted: Iterable[str] = ("a.env", "b.env"),
    on_disk: Iterable[str] = ("a.env", "b.env", "c.env"),
    rules: Iterable[str] = ("secret-literal",),
) -> Compared:
    there = frozenset(on_disk)
    return compare(
        tuple(findings),
        baseline,
        root=HERE,
        linted=frozenset(linted),
        rules=frozenset(rules),
        exists=there.__contains__,
    )


def suppressed(result: Compared) -> list[bool]:
    return [bool(one.suppressed) for one in result.findings]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "baseline.json"


def test_what_is_known_does_not_count_and_what_is_new_does(file: Path) -> None:
    result = compared([finding(), finding(OTHER)], known(file, finding()))
    assert suppressed(result) == [True, False]
    assert result.gone == ()


def test_each_known_finding_stands_for_one(file: Path) -> None:
    baseline = known(file, finding())
    assert suppressed(compared([finding(), finding(where="1" * 8)], baseline)) == [True, False]


def test_a_renamed_file_keeps_its_known_findings(file: Path) -> None:
    baseline = known(file, finding(path="old.env"))
    renamed = [finding(where="1" * 8, path="b.env"), finding(where="2" * 8, path="c.env")]
    result = compared(renamed, baseline)
    assert suppressed(result) == [True, False], "one stands for one"
    assert result.gone == ()


def test_a_copy_in_another_file_is_new_as_long_as_the_first_file_exists(file: Path) -> None:
    baseline = known(file, finding(path="c.env"))
    assert suppressed(compared([finding(where="1" * 8)], baseline)) == [False]


def test_what_no_longer_occurs_is_told(file: Path) -> None:
    baseline = known(file, finding(), finding(OTHER, path="gone.env"), finding(OTHER, "1" * 8, rule="other"))
    result = compared([], baseline)
    assert [one.path for one in result.gone] == ["a.env", "gone.env"]


def test_what_was_not_looked_at_is_not_gone(file: Path) -> None:
    baseline = known(file, finding(path="c.env"), finding(OTHER))
    assert [one.fingerprint[:16] for one in compared([], baseline).gone] == [OTHER]
    assert compared([], baseline, rules=["other"]).gone == ()


def test_an_ignored_finding_that_is_known_is_not_gone_and_stays_ignored(file: Path) -> None:
    ignored = finding()._replace(suppressed="ignored by a comment")
    result = compared([ignored], known(file, finding()))
    assert result.findings == (ignored,)
    assert result.gone == ()


def test_the_file_is_sorted_one_line_each_and_holds_no_more_than_it_needs(file: Path) -> None:
    ignored = finding("c" * 16)._replace(suppressed="ignored by a comment: x")
    again = finding("d" * 16)._replace(suppressed="in the baseline")
    findings = [finding(path="b.env"), finding(), ignored, again, finding()]
    text = create(findings, HERE)
    assert text == create(reversed(findings), HERE)
    assert text.endswith("}\n")
    data = json.loads(text)
    assert data["version"] == 1
    assert [(entry["path"], entry["fingerprint"][0]) for entry in data["findings"]] == [
        ("a.env", "a"),
        ("a.env", "d"),
        ("b.env", "a"),
    ]
    assert set(data["findings"][0]) == {"path", "rule", "key", "fingerprint"}
    assert len(text.splitlines()) == 3 + 5
    assert json.loads(create([], HERE)) == {"version": 1, "findings": []}


def test_paths_count_from_the_root(file: Path) -> None:
    text = create([finding(path="a.env")], os.path.dirname(HERE))  # noqa: PTH120
    assert json.loads(text)["findings"][0]["path"] == f"{os.path.basename(HERE)}/a.env"  # noqa: PTH119


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{", ":1:2: this is not JSON"),
        (b"[]", "this is no baseline"),
        (b"\xff", "this is no baseline"),
        (b"[" * 100_000, "this is no baseline"),
        (b'{"version": 2, "findings": []}', "expected version 1"),
        (b'{"version": 1}', "expected a list of findings"),
        (b'{"version": 1, "findings": [{"path": "a"}]}', r"findings\[0\] lacks one of path, rule, key, fingerprint"),
        (b'{"version": 1, "findings": [1]}', r"findings\[0\] lacks"),
    ],
)
def test_what_is_no_baseline(file: Path, data: bytes, message: str) -> None:
    file.write_bytes(data)
    with pytest.raises(BaselineError, match=message):
        load(file)


def test_no_file(file: Path) -> None:
    with pytest.raises(BaselineError, match="no such file; --create-baseline"):
        load(file)
    with pytest.raises(BaselineError, match="cannot be read"):
        load(file.parent)
