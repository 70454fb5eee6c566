"""The line a finding points at, with everything masked that is or may be a secret.

What is masked stays as wide as it was, so that a report can put a mark under the right columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .entra import find_secrets
from .model import SECRET_ROLES, FileWiring, Role, Setting, Shape, Source, ValueKind
from .provider_keys import find as find_provider_keys

MASK = "•"

_SECRET_SHAPES = frozenset(
    {Shape.ENTRA_SECRET, Shape.DAMAGED_ENTRA_SECRET, Shape.PROVIDER_KEY, Shape.CONNECTION_STRING}
)
_HARMLESS_KINDS = frozenset(
    {
        ValueKind.EMPTY,
        ValueKind.TOKEN,
        ValueKind.EXPRESSION,
        ValueKind.KEYVAULT_REFERENCE,
        ValueKind.SECRET_REFERENCE,
    }
)

# The last net, for lines whose settings nobody understood: text after a secret's key.
_AFTER_SECRET_KEY = re.compile(
    r"(?i)(?:secret|password|passwd|pwd|accountkey|accesskey|token|sig|-p)[\"']?\s*[=: ]\s*[\"']?"
    r"(?P<value>[^\s\"',;@$<\[({&|][^\s\"',;&]{5,})"
)


class Excerpts:
    """Masked lines of the sources, by path and 1-based line."""

    def __init__(self, files: Iterable[FileWiring], sources: Iterable[Source]) -> None:
        self._sources = {source.path: source for source in sources}
        self._secrets = {file.path: [s for s in file.settings if _is_secret(s)] for file in files}

    def line(self, path: str, number: int) -> str:
        """The line, masked; empty when the file is not at hand."""
        source = self._sources.get(path)
        if source is None:
            return ""
        text = list(source.line(number))
        start = source.line_start(number)
        for begin, end in self._spans(path, start, "".join(text)):
            for index in range(max(begin - start, 0), min(end - start, len(text))):
                text[index] = MASK
        return "".join(text)

    def _spans(self, path: str, start: int, line: str) -> Iterable[tuple[int, int]]:
        end = start + len(line)
        for setting in self._secrets.get(path, ()):
            span = setting.location.span
            if span.start < end and start < span.end:
                yield span.start, span.end
        for begin, finish, _ in find_secrets(line):
            yield start + begin, start + finish
        for key in find_provider_keys(line):
            yield start + key.start, start + key.end
        for match in _AFTER_SECRET_KEY.finditer(line):
            yield start + match.start("value"), start + match.end("value")


def _is_secret(setting: Setting) -> bool:
    if setting.value.kind in _HARMLESS_KINDS:
        return False
    roles = SECRET_ROLES | {Role.CREDENTIALS_JSON}
    return setting.role in roles or setting.value.shape in _SECRET_SHAPES
