"""Where the commands of a step run: in its working directory, and where ``cd`` leads from there."""

from collections.abc import Iterator
from typing import NamedTuple

from linter.model import Command, Step
from linter.paths import beside
from linter.patterns import compile_late

_WORKSPACE = compile_late(r"\$(?:GITHUB_WORKSPACE|\{GITHUB_WORKSPACE\})/")


class Directory(NamedTuple):
    """A directory as a place, the top of the repository being empty; ``path`` is None where it is not known."""

    path: str | None

    def place(self, path: str | None) -> str | None:
        """The place of a path that a command names; None where one of the two is computed, or leads out of the repository."""
        if path is None or path.startswith(("/", "~")):
            return None
        workspace = _WORKSPACE.match(path)
        start, rest = ("", path[workspace.end() :]) if workspace else (self.path, path)
        return None if start is None or "$" in rest else beside(f"{start}/.", rest) or None

    def changed(self, command: Command) -> "Directory":
        """Where one is after ``cd``."""
        if command.name not in ("cd", "pushd"):
            return Directory(None)
        plain = [word for word in command.words if not word.reveal().startswith("-")]
        if self.path is None or len(plain) != 1 or plain[0].substituted:
            return Directory(None)
        path = plain[0].reveal()
        return Directory(None if path.startswith(("/", "~")) else beside(f"{self.path}/.", path))


def directories(step: Step) -> Iterator[tuple[Command, Directory]]:
    """The commands of a step, each with the directory that it runs in."""
    directory = Directory(None if "$" in step.directory else beside("", step.directory))
    for command in step.commands:
        if command.name in ("cd", "pushd", "popd"):
            directory = directory.changed(command)
        yield command, directory
