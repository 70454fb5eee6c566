"""What is accepted, what has ended, and what no longer fits anything."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from linter.acceptance.ignores import Ignored, Scope, apply_ignores
from linter.acceptance.inline_ignores import InlineIgnore
from linter.configuration.config import ConfigProblem, IgnoreEntry
from linter.model import Finding, Location, Problem, Severity, Span

TODAY = date(2027, 3, 31)


def place(line: int, path: str = "a.env") -> Location:
    return Location(path, Span(line, 1, line, 5, 0, 0))


def finding(
    rule: str = "secret-literal", path: str = "a.env", line: int = 3, key: str = "AzureAd:ClientSecret"
) -> Finding:
    return Finding(rule, Severity.ERROR, Problem(place(line, path), "x", key))


def comment(*rules: str, first: int = 3, last: int = 3) -> InlineIgnore:
    return InlineIgnore(rules, "reason", first, last, place(first - 1))


def entry(rule: str = "secret-literal", path: str = "*.env", key: str = "", until: date | None = None) -> IgnoreEntry:
    return IgnoreEntry(rule, path, key, "reason", until, ConfigProblem(".lint-config.yml", 12, 5, ""))


def apply(
    findings: Iterable[Finding],
    comments: Iterable[InlineIgnore] = (),
    entries: Iterable[IgnoreEntry] = (),
    *,
    rules: Iterable[str] = ("secret-literal", "damaged-secret"),
    paths: Iterable[str] = ("a.env",),
    whole: bool = False,
    today: date = TODAY,
) -> Ignored:
    scope = Scope(frozenset(rules), frozenset(paths), today, whole=whole)
    return apply_ignores(findings, {"a.env": tuple(comments)}, tuple(entries), scope)


def suppressed(result: Ignored) -> list[str]:
    return [one.suppressed for one in result.findings]


def test_a_comment_accepts_its_rules_on_its_lines() -> None:
    findings = [finding(), finding("damaged-secret"), finding(line=4), finding(path="b.env")]
    result = apply(findings, [comment("secret-literal")])
    assert suppressed(result) == ["ignored by a comment: reason", "", "", ""]
    assert result.problems == ()
    assert suppressed(apply(findings, [comment("secret-literal", "damaged-secret", last=4)]))[:3].count("") == 0


@pytest.mark.parametrize(
    "key", ["", "AzureAd:ClientSecret", "azuread__clientsecret", "AzureAd.ClientSecret", "AZUREAD--ClientSecret"]
)
def test_an_entry_accepts_by_rule_file_and_key(key: str) -> None:
    result = apply([finding()], entries=[entry(key=key)])
    assert suppressed(result) == ["ignored by .lint-config.yml:12: reason"]
    assert result.problems == ()


@pytest.mark.parametrize("other", [entry(rule="damaged-secret"), entry(path="b.env"), entry(key="ClientSecret")])
def test_an_entry_accepts_nothing_else(other: IgnoreEntry) -> None:
    assert suppressed(apply([finding()], entries=[other])) == [""]


def test_an_entry_holds_up_to_its_last_day_and_is_told_when_it_has_ended() -> None:
    last_day = entry(until=TODAY)
    assert suppressed(apply([finding()], entries=[last_day])) != [""]
    result = apply([finding()], entries=[last_day], today=date(2027, 4, 1))
    assert suppressed(result) == [""]
    (problem,) = result.problems
    assert problem.message == "this ignore ended on 2027-03-31; its findings of secret-literal count again"
    assert problem.location == Location(".lint-config.yml", Span(12, 5, 12, 5, 0, 0))


def test_an_ignore_that_ignores_nothing_is_told() -> None:
    result = apply([], [comment("secret-literal", "damaged-secret")], [entry()])
    assert [problem.location.path for problem in result.problems] == ["a.env", "a.env", ".lint-config.yml"]
    assert "damaged-secret" in result.problems[1].message


def test_half_of_a_comment_may_be_of_no_use() -> None:
    result = apply([finding()], [comment("secret-literal", "damaged-secret")])
    assert suppressed(result) != [""]
    assert [problem.message.split()[5] for problem in result.problems] == ["damaged-secret"]


def test_nobody_can_say_that_what_was_not_looked_at_is_of_no_use() -> None:
    assert apply([], [comment("secret-literal")], [entry()], rules=["damaged-secret"]).problems == ()
    assert apply([], entries=[entry(path="other/*.env")]).problems == ()
    assert len(apply([], entries=[entry(path="other/*.env")], whole=True).problems) == 1


def test_several_ignores_of_one_finding_are_all_of_use() -> None:
    result = apply([finding()], [comment("secret-literal")], [entry()])
    assert suppressed(result) == ["ignored by a comment: reason"]
    assert result.problems == ()


def test_paths_count_from_the_folder_of_the_configuration() -> None:
    scope = Scope({"secret-literal"}, {"a.env"}, TODAY, place=lambda path: f"src/{path}")
    assert apply_ignores([finding()], {}, [entry(path="src/a.env")], scope).findings[0].suppressed
    assert not apply_ignores([finding()], {}, [entry(path="/a.env")], scope).findings[0].suppressed


def test_what_is_suppressed_already_stays_so() -> None:

    known = finding()._replace(suppressed="in the baseline")
    assert suppressed(apply([known], [comment("secret-literal")])) == ["in the baseline"]
