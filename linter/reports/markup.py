"""HTML that is escaped by construction: whatever is not Markup already becomes text."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from linter.patterns import compile_late

from .visible import visible

VOID = frozenset({"br", "col", "input", "link", "meta", "wbr"})

_JOINT = compile_late(r"(?<=[_/.:])(?=[^\W_])")
_NAME = compile_late(r"(\S+[_/.:][^\W_]\S*)")

_NONE: Mapping[str, str | bool] = {}


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def element(name: str, attributes: Mapping[str, str | bool] = _NONE, *children: str) -> Markup:
    """An element; an attribute that is True stands alone, one that is False is left out."""
    listed = "".join(_attribute(key, value) for key, value in attributes.items() if value is not False)
    if name in VOID:
        return Markup(f"<{name}{listed}>")
    return Markup(f"<{name}{listed}>{join(*children)}</{name}>")


def join(*children: str) -> Markup:
    """The children one after the other, those that are not Markup escaped."""
    return Markup("".join(child if isinstance(child, Markup) else escape(visible(child)) for child in children))


def breakable(text: str) -> Markup:
    """The text, whose long names may break behind what joins their words; a browser would break them anywhere."""
    return join(*(_name(piece) if index % 2 else piece for index, piece in enumerate(_NAME.split(text))))


def _name(text: str) -> Markup:
    words = _JOINT.split(text)
    return element("span", {"class": "name"}, words[0], *(join(element("wbr"), word) for word in words[1:]))


def _attribute(key: str, value: str | bool) -> str:
    return f" {key}" if value is True else f' {key}="{escape(visible(str(value)))}"'
