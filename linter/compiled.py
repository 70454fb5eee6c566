"""Templates that Bicep compiled: what their source says is said there, where it must be changed, and not twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .model import Family, Finding, Source
from .patterns import compile_late

# What the compiler writes into each template
# (https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-cli#build).
_GENERATOR = compile_late(r'"_generator"\s*:\s*\{\s*"name"\s*:\s*"bicep"')


def without_echoes(findings: Iterable[Finding], sources: Mapping[str, Source]) -> list[Finding]:
    """The findings without those in compiled templates that the same rule has for the same key in a Bicep file."""
    findings = list(findings)
    said = {(f.rule, f.problem.key) for f in findings if _family(f, sources) is Family.BICEP}
    return [f for f in findings if (f.rule, f.problem.key) not in said or not _is_compiled(f, sources)]


def _family(finding: Finding, sources: Mapping[str, Source]) -> Family | None:
    source = sources.get(finding.location.path)
    return source.family if source else None


def _is_compiled(finding: Finding, sources: Mapping[str, Source]) -> bool:
    is_template = _family(finding, sources) is Family.ARM_TEMPLATE
    return is_template and _GENERATOR.search(sources[finding.location.path].text) is not None
