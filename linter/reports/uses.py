"""What an environment uses: identities, tenants, sources of secrets, vaults, and from which lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from linter.model import Location, Shown, Use
from linter.patterns import compile_late

from .summary import plural
from .visible import visible, width
from .wrapping import longest_word, wrap

_GUID = compile_late(r"(?i)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_NOTHING = "-"
_GAP = "  "


def table(uses: Iterable[Use], room: int) -> list[str]:
    """Identity, tenant and source of each use, and below them the places where it stands.

    ``room`` is in columns of a terminal. What signs in in several ways stands once, with a row for each of them; tenants are
    left out where none is told.
    """
    by_identity: dict[str, list[Use]] = {}
    for use in uses:
        by_identity.setdefault(use.identity.text, []).append(use)
    ordered = [use for same in by_identity.values() for use in same]
    rows = [list(_cells(use)) for use in ordered]
    head = ["identity", "tenant", "secret"]
    if all(tenant == _NOTHING for _, tenant, _ in rows):
        for row in (head, *rows):
            del row[1]
    sizes = _sizes([head, *rows], room)
    lines = _laid_out(head, sizes)
    before = ""
    for use, row in zip(ordered, rows, strict=True):
        identity, *others = row
        lines += _laid_out(["" if identity == before else identity, *others], sizes)
        lines.append(f"  {_places(use, room - 2)}")
        before = identity
    return lines if ordered else []


def _cells(use: Use) -> tuple[str, str, str]:
    """The columns, the vault beside the source of the secret unless that names it."""
    identity, tenant, vault, secret = columns(use)
    is_told = vault == _NOTHING or f"Key Vault {vault}" in secret
    return identity, tenant, secret if is_told else f"{secret} (vault {vault})"


def _sizes(rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """The widths of the columns: as wide as their cells, the widest made narrower as long as they do not fit."""
    shown = list(zip(*rows, strict=True))
    sizes = [max(width(visible(cell)) for cell in column) for column in shown]
    least = [max(map(longest_word, column)) for column in shown]
    while sum(sizes) + len(_GAP) * (len(sizes) - 1) > room and sizes != least:
        widest = max(range(len(sizes)), key=lambda index: sizes[index] - least[index])
        sizes[widest] -= 1
    return sizes


def _laid_out(cells: Sequence[str], sizes: Sequence[int]) -> list[str]:
    """One row, its cells wrapped."""
    wrapped = [wrap(cell, size) for cell, size in zip(cells, sizes, strict=True)]
    lines = zip_longest(*wrapped, fillvalue="")
    padded = ([part + " " * (size - width(part)) for part, size in zip(line, sizes, strict=True)] for line in lines)
    return [_GAP.join(parts).rstrip() for parts in padded]


def _places(use: Use, room: int) -> str:
    """``path:3,5`` file by file, as many as one line takes, and how many more there are."""
    lines: dict[str, dict[int, None]] = {}
    for place in places(use):
        lines.setdefault(place.path, {})[place.span.line] = None
    found = [visible(f"{path}:{','.join(map(str, numbers))}") for path, numbers in lines.items()]
    shown = found[:1]
    for file in found[1:]:
        more = _more(len(found) - len(shown) - 1)
        if width(", ".join([*shown, file]) + more) > room:
            break
        shown.append(file)
    return ", ".join(shown) + _more(len(found) - len(shown))


def _more(count: int) -> str:
    return f" and {plural(count, 'more file')}" if count else ""


def columns(use: Use) -> tuple[str, str, str, str]:
    """Identity, tenant, vault and source of the secret; of a tenant's GUID the beginning tells enough."""
    tenant = use.tenant.text[:8] + "…" if _GUID.fullmatch(use.tenant.text) else use.tenant.text
    return use.identity.text, tenant or _NOTHING, use.vault.text or _NOTHING, use.secret.text


def places(use: Use) -> Iterator[Location]:
    """Where its parts stand, and what uses it."""
    shown = (use.identity, use.tenant, use.vault, use.secret, *use.consumers)
    return (part.location for part in shown if part.location)


def as_data(use: Use) -> dict[str, object]:
    """One use for a program; what stands nowhere has no path and line 0."""
    return {
        "environment": use.environment,
        "identity": _data(use.identity),
        "tenant": _data(use.tenant),
        "secret": _data(use.secret),
        "vault": _data(use.vault),
        "used_by": [_data(consumer) for consumer in use.consumers],
    }


def _data(shown: Shown) -> dict[str, object]:
    place = shown.location
    return {"text": shown.text, "path": place.path if place else "", "line": place.span.line if place else 0}
