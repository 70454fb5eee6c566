"""The HTML page in a real browser: filters, keyboard, the credential map, colours, widths, paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import MISSING, chromium, show
from made_up_run import FILES, FULL, RULES, SECRET_ID
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from linter.model import Finding, Location, Problem, Run, Severity, Shown, Span, Use
from linter.reports.html import render

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)

NOTHING = Shown("")


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    with chromium(tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture
def page(driver: Chrome, tmp_path: Path) -> Iterator[Chrome]:
    """The page of a run that has everything, in a fresh tab; it must leave nothing on the console."""
    show(driver)
    visit(driver, tmp_path, FULL)
    yield driver
    assert driver.get_log("browser") == []  # type: ignore[no-untyped-call]


def visit(driver: Chrome, folder: Path, run: Run, fragment: str = "") -> None:
    (folder / "page.html").write_text(render(run), encoding="utf-8")
    driver.get("about:blank")
    driver.get(f"{(folder / 'page.html').as_uri()}{fragment}")


def big_run(identities: int, environments: list[str]) -> Run:
    """A map of that size with a wrong wire in every seventh row."""
    uses, findings = [], []
    for number in range(identities):
        environment = environments[number % len(environments)]
        path = f"deploy/service-{number // 3}/values-{environment}.yaml"
        place = Location(path, Span(number + 1, 1, number + 1, 9, 100 * number, 100 * number + 8))
        source = Shown(f"Key Vault kv-a-rather-long-name-{environment}/service-{number}-client-secret", place)
        identity = Shown(f"{number:08x}-aaaa-4bbb-8ccc-222222222222", place)
        consumers = (Shown(f"services:service-{number}:environment", place),)
        uses.append(Use(environment, identity, NOTHING, source, NOTHING, consumers, (place,), path))
        if number % 7 == 0:
            findings.append(Finding(SECRET_ID.ID, Severity.ERROR, Problem(place, "It is wrong.")))
    return Run(findings=tuple(findings), rules=RULES, files=FILES, credential_map=tuple(uses))


def find(driver: Chrome, selector: str) -> WebElement:
    return driver.find_element(By.CSS_SELECTOR, selector)


def shown(driver: Chrome, selector: str) -> list[WebElement]:
    return [element for element in driver.find_elements(By.CSS_SELECTOR, selector) if element.is_displayed()]


def rules_shown(driver: Chrome) -> list[str | None]:
    return [finding.get_attribute("data-rule") for finding in shown(driver, ".finding")]


def press(driver: Chrome, *keys: str) -> None:
    ActionChains(driver).send_keys(*keys).perform()


def choose(driver: Chrome, name: str, choice: str) -> None:
    """By the keyboard, as people do; a driver's own way would not send all events that a person's sends."""
    find(driver, f"select[name={name}]").send_keys(choice)


def focused(driver: Chrome) -> str:
    return str(driver.execute_script("return document.activeElement.id"))


def measure(driver: Chrome, expression: str) -> float:
    return float(driver.execute_script(f"return {expression}"))


def test_findings_stand_by_severity_and_are_counted(page: Chrome) -> None:
    sections = shown(page, "section.findings")
    assert [section.find_element(By.TAG_NAME, "h2").text for section in sections] == [
        "Errors\n4",
        "Warnings\n1",
        "Notes\n1",
    ]
    for section, severity in zip(sections, Severity, strict=True):
        labels = {label.text for label in section.find_elements(By.CSS_SELECTOR, ".severity")}
        assert labels == {severity.value}


@pytest.mark.parametrize(
    ("name", "choice", "rules"),
    [
        ("rule", "pinned-keyvault-version", {"pinned-keyvault-version"}),
        ("environment", "prod", {"environment-mismatch", "secret-id-as-secret", "pinned-keyvault-version"}),
        ("file", ".github/workflows/deploy.yml", {"environment-mismatch"}),
    ],
)
def test_a_choice_leaves_what_it_says(page: Chrome, name: str, choice: str, rules: set[str]) -> None:
    choose(page, name, choice)
    left = rules_shown(page)
    assert set(left) == rules
    assert find(page, "output").text == f"{len(left)} of {len(FULL.counted)}"
    counts = [int(count.text) for count in shown(page, ".findings h2 .count")]
    assert sum(counts) == len(left)
    assert 0 not in counts


def test_words_filter_and_a_reset_brings_all_back(page: Chrome) -> None:
    press(page, "/", "expiry reminded")
    assert rules_shown(page) == ["missing-secret-expiry"]
    find(page, "button[type=reset]").click()
    WebDriverWait(page, 5).until(lambda driver: len(rules_shown(driver)) == len(FULL.counted))


def test_filters_add_up(page: Chrome) -> None:
    choose(page, "rule", "secret-id-as-secret")
    choose(page, "environment", "prod")
    assert rules_shown(page) == ["secret-id-as-secret"]


def test_the_keyboard_reaches_the_findings_and_the_map(page: Chrome) -> None:
    press(page, Keys.TAB, Keys.ENTER)
    assert focused(page) == "findings"
    page.execute_script("document.activeElement.blur(); scrollTo(0, 0)")
    page.refresh()
    met = []
    for _ in range(12):
        press(page, Keys.TAB)
        element = page.switch_to.active_element
        met.append(element.get_attribute("id") or element.get_attribute("class") or element.tag_name)
        assert measure(page, "parseFloat(getComputedStyle(document.activeElement).outlineWidth)") > 0
    # Into the map, then in each cell its findings and the places that are folded.
    assert met[:6] == ["skip", "only-wrong", "map", "error", "summary", "error"]


def test_the_keyboard_goes_from_a_wire_to_its_finding_and_back(page: Chrome) -> None:
    find(page, "#wire-1 .faults a").send_keys(Keys.ENTER)
    assert focused(page) == "finding-3"
    find(page, "#finding-3 .on-map").send_keys(Keys.ENTER)
    assert focused(page) == "wire-1"


def test_a_link_shows_a_finding_that_was_filtered_out(page: Chrome) -> None:
    choose(page, "rule", "missing-secret-expiry")
    assert not find(page, "#finding-1").is_displayed()
    find(page, "#wire-3 .faults a").click()
    assert find(page, "#finding-1").is_displayed()
    assert focused(page) == "finding-1"
    assert rules_shown(page).count("missing-secret-expiry") == 1


def test_only_flagged_rows_at_a_key(page: Chrome) -> None:
    assert len(shown(page, ".map [scope=row]")) == 3
    find(page, "#only-wrong").send_keys(Keys.SPACE)
    assert [row.text.partition("\n")[0] for row in shown(page, ".map [scope=row]")] == [
        "GitHub variable PROD_CLIENT_ID",
        "11111111-aaaa-4bbb-8ccc-222222222222",
    ]
    assert len(shown(page, ".map .folder")) == 2


def test_places_unfold(page: Chrome) -> None:
    find(page, "#wire-1 summary").send_keys(Keys.ENTER)
    assert "tenant contoso-shop.onmicrosoft.com" in find(page, "#wire-1 .places").text


@pytest.mark.parametrize("fragment", ["#rule-environment-mismatch", "#wire-8"])
def test_an_address_unfolds_what_it_leads_to(driver: Chrome, tmp_path: Path, fragment: str) -> None:
    run = FULL._replace(credential_map=(*FULL.credential_map[:1],) * 9)  # more than a cell shows at once
    visit(driver, tmp_path, run, fragment)
    assert find(driver, fragment).is_displayed()
    assert find(driver, f"details[open]:has({fragment}), details[open]{fragment}").is_displayed()


def test_a_wrong_wire_is_drawn_in_the_colour_of_errors(page: Chrome) -> None:
    colour = "getComputedStyle(document.querySelector('.findings.error h2')).color"
    line = "getComputedStyle(document.querySelector('td.in-error'), '::before')"
    node = "getComputedStyle(document.querySelector('#wire-1'), '::before')"
    script = f"return [{colour}, {line}.borderTopColor, {node}.backgroundColor, {line}.borderTopStyle]"
    error, wire, dot, style = page.execute_script(script)
    assert error == wire == dot
    assert style == "solid"


_CONTRASTS = """
    const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const luminance = (colour) => {
      const [r, g, b] = channels(colour).slice(0, 3).map((c) => c / 255)
        .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const background = (node) => {
      for (; node; node = node.parentElement) {
        const colour = getComputedStyle(node).backgroundColor;
        if (channels(colour)[3] !== 0) return colour;
      }
    };
    const contrast = (a, b) => {
      const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
      return (high + 0.05) / (low + 0.05);
    };
    const poor = [];
    for (const node of document.querySelectorAll("body *:not(script)")) {
      const words = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
      if (words && node.checkVisibility()) {
        const ratio = contrast(getComputedStyle(node).color, background(node));
        if (ratio < 4.5) poor.push([node.outerHTML.slice(0, 80), ratio]);
      }
    }
    for (const node of document.querySelectorAll(".map td[class]")) {
      const ratio = contrast(getComputedStyle(node, "::before").borderTopColor, background(node));
      if (ratio < 3) poor.push([node.outerHTML.slice(0, 80), ratio]);
    }
    return poor;
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_told_from_its_ground(page: Chrome, scheme: str) -> None:
    show(page, scheme=scheme)
    dark = page.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert (int(dark.strip("rgb()").split(",")[0]) < 64) == (scheme == "dark")
    assert page.execute_script(_CONTRASTS) == []


@pytest.mark.parametrize("width", [1920, 1440, 1000, 600, 360])
@pytest.mark.parametrize(("identities", "environments"), [(1, 1), (10, 3), (60, 6)])
def test_nothing_runs_out_of_the_page(
    driver: Chrome, tmp_path: Path, width: int, identities: int, environments: int
) -> None:
    show(driver, width=width)
    visit(driver, tmp_path, big_run(identities, ["prod", "staging", "test", "dev", "nonprod", ""][:environments]))
    assert measure(driver, "document.documentElement.scrollWidth") <= width
    # The sources, in full inside their cells.
    assert driver.execute_script(
        """
        const right = (node) => node.getBoundingClientRect().right;
        return [...document.querySelectorAll(".map :is(.node, summary, .identity)")]
          .filter((node) => right(node) > right(node.closest("td, th")) + 0.5).map((node) => node.textContent);
        """
    ) == []  # fmt: skip


def test_the_heads_of_a_large_map_stay(driver: Chrome, tmp_path: Path) -> None:
    show(driver, width=1000)
    visit(driver, tmp_path, big_run(60, ["prod", "staging", "test", "dev", "nonprod", ""]))
    driver.execute_script("document.querySelector('.map').scrollTo(400, 900)")
    box = "document.querySelector('.map').getBoundingClientRect()"
    head = "document.querySelector('.map thead th').getBoundingClientRect()"
    row = "document.querySelector('.map tbody:nth-of-type(9) [scope=row]').getBoundingClientRect()"
    assert abs(measure(driver, f"{head}.top - {box}.top")) <= 2
    assert abs(measure(driver, f"{head}.left - {box}.left")) <= 2
    assert abs(measure(driver, f"{row}.left - {box}.left")) <= 2


@pytest.mark.parametrize("width", [1440, 360])
def test_it_is_a_table_to_those_who_hear_it(page: Chrome, width: int) -> None:
    show(page, width=width)
    nodes = page.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    roles = [node["role"]["value"] for node in nodes if not node["ignored"]]
    assert roles.count("rowheader") >= 3
    assert roles.count("table") >= 1


def test_paper_shows_all_of_the_map_and_none_of_the_tools(driver: Chrome, tmp_path: Path) -> None:
    visit(driver, tmp_path, big_run(60, ["prod", "staging", "test"]))
    show(driver, width=680, medium="print")
    assert not shown(driver, "#filters, .map-tools label")
    for side in ("Width", "Height"):
        hidden = f"document.querySelector('.map').scroll{side} - document.querySelector('.map').client{side}"
        assert measure(driver, hidden) <= 0
    printed = driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": False})
    assert len(printed["data"]) > 10_000
