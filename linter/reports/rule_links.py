"""Where a rule is documented."""

from __future__ import annotations

from linter.model import Rule

HOME = "https://github.com/lint-config/lint-config"


def page(rule: Rule) -> str:
    """The address of the rule's page; of a rule from another package, its ``HELP_URI`` or nothing."""
    if getattr(rule, "__name__", "").startswith("linter.rules."):
        return f"{HOME}/blob/main/docs/rules/{rule.ID}.md"
    return str(getattr(rule, "HELP_URI", ""))


def documentation(rule: Rule) -> str:
    """The rule's docstring, which is Markdown."""
    return (rule.__doc__ or rule.SUMMARY).strip()
