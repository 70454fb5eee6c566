"""The report for a terminal."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_run import BICEP, CLEAN, FULL, HOSTILE, PRODUCTION, VALUES
from random_runs import findings, runs, texts

from linter.model import Finding, LintedFile, Location, Run, Shown, Span, Use
from linter.reports.frame import frame
from linter.reports.text import render
from linter.reports.uses import table
from linter.reports.visible import visible, width
from linter.reports.wrapping import wrap


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


ID = "fe949193-1b61-4ca1-a46b-e0a8c30d0e71"


def use(secret: str, *paths: str, identity: str = ID, tenant: str = "", vault: str = "") -> Use:
    places = [Shown("web", Location(path, Span(3, 1, 3, 2, 0, 1))) for path in paths]
    return Use("prod", Shown(identity), Shown(tenant), Shown(secret), Shown(vault), tuple(places))


def test_a_column_that_tells_nothing_is_left_out() -> None:
    assert table([use("Key Vault shop-kv/web", "a.json", vault="shop-kv")], 98) == [
        "identity                              secret",
        f"{ID}  Key Vault shop-kv/web",
        "  a.json:3",
    ]
    assert table([use("none here", tenant="common", vault="shop-kv")], 98)[:2] == [
        "identity                              tenant  secret",
        f"{ID}  common  none here (vault shop-kv)",
    ]
    assert table([], 98) == []


def test_what_signs_in_in_several_ways_stands_once() -> None:
    other = use("none here", identity="in the credentials document")
    lines = table([use("certificate"), other, use("GitHub secret X")], 98)
    assert [line for line in lines if ID in line] == [f"{ID}  certificate"]
    assert f"{'':36}  GitHub secret X" in lines


def test_a_table_fits_its_room_and_keeps_words_whole() -> None:
    lost = "secret web-client-secret of the vault of SecretStore shop-production-store, which is not here"
    lines = table([use(lost, "a.yaml", tenant="GitHub variable AZURE_TENANT_ID", vault="shop-production-kv")], 98)
    assert all(width(line) <= 98 for line in lines)
    assert " ".join(" ".join(line[line.index("  ") :].split()) for line in lines).count("shop-production-store,") == 1
    assert ID in lines[1]


def test_of_many_places_the_first_are_shown_and_how_many_there_are_more() -> None:
    paths = [f"deploy/overlays/prod/some-longer-name-{number}.yaml" for number in range(9)]
    (line,) = table([use("none here", *paths)], 98)[2:]
    assert line == f"  {paths[0]}:3 and 8 more files"
    (line,) = table([use("none here", *paths)], 130)[2:]
    assert line == f"  {paths[0]}:3, {paths[1]}:3 and 7 more files"
    assert table([use("none here", "a.yaml", "b.yaml")], 98)[2] == "  a.yaml:3, b.yaml:3"


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


def test_what_standard_error_names_is_counted_only() -> None:
    (file,) = FULL.unreadable
    assert file.reason in render(FULL)
    text = render(FULL, unreadable=False)
    assert file.reason not in text
    assert FULL.notices[0] in text
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
