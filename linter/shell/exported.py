"""The secrets that a script gives to the later steps of its job by ``$GITHUB_ENV``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from linter.model import Command, Sink
from linter.patterns import compile_late

_NAME_BEFORE = compile_late(r"\b([A-Za-z_]\w*)=[\"']?$")
_LONGEST = 100  # characters; a variable's name is shorter
_STORED = compile_late(r"\bsecrets\.[\w-]+")


def exported(commands: Iterable[Command], script: str) -> Iterator[tuple[str, str]]:
    """Each variable that is given a secret of GitHub's, with the expression that it comes to: ``${{ secrets.X }}``."""
    for command in commands:
        for secret in command.prints if Sink.ENVIRONMENT in command.sinks else ():
            name = _NAME_BEFORE.search(script[max(0, secret.start - _LONGEST) : secret.start])
            stored = _STORED.search(secret.what)
            if name and stored:
                yield name[1], f"${{{{ {stored[0]} }}}}"
