"""The completion scripts of the command, for bash, zsh and tcsh."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from typing import Any

from .arguments import build_parser
from .model import Rule
from .reports import MODULES as REPORTS


def completions(shell: str, rules: Iterable[Rule]) -> str:
    """The script for a shell: options, their choices, files, and the names of outputs and rules."""
    import shtab

    known = list(rules)
    ids, groups = sorted(rule.ID for rule in known), sorted({rule.GROUP for rule in known})
    codes = sorted({f"AADSTS{code}" for rule in known for code in rule.CODES})
    words = {
        "output_format": list(REPORTS),
        "select": [*groups, *ids],
        "ignore": [*groups, *ids],
        "explain": [*ids, *codes],
    }
    parser = build_parser()
    for action in parser._actions:
        if isinstance(action.metavar, str):
            action.metavar = action.metavar.partition("[")[0]  # zsh would take the rest for code
        if action.dest in words:
            _offer(action, {"bash": f"_lint_config_{action.dest}", "zsh": f"({' '.join(words[action.dest])})"})
        elif action.dest == "paths" or action.metavar == "FILE":
            _offer(action, shtab.FILE)
    functions = (
        f'_lint_config_{name}() {{ compgen -W "{" ".join(offered)}" -- "$1"; }}' for name, offered in words.items()
    )
    preamble: Any = {"bash": "\n".join(functions)}
    script: str = shtab.complete(parser, shell, preamble=preamble)
    return script


def _offer(action: argparse.Action, complete: Mapping[str, Any]) -> None:
    """What shtab looks for at an action."""
    vars(action)["complete"] = complete
