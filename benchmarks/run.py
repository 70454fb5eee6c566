"""Times lint-config beside ``python -c pass``, ``cat`` and other tools, in one run on one machine.

usage: run.py FOLDER [--file FILE] [--runs N] [--without TOOL] [--growth FOLDER] [--json FILE]

CPU time is user and system time of the process and all that it waited for, so worker processes count.
Each figure is the median of the runs, in which the tools take turns: the speed of a machine wanders within minutes.
Tools that are not installed or give up are named and left out.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

PATIENCE = 60.0  # seconds of wall time after which a figure gets no further run
FACTORS = (1, 4, 16)
LABELS = {"python": "python -c pass", "find": "cat"}

# Exit codes that mean that the work was done, findings or not.
DONE = {"lint-config": (0, 1), "zizmor": (0, 11, 12, 13, 14), "kingfisher": (0, 200, 205)}

# What is run for each tool, in the folder itself or in that of the file, whose name {file} is: detect-secrets
# looks into its current folder only. zizmor reads workflows only, so no single file.
COMMANDS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "start-up": {
        "python": ("-c", "pass"),
        "lint-config": ("--version",),
        "zizmor": ("--version",),
        "detect-secrets": ("--version",),
        "kingfisher": ("--version",),
    },
    "one file": {
        "python": ("-c", "pass"),
        "cat": ("{file}",),
        "lint-config": ("--no-config", "{file}"),
        "detect-secrets": ("scan", "{file}"),
        "kingfisher": ("scan", "--no-update-check", "--no-validate", "{file}"),
    },
    "folder": {
        "find": (".", "-type", "f", "-exec", "cat", "{{}}", "+"),
        "lint-config": ("--no-config", "."),
        "zizmor": ("--offline", "-q", "."),
        "detect-secrets": ("scan", "--all-files", "."),
        "kingfisher": ("scan", "--no-update-check", "--no-validate", "."),
    },
}


class ToolError(Exception):
    """A tool did not do its work; the message names its exit code."""


class Figure(NamedTuple):
    """The median of some runs: seconds of CPU and of wall time, peak memory of the largest process in MB."""

    cpu: float
    wall: float
    memory: float
    runs: int


class Row(NamedTuple):
    """One line of the table; ``ratio`` is CPU time as a multiple of ``python -c pass``."""

    part: str
    tool: str
    figure: Figure
    ratio: float


def find_tool(name: str) -> str:
    """Beside this interpreter first: what was installed together is measured together."""
    if name == "python":
        return sys.executable
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if not found:
        raise ToolError("is not installed")
    return found


def run_once(command: Sequence[str], folder: Path) -> Figure:
    start = time.perf_counter()
    silence = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=folder, stdin=silence, stdout=silence, stderr=silence)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in DONE.get(Path(command[0]).name, (0,)):
        raise ToolError(f"gave up with exit code {process.returncode}")
    kilobyte = 1 if sys.platform != "darwin" else 1024
    return Figure(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / kilobyte / 1024, 1)


def measure(commands: Mapping[str, Sequence[str]], folder: Path, runs: int) -> dict[str, Figure]:
    """The figures of some commands by their names, without those that give up."""
    figures: dict[str, list[Figure]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, so_far in [*figures.items()]:
            if sum(figure.wall for figure in so_far) < PATIENCE:
                try:
                    so_far.append(run_once(commands[name], folder))
                except ToolError as error:
                    sys.stderr.write(f"{folder}: {name} {error}\n")
                    del figures[name]
    return {name: median(so_far) for name, so_far in figures.items()}


def median(figures: Sequence[Figure]) -> Figure:
    cpu, wall, memory = (statistics.median(column) for column in zip(*(figure[:3] for figure in figures), strict=True))
    return Figure(cpu, wall, memory, len(figures))


def rows(file: Path, folder: Path, runs: int, without: Collection[str]) -> Iterator[Row]:
    bare = 0.0
    for part, tools in COMMANDS.items():
        place = file.parent if part == "one file" else folder
        commands = dict(_installed({tool: words for tool, words in tools.items() if tool not in without}, file))
        for tool, figure in measure(commands, place, runs).items():
            bare = figure.cpu if tool == "python" else bare
            yield Row(part, LABELS.get(tool, tool), figure, figure.cpu / bare)


def _installed(tools: Mapping[str, Sequence[str]], file: Path) -> Iterator[tuple[str, Sequence[str]]]:
    for tool, arguments in tools.items():
        try:
            yield tool, [find_tool(tool), *(text.format(file=file.name) for text in arguments)]
        except ToolError as error:
            sys.stderr.write(f"{tool} {error}\n")


def growth(folder: Path, runs: int) -> Iterator[Row]:
    """The same folder once, four and sixteen times: growth is linear where the ratio is the factor."""
    command = [find_tool("lint-config"), "--no-config", "."]
    first = 0.0
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:  # the same disk, for hard links
        for factor in FACTORS:
            copies = Path(scratch) / str(factor)
            for number in range(factor):
                shutil.copytree(folder, copies / str(number), copy_function=os.link)
            figure = measure({"lint-config": command}, copies, runs)["lint-config"]
            first = first or figure.cpu
            yield Row("growth", f"{factor} x", figure, figure.cpu / first)


def table(found: Sequence[Row]) -> str:
    lines = [f"{'':10}{'':16}{'CPU s':>9}{'wall s':>9}{'ratio':>9}{'MB':>7}{'runs':>6}"]
    for row in found:
        cpu, wall, memory, runs = row.figure
        lines.append(f"{row.part:10}{row.tool:16}{cpu:9.3f}{wall:9.3f}{row.ratio:9.1f}{memory:7.0f}{runs:6}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="a folder of configuration files")
    parser.add_argument("--file", type=Path, help="default: the first appsettings.json in the folder")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--without", action="append", default=[], metavar="TOOL", help="leave this tool out")
    parser.add_argument("--growth", type=Path, metavar="FOLDER", help="a folder to be linted 1, 4 and 16 times over")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    arguments = parser.parse_args()
    file = arguments.file or min(arguments.folder.rglob("appsettings.json"), default=None)
    if file is None:
        parser.error("the folder has no appsettings.json: name a file by --file")
    found = list(rows(file, arguments.folder, arguments.runs, arguments.without))
    if arguments.growth:
        found += growth(arguments.growth, arguments.runs)
    sys.stdout.write(table(found) + "\n")
    if arguments.json:
        figures = [{"part": row.part, "tool": row.tool, **row.figure._asdict(), "ratio": row.ratio} for row in found]
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
