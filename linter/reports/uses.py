"""What an environment uses: identities, tenants, sources of secrets, vaults, and from which lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ..model import Shown, Use
from .visible import visible, width

_GUID = re.compile(r"(?i)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_MOST_PLACES = 6
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
    found = list(dict.fromkeys(map(_place, places(use))))
    more = f" and {len(found) - _MOST_PLACES} more" if len(found) > _MOST_PLACES else ""
    return ", ".join(found[:_MOST_PLACES]) + more


def columns(use: Use) -> tuple[str, str, str, str]:
    """Identity, tenant, vault and source of the secret; of a tenant's GUID the beginning tells enough."""
    tenant = use.tenant.text[:8] + "…" if _GUID.fullmatch(use.tenant.text) else use.tenant.text
    return use.identity.text, tenant or "-", use.vault.text or "-", use.secret.text


def places(use: Use) -> Iterator[Shown]:
    """Everything of it that stands somewhere."""
    return (shown for shown in (use.identity, use.tenant, use.vault, use.secret, *use.consumers) if shown.location)


def _place(shown: Shown) -> str:
    return f"{shown.location.path}:{shown.location.span.line}" if shown.location else ""


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
