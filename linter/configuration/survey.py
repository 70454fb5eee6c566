"""Which environments the names of a repository's files speak of, and by which words: for ``--init``."""

from __future__ import annotations

from collections.abc import Iterable

from linter.model import Source
from linter.names.environments import Environments

from .config import Config


def environments_of(sources: Iterable[Source], config: Config) -> dict[str, set[str]]:
    """Canonical name → the words that name it in the paths of the files that are made for it."""
    environments = Environments(config.aliases)
    found: dict[str, set[str]] = {}
    for source in sources:
        evidence = environments.of_file(source)
        if evidence:
            named = environments.named(source.place)
            spoken = {word.word for word in named if word.environment == evidence.environment}
            found.setdefault(evidence.environment, set()).update(spoken)
    return found
