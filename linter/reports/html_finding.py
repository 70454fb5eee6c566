"""One finding as a part of the HTML page."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from linter.model import Finding, Fix, Location, Problem, Related
from linter.patterns import compile_late

from .frame import frame
from .markup import Markup, element
from .messages import Link, parts

_FRAME_COLUMNS = 90  # what the page has room for; a narrower window scrolls

_EXPRESSION = compile_late(r"(\$\{\{.*?\}\})")


class Placed(NamedTuple):
    """A finding, its number on the page, the environment it is for if any, and the number of its wire or 0."""

    finding: Finding
    number: int
    environment: str
    wire: int


def article(one: Placed, codes: Sequence[str]) -> Markup:
    """The finding; ``codes`` are what its rule prevents."""
    finding = one.finding
    facts = {
        "id": f"finding-{one.number}",
        "class": f"finding {finding.severity.value}",
        "tabindex": "-1",  # links move the focus here
        "data-rule": finding.rule,
        "data-file": finding.location.path,
        "data-environment": one.environment,
    }
    return element("article", facts, _rail(one, codes), _body(finding, one.number))


def _rail(one: Placed, codes: Sequence[str]) -> Markup:
    """What kind of thing it is."""
    finding, environment, fix = one.finding, one.environment, one.finding.problem.fix
    labels = [
        element("a", {"class": "rule", "href": f"#rule-{finding.rule}"}, finding.rule),
        element("span", {"class": "severity"}, finding.severity.value),
        *(element("span", {"class": "code"}, f"AADSTS{code}") for code in codes),
    ]
    if environment:
        labels.append(element("span", {"class": "environment"}, environment))
    if fix and fix.safe:
        labels.append(element("span", {"class": "fixable"}, "fixable"))
    if one.wire:
        labels.append(element("a", {"class": "on-map", "href": f"#wire-{one.wire}"}, "on the map"))
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
            anchor = _anchor(finding.problem, finding.problem.related[part.number - 1], number)
            link = element("a", {"href": f"#{anchor}"}, part.text)
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
    places = [related for related in dict.fromkeys(problem.related) if related not in problem.flow]
    rows = [_step(related, _anchor(problem, related, number)) for related in places]
    return element("ul", {"class": "related"}, *rows) if rows else ""


def _flow(problem: Problem, number: int) -> Markup | str:
    met = [step in problem.flow[:index] for index, step in enumerate(problem.flow)]
    rows = [
        _step(step, "" if again else _anchor(problem, step, number))
        for step, again in zip(problem.flow, met, strict=True)
    ]
    return element("ol", {"class": "flow"}, *rows) if rows else ""


def _step(related: Related, anchor: str) -> Markup:
    identity: dict[str, str | bool] = {"id": anchor or False}
    return element("li", identity, element("span", {}, related.label), " ", place(related.location))


def _anchor(problem: Problem, related: Related, number: int) -> str:
    """What the message's links lead to; one place that is related twice is shown once."""
    return f"finding-{number}-{problem.related.index(related) + 1}" if related in problem.related else ""


def _fix(fix: Fix) -> Markup:
    option = "--fix" if fix.safe else "--unsafe-fixes"
    return element(
        "p", {"class": "fix"}, element("b", {}, "Fix"), " ", fix.description, " ", element("code", {}, option)
    )
