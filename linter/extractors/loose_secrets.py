"""Secrets that give themselves away where no key leads to them: in comments, scripts, prose."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from linter.intervals import Intervals
from linter.model import Comment, Document, Role, Setting, Shape, Source, Value, ValueKind
from linter.values import provider_keys
from linter.values.classify import classify
from linter.values.entra import find_secrets


def loose_secrets(document: Document, settings: Iterable[Setting]) -> Iterator[Setting]:
    """Settings without a role for the signed secrets that no other setting covers."""
    found = (*_entra_secrets(document.source), *_keys(document.source.text))
    known = Intervals(setting.location.span[4:] for setting in settings if found)
    for start, end, value in found:
        if not known.meet(start, end):
            where = document.source.location(start, end)
            key = "comment" if _is_comment(start, document.comments) else "text"
            yield Setting(key, Role.NONE, value, where, where, scope=(key, str(start)))


def _entra_secrets(source: Source) -> Iterator[tuple[int, int, Value]]:
    for start, end, _ in find_secrets(source.text):
        value = classify(source.text[start:end], source.family)
        if value.shape is Shape.ENTRA_SECRET:
            yield start, end, value


def _keys(text: str) -> Iterator[tuple[int, int, Value]]:
    for key in provider_keys.find(text):
        found = Value(ValueKind.LITERAL, text[key.start : key.end], Shape.PROVIDER_KEY, key.name)
        yield key.start, key.end, found


def _is_comment(offset: int, comments: tuple[Comment, ...]) -> bool:
    at = bisect_right(comments, offset, key=lambda comment: comment.start) - 1
    return at >= 0 and offset < comments[at].end
