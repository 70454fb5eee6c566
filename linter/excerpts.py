"""Sources with everything masked that is or may be a secret, character for character.

What is masked stays as long as it was, so that a report can show a line and put a mark under the right
columns, and a diff can be shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .known_secrets import KnownSecrets, is_secret, masked, signed_spans
from .model import FileWiring, Problem, Source
from .patterns import compile_late

# The last net, for what no setting was made of: comments, scripts, files that are broken. The key of a secret, in
# small letters …
_KEY = compile_late(
    rb"(?:secret|password|passwd|passphrase|pass|pwd|pat|sig|token|-p(?![a-z0-9_-])"
    rb"|(?:account|access|api|storage|shared|private)[ _-]?key)(?:[ _-]?(?:value|text|\d))?"
)
_SHORT_KEYS = frozenset({b"pass", b"pat", b"sig", b"-p"})  # where no other word ends in them
_OPTION = compile_late(r"(?<![\w-])--?[\w.-]*\Z")
# … what leads from it to its value …
_BEHIND_OPTION = compile_late(r"[ \t]+[\"']?|[\"'],[ \t]*[\"']")  # --client-secret x, ["--password", "x"]
_BEHIND_KEY = compile_late(
    r"(?i)[\\\"']*[,\s]*[\"']?\bvalue[\"']?\s*[:=]\s*[\"']?"  # {name: PASSWORD, value: x}
    r"|[\"']?\s*:\s*\{[^{}]{0,200}?\b(?:value|defaultValue)[\"']?\s*:\s*[\"']?"  # a parameter of ARM
    r"|[ \t]+string[ \t]*=[ \t]*'?"  # param password string = 'x'
    r"|(?:_\w{1,20})?',[ \t]*'(?=[^'\r\n]*'\))(?![0-9a-f]{32}')"  # readEnvironmentVariable('PASSWORD', 'x')
    r"|[\\\"'\]]*[ \t]*(?::-?|=)[ \t]*\\*[\"']?"  # password: "x", PASSWORD=x, ${PASSWORD:-x}
)
_NO_SECRET = compile_late(
    r"(?i)\s|\$[({a-z_]|@Microsoft|[<>\[({&|]|(?:string|object|securestring|true|false|null|none)\b|[a-z.]+\("
)
# … and where that ends: at the quote that opened it, at the end of the line, or at what cannot be in a word.
_ENDS = {
    '"': compile_late(r"(?:\\[^\r\n]|[^\"\\\r\n])*"),
    "'": compile_late(r"(?:\\[^\r\n]|''|[^'\\\r\n])*"),
    " ": compile_late(r"[^\r\n]*"),
    "": compile_late(r"[^\s;&]*"),
}
_USER_INFO = compile_late(r"://[^\s:/@\"']{0,80}:(?!\d{1,5}(?!\w))(?P<password>[^\s@\"']{6,})")
_QUOTE = compile_late("[\"']")
_SHORTEST = 6  # characters; what is shorter is a word

# The head of a line that could not be read, up to the value: words and a key. A line of base64 is none.
_HEAD = compile_late(
    r"<{7} .*|>{7} .*"  # a conflict that nobody resolved
    r"|\s*<[\w.:]+(?:\s+(?:key|name)=\"[\w.:-]{1,60}\")?\s+[\w.:]+\s*="
    r"|(?![^\s=:]*=+[ \t\r]*$)[\s{,-]*(?:[A-Za-z_@$][\w.-]*[ \t]+){0,3}[\"']?[A-Za-z_$@][\w.:-]{0,60}[\"']?[ \t]*[=:]"
)
# What may be shown of the rest: ids, the keys of an object, and words; not what is quoted, nor what is no word.
_SHOWN_OR_NOT = compile_late(
    r"(?i:(?P<id>[\"']?\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b[\"']?))|(?P<key>[\"'][\w.:-]{1,60}[\"'](?=\s*:))"
    r"|(?P<quoted>[\"'](?:\\.|[^\"'\\])*)[\"']?|(?P<word>[^\s{}\[\]()\"',:;=<>#|/]{6,})"
)
_NO_WORD = compile_late(r".*[^A-Za-z_.\\-]")
_CONTENT = compile_late(r"[^\s{}\[\]()\"',:;=<>#&?|/\\-]+")


class Excerpts:
    """Masked sources, made when the first line of one is asked for."""

    def __init__(self, files: Iterable[FileWiring], sources: Iterable[Source]) -> None:
        self._sources = {source.path: source for source in sources}
        self._files = {file.path: file for file in files}
        self._masked: dict[str, Source] = {}
        self._lines: dict[tuple[str, int], str] = {}  # many findings may lie in one: a file without line ends
        self.known = KnownSecrets(self._files.values())

    def line(self, path: str, number: int) -> str:
        """A 1-based line, masked; empty when the file is not at hand."""
        if (path, number) not in self._lines:
            masked = self.source(path)
            self._lines[path, number] = self.known.mask(masked.line(number)) if masked else ""
        return self._lines[path, number]

    def source(self, path: str) -> Source | None:
        """The masked copy of a source, its text as long as the original's; None when it is not at hand.

        What repeats a secret that another place holds is still in it: :attr:`known` masks that, line by line.
        """
        source = self._sources.get(path)
        if source is None:
            return None
        if path not in self._masked:
            spans = _secret_spans(source, self._files.get(path))
            self._masked[path] = Source(path, source.family, masked(source.text, spans), encoding=source.encoding)
        return self._masked[path]


def _secret_spans(source: Source, file: FileWiring | None) -> Iterator[tuple[int, int]]:
    understood = set()
    for setting in file.settings if file else ():
        span = setting.location.span
        understood.add(span.start)
        if is_secret(setting):
            yield span.start, span.end
    yield from signed_spans(source.text)
    for start, end in _behind_keys(source.text):
        if start not in understood:
            yield start, end
    for problem in file.problems if file else ():
        yield from _contents(source, problem)


def _behind_keys(text: str) -> Iterator[tuple[int, int]]:
    """What follows a secret's key, or the name of a user in an address."""
    lower = text.encode("ascii", "replace").lower()  # character for character, and searched in a tenth of the time
    for key in _KEY.finditer(lower):
        lead = _lead(text, key)
        if lead is None or _NO_SECRET.match(text, lead.end()):
            continue
        before = lead[0][-1:]
        how = before if before in ("'", '"') else " " if lead[0].endswith(": ") else ""
        match = _ENDS[how].match(text, lead.end())
        if match and match.end() - match.start() >= _SHORTEST:
            yield match.span()
    for match in _USER_INFO.finditer(text):
        if not _NO_SECRET.match(text, match.start("password")):
            yield match.span("password")


def _lead(text: str, key: re.Match[bytes]) -> re.Match[str] | None:
    """What stands between a secret's key and its value, None where there is no value."""
    start, end = key.span()
    if key[0] in _SHORT_KEYS and (text[start - 1 : start].isalnum() or text[start - 1 : start] == "-"):
        return None
    is_option = key[0] == b"-p" or _OPTION.search(text, max(start - 60, 0), start)
    if key[0] == b"-p" and text[end : end + 1] in ("'", '"') and text[end + 1 : end + 2] != ",":
        return _QUOTE.match(text, end)
    return (is_option and _BEHIND_OPTION.match(text, end)) or _BEHIND_KEY.match(text, end)


def _contents(source: Source, problem: Problem) -> Iterator[tuple[int, int]]:
    """Of lines that could not be read, what may be the rest of a secret."""
    span = problem.location.span
    for number in range(span.line, span.end_line + 1):
        start, line = source.line_start(number), source.line(number)
        head = _HEAD.match(line)
        for part in _SHOWN_OR_NOT.finditer(line, head.end() if head else 0):
            if part["quoted"]:
                for content in _CONTENT.finditer(line, *part.span("quoted")):
                    yield start + content.start(), start + content.end()
            elif part["word"] and _NO_WORD.match(part["word"]):
                yield start + part.start(), start + part.end()
