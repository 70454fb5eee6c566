"""The secrets that a process gets as arguments, and the name under which it gets each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from linter.model import Carried, Command, Given
from linter.names.words import words
from linter.patterns import compile_late

from .names import Says, says
from .printers import BUILTINS, SETTINGS

_KEY_BEFORE = compile_late(r"""([\w.\-:\[\]]+)\\?["']?\s*[=:]\s*\\?["']?$""")
_IN_ADDRESS = compile_late(r"://[^\s/]*$")  # https://x-access-token:…@host
_STORED = compile_late(r"\bsecrets\.([\w-]+)")
_DEFINING = compile_late(r"^-[DP](?=\w)")  # -DadoToken=… of Java and CMake, -PadoToken=… of Gradle
_OF_THIS_MACHINE = compile_late(r"https?://(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)")
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
    """Each secret that a command gets under a name, unless it opens nothing but what the job itself started."""
    if command.name in BUILTINS or _CMDLET.match(command.name) or command.is_(*SETTINGS):
        return
    option, before = "", ""
    stays_here = any(_OF_THIS_MACHINE.match(word.reveal()) for word in command.words)
    for word in command.words:
        text = word.reveal()
        for secret in word.secrets:
            place = _Place(option, before.startswith("-"), script[max(word.start, secret.start - _FAR) : secret.start])
            field = _field(command, place, secret)
            opens_nothing = secret.issued_by_github or (stays_here and not _STORED.search(secret.what))
            if field and not opens_nothing:
                yield Given(field, secret)
        if text.startswith("-"):
            option = text.partition("=")[0]
        elif before == "set" and says(re.split(r"[.:]", text)[-1]) is Says.SECRET:
            option = f"--{text}"  # config set password …: the word itself is the name
        before = text


class _Place(NamedTuple):
    """Where a secret is given: after which option, whether right behind it, and after what in its word."""

    option: str
    is_its_value: bool
    before: str


def _field(command: Command, place: _Place, secret: Carried) -> str:
    """The name under which a secret is given."""
    option, is_its_value, before = place
    key = _KEY_BEFORE.search(before)
    if _IN_ADDRESS.search(before):
        return ""
    if key:
        name = re.split(r"[.:]", _DEFINING.sub("", key[1]))[-1]
        return key[1] if option not in _HEADERS and _may_hold(name, secret) else ""
    glued = before.strip("\"'")[:2]
    if command.is_(*_SHORT.get(glued, ())) and len(before.strip("\"'")) == 2:
        return glued
    if before.strip("\"'"):
        return ""
    if command.is_(*_SHORT.get(option, ()), *_VALUES.get(option, ())):
        return option
    if not option.startswith("--") or option in _HEADERS:
        return ""
    return option if says(option) is Says.SECRET or (is_its_value and _may_hold(option, secret)) else ""


def _may_hold(name: str, secret: Carried) -> bool:
    """Whether a secret is given under a name: one that says so, or any where the secret's own name in GitHub says it."""
    said = says(name)
    stored = _STORED.search(secret.what)
    if said in (Says.SECRET, Says.HARMLESS) or not stored:
        return said is Says.SECRET
    is_bare = len(words(name)) == 1  # key=… of a Terraform backend names a file
    return says(stored[1]) is Says.SECRET or (said is Says.MAYBE and not is_bare and secret.certain)
