"""Accepted findings: which findings a comment or the configuration accepts, and which of those no longer fit.

What is accepted stays in the findings, marked as suppressed. An ignore that has ended suppresses
nothing, and one that has nothing left to suppress is told: they do not rot.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from linter.configuration.config import IgnoreEntry
from linter.globs import compile_globs
from linter.model import Finding, Location, Problem, Span
from linter.patterns import compile_late

from .inline_ignores import InlineIgnore

_SEPARATORS = compile_late(r"__|--|[:./]")


class Ignored(NamedTuple):
    """All findings, the accepted ones marked; and what is wrong with the ignores, for ``unused-ignore``."""

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]


class Scope(NamedTuple):
    """What the run saw: without it nobody can say that an ignore is of no use.

    ``rules`` are the ids that ran, ``paths`` the files that were linted, as findings show them;
    ``whole`` says that there are no others. ``place`` turns such a path into one from the folder of
    the configuration.
    """

    rules: Collection[str]
    paths: Collection[str]
    today: date
    place: Callable[[str], str] = str
    whole: bool = False


def apply_ignores(
    findings: Iterable[Finding],
    inline: Mapping[str, Sequence[InlineIgnore]],
    entries: Sequence[IgnoreEntry],
    scope: Scope,
) -> Ignored:
    """Mark the findings that are accepted. ``inline`` are the comments by file."""
    fitting = [_Entry(entry, compile_globs([entry.path]).match) for entry in entries]
    used: set[object] = set()
    marked = tuple(
        _marked(finding, inline.get(finding.location.path, ()), fitting, scope, used) for finding in findings
    )
    problems = (*_unused_comments(inline, scope, used), *_spent_entries(fitting, scope, used))
    return Ignored(marked, tuple(problems))


class _Entry(NamedTuple):
    entry: IgnoreEntry
    fits: Callable[[str], object]

    def accepts(self, finding: Finding, scope: Scope) -> bool:
        entry = self.entry
        same_key = not entry.key or _key(entry.key) == _key(finding.problem.key)
        return finding.rule == entry.rule and same_key and bool(self.fits(scope.place(finding.location.path)))


def _key(path: str) -> str:
    """A key path with one spelling for all platforms: ``AzureAd__ClientSecret`` → ``azuread:clientsecret``."""
    return _SEPARATORS.sub(":", path.strip()).lower()


def _marked(
    finding: Finding, comments: Sequence[InlineIgnore], entries: Sequence[_Entry], scope: Scope, used: set[object]
) -> Finding:
    line = finding.location.span.line
    here = [one for one in comments if finding.rule in one.rules and one.first <= line <= one.last]
    there = [one.entry for one in entries if one.accepts(finding, scope)]
    used.update((finding.rule, one.location) for one in here)
    used.update(one.place for one in there)
    in_force = [one for one in there if not _has_ended(one, scope.today)]
    if finding.suppressed or not (here or in_force):
        return finding
    if here:
        return finding._replace(suppressed=_because("a comment", here[0].reason))
    return finding._replace(
        suppressed=_because(f"{in_force[0].place.path}:{in_force[0].place.line}", in_force[0].reason)
    )


def _because(who: str, reason: str) -> str:
    return f"ignored by {who}: {reason}" if reason else f"ignored by {who}"


def _has_ended(entry: IgnoreEntry, today: date) -> bool:
    return entry.until is not None and entry.until < today


def _unused_comments(
    inline: Mapping[str, Sequence[InlineIgnore]], scope: Scope, used: set[object]
) -> Iterable[Problem]:
    for comments in inline.values():
        for one in comments:
            for rule in one.rules:
                if rule in scope.rules and (rule, one.location) not in used:
                    yield Problem(one.location, f"there is no finding of {rule} here to ignore; take this out")


def _spent_entries(entries: Sequence[_Entry], scope: Scope, used: set[object]) -> Iterable[Problem]:
    for fitting in entries:
        entry = fitting.entry
        location = Location(
            entry.place.path, Span(entry.place.line, entry.place.column, entry.place.line, entry.place.column, 0, 0)
        )
        if entry.place in used:
            if _has_ended(entry, scope.today):
                yield Problem(location, f"this ignore ended on {entry.until}; its findings of {entry.rule} count again")
        elif entry.rule in scope.rules and _was_seen(fitting, scope):
            yield Problem(location, f"there is no finding of {entry.rule} left that this ignores; take it out")


def _was_seen(fitting: _Entry, scope: Scope) -> bool:
    """Whether the run saw the files an entry speaks of, or all there are."""
    return scope.whole or any(fitting.fits(scope.place(path)) for path in scope.paths)
