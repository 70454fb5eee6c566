"""The sample repositories are what their README says: twins that differ by the listed faults alone."""

import csv
import re
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

import pytest

REPOS = Path(__file__).parent / "fixtures" / "repos"
SHOP, CLEAN = REPOS / "shop", REPOS / "shop-clean"

MARKER = re.compile(r"@@(?:ENTRA_SECRET|STORAGE_KEY):[a-z-]+@@")
# What secret scanners stop: an Entra secret of its full length, an 88-character key.
SCANNED = re.compile(r"[\w.~-]{3}\dQ~[\w.~-]{31,34}|[A-Za-z0-9+/]{86}==")


class Fault(NamedTuple):
    rule: str
    path: str
    line: int
    what: str


class Hunk(NamedTuple):
    """Lines ``start`` to ``end`` (1-based, exclusive) of the shop that the clean twin does not have."""

    start: int
    end: int


def files(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def read_faults() -> list[Fault]:
    with (REPOS / "shop.faults.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Fault(row["rule"], row["path"], int(row["line"]), row["what"]) for row in rows]


FAULTS = read_faults()
PATHS = sorted(files(SHOP))


def hunks(path: str) -> list[Hunk]:
    clean, shop = ((root / path).read_text("utf-8").splitlines() for root in (CLEAN, SHOP))
    matcher = SequenceMatcher(a=clean, b=shop, autojunk=False)
    return [Hunk(start + 1, end + 1) for kind, *_, start, end in matcher.get_opcodes() if kind != "equal"]


def named(fault: Fault, found: list[Hunk]) -> bool:
    return any(hunk.start <= fault.line < hunk.end for hunk in found)


def test_twins_hold_the_same_files() -> None:
    assert files(SHOP) == files(CLEAN)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.rule}:{fault.path}:{fault.line}")
def test_fault_names_a_line_that_differs_from_the_clean_twin(fault: Fault) -> None:
    lines = (SHOP / fault.path).read_text("utf-8").splitlines()
    assert lines[fault.line - 1].strip()
    assert named(fault, hunks(fault.path)) or fault.what.startswith("omitted: ")


@pytest.mark.parametrize("path", PATHS)
def test_every_difference_is_a_listed_fault(path: str) -> None:
    found = hunks(path)
    faults = [fault for fault in FAULTS if fault.path == path]
    unnamed = [hunk for hunk in found if not any(named(fault, [hunk]) for fault in faults)]
    assert all(hunk.start == hunk.end for hunk in unnamed), "lines were added that no fault names"
    assert len(unnamed) == sum(not named(fault, found) for fault in faults)


@pytest.mark.parametrize("root", [SHOP, CLEAN], ids=lambda root: root.name)
def test_nothing_stands_there_that_a_secret_scanner_stops(root: Path) -> None:
    assert [path for path in sorted(files(root)) if SCANNED.search((root / path).read_text("utf-8"))] == []


def test_markers_are_listed_and_well_formed() -> None:
    listed = {(fault.path, fault.line) for fault in FAULTS if fault.what.startswith("marker: ")}
    standing = {
        (path, number)
        for path in PATHS
        for number, line in enumerate((SHOP / path).read_text("utf-8").splitlines(), 1)
        if MARKER.search(line) or "@@" in line
    }
    assert standing == listed
    assert all(MARKER.search((SHOP / path).read_text("utf-8")) for path, _ in listed)
