"""GitHub Markdown, for a job summary or a comment: counts, a table, the details folded.

Nothing of a linted text is taken for Markdown or HTML: what could be is written as character
references. A step's summary is refused beyond 1 MiB (``render`` stays below, and says what it left
out); a comment takes 65,536 characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from linter.model import Finding, Fix, Location, Related, Run, Severity
from linter.patterns import compile_late

from .frame import frame
from .messages import plain
from .rule_links import page
from .summary import plural, sentence
from .uses import columns, places
from .visible import visible, width

MOST_BYTES = 1_000_000

ICONS = {Severity.ERROR: "🔴", Severity.WARNING: "🟡", Severity.NOTE: "🔵"}

# An underscore inside a word is no syntax, and names are full of them.
_SYNTAX = compile_late(r"[\\`*\[\]<>#|~&$]|(?<![^\W_])_|_(?![^\W_])")
_FRAME_COLUMNS = 120


def render(run: Run, *, limit: int = MOST_BYTES) -> str:
    """The document, in at most ``limit`` bytes of UTF-8 (2,000 at least)."""
    pages = {rule.ID: page(rule) for rule in run.rules}
    findings = sorted(run.counted, key=lambda finding: finding.severity.rank)
    head = "".join(_head(run))
    room = limit - len(head.encode()) - 500  # for what is said of the rest
    rows = _fitting(map(_row, findings), room * 2 // 5) if findings else []
    room -= sum(len(row.encode()) for row in rows)
    details = _fitting((_details(finding, pages.get(finding.rule, "")) for finding in findings), room)
    return head + "".join((*_table(rows, len(findings)), *_folded(details, len(findings))))


def _fitting(blocks: Iterable[str], room: int) -> list[str]:
    """As many of the blocks, from the first on, as fit into that many bytes."""
    fitting = []
    for block in blocks:
        room -= len(block.encode())
        if room < 0:
            break
        fitting.append(block)
    return fitting


def _head(run: Run) -> Iterator[str]:
    title, _, more = sentence(run).partition("; ")
    yield f"## lint-config: {_text(title)}\n\n"
    if more:
        yield f"{_text(more)}\n\n"
    if run.environment:
        yield f"Judged: what the environment **{_text(run.environment)}** gets.\n\n"
        yield from _uses(run)
    told = [*(f"{file.path}: {file.reason}" for file in run.unreadable), *run.notices]
    for line in told[:20]:
        yield f"- ⚠️ {_text(line[:500])}\n"
    if len(told) > 20:
        yield f"- … and {plural(len(told) - 20, 'more notice')}\n"
    yield "\n" if told else ""


def _uses(run: Run) -> Iterator[str]:
    """What the environment will use, as a table; the first fifty."""
    if run.uses:
        yield "| Identity | Tenant | Vault | Secret | From |\n|:--|:--|:--|:--|:--|\n"
    for use in run.uses[:50]:
        where = dict.fromkeys(map(_place, places(use)))
        yield f"| {' | '.join([*map(_text, columns(use)), '<br>'.join(map(_code, where))])} |\n"
    if len(run.uses) > 50:
        yield f"\n… and {len(run.uses) - 50} more.\n"
    yield "\n" if run.uses else ""


def _table(rows: list[str], total: int) -> Iterator[str]:
    if not total:
        return
    yield "| Severity | Finding | Place | Rule |\n|:--|:--|:--|:--|\n"
    yield from rows
    yield "\n"
    if len(rows) < total:
        yield f"… and {total - len(rows)} more.\n\n"


def _row(finding: Finding) -> str:
    first, stop, _ = plain(finding.problem).partition(". ")
    cells = (
        f"{ICONS[finding.severity]} {finding.severity.value}",
        _text(first + stop.strip()),
        _code(_place(finding.location)),
        _code(finding.rule),
    )
    return f"| {' | '.join(cells)} |\n"


def _folded(details: list[str], total: int) -> Iterator[str]:
    yield from details
    if len(details) < total:
        left = total - len(details)
        yield f"The details of {plural(left, 'more finding')} did not fit; the other reports have them.\n"


def _details(finding: Finding, uri: str) -> str:
    return "".join(line + "\n" for line in _details_lines(finding, uri))


def _details_lines(finding: Finding, uri: str) -> Iterator[str]:
    problem = finding.problem
    title = f"{_code(_place(finding.location))} {_text(finding.rule)}"
    yield f"<details><summary>{ICONS[finding.severity]} {title}</summary>"
    yield ""
    yield _text(plain(problem))
    yield ""
    yield from _source(finding)
    yield from (f"- {_related(related)}" for related in problem.related)
    if problem.flow:
        yield f"- flow: {' → '.join(map(_related, problem.flow))}"
    if problem.fix:
        yield f"- {_fix(problem.fix)}"
    yield f"- [about this rule]({uri})" if uri else f"- lint-config --explain {_text(finding.rule)}"
    yield ""
    yield "</details>"
    yield ""


def _source(finding: Finding) -> Iterator[str]:
    excerpt = frame(finding, _FRAME_COLUMNS)
    if excerpt is None:
        return
    number = str(finding.location.span.line)
    line = f"{number} │ {''.join(excerpt)}"
    fence = "`" * (max(map(len, re.findall("`+", line)), default=2) + 1)
    fence = fence if len(fence) > 2 else "```"
    yield fence
    yield line
    yield f"{' ' * len(number)} │ {' ' * width(excerpt.before)}{'^' * max(width(excerpt.marked), 1)}"
    yield fence
    yield ""


def _related(related: Related) -> str:
    return f"{_text(related.label)} {_code(_place(related.location))}"


def _fix(fix: Fix) -> str:
    option = "--fix" if fix.safe else "--unsafe-fixes"
    return f"fix: {_text(fix.description)} ({_code(option)})"


def _place(location: Location) -> str:
    return f"{location.path}:{location.span.line}:{location.span.column}"


def _code(text: str) -> str:
    return f"<code>{_text(text)}</code>"


def _text(text: str) -> str:
    """The text as it reads, whatever it holds; an ``@`` mentions nobody, and ``::`` commands no runner."""
    escaped = _SYNTAX.sub(lambda found: f"&#{ord(found[0])};", visible(text.strip()))
    escaped = escaped.replace("::", "&#58;:") if escaped.startswith("::") else escaped
    return escaped.replace("@", "@<!-- -->")
