"""Files are written whole or not at all, whatever comes between."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Give a file new contents through one beside it, which takes its name only when it is complete.

    The file keeps its permissions, a link stays a link; what is no file (a pipe, a device) is written to. Raises OSError.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    beside = target.with_name(f".lint-config-{os.getpid()}.tmp")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            _take_after(target, beside)
        beside.replace(target)
    except BaseException:  # Ctrl-C too leaves nothing behind
        with suppress(OSError):
            beside.unlink()
        raise


def _take_after(target: Path, beside: Path) -> None:
    import shutil

    shutil.copymode(target, beside)
    with suppress(OSError, AttributeError):  # only a privileged user may give a file away
        os.chown(beside, target.stat().st_uid, target.stat().st_gid)
