"""The findings of the HTML page, by severity, and the form that filters them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from linter.model import Run, Severity

from .html_finding import article
from .markup import Markup, element

_TITLES = {Severity.ERROR: "Errors", Severity.WARNING: "Warnings", Severity.NOTE: "Notes"}


def findings(run: Run) -> Iterator[Markup]:
    """A section for each severity that occurs, the worst first."""
    environments = _environments(run)
    codes = {rule.ID: rule.CODES for rule in run.rules}
    numbers = count(1)
    for severity, title in _TITLES.items():
        articles = [
            article(finding, next(numbers), environments.get(finding.location.path, ""), codes.get(finding.rule, ()))
            for finding in run.counted
            if finding.severity is severity
        ]
        if articles:
            heading = element("h2", {}, title, " ", element("span", {"class": "count"}, str(len(articles))))
            yield element("section", {"class": f"findings {severity.value}"}, heading, *articles)


def filters(run: Run) -> Markup | str:
    """The form, hidden until the script is there to obey it."""
    if len(run.counted) < 2:
        return ""
    environments = _environments(run)
    paths = {finding.location.path for finding in run.counted}
    choices = {
        "rule": {finding.rule for finding in run.counted},
        "file": paths,
        "environment": {environments.get(path, "") for path in paths} - {""},
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


def _environments(run: Run) -> dict[str, str]:
    return {file.path: file.environment for file in run.files}
