"""The options of a rule, as its page and ``--explain`` tell them."""

from __future__ import annotations

from linter.model import Rule, options_of


def options_section(rule: Rule) -> str:
    """What may be set of a rule, as a section of Markdown, or nothing."""
    rows = [f"| `{one.name}` | {one.kind} | {_default(one.default)} | {one.meaning} |" for one in options_of(rule)]
    if not rows:
        return ""
    head = f"## Options\n\nUnder `options:` and `{rule.ID}:` in `.lint-config.yml`:"
    return "\n".join([f"{head}\n", "| option | takes | default | |", "|---|---|---|---|", *rows])


def _default(default: object) -> str:
    return str(default) if isinstance(default, int) else "none"
