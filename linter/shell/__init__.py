"""Workflow scripts: text → commands, with the secrets that they carry followed.

bash and PowerShell are read by their tree-sitter grammars, ``${{ }}`` blotted out beforehand. A
script of another shell has no commands, nor has one that speaks of nothing a rule asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from linter.model import Command, Named
from linter.patterns import compile_late

_BASH = frozenset({"bash", "sh", "zsh", "dash"})
_POWERSHELL = frozenset({"pwsh", "powershell"})
_LONGEST = 25_000  # characters; the longest of 3,300 real scripts has 9,524, and broken ones take long to parse

# Without one of these in the script no command of it can be a finding or a deployment, and the parser stays asleep.
_INTERESTING = compile_late(
    r"secrets?\b|secret|passw|pwd|token|credential|client.?secret|api.?key|account.?key|access.?key|connection.?str|_key\b"
    r"|\baz\s+(?:login|ad|account|acr|storage|\w*app|cosmosdb|search|redis|servicebus|event\w+|signalr|maps|batch|iot"
    r"|appconfig|config|monitor|cognitiveservices|deployment|stack)\b|\bhelm\s+(?:upgrade|install)\b"
    r"|azad|get-az|\bpat\b|\bsas\b|set -\w*x|kubectl create token|get-login",
    re.IGNORECASE,
)


def commands(script: str, shell: str, variables: Iterable[Named]) -> tuple[Command, ...]:
    """The commands of a script; ``variables`` are the environment variables in force.

    Never raises for any text: what the grammar cannot read is left out.
    """
    language = shell.removesuffix(".exe")
    in_force = tuple(variables)
    if language not in _BASH | _POWERSHELL or len(script) > _LONGEST or not _is_interesting(script, in_force):
        return ()
    from .expressions import blot_out
    from .flow import Flow
    from .held import in_environment_variable

    text, expressions = blot_out(script)
    prefix = "" if language in _BASH else "env:"
    held = {_variable(named.name, prefix): tuple(in_environment_variable(named)) for named in in_force}
    quiet = any(named.name.upper() == "AZURE_CORE_OUTPUT" and named.value.reveal() == "none" for named in in_force)
    flow = Flow(text, held, quiet=quiet)
    if language in _BASH:
        from .bash import read
    else:
        from .powershell import read
    try:
        flow.run(read(text, expressions))
    except RecursionError:  # nested as no one nests
        return ()
    return tuple(flow.commands)


def secrets_in(text: str) -> tuple[str, ...]:
    """The secrets that ``${{ }}`` in a text put in, in words."""
    if "${{" not in text:
        return ()
    from .held import certain_in

    return tuple(certain_in(text))


def parts_of_secrets(text: str) -> tuple[str, ...]:
    """The parts of JSON secrets that ``${{ }}`` in a text take, in words."""
    if "fromjson" not in text.lower():
        return ()
    from .held import parts_in

    return tuple(parts_in(text))


def _variable(name: str, prefix: str) -> str:
    return prefix + name.lower() if prefix else name


def _is_interesting(script: str, variables: tuple[Named, ...]) -> bool:
    """Whether it could hold a finding: by its own words, or by a variable that holds a secret."""
    if _INTERESTING.search(script):
        return True
    return any("secrets" in named.value.reveal() and named.name in script for named in variables)
