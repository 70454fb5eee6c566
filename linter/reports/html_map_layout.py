"""The credential map laid out: environments as columns, identities as rows, wires in the cells."""

from collections.abc import Iterable
from typing import NamedTuple

from linter.model import Severity
from linter.patterns import compile_late

from .html_map_wires import SOUND, Wire

GUID = compile_late(r"(?i)([0-9a-f]{8})(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")

_STATES = (Severity.ERROR.value, Severity.WARNING.value, SOUND)


class Cell(NamedTuple):
    """What one identity does in one environment; ``enters`` and ``leaves`` are the states of the line through it."""

    environment: str
    wires: tuple[Wire, ...]
    enters: str = ""
    leaves: str = ""


class Row(NamedTuple):
    """One identity; ``origin`` is the file that tells of it, ``name`` what uses it first."""

    identity: str
    origin: str
    name: str
    cells: tuple[Cell, ...]

    @property
    def folder(self) -> str:
        """What the rows of one group share."""
        return self.origin.rpartition("/")[0]

    @property
    def wires(self) -> list[Wire]:
        """Those of all environments."""
        return [wire for cell in self.cells for wire in cell.wires]

    @property
    def is_wrong(self) -> bool:
        """Whether an error or a warning lies on a wire of it."""
        return any(wire.state != SOUND for wire in self.wires)


class Layout(NamedTuple):
    """The map; ``environments`` are its columns, the empty one for what is tied to none."""

    environments: tuple[str, ...]
    rows: tuple[Row, ...]


def layout(wires: Iterable[Wire]) -> Layout:
    """The rows, those side by side that one file and its siblings for other environments tell of."""
    wires = list(wires)
    # What is tied to none comes first, as a base does before what is laid over it: its wires cross no column.
    environments = sorted({wire.use.environment: None for wire in wires}, key=bool)
    members: dict[tuple[str, str], list[Wire]] = {}
    for wire in wires:
        members.setdefault(_identity(wire), []).append(wire)
    rows = [_row(found, environments) for found in members.values()]
    order = {name: index for index, name in enumerate(environments)}
    rows.sort(key=lambda row: (row.folder, row.origin, row.name, order[row.wires[0].use.environment]))
    return Layout(tuple(environments), tuple(rows))


def _identity(wire: Wire) -> tuple[str, str]:
    """A GUID is one identity wherever it stands; any other text only within one folder."""
    text = wire.use.identity.text
    return text, "" if GUID.fullmatch(text) else wire.use.origin.rpartition("/")[0]


def _row(wires: list[Wire], environments: list[str]) -> Row:
    use = wires[0].use
    name = use.consumers[0].text if use.consumers else ""
    held = [tuple(sorted((w for w in wires if w.use.environment == e), key=_rank)) for e in environments]
    return Row(use.identity.text, use.origin, name, _strung(environments, held))


def _rank(wire: Wire) -> int:
    return _STATES.index(wire.state)


def _strung(environments: Iterable[str], held: list[tuple[Wire, ...]]) -> tuple[Cell, ...]:
    """The line runs from the identity to the last cell that holds a wire; a stretch is as what it leads to."""
    cells: list[Cell] = []
    leads_to = ""
    for environment, wires in zip(reversed(list(environments)), reversed(held), strict=True):
        enters = wires[0].state if wires else leads_to
        cells.append(Cell(environment, wires, enters, leads_to))
        leads_to = enters
    return tuple(reversed(cells))
