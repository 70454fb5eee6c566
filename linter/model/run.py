"""What one run of the linter has to tell: the input of every report."""

from collections import Counter
from collections.abc import Container
from typing import NamedTuple

from .finding import Finding
from .rule import Rule
from .source import Family, Location


class LintedFile(NamedTuple):
    """One file that was read; ``environment`` is the canonical one it is for, or empty."""

    path: str
    family: Family
    environment: str = ""


class Unreadable(NamedTuple):
    """One file that could not be read, and why; ``reason`` holds no text of the file."""

    path: str
    reason: str


class Shown(NamedTuple):
    """Something that may be shown (an id, the name of a source; never a secret), and where it stands if anywhere."""

    text: str
    location: Location | None = None


class Use(NamedTuple):
    """One credential as one environment uses it; ``environment`` is empty where it is tied to none.

    ``secret`` says in words where the secret comes from. ``consumers`` are the places that use it, each
    called by its section, job or workload. ``wire`` is every place that it runs through, from the settings to the
    source. ``origin`` is the file that tells of it, its environment left open (``src/appsettings.*.json``).
    """

    environment: str
    identity: Shown
    tenant: Shown
    secret: Shown
    vault: Shown
    consumers: tuple[Shown, ...]
    wire: tuple[Location, ...] = ()
    origin: str = ""

    def touches(self, paths: Container[str]) -> bool:
        """Whether it stands in, is used in or runs through one of some files."""
        shown = (self.identity, self.tenant, self.secret, self.vault, *self.consumers)
        places = (*(one.location for one in shown if one.location), *self.wire)
        return any(place.path in paths for place in places)


class Run(NamedTuple):
    """One run.

    ``findings`` are sorted by the engine, suppressed ones included. ``rules`` are all enabled ones.
    ``files`` are those that were judged. ``notices`` are sentences that must be told (unused
    ignores, something cut short). ``environment`` is the one that was asked for, ``config`` the path
    of the configuration in force; both may be empty. ``folder`` is the absolute folder that paths
    are relative to; ``prefix`` is what stands between the repository's root and that folder
    (``services/api/``), for outputs that a forge reads. ``successful`` is false when the linter
    itself failed. ``uses`` is what the environment that was asked for will use. ``credential_map`` is who signs in
    with what, environment by environment; it is made for outputs that show it.
    """

    findings: tuple[Finding, ...] = ()
    rules: tuple[Rule, ...] = ()
    files: tuple[LintedFile, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    notices: tuple[str, ...] = ()
    environment: str = ""
    config: str = ""
    version: str = ""
    folder: str = ""
    prefix: str = ""
    successful: bool = True
    uses: tuple[Use, ...] = ()
    credential_map: tuple[Use, ...] = ()

    @property
    def counted(self) -> tuple[Finding, ...]:
        """The findings that are not suppressed."""
        return tuple(finding for finding in self.findings if not finding.suppressed)

    @property
    def suppressed(self) -> tuple[Finding, ...]:
        """The findings that are."""
        return tuple(finding for finding in self.findings if finding.suppressed)

    @property
    def families(self) -> Counter[Family]:
        """How many files of each family were judged."""
        return Counter(file.family for file in self.files)
