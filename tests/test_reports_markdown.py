"""The job summary."""

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st
from made_up_run import CLEAN, FULL
from random_runs import runs

from linter.model import Run
from linter.reports.markdown import render

OURS = re.compile(r"</?(details|summary|code)>|<br>|<!-- -->")
FENCED = re.compile(r"(?ms)^(`{3,})\n.*?\n\1$")


def prose(text: str) -> str:
    """What is left without fenced code and the elements that we write."""
    return OURS.sub("", FENCED.sub("", text))


@settings(max_examples=25, deadline=None)
@given(run=runs)
def test_nothing_linted_becomes_markup(run: Run) -> None:
    text = render(run)
    left = prose(text)
    assert "<" not in left
    assert "`" not in left
    assert not re.search(r"@(?!<!-- -->)", FENCED.sub("", text))
    assert re.findall(r"\]\(([^)]*)\)", left) == [
        uri for uri in re.findall(r"\]\(([^)]*)\)", left) if uri.startswith("https://example.org/rules/")
    ]


@settings(max_examples=25, deadline=None)
@given(run=runs)
def test_a_row_has_as_many_cells_as_the_table(run: Run) -> None:
    rows = [line for line in prose(render(run)).splitlines() if line.startswith("| ")]
    findings = [line for line in rows if line.count("|") == 5]
    uses = [line for line in rows if line.count("|") == 6]
    assert len(findings) == (len(run.counted) + 1 if run.counted else 0)
    assert len(uses) == (len(run.uses) + 1 if run.uses and run.environment else 0)
    assert len(findings) + len(uses) == len(rows)


@settings(max_examples=25, deadline=None)
@given(run=runs, copies=st.integers(1, 40), limit=st.integers(12_000, 30_000))
@example(run=FULL, copies=40, limit=12_000)
def test_it_stays_within_the_limit_and_says_what_is_missing(run: Run, copies: int, limit: int) -> None:
    many = run._replace(findings=run.findings * copies)
    text = render(many, limit=limit)
    assert len(text.encode()) <= limit
    folded = text.count("<details>")
    assert (folded < len(many.counted)) == ("did not fit" in text)
    assert text.count("<details>") == text.count("</details>")


def test_the_table_goes_worst_first_and_says_the_first_sentence() -> None:
    rows = [line for line in render(FULL).splitlines() if line.startswith("| ")]
    assert rows[1].startswith("| 🔴 error | AZURE_CLIENT_SECRET reads a secret")
    assert "Sign-in will fail" not in rows[1]
    assert rows[-1].startswith("| 🔵 note |")


def test_source_is_fenced_by_more_backticks_than_it_has() -> None:
    finding = FULL.findings[0]._replace(excerpt="a ````` b")
    assert "\n``````\n30 │ a ````` b\n" in render(Run(findings=(finding,)))


def test_the_head_tells_the_circumstances() -> None:
    text = render(FULL)
    assert text.startswith(
        "## lint-config: 4 errors, 1 warning, 1 note in 6 of 8 files\n\n2 fixable with --fix; 1 suppressed;"
    )
    assert "environment **prod**" in text
    assert "- ⚠️ deploy/broken.yaml: it is no UTF-8 and no UTF-16\n" in text


def test_clean() -> None:
    assert render(CLEAN).startswith("## lint-config: no findings in 8 files (3 Helm values,")
