"""One finding as a part of the HTML page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from linter.model import Finding, Fix, Location, Problem, Related

from .frame import frame
from .markup import Markup, element
from .messages import Link, parts

_FRAME_COLUMNS = 90  # what the page has room for; a narrower window scrolls

_EXPRESSION = re.compile(r"(\$\{\{.*?\}\})")


def article(finding: Finding, number: int, environment: str, codes: Sequence[str]) -> Markup:
    """The finding with that number on the page; ``codes`` are what its rule prevents."""
    path = finding.location.path
    facts = {
        "id": f"finding-{number}",
        "class": f"finding {finding.severity.value}",
        "data-rule": finding.rule,
        "data-file": path,
        "data-environment": environment,
    }
    return element("article", facts, _rail(finding, environment, codes), _body(finding, number))


def _rail(finding: Finding, environment: str, codes: Sequence[str]) -> Markup:
    """What kind of thing it is."""
    fix = finding.problem.fix
    labels = [
        element("a", {"class": "rule", "href": f"#rule-{finding.rule}"}, finding.rule),
        element("span", {"class": "severity"}, finding.severity.value),
        *(element("span", {"class": "code"}, f"AADSTS{code}") for code in codes),
    ]
    if environment:
        labels.append(element("span", {"class": "environment"}, environment))
    if fix and fix.safe:
        labels.append(element("span", {"class": "fixable"}, "fixable"))
    return element("div", {"class": "rail"}, Markup(" ".join(labels)))


def _body(finding: Finding, number: int) -> Markup:
    problem = finding.problem
    title, rest = _sentences(finding, number)
    return element(
        "div",
        {"class": "body"},
        element("h3", {}, *title),
        element("p", {"class": "where"}, place(finding.location), *_key(problem.key)),
        element("p", {}, *rest) if rest else "",
        _source(finding),
        _related(problem, number),
        _flow(problem, number),
        _fix(problem.fix) if problem.fix else "",
    )


def _sentences(finding: Finding, number: int) -> tuple[list[str], list[str]]:
    """The message, its first sentence apart; words that name a related place link to it."""
    first: list[str] = []
    rest: list[str] = []
    for part in parts(finding.problem):
        if isinstance(part, Link):
            link = element("a", {"href": f"#finding-{number}-{part.number}"}, part.text)
            (rest or first).append(link)
        elif rest:
            rest += _worded(part)
        else:
            sentence, stop, remainder = part.partition(". ")
            first += _worded(sentence + stop.strip())
            rest += _worded(remainder)
    return first, rest


def _worded(text: str) -> Iterator[str]:
    """The text with its expressions as code, which keeps them in one piece."""
    for index, piece in enumerate(_EXPRESSION.split(text)):
        if piece:
            yield element("code", {}, piece) if index % 2 else piece


def place(location: Location) -> Markup:
    """``folder/file:line:column``, the file's name emphasised."""
    folder, slash, name = location.path.rpartition("/")
    at = f":{location.span.line}:{location.span.column}"
    return element("span", {"class": "place"}, folder + slash, element("b", {}, name), at)


def _key(key: str) -> tuple[Markup, ...]:
    return (Markup(" "), element("span", {"class": "key"}, key)) if key else ()


def _source(finding: Finding) -> Markup | str:
    excerpt = frame(finding, _FRAME_COLUMNS)
    if excerpt is None:
        return ""
    number = element("span", {"class": "number"}, str(finding.location.span.line))
    line = element("code", {}, excerpt.before, element("mark", {}, excerpt.marked), excerpt.after)
    # A line may scroll sideways, so the keyboard must be able to reach it.
    return element("pre", {"class": "source", "tabindex": "0", "aria-label": "source line"}, number, " ", line)


def _related(problem: Problem, number: int) -> Markup | str:
    """The related places, but for those that the flow shows anyway."""
    rows = [
        _step(related, _anchor(problem, related, number)) for related in problem.related if related not in problem.flow
    ]
    return element("ul", {"class": "related"}, *rows) if rows else ""


def _flow(problem: Problem, number: int) -> Markup | str:
    rows = [_step(step, _anchor(problem, step, number)) for step in problem.flow]
    return element("ol", {"class": "flow"}, *rows) if rows else ""


def _step(related: Related, anchor: str) -> Markup:
    identity: dict[str, str | bool] = {"id": anchor or False}
    return element("li", identity, element("span", {}, related.label), " ", place(related.location))


def _anchor(problem: Problem, related: Related, number: int) -> str:
    """What the message's links lead to."""
    return f"finding-{number}-{problem.related.index(related) + 1}" if related in problem.related else ""


def _fix(fix: Fix) -> Markup:
    option = "--fix" if fix.safe else "--unsafe-fixes"
    return element(
        "p", {"class": "fix"}, element("b", {}, "Fix"), " ", fix.description, " ", element("code", {}, option)
    )
