"""The findings of the HTML page, by severity, and the form that filters them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from linter.model import Run, Severity

from .html_finding import Placed, article
from .html_map_wires import Wire
from .html_numbers import numbered
from .markup import Markup, element

_TITLES = {Severity.ERROR: "Errors", Severity.WARNING: "Warnings", Severity.NOTE: "Notes"}


def placed(run: Run, wires: Iterable[Wire]) -> list[Placed]:
    """The findings with the environment that each is for, as the file says or else the wires that it lies on."""
    stated = {file.path: file.environment for file in run.files}
    on: dict[int, list[Wire]] = {}
    for wire in wires:
        for one in wire.findings:
            on.setdefault(one.number, []).append(wire)
    found = []
    for number, finding in numbered(run):
        strung = on.get(number, [])
        environments = {wire.use.environment for wire in strung}
        alone = environments.pop() if len(environments) == 1 else ""
        environment = stated.get(finding.location.path, "") or alone
        found.append(Placed(finding, number, environment, strung[0].number if strung else 0))
    return found


def findings(run: Run, found: Iterable[Placed]) -> Iterator[Markup]:
    """A section for each severity that occurs, the worst first."""
    codes = {rule.ID: rule.CODES for rule in run.rules}
    for severity, members in groupby(found, key=lambda one: one.finding.severity):
        articles = [article(one, codes.get(one.finding.rule, ())) for one in members]
        count = element("span", {"class": "count"}, str(len(articles)))
        heading = element("h2", {}, _TITLES[severity], " ", count)
        yield element("section", {"class": f"findings {severity.value}"}, heading, *articles)


def filters(found: Sequence[Placed]) -> Markup | str:
    """The form, hidden until the script is there to obey it."""
    if len(found) < 2:
        return ""
    choices = {
        "rule": {one.finding.rule for one in found},
        "file": {one.finding.location.path for one in found},
        "environment": {one.environment for one in found} - {""},
    }
    label = {"placeholder": "Filter by text  ( / )", "aria-label": "Filter by text"}
    return element(
        "form",
        {"id": "filters", "hidden": True, "role": "search"},
        element("input", {"type": "search", "name": "text", **label}),
        *(_select(name, sorted(options)) for name, options in choices.items() if options),
        element("button", {"type": "reset"}, "Reset"),
        element("output", {"aria-live": "polite"}),
    )


def _select(name: str, options: list[str]) -> Markup:
    every = element("option", {"value": ""}, f"Every {name}")
    listed = [element("option", {"value": option}, option) for option in options]
    return element("select", {"name": name, "aria-label": f"Filter by {name}"}, every, *listed)
