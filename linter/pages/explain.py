"""``--explain``: a rule's page, or what an error code of Entra ID means and which rules prevent it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from linter.model import Rule
from linter.suggestions import suggestion

from .aadsts import CODES, diagnosis
from .options import options_section


class NothingToExplainError(Exception):
    """Neither a rule nor a code of that name; the message suggests the nearest one."""


def explain(subject: str, rules: Sequence[Rule]) -> str:
    """The text about a rule id or an ``AADSTS…`` code, as Markdown that reads well as it is.

    Raises NothingToExplainError for an unknown name.
    """
    code = re.fullmatch(r"(?:AADSTS)?(\d+)", subject.strip(), re.IGNORECASE)
    if code:
        return _explain_code(code.group(1), rules)
    rule = next((rule for rule in rules if subject == rule.ID), None)
    if rule is None:
        raise NothingToExplainError(_nothing(subject, [rule.ID for rule in rules]))
    return _explain_rule(rule)


def _explain_rule(rule: Rule) -> str:
    codes = ", ".join(f"AADSTS{code}" for code in rule.CODES) or "none"
    head = f"# {rule.ID}\n\n{rule.GROUP} · {rule.SEVERITY.value} · prevents: {codes}\n"
    text, heading, references = (rule.__doc__ or "").strip().partition("## References")
    parts = (head, text, options_section(rule), heading + references)
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


# https://learn.microsoft.com/entra/identity-platform/reference-error-codes, "Lookup current error code information"
_LOOK_UP = "https://login.microsoftonline.com/error?code="
_NONE = "No rule prevents it: it does not come from configuration files."


def _explain_code(number: str, rules: Sequence[Rule]) -> str:
    code = CODES.get(int(number))
    if code is None:
        known = suggestion(number, map(str, CODES)) or f"; {_LOOK_UP}{number} may tell"
        raise NothingToExplainError(f"AADSTS{number} is not known here{known}")
    text, heading, references = (diagnosis(code.number) or code.meaning).partition("## References")
    preventing = [rule for rule in rules if number in rule.CODES or f"`{rule.ID}`" in text]
    listed = "\n".join(f"- {rule.ID}: {rule.SUMMARY}" for rule in preventing) or _NONE
    parts = [f"# AADSTS{number}: {code.title}", text, f"## Rules that prevent it\n\n{listed}", heading + references]
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


def _nothing(subject: str, known: list[str]) -> str:
    return f"there is nothing to explain about {subject!r}{suggestion(subject, known)}"
