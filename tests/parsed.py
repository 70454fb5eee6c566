"""Parsed documents as text, and what the tests of the parsers need of them."""

from collections.abc import Iterator
from pathlib import Path

from linter.model import Declaration, Document, Family, Mapping, Node, Scalar, Sequence, Source
from linter.parsers import parse

FORMATS = Path(__file__).parent / "fixtures" / "formats"
FAMILIES = {
    "json": Family.APP_SETTINGS,
    "yaml": Family.KUBERNETES,
    "helm": Family.HELM_TEMPLATE,
    "bicep": Family.BICEP,
    "dotenv": Family.DOTENV,
    "properties": Family.SPRING,
    "xml": Family.DOTNET_CONFIG,
}
FIXTURES = sorted(
    path.relative_to(FORMATS).as_posix()
    for folder in FAMILIES
    for path in (FORMATS / folder).iterdir()
    if path.suffix != ".nodes"
)


def read(fixture: str) -> Source:
    """A fixture as a source; its folder names the format."""
    text = (FORMATS / fixture).read_bytes().decode()
    return Source(fixture, FAMILIES[fixture.partition("/")[0]], text)


def parse_text(text: str, family: Family, path: str = "file") -> Document:
    return parse(Source(path, family, text))


def dump(document: Document) -> str:
    """Path, style, place and text of every scalar; declarations, comments and problems."""
    lines: list[str] = []
    for index, root in enumerate(document.roots):
        lines += _nodes(document, root, f"[{index}]" if len(document.roots) > 1 else "")
    for declaration in document.declarations:
        lines += _declaration(document, declaration)
    for comment in document.comments:
        lines.append(f"comment {_place(document, comment.start, comment.end)} {comment.text!r}")
    for problem in document.problems:
        lines.append(f"problem {_place(document, problem.start, problem.end)} {problem.message}")
    return "".join(f"{line}\n" for line in lines)


def _nodes(document: Document, node: Node, path: str) -> Iterator[str]:
    if isinstance(node, Scalar):
        pieces = f" in {len(node.pieces)} pieces" if node.pieces else ""
        yield f"{path} {node.style} {_place(document, node.start, node.end)} {node.text!r}{pieces}"
        return
    yield f"{path} {type(node).__name__.lower()} {_place(document, node.start, node.end)}"
    if isinstance(node, Mapping):
        for key, value in node.entries:
            yield f"{path}/{key.text} key {_place(document, key.start, key.end)}"
            yield from _nodes(document, value, f"{path}/{key.text}")
    else:
        for index, item in enumerate(node.items):
            yield from _nodes(document, item, f"{path}/{index}")


def _declaration(document: Document, declaration: Declaration) -> Iterator[str]:
    name = declaration.name
    place = _place(document, declaration.start, declaration.end)
    yield f"{declaration.kind} {name.text} {place} name {_place(document, name.start, name.end)} type {declaration.type!r}"
    for decorator in declaration.decorators:
        arguments = ", ".join(argument.text for argument in decorator.arguments)
        yield f"  @{decorator.name}({arguments!r}) {_place(document, decorator.start, decorator.end)}"
    if declaration.value:
        yield from _nodes(document, declaration.value, f"  {name.text}")


def _place(document: Document, start: int, end: int) -> str:
    span = document.source.span(start, end)
    return f"{span.line}:{span.column}-{span.end_line}:{span.end_column}"


def nodes(document: Document) -> Iterator[Node]:
    """Every node and key once, those of decorators too."""
    seen: set[int] = set()
    waiting: list[Node] = list(document.roots)
    for declaration in document.declarations:
        waiting += [declaration.name, *(a for d in declaration.decorators for a in d.arguments)]
        waiting += [declaration.value] if declaration.value else []
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if isinstance(node, Mapping):
            waiting += [part for entry in node.entries for part in entry]
        elif isinstance(node, Sequence):
            waiting += node.items


def plain(node: Node) -> object:
    """A node as dicts, lists and strings; the last of several equal keys counts."""
    if isinstance(node, Mapping):
        return {entry.key.text: plain(entry.value) for entry in node.entries}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.text
