"""What the HTML page keeps folded: suppressed findings, the rules' documentation, the files read."""

from __future__ import annotations

from collections import Counter

from linter.model import LintedFile, Rule, Run

from .html_finding import place
from .markup import Markup, element
from .prose import prose
from .rule_links import documentation, page
from .summary import plural

_COLUMNS = ("File", "Kind", "Environment", "Findings")


def suppressed(run: Run) -> Markup | str:
    """The suppressed findings, with the reason for each."""
    rows = [
        element("li", {}, element("code", {}, finding.rule), " ", place(finding.location), " ", finding.suppressed)
        for finding in run.suppressed
    ]
    title = plural(len(rows), "suppressed finding")
    return _folded(title, element("ul", {"class": "plain"}, *rows)) if rows else ""


def rules(run: Run) -> Markup | str:
    """What the rules that found something say of themselves."""
    met = Counter(finding.rule for finding in run.counted)
    details = [_rule(rule, met[rule.ID]) for rule in run.rules if met[rule.ID]]
    return element("section", {"class": "rules"}, element("h2", {}, "Rules with findings"), *details) if details else ""


def _rule(rule: Rule, count: int) -> Markup:
    title = element(
        "summary",
        {},
        element("b", {}, rule.ID),
        element("span", {}, rule.SUMMARY),
        element("span", {"class": "count"}, str(count)),
    )
    uri = page(rule)
    link = element("p", {}, element("a", {"href": uri, "rel": "noreferrer"}, "The rule's page")) if uri else ""
    return element("details", {"id": f"rule-{rule.ID}"}, title, prose(documentation(rule), "h3"), link)


def files(run: Run) -> Markup | str:
    """Every file that was judged, and how."""
    if not run.files:
        return ""
    met = Counter(finding.location.path for finding in run.counted)
    head = element("tr", {}, *(element("th", {"scope": "col"}, title) for title in _COLUMNS))
    body = [_row(file, met[file.path]) for file in run.files]
    table = element("table", {}, element("thead", {}, head), element("tbody", {}, *body))
    return _folded(f"{plural(len(run.files), 'file')} read", element("div", {"class": "scroll"}, table))


def _row(file: LintedFile, count: int) -> Markup:
    cells = (file.path, file.family.value, file.environment, str(count or ""))
    return element("tr", {}, *(element("td", {}, text) for text in cells))


def _folded(title: str, content: Markup) -> Markup:
    return element("details", {"class": "more"}, element("summary", {}, title), content)
