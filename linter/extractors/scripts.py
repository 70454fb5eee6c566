"""A script inside YAML, with the place of each of its lines."""

from __future__ import annotations

from ..model import Scalar, Script, Source


def script_in(scalar: Scalar, shell: str, source: Source) -> Script:
    """The script that a scalar holds; ``shell`` may carry arguments (``bash -e {0}``)."""
    spans = []
    offset = 0
    for line in scalar.text.split("\n"):
        start = scalar.source_offset(offset)
        end = min(start + len(line), scalar.end)
        spans.append(source.span(start, end))
        offset += len(line) + 1
    return Script(source.path, scalar.text, shell.partition(" ")[0].lower(), tuple(spans))
