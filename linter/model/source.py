"""One file as it was read, and places in it."""

from bisect import bisect_right
from enum import StrEnum
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple


class Family(StrEnum):
    """What a file is to those who deploy it; decided by name, folder and content together."""

    APP_SETTINGS = "app settings"  # appsettings*.json, local.settings.json
    APP_SERVICE_SETTINGS = "App Service settings"  # [{"name": …, "value": …, "slotSetting": …}]
    DOTENV = "dotenv"
    SPRING = "Spring configuration"
    DOTNET_CONFIG = ".NET XML configuration"  # web.config, app.config
    COMPOSE = "Compose file"
    HELM_VALUES = "Helm values"
    HELM_TEMPLATE = "Helm template"
    KUBERNETES = "Kubernetes manifest"
    GITHUB_WORKFLOW = "GitHub workflow"
    GITHUB_ACTION = "GitHub composite action"
    BICEP = "Bicep"
    BICEP_PARAMETERS = "Bicep parameters"
    ARM_TEMPLATE = "ARM template"
    ARM_PARAMETERS = "ARM parameters"


RUN_BY_GITHUB = frozenset({Family.GITHUB_WORKFLOW, Family.GITHUB_ACTION})
"""Families of files that GitHub runs: jobs, steps and scripts on a runner, with ``${{ }}`` for what is put in."""

TEMPLATES = frozenset({Family.BICEP, Family.ARM_TEMPLATE})
"""Families of what Azure Resource Manager deploys."""

PARAMETER_FILES = frozenset({Family.BICEP_PARAMETERS, Family.ARM_PARAMETERS})
"""Families of what templates are deployed with."""


class Span(NamedTuple):
    """A stretch of one file's text.

    Lines and columns are 1-based and count code points; ``end_column`` is exclusive.
    ``start`` and ``end`` are 0-based character offsets into ``Source.text``, ``end`` exclusive.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    start: int
    end: int


class Location(NamedTuple):
    """A span in a named file; ``path`` is POSIX-style and relative to the folder that was linted."""

    path: str
    span: Span


class Source:
    """One file's text, and what the linter takes it for.

    ``text`` is decoded, without a byte order mark, line ends untouched; ``encoding`` is what it
    takes to write it back (``utf-8``, ``utf-8-sig``, ``utf-16-le``, ``utf-16-be``; the UTF-16
    ones stand for a file that begins with a byte order mark). ``reason`` says in words why the
    file is of this family. A ``context`` source is read for what it tells of others; nothing is
    reported in it. ``place`` is the path from the top of the repository, the same wherever the linter
    is started; what names and folders say is read from it.
    """

    def __init__(
        self,
        path: str,
        family: Family,
        text: str,
        *,
        reason: str = "",
        encoding: str = "utf-8",
        context: bool = False,
        place: str = "",
    ) -> None:
        self.path = path
        self.place = place or path
        self.family = family
        self.text = text
        self.reason = reason
        self.encoding = encoding
        self.context = context

    def __repr__(self) -> str:
        return f"Source({self.path!r}, {self.family.value!r}, {len(self.text)} characters)"

    @cached_property
    def _line_starts(self) -> list[int]:
        lengths = map(len, self.text.split("\n")[:-1])
        return list(accumulate(map((1).__add__, lengths), initial=0))

    def span(self, start: int, end: int) -> Span:
        """The span between two 0-based character offsets, ``end`` exclusive."""
        line, column = self.position(start)
        starts = self._line_starts
        if line == len(starts) or end < starts[line]:  # as nearly all do
            return Span(line, column, line, column + end - start, start, end)
        return Span(line, column, *self.position(end), start, end)

    def position(self, offset: int) -> tuple[int, int]:
        """1-based line and column of a 0-based character offset."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a 1-based line, without its line end."""
        starts = self._line_starts
        end = starts[number] - 1 if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].removesuffix("\r")

    def line_start(self, number: int) -> int:
        """The 0-based character offset at which a 1-based line begins."""
        return self._line_starts[number - 1]

    @property
    def line_count(self) -> int:
        """How many lines the text has; an empty text has one."""
        return len(self._line_starts)

    def location(self, start: int, end: int) -> Location:
        """The file, between two 0-based character offsets."""
        return Location(self.path, self.span(start, end))
