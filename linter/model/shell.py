"""What a workflow's script does with secrets: its commands, what they carry and where it ends up.

All offsets are 0-based characters into the script's text, ends exclusive;
:meth:`Script.location` turns them into places in the file.
"""

from enum import StrEnum
from typing import NamedTuple

from .masked import Masked


class Mask(StrEnum):
    """Who told the runner to write ``***`` for a value."""

    NOBODY = "nobody"
    RUNNER = "runner"  # it is a secret of GitHub's, whole and unchanged
    SCRIPT = "script"  # by ::add-mask::


class Sink(StrEnum):
    """Where the text ends up that a command prints."""

    LOG = "log"
    SUMMARY = "job summary"
    ENVIRONMENT = "environment file"  # $GITHUB_ENV: every later step gets it
    OUTPUT = "output file"  # $GITHUB_OUTPUT, ::set-output
    FILE = "file"
    COMMAND = "command"  # standard input of another one
    CAPTURED = "captured"  # $(…), a variable, a function's result
    NOWHERE = "nowhere"


class Carried(NamedTuple):
    """A secret that stands in a word, or that a command prints.

    ``what`` names it for messages (``secrets.SMTP_PASSWORD``, ``$TOKEN``, ``the password of the
    new credential``). ``certain`` is whether a name says that it is a credential; otherwise it
    only comes out of GitHub's secrets. ``issued_by_github`` marks the job's own short-lived token.
    """

    what: str
    start: int
    end: int
    mask: Mask = Mask.NOBODY
    certain: bool = True
    issued_by_github: bool = False


class Given(NamedTuple):
    """A secret that a process gets as an argument, where all others on the machine can read it.

    ``field`` is the name under which it is given (``--password``, ``client_secret``).
    """

    field: str
    secret: Carried


class Word(Masked):
    """One word of a command, quotes taken off; ``${{ }}`` is blotted out. ``repr`` masks it."""

    __slots__ = ("_text", "end", "secrets", "start", "substituted")

    def __init__(
        self, text: str, start: int, end: int, secrets: tuple[Carried, ...] = (), *, substituted: bool = False
    ) -> None:
        self._text = text
        self.start = start
        self.end = end
        self.secrets = secrets
        self.substituted = substituted  # the shell or the runner puts something in

    def reveal(self) -> str:
        """The text itself. For judging, never for showing."""
        return self._text

    def __repr__(self) -> str:
        return f"<word, {len(self._text)} characters>"


class Command(NamedTuple):
    """One command, without what only starts it (``sudo``, ``env``, ``timeout``, ``xargs``).

    ``name`` is its name in lower case without a path. ``prints`` are the secrets that it writes
    to its standard output of its own accord; ``sinks`` is where that ends up, pipes followed.
    ``given`` are the secrets that it gets as fields of a secret's name. ``prints_settings`` is
    whether it answers with all settings of an app, values included. ``traced`` is whether the
    shell writes it to the log before it runs it (``set -x``).
    """

    name: str
    words: tuple[Word, ...]
    start: int
    end: int
    prints: tuple[Carried, ...] = ()
    sinks: frozenset[Sink] = frozenset({Sink.LOG})
    given: tuple[Given, ...] = ()
    prints_settings: bool = False
    traced: bool = False

    @property
    def subcommand(self) -> str:
        """The name and the words before the first option: ``az ad app credential reset``."""
        plain = [self.name]
        for word in self.words:
            if word.reveal().startswith("-"):
                break
            plain.append(word.reveal().lower())
        return " ".join(plain)

    def is_(self, *subcommands: str) -> bool:
        """Whether it is one of these: ``command.is_("az login")``."""
        own = self.subcommand + " "
        return any(own.startswith(subcommand + " ") for subcommand in subcommands)

    def option(self, *names: str) -> Word | None:
        """The first value of an option, given as ``--name value``, ``--name=value``; the option itself if it has none."""
        return next(iter(self.options(*names)), None)

    def options(self, *names: str) -> tuple[Word, ...]:
        """All values of an option up to the next one; letter case counts in options of one letter only."""
        found: list[Word] = []
        for index, word in enumerate(self.words):
            name, equals, _ = word.reveal().partition("=")
            if name in names or (len(name) > 2 and name.lower() in names):
                values = () if equals else self._values_after(index)
                found.extend(values or (word,))
        return tuple(found)

    def _values_after(self, index: int) -> tuple[Word, ...]:
        values: list[Word] = []
        for word in self.words[index + 1 :]:
            if word.reveal().startswith("-"):
                break
            values.append(word)
        return tuple(values)
