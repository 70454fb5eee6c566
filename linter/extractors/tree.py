"""Walks a tree of keys and values: what most families are, once their own conventions are known."""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Family, Location, Mapping, Node, Scalar, Sequence, Style

from .reader import Fact, FileReader, Segments

_NAME_KEYS = ("name", "Name", "key", "Key")
_VALUE_KEYS = ("value", "Value")


def walk(node: Node, reader: FileReader, path: Segments = (), *, separator: str = ":") -> Iterator[Fact]:
    """Every setting below a node; ``[{name, value}]`` lists are read as the settings they stand for."""
    if isinstance(node, Mapping):
        yield from _walk_mapping(node, reader, path, separator)
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from _walk_item(item, reader, path, index, separator)


def _walk_mapping(node: Mapping, reader: FileReader, path: Segments, separator: str) -> Iterator[Fact]:
    for entry in node.entries:
        if isinstance(entry.value, Scalar):
            yield from reader.facts(path, entry.key, entry.value, separator=separator)
        else:
            yield from walk(entry.value, reader, (*path, entry.key.text), separator=separator)


def _walk_item(item: Node, reader: FileReader, path: Segments, index: int, separator: str) -> Iterator[Fact]:
    if isinstance(item, Scalar):
        key = Scalar(str(index), item.start, item.start)
        yield from reader.facts(path, key, item, separator=separator)
        return
    pair = named_value(item) if isinstance(item, Mapping) else None
    if isinstance(item, Mapping) and pair:
        marked = item.scalar("slotSetting")  # of an App Service setting
        sticky = marked.text.lower() == "true" if marked else None
        where = reader.location(marked) if marked else _behind(pair[1], item, reader)
        yield from reader.facts(path, *pair, separator=separator, slot_sticky=sticky, slot_location=where)
    else:
        yield from walk(item, reader, (*path, str(index)), separator=separator)


def _behind(value: Scalar, setting: Mapping, reader: FileReader) -> Location | None:
    """The empty place behind a value of App Service's in which ``slotSetting`` belongs, if it is not there."""
    of_app_service = reader.source.family is Family.APP_SERVICE_SETTINGS
    if not of_app_service or value.style is not Style.DOUBLE or setting.get("slotSetting"):
        return None
    if reader.source.text[value.end : value.end + 1] != '"':  # the text breaks off within the value
        return None
    return reader.source.location(value.end + 1, value.end + 1)


def named_value(item: Mapping) -> tuple[Scalar, Scalar] | None:
    """The name and the value of a ``{name, value}`` pair, or None for any other mapping."""
    name = next((s for s in map(item.scalar, _NAME_KEYS) if s), None)
    value = next((s for s in map(item.scalar, _VALUE_KEYS) if s), None)
    return (name, value) if name and value else None
