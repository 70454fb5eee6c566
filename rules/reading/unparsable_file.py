"""A configuration file cannot be read as what it is.

## What it finds

A file of a known family that has a syntax error: an unclosed bracket, a missing comma, broken indentation.
What can be read around the error is still checked. Go templates, comments and trailing commas in JSON, byte
order marks, UTF-16, Windows line ends, duplicate keys and multi-document YAML are no errors.

Errors that follow each other line by line are told once. A file that speaks of no credential, vault, identity or
environment is not read at all.

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

from linter.model import Family, Problem, Severity, Wiring

ID = "unparsable-file"
GROUP = "reading"
SEVERITY = Severity.WARNING
SUMMARY = "A configuration file cannot be read as what it is, so parts of it went unchecked."
PRECISION = "very-high"
SECURITY_SEVERITY = 2.0
CODES: tuple[str, ...] = ()

_NAMED = {Family.DOTENV: "dotenv file", Family.BICEP: "Bicep file", Family.DOTNET_CONFIG: ".NET XML file"}


def check(wiring: Wiring) -> Iterator[Problem]:
    """Yield what the parsers could not read, the first of errors that follow each other line by line."""
    for file in wiring.files:
        last = -1
        for problem in sorted(file.problems, key=lambda problem: problem.location.span.start):
            if problem.location.span.line > last + 1:
                yield problem._replace(message=_message(problem.message, file.family))
            last = problem.location.span.line


def _message(fault: str, family: Family) -> str:
    return (
        f"Syntax error in the {_NAMED.get(family, family.value)}: {fault}. The platform rejects the file or reads something"
        " else than is meant, and what stands around here went unchecked; correct it."
    )
