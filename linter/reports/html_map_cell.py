"""One cell of the credential map: the sources of secrets as nodes, with what is wrong and where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from linter.model import Location, Shown, Use

from .html_finding import place
from .html_map_layout import Cell
from .html_map_wires import Wire
from .html_numbers import Numbered
from .markup import Markup, breakable, element

ANY_ENVIRONMENT = "any environment"

_MOST_NODES = 5


def cell(found: Cell) -> Markup:
    """The cell; the classes draw the line that runs through it."""
    lines = [f"{way}-{state}" for way, state in (("in", found.enters), ("out", found.leaves)) if state]
    facts: dict[str, str | bool] = {"class": " ".join(lines) or False}
    if found.wires:
        facts["data-environment"] = found.environment or ANY_ENVIRONMENT
    return element("td", facts, *_nodes(found.wires))


def _nodes(wires: Sequence[Wire]) -> Iterator[Markup]:
    """The nodes one below the other; of many, those that are folded are the soundest."""
    nodes = [_node(wire, after) for wire, after in pairwise((*wires, None)) if wire]
    yield from nodes[:_MOST_NODES]
    if rest := nodes[_MOST_NODES:]:
        yield element("details", {"class": "rest"}, element("summary", {}, f"{len(rest)} more"), *rest)


def _node(wire: Wire, after: Wire | None) -> Markup:
    branch = f" to-{after.state}" if after else ""
    return element(
        "div",
        {"class": f"wire {wire.state}{branch}", "id": f"wire-{wire.number}", "tabindex": "-1"},
        element("span", {"class": "node"}, breakable(wire.use.secret.text)),
        _faults(wire.findings),
        _places(wire.use),
    )


def _faults(findings: Sequence[Numbered]) -> Markup | str:
    items = [element("li", {}, _fault(one)) for one in findings]
    return element("ul", {"class": "faults"}, *items) if items else ""


def _fault(one: Numbered) -> Markup:
    severity = one.finding.severity.value
    unseen = element("span", {"class": "unseen"}, f", {severity}")
    return element("a", {"class": severity, "href": f"#finding-{one.number}"}, one.finding.rule, unseen)


def _places(use: Use) -> Markup | str:
    """Where it stands, folded under the name of the first file."""
    labels: dict[Location, str] = {}
    for label, shown in _labelled(use):
        if shown.location:
            labels.setdefault(shown.location, label)
    if not labels:
        return ""
    first, more = next(iter(labels)), len({(where.path, where.span.line) for where in labels}) - 1
    name = breakable(f"{first.path.rpartition('/')[2]}:{first.span.line}")
    count = element("span", {"class": "count"}, f" +{more}") if more else ""
    items = [element("li", {}, element("span", {}, label), " ", place(where)) for where, label in labels.items()]
    return element("details", {"class": "places"}, element("summary", {}, name, count), element("ul", {}, *items))


def _labelled(use: Use) -> Iterator[tuple[str, Shown]]:
    yield from ((f"used by {consumer.text}", consumer) for consumer in use.consumers)
    yield "identity", use.identity
    yield f"tenant {use.tenant.text}", use.tenant
    yield "secret", use.secret
    yield f"vault {use.vault.text}", use.vault
