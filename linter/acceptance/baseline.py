"""The baseline: what was there when the linter came, so that only what is new counts.

A JSON file with one line per finding, sorted, made to be read and compared. It holds rules, paths, key
paths and fingerprints, and no text of any value (see :mod:`linter.fingerprints`).
"""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from linter.fingerprints import what
from linter.model import Finding
from linter.paths import rebase

VERSION = 1
IN_BASELINE = "in the baseline"  # Finding.suppressed of what is known
_FIELDS = ("path", "rule", "key", "fingerprint")


class BaselineError(Exception):
    """A baseline that cannot be used; the message names the file and says why."""


class Known(NamedTuple):
    """A finding that was there; ``path`` counts from the top of the repository."""

    path: str
    rule: str
    key: str
    fingerprint: str


class Compared(NamedTuple):
    """All findings, the known ones marked as suppressed, and what was known and occurs no longer."""

    findings: tuple[Finding, ...]
    gone: tuple[Known, ...]


def load(path: Path) -> tuple[Known, ...]:
    """The findings of a baseline. Raises :class:`BaselineError`."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BaselineError(f"{path}: there is no such file; --create-baseline {path} makes one") from None
    except OSError as error:
        raise BaselineError(f"{path}: it cannot be read: {error.strerror}") from None
    except json.JSONDecodeError as error:
        raise BaselineError(f"{path}:{error.lineno}:{error.colno}: this is not JSON: {error.msg}") from None
    except (UnicodeDecodeError, RecursionError):
        raise BaselineError(f"{path}: this is no baseline") from None
    return _known(path, data)


def _known(path: Path, data: Any) -> tuple[Known, ...]:
    if not isinstance(data, dict) or "version" not in data:
        raise BaselineError(f"{path}: this is no baseline: expected an object with version and findings")
    if data["version"] != VERSION:
        raise BaselineError(f"{path}: expected version {VERSION}; make it anew with --create-baseline")
    findings = data.get("findings")
    if not isinstance(findings, list):
        raise BaselineError(f"{path}: expected a list of findings")
    for number, entry in enumerate(findings):
        if not isinstance(entry, dict) or not all(isinstance(entry.get(field), str) for field in _FIELDS):
            raise BaselineError(f"{path}: findings[{number}] lacks one of {', '.join(_FIELDS)}")
    return tuple(Known(*(entry[field] for field in _FIELDS)) for entry in findings)


def create(findings: Iterable[Finding], root: str) -> str:
    """The text of a baseline of these findings, but for those that an ignore accepts.

    Their fingerprints must count paths from the same root.
    """
    entries = sorted({_entry(finding, root) for finding in findings if finding.suppressed in ("", IN_BASELINE)})
    lines = ",\n".join("    " + json.dumps(entry._asdict(), ensure_ascii=False) for entry in entries)
    listed = f"[\n{lines}\n  ]" if lines else "[]"
    return f'{{\n  "version": {VERSION},\n  "findings": {listed}\n}}\n'


def _entry(finding: Finding, root: str) -> Known:
    return Known(rebase(finding.location.path, root), finding.rule, finding.problem.key, finding.fingerprint)


def compare(
    findings: Sequence[Finding],
    known: Iterable[Known],
    *,
    root: str,
    linted: Collection[str],
    rules: Collection[str],
    exists: Callable[[str], bool],
) -> Compared:
    """Mark the findings that are known.

    A known one is the same rule, key path and value in the same file, or, where that file ``exists``
    no longer, in another. Each known one stands for one finding. ``linted`` are the paths that this run
    saw, as findings show them, ``rules`` the ids that ran: of the rest it cannot say what is gone.
    """
    left = {one.fingerprint: one for one in known}
    marked = [_marked(finding, left.pop(finding.fingerprint, None)) for finding in findings]
    moved: dict[str, list[Known]] = {}
    for one in left.values():
        if not exists(one.path):
            moved.setdefault(what(one.fingerprint), []).append(one)
    for index, finding in enumerate(marked):
        candidates = moved.get(what(finding.fingerprint))
        if candidates and not finding.suppressed:
            one = candidates.pop(0)
            del left[one.fingerprint]
            marked[index] = _marked(finding, one)
    seen = {rebase(path, root) for path in linted}
    gone = [one for one in left.values() if one.rule in rules and (one.path in seen or not exists(one.path))]
    return Compared(tuple(marked), tuple(gone))


def _marked(finding: Finding, known: Known | None) -> Finding:
    return finding._replace(suppressed=IN_BASELINE) if known and not finding.suppressed else finding
