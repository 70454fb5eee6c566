"""The head of the HTML page: the verdict, and what it was reached from."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from linter.model import Run

from .markup import Markup, element
from .summary import Tally, family_count, plural, tally


def masthead(run: Run) -> Markup:
    """Verdict, extent and circumstances."""
    numbers = tally(run)
    return element(
        "header",
        {"class": "clean" if numbers.files and not numbers.findings and not run.unreadable else "found"},
        element("p", {"class": "brand"}, "lint-config"),
        element("h1", {}, *_unbroken(_verdict(run))),
        element("p", {"class": "standfirst"}, " · ".join(_extent(run, numbers))),
        _bar(numbers) if numbers.findings else "",
        element("dl", {}, *_facts(run)),
    )


def verdict(run: Run) -> str:
    """``3 errors, 1 warning and 2 notes``."""
    return "".join(_verdict(run))


def _verdict(run: Run) -> list[str]:
    """The verdict in pieces; every second one joins its neighbours, where a line may break."""
    numbers = tally(run)
    counts = ((numbers.errors, "error"), (numbers.warnings, "warning"), (numbers.notes, "note"))
    words = [plural(count, word) for count, word in counts if count]
    if not words:
        return ["No findings" if numbers.files else "Nothing was read"]
    joints = [", "] * (len(words) - 2) + [" and "] * (len(words) > 1)
    return [piece for pair in zip_longest(words, joints, fillvalue="") for piece in pair]


def _unbroken(pieces: list[str]) -> Iterator[str]:
    for index, piece in enumerate(pieces):
        yield piece if index % 2 else element("span", {}, piece)


def _extent(run: Run, numbers: Tally) -> Iterator[str]:
    files = plural(numbers.files, "file")
    yield f"in {numbers.files_hit} of {files}" if numbers.findings else f"in {files}"
    if numbers.fixable:
        yield f"{numbers.fixable} fixable with --fix"
    if numbers.suppressed:
        yield f"{numbers.suppressed} suppressed"
    if run.unreadable:
        yield f"{plural(len(run.unreadable), 'file')} could not be read"


def _bar(numbers: Tally) -> Markup:
    """How the severities share the findings; the numbers are in words above it."""
    rects = []
    at = 0.0
    for name, count in (("error", numbers.errors), ("warning", numbers.warnings), ("note", numbers.notes)):
        share = 100 * count / numbers.findings
        rects.append(element("rect", {"class": name, "x": f"{at:.2f}", "width": f"{share:.2f}", "height": "1"}))
        at += share
    facts = {"class": "bar", "viewBox": "0 0 100 1", "preserveAspectRatio": "none", "aria-hidden": "true"}
    return element("svg", facts, *rects)


def _facts(run: Run) -> Iterator[Markup]:
    facts = {
        "Environment": run.environment,
        "Configuration": run.config,
        "Rules": str(len(run.rules)),
        "Read": ", ".join(family_count(family, count) for family, count in run.families.most_common()),
    }
    for name, text in facts.items():
        if text:
            yield element("div", {}, element("dt", {}, name), element("dd", {}, text))
