"""What a job's token may do, and the edit that lets it ask for an id token.

A job's permissions replace those of its workflow, and what is not named is withheld
(https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#permissions).
"""

from __future__ import annotations

from linter.model import Edit, Entry, Fix, Location, Mapping, Node, Scalar

from .insertion import in_braces, lines_below
from .reader import FileReader

Permissions = tuple[tuple[str, str], ...]

_TOKEN = "id-token"
_GRANT = f"{_TOKEN}: write"


def granted(node: Node | None) -> Permissions | None:
    """The scopes granted; ``write-all`` and ``read-all`` stand for every scope, None for nothing said."""
    if isinstance(node, Mapping):
        return tuple((e.key.text, e.value.text) for e in node.entries if isinstance(e.value, Scalar))
    if isinstance(node, Scalar):
        return (("*", node.text.removesuffix("-all")),) if node.text else ()
    return None


def granted_at(node: Node | None, reader: FileReader) -> Location | None:
    """Where the permissions stand."""
    if isinstance(node, Mapping) and node.entries:
        return reader.location(node.entries[-1].key)
    return reader.location(node) if isinstance(node, Scalar) else None


def grant(name: Scalar, body: Mapping, root: Mapping, reader: FileReader) -> Fix | None:
    """The fix that grants a job ``id-token: write``: in its own permissions, or in a copy of its workflow's.

    Not safe where nothing says what the token may do today, since naming one permission withholds the others.
    """
    own = next((entry for entry in body.entries if entry.key.text == "permissions"), None)
    if own:
        edit = _in_own(own, reader)
        return Fix(f"grant the job {_GRANT}", (edit,)) if edit else None
    inherited = root.get("permissions")
    if isinstance(inherited, Scalar):
        return None
    kept = granted(inherited)
    lines = (
        [f"{scope}: {access}" for scope, access in kept if scope != _TOKEN] if kept is not None else ["contents: read"]
    )
    block = ["permissions:", *(f"  {line}" for line in (*lines, _GRANT))]
    edit = lines_below(name, body, block, reader.source)
    return Fix(f"give the job permissions with {_GRANT}", (edit,), safe=kept is not None) if edit else None


def _in_own(permissions: Entry, reader: FileReader) -> Edit | None:
    if not isinstance(permissions.value, Mapping):
        return None
    named = permissions.value.scalar(_TOKEN)
    if named:
        return Edit(reader.location(named), "write")
    below = lines_below(permissions.key, permissions.value, [_GRANT], reader.source)
    return below or in_braces(permissions.key, permissions.value, _GRANT, reader.source)
