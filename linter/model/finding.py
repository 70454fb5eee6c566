"""What a rule yields, and what the engine makes of it."""

from enum import StrEnum
from typing import NamedTuple

from .source import Location


class Severity(StrEnum):
    """How bad it is.

    ``ERROR``: sign-in fails, the wrong identity is used or a secret is exposed. ``WARNING``: it
    works today and breaks at the next rotation, swap or copy. ``NOTE``: advice.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


class Edit(NamedTuple):
    """Replace the characters of ``location`` by ``text``; an empty span inserts."""

    location: Location
    text: str


class Fix(NamedTuple):
    """Edits that belong together. ``safe`` means that the right text is certain.

    ``confidential`` means that an edit's text holds a secret or a part of one (a value encoded
    anew): the edits are for applying, and no report shows them.
    """

    description: str
    edits: tuple[Edit, ...]
    safe: bool = True
    confidential: bool = False


class Related(NamedTuple):
    """Another place that has to do with the finding; ``label`` says what it is (``the client id``)."""

    location: Location
    label: str


class Problem(NamedTuple):
    """What a rule yields.

    ``location`` is the value that the author must change. ``message`` is one or two sentences:
    what is wrong, what will happen, what to write instead; it never holds a secret's text.
    ``[the client id][1]`` in it refers to the first of ``related``; a report links the words or
    drops the brackets.
    ``value`` is the place of the value that is judged, where the author must change another one.
    ``key`` is the key path as the platform writes it. ``flow`` is the path from one side to the
    other. ``severity`` overrides the rule's own.
    """

    location: Location
    message: str
    key: str = ""
    related: tuple[Related, ...] = ()
    flow: tuple[Related, ...] = ()
    fix: Fix | None = None
    severity: Severity | None = None
    value: Location | None = None

    @property
    def places(self) -> tuple[Location, ...]:
        """Every place that has to do with it, its own first."""
        return (self.location, *(related.location for related in (*self.related, *self.flow)))

    @property
    def judged(self) -> Location:
        """The place of the value that is judged."""
        return self.value or self.location


class Finding(NamedTuple):
    """A problem, stamped by the engine.

    ``fingerprint`` is stable under moved lines and holds nothing from which a secret can be
    guessed. ``excerpt`` is the line of ``location`` with every secret masked, column for column.
    ``line_hash`` is GitHub's ``primaryLocationLineHash``. ``suppressed`` says why the finding
    does not count, or is empty.
    """

    rule: str
    severity: Severity
    problem: Problem
    fingerprint: str = ""
    excerpt: str = ""
    line_hash: str = ""
    suppressed: str = ""

    @property
    def location(self) -> Location:
        """The value that the author must change."""
        return self.problem.location
