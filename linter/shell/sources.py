"""The secrets that a command prints of its own accord."""

from __future__ import annotations

from collections.abc import Iterator

from linter.model import Carried, Command, Word
from linter.names.words import words

from .names import selects_secret
from .printers import (
    CERTIFICATES,
    CHANGED,
    NEW_PASSWORD,
    OF_VAULT,
    ONLY_WITH,
    REPEATERS,
    SECRET_SOURCES,
    SELECTING,
    SETTINGS,
    TO_FILE,
    UNCHANGED,
)

_OUTPUT = ("-o", "--output", "--out")


def printed_by(command: Command, given: Word | None, expression: Word | None) -> Iterator[Carried]:
    """What ``echo`` repeats, what a filter was given as a here-document, what ``az`` answers."""
    if expression is not None:
        yield from expression.secrets
    if given is not None and (command.name in UNCHANGED or command.name in CHANGED):
        yield from given.secrets
    if command.name in REPEATERS or command.name in TO_FILE or command.name in SELECTING:
        for word in command.words:
            yield from word.secrets
    what = _answer(command)
    if what:
        yield Carried(what, command.start, command.end)


def is_silenced(command: Command, *, quiet: bool) -> bool:
    """Whether ``az`` is told to print nothing."""
    if command.name != "az":
        return False
    output = command.option(*_OUTPUT)
    if output is None:
        glued = next((w.reveal() for w in command.words if w.reveal().startswith("-o") and len(w.reveal()) > 2), "")
        return glued == "-onone" or (quiet and not glued)
    return output.reveal().rpartition("=")[2].lower() == "none"


def prints_settings(command: Command) -> bool:
    """Whether it answers with all settings of an app, values included."""
    query = command.option("--query")
    return command.is_(*SETTINGS) and (query is None or selects_secret(query.reveal().rpartition("--query=")[2]))


# Vaults keep what deployments need of each other, too. Not every URL: that of a database holds its password.
_KEPT_IN_PASSING = frozenset("endpoint host hostname fqdn id ids name user username login region location".split())


def _is_kept_in_passing(command: Command) -> bool:
    """Whether the name of the vault's secret says that it is none: ``productsApiEndpoint``, ``vnetSubnetId``."""
    name = command.option("--name", "-n", "-name")
    return name is not None and not _KEPT_IN_PASSING.isdisjoint(words(name.reveal())[-1:])


def _is_written_out(command: Command) -> bool:
    """Whether what the vault is given stands in the script itself, so that its answer tells nobody anything new."""
    value = command.option("--value")
    return value is not None and not value.secrets and not _COMPUTED.intersection(value.reveal())


_COMPUTED = frozenset("$`")


def _answer(command: Command) -> str:
    """What a command answers with, in words; empty where it is no secret or something else is asked for."""
    spoken = command.subcommand + " "
    what = next((what for source, what in SECRET_SOURCES.items() if spoken.startswith(source + " ")), "")
    if command.is_("az acr login"):
        what = "an access token"
    if what == NEW_PASSWORD and any(word.reveal().lower().startswith(CERTIFICATES) for word in command.words):
        return ""
    if what == OF_VAULT and (_is_kept_in_passing(command) or _is_written_out(command)):
        return ""
    query = command.option("--query")
    if what and query is not None and not selects_secret(query.reveal().rpartition("--query=")[2]):
        return ""
    needed = next((options for source, options in ONLY_WITH.items() if spoken.startswith(source + " ")), ())
    if needed and not any(word.reveal().lower() in needed for word in command.words):
        return ""
    return what
