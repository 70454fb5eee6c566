"""Sources with everything masked that is or may be a secret, character for character.

What is masked stays as long as it was, so that a report can show a line and put a mark under the right
columns, and a diff can be shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .model import SECRET_ROLES, FileWiring, Role, Setting, Shape, Source, ValueKind
from .patterns import compile_late
from .values.entra import find_secrets
from .values.provider_keys import find as find_provider_keys

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
        ValueKind.NAME,
    }
)

# The last net, for lines whose settings nobody understood: text after a secret's key.
_AFTER_SECRET_KEY = compile_late(
    r"(?i)(?:secret|password|passwd|pwd|accountkey|accesskey|token|sig|-p)[\"']?[ \t]*[=: \t][ \t]*[\"']?"
    r"(?P<value>[^\s\"',;@$<\[({&|][^\s\"',;&]{5,})"
)
_VISIBLE = compile_late(r"[^\r\n]")


class Excerpts:
    """Masked sources, made when the first line of one is asked for."""

    def __init__(self, files: Iterable[FileWiring], sources: Iterable[Source]) -> None:
        self._sources = {source.path: source for source in sources}
        self._files = {file.path: file for file in files}
        self._masked: dict[str, Source] = {}

    def line(self, path: str, number: int) -> str:
        """A 1-based line, masked; empty when the file is not at hand."""
        masked = self.source(path)
        return masked.line(number) if masked else ""

    def source(self, path: str) -> Source | None:
        """The masked copy of a source, its text as long as the original's; None when it is not at hand."""
        source = self._sources.get(path)
        if source is None:
            return None
        if path not in self._masked:
            spans = _secret_spans(source.text, self._files.get(path))
            self._masked[path] = Source(path, source.family, _mask(source.text, spans), encoding=source.encoding)
        return self._masked[path]


def _secret_spans(text: str, file: FileWiring | None) -> Iterator[tuple[int, int]]:
    for setting in file.settings if file else ():
        if _is_secret(setting):
            yield setting.location.span.start, setting.location.span.end
    for start, end, _ in find_secrets(text):
        yield start, end
    for key in find_provider_keys(text):
        yield key.start, key.end
    understood = {setting.location.span.start for setting in (file.settings if file else ()) if not _is_secret(setting)}
    for match in _AFTER_SECRET_KEY.finditer(text):
        if match.start("value") not in understood:
            yield match.span("value")


def _mask(text: str, spans: Iterable[tuple[int, int]]) -> str:
    parts: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if end > at:
            begin = max(start, at)
            parts += [text[at:begin], _VISIBLE.sub(MASK, text[begin:end])]
            at = end
    return "".join((*parts, text[at:]))


def _is_secret(setting: Setting) -> bool:
    if setting.value.kind in _HARMLESS_KINDS:
        return False
    roles = SECRET_ROLES | {Role.CREDENTIALS_JSON}
    return setting.role in roles or setting.value.shape in _SECRET_SHAPES
