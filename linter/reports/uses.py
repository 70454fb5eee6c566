"""What an environment uses: identities, tenants, sources of secrets, vaults, and from which lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from linter.model import Location, Shown, Use
from linter.patterns import compile_late

from .summary import plural
from .visible import visible, width

_GUID = compile_late(r"(?i)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_MOST_FILES = 6
_HEAD = ("identity", "tenant", "vault", "secret")


def table(uses: Iterable[Use]) -> list[str]:
    """Two lines for each: the columns, then the places in the order of the columns and what uses it."""
    uses = list(uses)
    rows = [[visible(text) for text in columns(use)] for use in uses]
    sizes = [max(map(width, column)) for column in zip(_HEAD, *rows, strict=True)][:-1]
    lines = [_aligned(_HEAD, sizes)]
    for use, row in zip(uses, rows, strict=True):
        lines.append(_aligned(row, sizes))
        lines.append("  " + visible(_places(use)))
    return lines if uses else []


def _places(use: Use) -> str:
    """``path:3,5``, file by file."""
    lines: dict[str, dict[int, None]] = {}
    for place in places(use):
        lines.setdefault(place.path, {})[place.span.line] = None
    found = [f"{path}:{','.join(map(str, numbers))}" for path, numbers in lines.items()]
    more = f" and {plural(len(found) - _MOST_FILES, 'more file')}" if len(found) > _MOST_FILES else ""
    return ", ".join(found[:_MOST_FILES]) + more


def columns(use: Use) -> tuple[str, str, str, str]:
    """Identity, tenant, vault and source of the secret; of a tenant's GUID the beginning tells enough."""
    tenant = use.tenant.text[:8] + "…" if _GUID.fullmatch(use.tenant.text) else use.tenant.text
    return use.identity.text, tenant or "-", use.vault.text or "-", use.secret.text


def places(use: Use) -> Iterator[Location]:
    """Where its parts stand, and what uses it."""
    shown = (use.identity, use.tenant, use.vault, use.secret, *use.consumers)
    return (part.location for part in shown if part.location)


def _aligned(cells: Sequence[str], sizes: Sequence[int]) -> str:
    padded = [cell + " " * (size - width(cell)) for cell, size in zip(cells, sizes, strict=False)]
    return "  ".join([*padded, cells[-1]])


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
