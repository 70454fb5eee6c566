"""Comments that accept findings, in every comment syntax."""

from __future__ import annotations

import pytest

from linter.acceptance.inline_ignores import InlineIgnore, InlineIgnores, inline_ignores
from linter.model import Family, Source
from linter.parsers import parse

RULES = frozenset({"secret-literal", "secret-id-as-secret", "secret-in-log", "pinned-keyvault-version"})


def read(family: Family, text: str, path: str = "a") -> InlineIgnores:
    return inline_ignores(parse(Source(path, family, text)), RULES)


def only(family: Family, text: str, path: str = "a") -> InlineIgnore:
    found = read(family, text, path)
    assert found.problems == ()
    (ignore,) = found.ignores
    return ignore


@pytest.mark.parametrize(
    ("family", "path", "line"),
    [
        (Family.APP_SETTINGS, "appsettings.json", '{"a": "x" // lint-config: ignore[secret-literal] because\n}'),
        (Family.APP_SETTINGS, "appsettings.json", '{"a": "x" /* lint-config: ignore[secret-literal] because */}'),
        (Family.HELM_VALUES, "values.yaml", "a: x # lint-config: ignore[secret-literal] because"),
        (Family.DOTENV, ".env", "A=x # lint-config: ignore[secret-literal] because"),
        (Family.BICEP, "a.bicep", "var a = 'x' // lint-config: ignore[secret-literal] because"),
        (Family.BICEP, "a.bicep", "var a = 'x' /* lint-config:ignore [ secret-literal ] because */"),
        (Family.HELM_TEMPLATE, "a.yaml", "a: x # lint-config: ignore[secret-literal] because"),
        (Family.DOTNET_CONFIG, "web.config", "<a b='x'/> <!-- lint-config: ignore[secret-literal] because -->"),
    ],
)
def test_at_the_end_of_the_line(family: Family, path: str, line: str) -> None:
    ignore = only(family, line, path)
    assert (ignore.rules, ignore.reason) == (("secret-literal",), "because")
    assert (ignore.first, ignore.last) == (1, 1)


@pytest.mark.parametrize(
    ("family", "path", "text"),
    [
        (Family.APP_SETTINGS, "appsettings.json", '{\n  // lint-config: ignore[secret-literal] because\n  "a": "x"}'),
        (
            Family.APP_SETTINGS,
            "appsettings.json",
            '{\n  /* lint-config: ignore[secret-literal] because */\n  "a": "x"}',
        ),
        (Family.HELM_VALUES, "values.yaml", "\n# lint-config: ignore[secret-literal] because\na: x\n"),
        (Family.SPRING, "application.properties", "\n! lint-config: ignore[secret-literal] because\na=x\n"),
        (Family.DOTENV, ".env", "\n# lint-config: ignore[secret-literal] because\nA=x\n"),
        (Family.BICEP, "a.bicep", "\n// lint-config: ignore[secret-literal] because\nvar a = 'x'\n"),
        (Family.HELM_TEMPLATE, "a.yaml", "\n{{- /* lint-config: ignore[secret-literal] because */ -}}\na: x\n"),
        (Family.HELM_TEMPLATE, "a.yaml", "\n{{/* lint-config: ignore[secret-literal] because */}}\na: x\n"),
        (
            Family.DOTNET_CONFIG,
            "web.config",
            "<a>\n<!-- lint-config: ignore[secret-literal] because -->\n<b c='x'/></a>",
        ),
    ],
)
def test_alone_on_the_line_above(family: Family, path: str, text: str) -> None:
    ignore = only(family, text, path)
    assert (ignore.rules, ignore.reason) == (("secret-literal",), "because")
    assert (ignore.first, ignore.last) == (3, 3)
    assert ignore.location.span.line == 2


def test_several_comments_above_a_line() -> None:
    text = (
        "# lint-config: ignore[secret-literal] a\n# some other words\n# lint-config: ignore[secret-in-log] b\nkey: x\n"
    )
    found = read(Family.HELM_VALUES, text)
    assert [(one.rules, one.first) for one in found.ignores] == [(("secret-literal",), 4), (("secret-in-log",), 4)]


def test_a_comment_over_several_lines() -> None:
    text = '{\n/* lint-config: ignore[secret-literal]\n   issued before\n   2020 */\n"a": "x"}'
    ignore = only(Family.APP_SETTINGS, text, "appsettings.json")
    assert (ignore.first, ignore.reason) == (5, "issued before 2020")


def test_several_rules_and_no_reason() -> None:
    ignore = only(Family.HELM_VALUES, "a: x # lint-config: ignore[secret-literal, secret-id-as-secret]")
    assert (ignore.rules, ignore.reason) == (("secret-literal", "secret-id-as-secret"), "")


def test_a_comment_on_a_block_speaks_of_the_whole_block() -> None:
    text = "a: | # lint-config: ignore[secret-literal]\n  one\n  two\n  three\nb: x\n"
    ignore = only(Family.HELM_VALUES, text)
    assert (ignore.first, ignore.last) == (1, 4)
    ignore = only(
        Family.HELM_VALUES,
        "# lint-config: ignore[secret-literal]\n" + text.replace(" # lint-config: ignore[secret-literal]", ""),
    )
    assert (ignore.first, ignore.last) == (2, 5)


WORKFLOW = """\
jobs:
  deploy:
    steps:
      - run: |
          # lint-config: ignore[secret-in-log] masked before
          echo "$SECRET"
          echo "$OTHER" # lint-config: ignore[secret-in-log]
"""


def test_comments_of_scripts_count_in_workflows_only() -> None:
    found = read(Family.GITHUB_WORKFLOW, WORKFLOW, "a.yml")
    assert [(one.first, one.reason) for one in found.ignores] == [(6, "masked before"), (7, "")]
    assert read(Family.HELM_VALUES, WORKFLOW) == InlineIgnores()


def test_a_text_that_reads_like_a_comment_is_none() -> None:
    assert read(Family.APP_SETTINGS, '{"a": "x // lint-config: ignore[secret-literal]"}') == InlineIgnores()
    assert read(Family.HELM_VALUES, 'a: "x # lint-config: ignore[secret-literal]"') == InlineIgnores()
    assert read(Family.DOTENV, "A='x # lint-config: ignore[secret-literal]'") == InlineIgnores()


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        ("lint-config: ignore", "names no rule"),
        ("lint-config: ignore because", "names no rule"),
        ("lint-config: ignore[]", "names no rule"),
        ("lint-config: ignore[*]", "there is no rule named '*'"),
        ("lint-config: ignore[value]", "there is no rule named 'value'"),
        (
            "lint-config: ignore[secret-litral]",
            "there is no rule named 'secret-litral'; did you mean 'secret-literal'?",
        ),
        ("lint-config: disable[secret-literal]", "write lint-config: ignore[rule-id] reason"),
    ],
)
def test_a_comment_that_ignores_nothing_is_told(comment: str, message: str) -> None:
    found = read(Family.HELM_VALUES, f"a: x\nb: y # {comment}\n")
    assert found.ignores == ()
    (problem,) = found.problems
    assert message in problem.message
    assert (problem.location.path, problem.location.span.line, problem.location.span.column) == ("a", 2, 6)


def test_a_wrong_name_leaves_the_right_ones_in_force() -> None:
    found = read(Family.HELM_VALUES, "a: x # lint-config: ignore[secret-literal, other]")
    assert found.ignores[0].rules == ("secret-literal",)
    assert len(found.problems) == 1


def test_other_words_about_the_linter_are_nobodys_business() -> None:
    assert read(Family.HELM_VALUES, "a: x # lint-config: see docs/config.md") == InlineIgnores()
    assert read(Family.HELM_VALUES, "a: x # ignore[secret-literal]") == InlineIgnores()
