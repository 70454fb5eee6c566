"""The secrets that a process gets as arguments, and the name under which it gets each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.model import Command, Given
from linter.patterns import compile_late

from .names import Says, says
from .printers import BUILTINS, SETTINGS

_KEY_BEFORE = compile_late(r"""([\w.\-:\[\]]+)\\?["']?\s*[=:]\s*\\?["']?$""")
_IN_ADDRESS = compile_late(r"://[^\s/]*$")  # https://x-access-token:…@host
_FAR = 200  # characters; a key is shorter
_HEADERS = frozenset({"-H", "--header", "--headers", "-Headers"})
# Runs within PowerShell: no process, no list of arguments.
_CMDLET = compile_late(
    r"(?:add|connect|convert\w*|copy|deploy|disable|enable|export|get|grant|import|install|invoke|new|publish|read|register"
    r"|remove|restart|restore|save|select|send|set|start|stop|test|update|write)-[a-z]\w*$|.*\.ps1$|\["
)
_SHORT = {
    "-p": ("docker login", "podman login", "helm registry login", "oras login", "az login", "az acr login", "sshpass",
           "mysql", "mysqldump", "mysqladmin", "skopeo login", "buildah login", "cf login", "kinit", "htpasswd"),
    "-P": ("sqlcmd", "bcp"),
}  # fmt: skip
_VALUES = {
    "--value": ("az keyvault secret set",),
    "--body": ("gh secret set",),
    "-b": ("gh secret set",),
    "--secrets": ("az containerapp secret set", "az containerapp create"),
}


def given_to(command: Command, script: str) -> Iterator[Given]:
    """Each secret that a command gets under a name that says so."""
    if command.name in BUILTINS or _CMDLET.match(command.name) or command.is_(*SETTINGS):
        return
    option, before = "", ""
    for word in command.words:
        text = word.reveal()
        for secret in word.secrets:
            field = _field(command, option, script[max(word.start, secret.start - _FAR) : secret.start])
            if field and not secret.issued_by_github:
                yield Given(field, secret)
        if text.startswith("-"):
            option = text.partition("=")[0]
        elif before == "set" and says(re.split(r"[.:]", text)[-1]) is Says.SECRET:
            option = f"--{text}"  # config set password …: the word itself is the name
        before = text


def _field(command: Command, option: str, before: str) -> str:
    """The name under which a secret is given; ``before`` is what stands before it in its word."""
    key = _KEY_BEFORE.search(before)
    if _IN_ADDRESS.search(before):
        return ""
    if key:
        in_header = option in _HEADERS
        return key[1] if not in_header and says(re.split(r"[.:]", key[1])[-1]) is Says.SECRET else ""
    glued = before.strip("\"'")[:2]
    if command.is_(*_SHORT.get(glued, ())) and len(before.strip("\"'")) == 2:
        return glued
    if before.strip("\"'"):
        return ""
    if command.is_(*_SHORT.get(option, ()), *_VALUES.get(option, ())):
        return option
    return option if option.startswith("--") and says(option) is Says.SECRET else ""
