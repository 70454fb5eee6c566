"""The credential map as a picture: who signs in with what, and which wires are wrong.

A table, so that it can be read aloud and walked through; the style sheet draws the wires.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from .html_map_cell import ANY_ENVIRONMENT, cell
from .html_map_layout import GUID, Layout, Row, layout
from .html_map_wires import SOUND, Wire
from .markup import Markup, breakable, element
from .summary import plural

_LEGEND = (("error", "error"), ("warning", "warning"), (SOUND, "in order"))


def credential_map(wires: Sequence[Wire]) -> Markup | str:
    """The section, or nothing where there is no wire."""
    if not wires:
        return ""
    found = layout(wires)
    count = element("span", {"class": "count"}, _identities(len(found.rows)))
    return element(
        "section",
        {"id": "credential-map"},
        element("h2", {"id": "map-title"}, "Credential map ", count),
        element("p", {}, "The wire of an identity leads to where its secret comes from, in each environment."),
        element("div", {"class": "map-tools"}, _legend(wires), _only_wrong(found)),
        # The map scrolls by itself, so the keyboard must be able to reach it.
        element(
            "div", {"class": "map", "role": "region", "aria-labelledby": "map-title", "tabindex": "0"}, _table(found)
        ),
    )


def _legend(wires: Sequence[Wire]) -> Markup:
    """Only what occurs, and how often."""
    states = [wire.state for wire in wires]
    items = [
        element("li", {"class": state}, f"{words} ", element("span", {"class": "count"}, str(states.count(state))))
        for state, words in _LEGEND
        if state in states
    ]
    return element("ul", {"class": "legend"}, *items)


def _only_wrong(found: Layout) -> Markup | str:
    """Needs no script: the style sheet asks whether it is checked."""
    if len({row.is_wrong for row in found.rows}) < 2:
        return ""
    box = element("input", {"type": "checkbox", "id": "only-wrong"})
    return element("label", {"for": "only-wrong"}, box, " Only flagged rows")


def _table(found: Layout) -> Markup:
    head = element(
        "tr",
        {},
        element("th", {"scope": "col"}, "Identity"),
        *(_column(found, index) for index in range(len(found.environments))),
    )
    width = len(found.environments) + 1
    columns = element("colgroup", {}, *[element("col")] * width)
    return element("table", {}, columns, element("thead", {}, head), *_groups(found.rows, width))


def _column(found: Layout, index: int) -> Markup:
    wires = [wire for row in found.rows for wire in row.cells[index].wires]
    wrong = sum(wire.state != SOUND for wire in wires)
    words = f"{wrong} of {len(wires)} flagged" if wrong else plural(len(wires), "wire")
    count = element("span", {"class": "count"}, words)
    return element("th", {"scope": "col"}, found.environments[index] or ANY_ENVIRONMENT, " ", count)


def _groups(rows: Sequence[Row], width: int) -> Iterator[Markup]:
    for folder, members in groupby(rows, key=lambda row: row.folder):
        title = element("th", {"scope": "rowgroup", "colspan": str(width)}, f"{folder}/" if folder else "./")
        yield element("tbody", {}, element("tr", {"class": "folder"}, title), *map(_row, members))


def _row(row: Row) -> Markup:
    enters = row.cells[0].enters
    head = element(
        "th",
        {"scope": "row", "class": f"out-{enters}"},
        _identity(row.identity),
        element("span", {"class": "used"}, breakable(row.name)),
    )
    return element("tr", {"class": "wrong" if row.is_wrong else SOUND}, head, *map(cell, row.cells))


def _identity(text: str) -> Markup:
    """Of a GUID the beginning tells enough, to the eye."""
    guid = GUID.fullmatch(text)
    if guid:
        return element("span", {"class": "identity guid"}, element("b", {}, guid[1]), guid[2])
    return element("span", {"class": "identity"}, breakable(text))


def _identities(count: int) -> str:
    return "1 identity" if count == 1 else f"{count} identities"
