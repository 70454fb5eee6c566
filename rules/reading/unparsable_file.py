"""A configuration file cannot be read as what it is.

## What it finds

A file of a known family that has a syntax error: an unclosed bracket, a missing comma, broken indentation.
What can be read around the error is still checked. Go templates, comments and trailing commas in JSON, byte
order marks, UTF-16, Windows line ends, duplicate keys and multi-document YAML are no errors.

## Why it breaks

The platform that deploys the file will stumble over it or, worse, read something else than its author meant.
And a gate must not wave through what it could not read.

## How to fix it

Correct the syntax at the place shown; an editor with a language server for the format shows the same place.

## When to ignore it

When the file is a template of a tool that fills it in before use, or is broken on purpose as a test case.
Excluding such folders in `.lint-config.yml` (`exclude:`) says so once for all.

## References

- [JSON with comments in .NET configuration](https://learn.microsoft.com/dotnet/core/extensions/configuration-providers#json-configuration-provider)
- [YAML 1.2 specification](https://yaml.org/spec/1.2.2/)
"""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Problem, Severity, Wiring

ID = "unparsable-file"
GROUP = "reading"
SEVERITY = Severity.WARNING
SUMMARY = "A configuration file cannot be read as what it is, so parts of it went unchecked."
PRECISION = "very-high"
SECURITY_SEVERITY = 2.0
CODES: tuple[str, ...] = ()


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield what the parsers could not read."""
    yield from wiring.problems
