"""Fingerprints: by what a finding is known again, in a baseline and in the outputs that ask for one.

The first half says *what* is found: the rule, the key path, and a trace of the value. The second
says *where*: the file, and which of several alike. Lines, columns and layout are in neither; a file
that was renamed leaves the first half as it was.

The trace must tell a new secret from an old one and must not help to guess either. So it depends
on what the value is:

- A value that nobody can guess, as it carries a provider's signature or is a GUID, leaves 64 bits
  of its SHA-256.
- Any other leaves six bits: one of 64 numbers. A changed password is noticed 63 times in 64. Whoever
  tries a list of a million passwords against it is left with some 15,000, and no way on: the
  number depends on the value alone, so more fingerprints of it in other places, files or rules tell
  nothing more. Neither would a slow hash with a salt be safer (a password of a list is found
  all the same), nor a key (there is nowhere to keep one that all who read a baseline have).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from .model import Finding, Setting, Shape, Source, Value, ValueKind, Wiring
from .paths import rebase

_WHAT = 16  # hexadecimal digits of the half that says what
_WHERE = 8


def fingerprints(findings: Sequence[Finding], wiring: Wiring, sources: Mapping[str, Source], root: str) -> list[str]:
    """The fingerprints of the findings, in their order.

    ``root`` is the absolute folder from which paths count: the same for all who share a baseline.
    """
    settings = _by_path(wiring.settings)
    met: Counter[tuple[str, str]] = Counter()
    result: list[str] = []
    for finding in findings:
        what = _digest(_WHAT, finding.rule, finding.problem.key.lower(), _trace_of(finding, settings, sources))
        path = finding.location.path
        met[path, what] += 1
        result.append(what + _digest(_WHERE, rebase(path, root), str(met[path, what])))
    return result


def what(fingerprint: str) -> str:
    """The half that says what is found, whatever the file is called."""
    return fingerprint[:_WHAT]


def trace(value: Value) -> str:
    """What may be told of a value."""
    text = value.reveal()
    if value.kind is ValueKind.GUID or _is_random(value):
        return _digest(16, "value", text.strip().lower() if value.kind is ValueKind.GUID else text)
    return _six_bits(text)


def _is_random(value: Value) -> bool:
    """A shape alone (34 letters and signs) may be a phrase; a signature within it is not typed by hand."""
    text = value.reveal()
    return value.shape is Shape.PROVIDER_KEY or (value.shape is Shape.ENTRA_SECRET and "Q~" in text)


def _six_bits(text: str) -> str:
    return str(int(_digest(2, "value", text), 16) % 64)


def _digest(length: int, *parts: str) -> str:
    from hashlib import sha256  # loads a library of ciphers, which a file without findings needs not

    return sha256("\0".join(("lint-config/1", *parts)).encode("utf-8", "surrogatepass")).hexdigest()[:length]


def _trace_of(finding: Finding, settings: Mapping[str, list[Setting]], sources: Mapping[str, Source]) -> str:
    """The trace of the setting that the finding points at, or of the text there without its layout.

    A finding may point at more than the value, or at less: the trace is still that of the value, so
    that no second one of the same secret comes to be.
    """
    path, span = finding.location
    for setting in _from(span.start, settings.get(path, [])):
        if setting.location.span.start < max(span.end, span.start + 1):
            return trace(setting.value)
    source = sources.get(path)
    return _six_bits("".join(source.text[span.start : span.end].split()) if source else "")


def _from(start: int, settings: Sequence[Setting]) -> Sequence[Setting]:
    """The first of the settings, which are in the order of their ends, that reaches beyond a place."""
    first = bisect_left(settings, (start, 0), key=_reach)
    return settings[first : first + 1]


def _reach(setting: Setting) -> tuple[int, int]:
    """A value reaches to its end, an empty one to the character after it."""
    span = setting.location.span
    return max(span.end - 1, span.start), span.start


def _by_path(settings: Iterable[Setting]) -> dict[str, list[Setting]]:
    found: dict[str, list[Setting]] = {}
    for setting in settings:
        found.setdefault(setting.location.path, []).append(setting)
    for same_file in found.values():
        same_file.sort(key=_reach)
    return found
