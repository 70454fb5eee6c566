"""What a rule is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from .finding import Problem, Severity
from .option import Option
from .wiring import Wiring


class Rule(Protocol):
    """A rule is a module that has these; its docstring is its documentation.

    ``ID`` names the thing found, so that "allow *id*" reads well. ``GROUP`` is one of value,
    environment, keyvault, exposure, rotation, identity (or a pack's own). ``SUMMARY`` is one
    sentence. ``PRECISION`` is SARIF's (``very-high``, ``high``, ``medium``, ``low``);
    ``SECURITY_SEVERITY`` is 0.1–10.0. ``CODES`` are the AADSTS codes it prevents, as digits.
    It may have ``OPTIONS``, a tuple of :class:`linter.model.Option`: what a team may set of it.
    """

    @property
    def __doc__(self) -> str | None: ...  # type: ignore[override]

    @property
    def ID(self) -> str: ...

    @property
    def GROUP(self) -> str: ...

    @property
    def SEVERITY(self) -> Severity: ...

    @property
    def SUMMARY(self) -> str: ...

    @property
    def PRECISION(self) -> str: ...

    @property
    def SECURITY_SEVERITY(self) -> float: ...

    @property
    def CODES(self) -> tuple[str, ...]: ...

    def check(self, wiring: Wiring) -> Iterator[Problem]:
        """Yield what is wrong in the wiring."""
        ...


def options_of(rule: Rule) -> tuple[Option[Any], ...]:
    """The options of a rule; most have none."""
    return tuple(getattr(rule, "OPTIONS", ()))
