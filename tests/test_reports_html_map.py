"""The credential map of the HTML page: what it is laid out from, and what it says without being seen."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from linting import entra_secret, lay_out
from made_up_run import CLEAN, CREDENTIAL_MAP, FULL, MISMATCH
from random_runs import runs

from linter import cli
from linter.model import Finding, Location, Problem, Related, Run, Severity, Shown, Span, Use
from linter.reports.html import render
from linter.reports.html_map_layout import Layout, layout
from linter.reports.html_map_wires import Wire, wires
from linter.reports.html_numbers import numbered

SHOP = Path(__file__).parent / "fixtures" / "repos" / "shop"
NOTHING = Shown("")


def at(start: int, path: str = "a.yaml", length: int = 10) -> Location:
    return Location(path, Span(1, start + 1, 1, start + 1 + length, start, start + length))


def use(environment: str, identity: str, *wire: Location, origin: str = "a.yaml") -> Use:
    return Use(environment, Shown(identity), NOTHING, Shown("source"), NOTHING, (Shown("app"),), wire, origin)


def found(place: Location, severity: Severity = Severity.ERROR, **more: object) -> Finding:
    return Finding(MISMATCH.ID, severity, Problem(place, "It is wrong.", **more))  # type: ignore[arg-type]


def strung(uses: list[Use], *findings: Finding) -> list[Wire]:
    return wires(uses, numbered(Run(findings=findings)))


def states(uses: list[Use], *findings: Finding) -> list[str]:
    return [wire.state for wire in strung(uses, *findings)]


def laid_out(*uses: Use) -> Layout:
    return layout(wires(uses, ()))


def test_a_wire_is_wrong_where_a_finding_stands_on_it() -> None:
    assert states([use("prod", "x", at(0)), use("prod", "y", at(50))], found(at(5))) == ["error", "sound"]


@pytest.mark.parametrize(("start", "state"), [(9, "error"), (10, "sound"), (0, "error")])
def test_places_meet_where_they_share_a_character(start: int, state: str) -> None:
    assert states([use("prod", "x", at(0))], found(at(start, length=0))) == [state]
    assert states([use("prod", "x", at(0))], found(at(start))) == [state]
    assert states([use("prod", "x", at(0))], found(at(start, "b.yaml"))) == ["sound"]


def test_the_home_of_a_borrowed_identity_is_not_wrong() -> None:
    uses = [use("prod", "x", at(0)), use("staging", "x", at(50))]
    assert states(uses, found(at(0), related=(Related(at(50), "its home"),))) == ["error", "sound"]


def test_a_finding_on_no_wire_counts_for_those_that_it_speaks_of() -> None:
    uses = [use("prod", "x", at(0)), use("staging", "x", at(50))]
    assert states(uses, found(at(90), flow=(Related(at(50), "the client id"),))) == ["sound", "error"]


def test_a_value_that_is_judged_counts_though_the_fix_is_elsewhere() -> None:
    assert states([use("prod", "x", at(0))], found(at(90), value=at(0))) == ["error"]


def test_the_worst_finding_colours_a_wire_and_advice_none() -> None:
    wire = use("prod", "x", at(0))
    assert states([wire], found(at(0), Severity.NOTE), found(at(0), Severity.WARNING)) == ["warning"]
    assert states([wire], found(at(0), Severity.WARNING), found(at(0))) == ["error"]
    assert states([wire], found(at(0), Severity.NOTE)) == ["sound"]
    assert states([wire], found(at(0))._replace(suppressed="accepted")) == ["sound"]


def test_what_is_tied_to_no_environment_comes_before_those_that_are() -> None:
    assert laid_out(use("prod", "x"), use("dev", "y"), use("", "z")).environments == ("", "prod", "dev")


def test_a_guid_is_one_identity_wherever_it_stands_and_other_texts_are_not() -> None:
    guid = "11111111-aaaa-4bbb-8ccc-222222222222"
    uses = [use(e, i, origin=f"{e}/a.yaml") for i in (guid, "it is empty") for e in ("prod", "dev")]
    assert [row.identity for row in laid_out(*uses).rows] == ["it is empty", guid, "it is empty"]


def test_siblings_stand_side_by_side_in_the_order_of_their_environments() -> None:
    uses = [use(e, f"{name}-{e}", origin=f"{name}/*.yaml") for e in ("prod", "dev") for name in ("web", "api")]
    assert [row.identity for row in laid_out(*uses).rows] == ["api-prod", "api-dev", "web-prod", "web-dev"]


def test_the_line_runs_to_the_last_node_and_is_as_what_it_leads_to() -> None:
    uses = [use("prod", "y"), use("staging", "x"), use("test", "x", at(0)), use("dev", "y")]
    x = next(row for row in layout(strung(uses, found(at(0)))).rows if row.identity == "x")
    assert [(cell.environment, cell.enters, cell.leaves) for cell in x.cells] == [
        ("prod", "sound", "sound"),
        ("staging", "sound", "error"),
        ("test", "error", ""),
        ("dev", "", ""),
    ]


def test_the_wrong_one_of_several_nodes_comes_first() -> None:
    (row,) = layout(strung([use("prod", "x"), use("prod", "x", at(0))], found(at(0)))).rows
    assert [wire.state for wire in row.wires] == ["error", "sound"]
    assert row.cells[0].enters == "error"


@settings(max_examples=50, deadline=None)
@given(run=runs)
def test_no_use_is_lost_and_every_link_leads_somewhere(run: Run) -> None:
    mapped = layout(wires(run.credential_map, numbered(run)))
    assert sorted(wire.number for row in mapped.rows for wire in row.wires) == [*range(1, len(run.credential_map) + 1)]
    assert all(len(row.cells) == len(mapped.environments) for row in mapped.rows)
    page = render(run)
    identities = re.findall(r' id="([^"]*)"', page)
    assert len(identities) == len(set(identities))
    assert set(re.findall(r'href="#((?:finding|wire)-[^"]*)"', page)) <= set(identities)


def section(page: str) -> str:
    return page[page.index('<section id="credential-map"') : page.index('<div id="findings"')]


def test_it_stands_before_the_findings_and_only_where_there_is_something_to_show() -> None:
    assert section(render(FULL))
    assert 'id="credential-map"' not in render(CLEAN)


def test_it_is_a_table_to_those_who_hear_it() -> None:
    page = section(render(FULL))
    assert len(re.findall(r'<th scope="col"', page)) == 4  # the identity, any environment, prod, staging
    assert len(re.findall(r'<th scope="row"', page)) == 3
    assert 'role="region" aria-labelledby="map-title" tabindex="0"' in page


def test_each_wrong_cell_links_to_its_findings_and_they_link_back() -> None:
    page = render(FULL)
    for number, finding in numbered(FULL):
        if finding.location in {place for one in CREDENTIAL_MAP for place in one.wire}:
            severity = finding.severity.value
            unseen = f'<span class="unseen">, {severity}</span>'
            assert f'<a class="{severity}" href="#finding-{number}">{finding.rule}{unseen}</a>' in section(page)
    assert page.count(">on the map<") == 3


def test_many_nodes_are_folded() -> None:
    page = section(render(Run(credential_map=tuple(use("prod", "x", at(10 * i)) for i in range(8)))))
    assert page.count('class="wire sound') == 8
    assert '<details class="rest"><summary>3 more</summary>' in page


def test_a_finding_is_of_the_environment_of_its_only_wire() -> None:
    run = Run(findings=(found(at(0)), found(at(50))), credential_map=(use("prod", "x", at(0)),))
    assert re.findall('data-environment="([^"]*)"><div class="rail">', render(run)) == ["prod", ""]


def lint_shop(folder: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    lay_out(SHOP, folder)
    subprocess.run(["git", "init", "-q", "."], cwd=folder, check=True)  # the sample is a repository of its own
    monkeypatch.chdir(folder)
    assert cli.main(["--no-config", "-f", "html:report.html", *arguments]) == 1
    return (folder / "report.html").read_text("utf-8")


def columns(page: str) -> list[str]:
    return re.findall(r'<th scope="col">(.*?)(?: <|<)', section(page))


def test_the_sample_is_mapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = lint_shop(tmp_path, monkeypatch)
    assert columns(page) == ["Identity", "any environment", "prod", "staging", "dev"]
    assert 'class="wire error' in section(page)
    assert entra_secret("notify-prod")[3:] not in page


def test_the_gate_maps_its_environment_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert columns(lint_shop(tmp_path, monkeypatch, "--environment", "staging")) == ["Identity", "staging"]


def test_only_what_has_to_do_with_the_judged_files_is_mapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = lint_shop(tmp_path, monkeypatch, "src/Shop.Api/appsettings.Staging.json")
    assert len(re.findall('class="wire ', section(page))) == 1
