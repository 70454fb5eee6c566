"""The report for a terminal."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_run import BICEP, CLEAN, FULL, HOSTILE, PRODUCTION, VALUES
from random_runs import findings, runs, texts

from linter.model import Finding, LintedFile, Run
from linter.reports.frame import frame
from linter.reports.text import render, wrap
from linter.reports.visible import visible, width


def lines_about(path: str, columns: int = 80) -> list[str]:
    """The lines of one file's findings."""
    run = FULL._replace(findings=tuple(f for f in FULL.findings if f.location.path == path))
    return render(run, width=columns).splitlines()


def test_the_place_can_be_clicked_and_comes_first() -> None:
    assert lines_about(PRODUCTION)[0] == f"{PRODUCTION}:12:22 error secret-id-as-secret"


def test_carets_stand_under_the_span() -> None:
    source, carets = next(pair for pair in _pairs(lines_about(PRODUCTION)) if "^" in pair[1])
    assert {source[i] for i, c in enumerate(carets) if c == "^"} == {"•"}
    assert carets.count("^") == source.count("•") == 36


def test_carets_count_wide_characters_as_two() -> None:
    source, carets = next(pair for pair in _pairs(lines_about(BICEP)) if "^" in pair[1])
    before, _ = source.split("本番のシークレット")
    assert carets.index("^") == width(before)
    assert carets.count("^") == 2 * len("本番のシークレット")


def test_combining_characters_take_no_column() -> None:
    assert width("e\u0301") == 1
    assert width("日本") == 4


def _pairs(lines: list[str]) -> list[tuple[str, str]]:
    return list(pairwise(lines))


def test_a_long_line_is_cut_to_the_span() -> None:
    excerpt = frame(FULL.findings[-1], 60)
    assert excerpt is not None
    assert excerpt.marked == "•" * 36
    assert excerpt.before.startswith("…")
    assert excerpt.after.endswith("…")
    assert width("".join(excerpt)) == 60


@settings(max_examples=100)
@given(finding=findings, room=st.integers(-3, 120))
def test_a_frame_fits_its_room(finding: Finding, room: int) -> None:
    excerpt = frame(finding, room)
    assert excerpt is None or width("".join(excerpt)) <= max(room, 1)


@settings(max_examples=25)
@given(text=texts, room=st.integers(1, 60))
def test_wrapping_loses_nothing(text: str, room: int) -> None:
    lines = wrap(text, room)
    assert "".join(lines).replace(" ", "") == "".join(map(visible, text.split()))
    assert all(width(line) <= room or " " not in line or "${{" in line for line in lines)


def test_related_places_follow_with_their_labels() -> None:
    lines = lines_about(PRODUCTION)
    assert f"  {PRODUCTION}:11:18  the client id" in lines


def test_the_flow_adds_only_places_not_named_yet() -> None:
    lines = lines_about(".github/workflows/deploy.yml")
    assert sum(line.endswith("the client id") for line in lines) == 1
    assert f"  {VALUES}:7:9  the source" in lines


@pytest.mark.parametrize(("path", "option"), [(VALUES, "--fix"), (BICEP, "--unsafe-fixes")])
def test_a_fix_names_the_option_that_applies_it(path: str, option: str) -> None:
    assert any(line.startswith("  fix: ") and line.endswith(f"({option})") for line in lines_about(path))


def test_marks_of_the_message_are_not_shown() -> None:
    assert "[1]" not in render(FULL)


def test_suppressed_findings_are_only_counted() -> None:
    text = render(FULL)
    assert "No reminder will come" not in text
    assert "1 suppressed" in text


def test_the_summary_is_the_last_line() -> None:
    last = render(FULL._replace(unreadable=())).splitlines()[-1]
    assert last == "4 errors, 1 warning, 1 note in 6 of 8 files; 2 fixable with --fix; 1 suppressed"


def test_a_clean_run_says_what_was_read() -> None:
    families = "3 Helm values, 2 app settings, 1 GitHub workflow, 1 Bicep, 1 dotenv"
    assert render(CLEAN) == f"no findings in 8 files ({families})\n"


def test_nothing_read_is_not_called_clean() -> None:
    assert render(Run()) == "no file was read\n"


def test_many_files_of_a_family_are_counted_in_the_plural() -> None:
    files = tuple(LintedFile(f"{n}.yml", FULL.files[0].family) for n in range(2))
    assert "2 GitHub workflows" in render(Run(files=files))


def test_notices_can_be_left_out_where_they_have_been_told() -> None:
    assert FULL.notices[0] in render(FULL)
    text = render(FULL, notices=False)
    assert FULL.notices[0] not in text
    assert "1 file could not be read" in text


def test_a_hostile_name_is_shown_in_escapes() -> None:
    assert lines_about(HOSTILE)[0].startswith(r"samples/evil\x1b[31m::error::|`<b>.env:1:10 ")


def test_a_line_never_begins_like_a_workflow_command() -> None:
    problem = FULL.findings[0].problem._replace(message="key ::stop-commands::x is wrong")
    text = render(Run(findings=(FULL.findings[0]._replace(problem=problem),)), width=12)
    assert "\\x3a:stop-commands::x" in text


@pytest.mark.parametrize("columns", [0, 1, 10])
def test_a_very_narrow_terminal_gets_its_report(columns: int) -> None:
    assert render(FULL, width=columns).count("help: ") == len(FULL.counted)


@settings(max_examples=25, deadline=None)
@given(run=runs)
def test_colour_changes_nothing_but_the_colour(run: Run) -> None:
    coloured = render(run, colour=True, width=80)
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured).replace(r"\x3a:", "::") == render(run, width=80).replace(
        r"\x3a:", "::"
    )
    assert "\x1b[" not in re.sub(r"\x1b\[[\d;]+m([^\x1b]*)\x1b\[0m", r"\1", coloured)
