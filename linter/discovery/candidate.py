"""A file whose family is to be decided, as the deciders see it."""

from collections.abc import Callable, Collection
from typing import NamedTuple

from linter.model import Family
from linter.names.environments import Environments


class Decision(NamedTuple):
    """A family and, in words, what made it so."""

    family: Family
    reason: str


class Surroundings(NamedTuple):
    """What a decision may ask about other files.

    ``names`` lists what lies in a folder, in lower case; the folder is written as in the file's own
    path (``""`` for the first). ``environments`` knows which words name an environment.
    """

    names: Callable[[str], Collection[str]] = lambda _folder: ()
    environments: Environments = Environments()


class Candidate(NamedTuple):
    """A file: its folders, its name in lower case without ``.example`` and its kin, its content.

    ``content`` holds every ASCII character as one byte, whatever the file's encoding.
    """

    folders: tuple[str, ...]
    name: str
    content: bytes
    around: Surroundings

    @property
    def stem(self) -> str:
        """The name without its last suffix."""
        return self.name.rpartition(".")[0]

    def names(self, depth: int) -> Collection[str]:
        """What lies in the folder that is ``depth`` folders deep, in lower case."""
        return self.around.names("/".join(self.folders[:depth]))
