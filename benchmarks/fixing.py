"""Applies every fix to real files and tells where one does not keep its promises.

usage: fixing.py FOLDER [--planted FILES] [--seed N]

Each folder below FOLDER is linted by itself and fixed in memory; nothing is written. ``--planted`` also spoils that many
clean files with every fault that has a fix, one at a time, and fixes them. The promises: a fix changes the characters it
names and no other, keeps comments, line ends and encoding, leaves the structure around it as it was, takes its finding
away, makes no other, and has nothing to do a second time.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import chdir
from pathlib import Path
from random import Random
from typing import NamedTuple

import mutation
from faults import FAULTS
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from linter.check import check
from linter.configuration.config import Config
from linter.correction import Correction, corrections
from linter.decoding import decode, encode
from linter.discovery.discover import discover
from linter.model import Declaration, Document, Edit, Family, Finding, Node, Rule, Scalar, Source
from linter.model import Mapping as MappingNode
from linter.names.environments import Environments
from linter.parsers import parse
from linter.plugins import load_rules
from linter.precedence import CHAINS
from linter.wire import wire

Identity = tuple[str, str, str]  # rule, path, key path
Leaf = tuple[tuple[str | int, ...], str]  # key path, text

_YAML = frozenset({Family.COMPOSE, Family.GITHUB_ACTION, Family.GITHUB_WORKFLOW, Family.HELM_VALUES, Family.KUBERNETES})
_LINE_END = 2  # characters before a line: a block that ends there is touched too where the line was its last


class Violation(NamedTuple):
    """A promise that a fix did not keep; holds no text of the file."""

    path: str
    promise: str
    what: str = ""


class Fixing(NamedTuple):
    """What came of the fixes of some files that belong together: how many by rule, and the broken promises."""

    files: int
    applied: Counter[str]
    violations: tuple[Violation, ...]


def fixed(sources: Sequence[Source], rules: Sequence[Rule], *, unsafe: bool = False) -> Fixing:
    """Fix files that belong together, in memory, and hold each promise against what came of it."""
    by_path = {source.path: source for source in sources}
    findings = lint(by_path, rules)
    made = list(corrections(findings, by_path, unsafe=unsafe))
    if not made:
        return Fixing(0, Counter(), ())
    after = by_path | {one.source.path: _new(one) for one in made}
    left = lint(after, rules)
    broken = [violation for one in made for violation in _of_text(one, after[one.source.path])]
    broken += _of_findings(findings, left, made)
    broken += (
        Violation(one.source.path, "a second run has nothing to do", _names(one, findings))
        for one in corrections(left, after, unsafe=unsafe)
    )
    return Fixing(len(made), _rules_of(made, findings), tuple(broken))


def lint(sources: Mapping[str, Source], rules: Sequence[Rule]) -> list[Finding]:
    """What is found in files that belong together."""
    return check(wire(tuple(sources.values()), Environments(), jobs=1), rules, sources)


def _new(correction: Correction) -> Source:
    """The corrected file as it would be read again: through the bytes that would be written."""
    old = correction.source
    text, encoding = decode(encode(correction.fixed.text, old.encoding))
    return Source(old.path, old.family, text, encoding=encoding, context=old.context, place=old.place)


def _rules_of(made: Iterable[Correction], findings: Iterable[Finding]) -> Counter[str]:
    applied = {id(fix) for one in made for fix in one.fixed.applied}
    return Counter(finding.rule for finding in findings if id(finding.problem.fix) in applied)


def _names(correction: Correction, findings: Iterable[Finding]) -> str:
    return ", ".join(sorted(_rules_of([correction], findings))) or "; ".join(
        fix.description for fix in correction.fixed.applied
    )


# The text


def _of_text(correction: Correction, new: Source) -> Iterator[Violation]:
    old = correction.source
    edits = _edits(correction)
    if new.encoding != old.encoding or new.text != correction.fixed.text:
        yield Violation(old.path, "the encoding stays")
    if not _stands_around(old.text, new.text, edits):
        yield Violation(old.path, "nothing but what the edits name is changed")
        return
    if _line_ends(new.text) - _line_ends(old.text):
        yield Violation(old.path, "line ends stay")
    if old.text.endswith("\n") != new.text.endswith("\n"):
        yield Violation(old.path, "the end of the file stays")
    before, after = parse(old), parse(new)
    if lost := Counter(c.text for c in before.comments) - Counter(c.text for c in after.comments):
        yield Violation(old.path, "comments stay", f"{lost.total()} lost")
    if len(after.problems) > len(before.problems):
        yield Violation(old.path, "what could be read can be read")
    if old.family in _YAML and _is_read_elsewhere(old.text) and not _is_read_elsewhere(new.text):
        yield Violation(old.path, "another reader of YAML reads it still")
    kept = _leaves_outside(before, [(e.location.span.start - _LINE_END, e.location.span.end) for e in edits])
    found = _leaves_outside(after, _inserted(edits, new.text))
    if kept != found:
        changed = (kept - found).total() + (found - kept).total()
        yield Violation(old.path, "the structure around it stays", f"{changed} values")


def _is_read_elsewhere(text: str) -> bool:
    """Whether ruamel.yaml, which shares no code with our parser, reads a stream."""
    reader = YAML(pure=True)
    reader.allow_duplicate_keys = True
    try:
        list(reader.compose_all(text))
    except YAMLError:
        return False
    return True


def _edits(correction: Correction) -> list[Edit]:
    edits = {edit for fix in correction.fixed.applied for edit in fix.edits}
    return sorted(edits, key=lambda edit: edit.location.span[4:])


def _stands_around(old: str, new: str, edits: Sequence[Edit]) -> bool:
    """Whether the new text is the old one with the edits' own texts in the edits' own places, line ends aside."""
    at_old = at_new = 0
    for edit in edits:
        piece = old[at_old : edit.location.span.start]
        if not new.startswith(piece, at_new):
            return False
        at_new += len(piece)
        written = _written(edit, new, at_new)
        if written is None:
            return False
        at_old, at_new = edit.location.span.end, at_new + len(written)
    return new[at_new:] == old[at_old:]


def _written(edit: Edit, new: str, at: int) -> str | None:
    """What stands in the new text for an edit, or None."""
    candidates = (edit.text, edit.text.replace("\n", "\r\n"))
    return next((text for text in candidates if new.startswith(text, at)), None)


def _line_ends(text: str) -> set[str]:
    found = {"\r\n"} if "\r\n" in text else set()
    bare = text.replace("\r\n", "")
    return found | {end for end in "\r\n" if end in bare}


def _inserted(edits: Sequence[Edit], new: str) -> list[tuple[int, int]]:
    """Where the edits' texts stand in the new text."""
    places, moved = [], 0
    for edit in edits:
        span = edit.location.span
        start = span.start + moved
        written = _written(edit, new, start) or edit.text
        places.append((start - _LINE_END, start + len(written)))
        moved += len(written) - (span.end - span.start)
    return places


# The structure


def _leaves_outside(document: Document, places: Sequence[tuple[int, int]]) -> Counter[Leaf]:
    """Every value of a file by its key path, but for those in which an edit lies."""
    return Counter(
        (path, scalar.text)
        for path, scalar in _leaves(document)
        if not any(scalar.head <= end and start <= scalar.end for start, end in places)
    )


def _leaves(document: Document) -> Iterator[tuple[tuple[str | int, ...], Scalar]]:
    for number, root in enumerate(document.roots):
        yield from _below(root, (number,))
    for declaration in document.declarations:
        yield from _of_declaration(declaration)


def _of_declaration(declaration: Declaration) -> Iterator[tuple[tuple[str | int, ...], Scalar]]:
    path = (declaration.kind.value, declaration.name.text, declaration.type)
    yield (path, declaration.name)
    for decorator in declaration.decorators:
        for argument in decorator.arguments:
            yield (*path, decorator.name), argument
    if declaration.value is not None:
        yield from _below(declaration.value, path)


def _below(node: Node, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Scalar]]:
    if isinstance(node, Scalar):
        yield path, node
    elif isinstance(node, MappingNode):
        for entry in node.entries:
            yield from _below(entry.value, (*path, entry.key.text))
    else:
        for number, item in enumerate(node.items):
            yield from _below(item, (*path, number))


# The findings


def _of_findings(
    before: Sequence[Finding], after: Sequence[Finding], made: Sequence[Correction]
) -> Iterator[Violation]:
    applied = {id(fix) for one in made for fix in one.fixed.applied}
    had, has = _counted(before), _counted(after)
    mended = _counted(finding for finding in before if id(finding.problem.fix) in applied)
    for identity, count in mended.items():
        if has[identity] > had[identity] - count:
            yield Violation(identity[1], "what is fixed is found no longer", identity[0])
    for identity in has - had:
        if not any(_outranked(identity, other) or _accepted(identity, other) for other in mended):
            yield Violation(identity[1], "nothing new is found", identity[0])


def _counted(findings: Iterable[Finding]) -> Counter[Identity]:
    return Counter((finding.rule, finding.location.path, finding.problem.key) for finding in findings)


def _outranked(identity: Identity, other: Identity) -> bool:
    """Whether a finding was there all along and a more specific one spoke of the value: a mended literal is still one."""
    same_place = identity[1:] == other[1:]
    return same_place and any(
        identity[0] in chain and other[0] in chain and chain.index(other[0]) < chain.index(identity[0])
        for chain in CHAINS
    )


def _accepted(identity: Identity, other: Identity) -> bool:
    """What makes a fix unsafe: a parameter made secure that has a default is now a secure one with a default."""
    return (other[0], identity[0]) == ("insecure-secret-parameter", "secure-parameter-default")


# Real files


def of_repository(folder: Path, rules: Sequence[Rule]) -> Iterator[Fixing]:
    """The safe fixes of one repository, and all of them."""
    with chdir(folder):
        sources = discover(["."], root=folder, config=Config()).sources
        yield fixed(sources, rules)
        yield fixed(sources, rules, unsafe=True)


def of_planted(folder: Path, rules: Sequence[Rule], wanted: int, random: Random) -> Iterator[Fixing]:
    """Clean files of a folder with one fault each, for all faults whose rule has a fix."""
    for source in mutation.clean_sources(folder, rules, wanted, random):
        for fault in FAULTS:
            for mutant in fault.plant(source.path, source.text, source.family, random):
                path = mutant.path or source.path
                spoilt = Source(path, source.family, mutant.text, encoding=source.encoding)
                yield fixed([spoilt], rules, unsafe=True)


def main(arguments: list[str]) -> int:
    """Print how many fixes of each rule were applied and every broken promise; 1 where there is one."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--planted", type=int, default=0, metavar="FILES")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    rules, top = load_rules(), given.folder.resolve()
    folders = sorted(path for path in top.iterdir() if path.is_dir())
    results = [
        *(fixing for folder in folders for fixing in of_repository(folder, rules)),
        *of_planted(top, rules, given.planted, Random(given.seed)),
    ]
    applied = sum((fixing.applied for fixing in results), Counter[str]())
    for violation in (violation for fixing in results for violation in fixing.violations):
        print(f"broken: {violation.path}: {violation.promise} ({violation.what})")
    print(f"{sum(fixing.files for fixing in results)} fixed files, {applied.total()} fixes:")
    print("\n".join(f"  {rule}: {count}" for rule, count in sorted(applied.items())))
    return int(any(fixing.violations for fixing in results))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
