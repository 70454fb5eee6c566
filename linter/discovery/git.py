"""What git knows: which files count, what is staged, what changed. Nothing else runs git.

Git is asked to run nothing on its own account (no pager, hook, external diff, file-system monitor),
and finds its repository from the folder, not from the environment of a hook that called us.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from linter.paths import is_repository

_SECONDS = 120
_SETTINGS = ("core.fsmonitor=false", "core.quotePath=false", "diff.relative=false", "diff.interHunkContext=0")
_OPTIONS = ("--no-pager", *(word for setting in _SETTINGS for word in ("-c", setting)))
_DIFF = ("--no-ext-diff", "--no-textconv", "--no-color", "--find-renames", "--ignore-submodules=all", "--diff-filter=d")
_PATCH = ("--unified=0", "--text", "--src-prefix=a/", "--dst-prefix=b/")
_FILE_MODES = (b"100644", b"100755")
_HUNK = rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@"

LineRanges = tuple[range, ...]
_WHOLE_FILE: LineRanges = (range(1, 2**31),)


class GitError(Exception):
    """Git cannot answer; the message says why in words."""


def top(folder: Path) -> Path | None:
    """The top of the work tree that a folder lies in, or None. Reads the disk only: running git costs more."""
    return next((parent for parent in (folder, *folder.parents) if is_repository(parent)), None)


def tracked_and_untracked(folder: Path) -> list[str]:
    """The paths of the files below a folder that git tracks or would, submodules and nested repositories included.

    Raises :class:`GitError`.
    """
    listed = _run(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    paths = [os.path.join(folder, name) for name in dict.fromkeys(_names(listed))]  # noqa: PTH118 - speed
    found: list[str] = []
    for path in paths:
        if not path.endswith(os.sep) and not os.path.isdir(path):  # noqa: PTH112 - speed
            found.append(path)
        elif is_repository(Path(path)):
            found += tracked_and_untracked(Path(path))
    return found


def staged_files(top: Path) -> list[str]:
    """The files that the next commit adds or changes, from the top with ``/``. Raises :class:`GitError`."""
    _demand_work_tree(top)
    return _names(_run(top, "diff", "--cached", "--name-only", "-z", *_DIFF, hook=True))


def indexed_files(top: Path) -> dict[str, str]:
    """The files of the index, from the top with ``/``, and their object ids. Raises :class:`GitError`."""
    _demand_work_tree(top)
    ids: dict[str, str] = {}
    for entry in _run(top, "ls-files", "-z", "--stage", hook=True).split(b"\0"):
        head, _, path = entry.partition(b"\t")
        if head.split(b" ")[0] in _FILE_MODES:
            ids.setdefault(os.fsdecode(path), head.split(b" ")[1].decode())
    return ids


def blobs(top: Path, ids: Iterable[str]) -> dict[str, bytes]:
    """The contents of objects by id; those that are missing are left out. Raises :class:`GitError`."""
    wanted = list(dict.fromkeys(ids))
    answer = _run(top, "cat-file", "--batch", stdin="".join(f"{one}\n" for one in wanted).encode())
    found: dict[str, bytes] = {}
    at = 0
    for one in wanted:
        end = answer.index(b"\n", at)
        head = answer[at:end].split(b" ")
        at = end + 1
        if head[1] == b"blob":
            size = int(head[2])
            found[one] = answer[at : at + size]
            at += size + 1
    return found


def changed_since(top: Path, revision: str) -> Mapping[str, LineRanges]:
    """The files of the work tree that differ from where it left a revision, from the top with ``/``.

    Each with the 1-based lines that are new or changed; where lines were only taken out, those
    around. A file that was only renamed is not in it; one that git does not track yet has all lines.
    Raises :class:`GitError`.
    """
    _demand_work_tree(top)
    base = _merge_base(top, revision)
    changed = dict(_changed_lines(_run(top, "diff", *_PATCH, *_DIFF, base, "--")))
    untracked = _names(_run(top, "ls-files", "-z", "--others", "--exclude-standard"))
    return changed | dict.fromkeys(untracked, _WHOLE_FILE)


def _demand_work_tree(top: Path) -> None:
    """A bare repository has no index and no changes to tell of, and git would answer that there are none."""
    if not is_repository(top):
        raise GitError("this is no git repository, or one without a work tree")


def _changed_lines(patch: bytes) -> Iterator[tuple[str, LineRanges]]:
    """The files of a patch without context, by their new names, and the lines of its new side."""
    name, ranges = "", list[range]()
    lines = iter(patch.split(b"\n"))
    for line in lines:
        if line.startswith(b"diff --git "):
            if name:
                yield name, tuple(ranges)
            name, ranges = "", []
        elif line.startswith(b"+++ "):
            name = _new_name(line)
        elif hunk := re.match(_HUNK, line):
            old, start, new = (int(number) if number is not None else 1 for number in hunk.groups())
            ranges.append(range(start, start + new) if new else range(max(start, 1), start + 2))
            _skip(lines, old + new)
    if name:
        yield name, tuple(ranges)


def _skip(lines: Iterator[bytes], count: int) -> None:
    """Pass over the lines of a hunk: what they hold may look like a header."""
    while count and (line := next(lines, None)) is not None:
        count -= not line.startswith(b"\\")  # "\ No newline at end of file" is no line of the file


def _new_name(header: bytes) -> str:
    """The path of ``+++ b/<path>``, which git writes as a C string where it holds odd characters."""
    name = header.removeprefix(b"+++ ").removesuffix(b"\t")
    if name.startswith(b'"'):
        name = name[1:-1].decode("unicode_escape").encode("latin-1")
    return os.fsdecode(name.removeprefix(b"b/"))


def _merge_base(top: Path, revision: str) -> str:
    shallow = _run(top, "rev-parse", "--is-shallow-repository").strip() == b"true"
    advice = "; this clone is shallow: fetch its whole history (actions/checkout: fetch-depth: 0)" if shallow else ""
    if revision.startswith("-"):
        raise GitError(f"{revision!r} is no revision")
    try:
        commit = _run(top, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()
    except GitError:
        raise GitError(f"git knows no revision {revision!r}{advice}") from None
    try:
        return _run(top, "merge-base", commit, "HEAD").decode().strip()
    except GitError:
        raise GitError(f"{revision!r} and the current commit have no common history{advice}") from None


def _names(output: bytes) -> list[str]:
    return [os.fsdecode(name) for name in output.split(b"\0") if name]


def _run(folder: Path, *arguments: str, stdin: bytes = b"", hook: bool = False) -> bytes:
    """What git prints. ``hook``: honour the index that a commit in progress works on."""
    import subprocess

    kept = {"GIT_INDEX_FILE"} if hook else set()
    foreign = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"} - kept
    environment = {name: value for name, value in os.environ.items() if name not in foreign}
    environment |= {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    try:
        run = subprocess.run(  # noqa: S603 - no shell, and the arguments are our own
            ["git", *_OPTIONS, *arguments],  # noqa: S607 - the user's git
            cwd=folder, env=environment, input=stdin, capture_output=True, timeout=_SECONDS, check=False,
        )  # fmt: skip
    except FileNotFoundError:
        raise GitError("git is not installed, or not on the PATH") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitError(f"git {arguments[0]} did not answer: {type(error).__name__}") from None
    if run.returncode:
        raise GitError(_reason(arguments[0], run.stderr.decode(errors="replace")))
    return run.stdout


def _reason(command: str, stderr: str) -> str:
    if "not a git repository" in stderr.lower():
        return "this is no git repository"
    if "dubious ownership" in stderr:
        return "git does not trust this folder, as it belongs to someone else (see git config safe.directory)"
    last = stderr.strip().rpartition("\n")[2].removeprefix("fatal: ")
    return f"git {command} failed: {last}" if last else f"git {command} failed"
