"""Commands that only start another one: ``sudo -E``, ``env A=b``, ``timeout 5m``, ``xargs -n 1``."""

from __future__ import annotations

import re

from linter.patterns import compile_late

from .syntax import Argument, Assignment, Stage

# Each with the options that take a value of their own.
_STARTERS = {
    "sudo": ("-u", "--user", "-g", "--group"),
    "env": ("-u", "--unset", "-C", "--chdir"),
    "timeout": ("-k", "--kill-after", "-s", "--signal"),
    "xargs": ("-n", "-I", "-L", "-P", "-d", "-a", "-E", "-s"),
    "time": (),
    "nohup": (),
    "nice": ("-n",),
    "exec": ("-a",),
    "command": (),
    "builtin": (),
    "stdbuf": ("-o", "-i", "-e"),
    "retry": (),
    "unbuffer": (),
    "&": (),
}
_SET = compile_late(r"([A-Za-z_]\w*)=")
_DURATION = compile_late(r"\d+(?:\.\d+)?[smhd]?$")


def without_starters(stage: Stage) -> Stage:
    """The command that is run in the end; what ``env`` sets for it becomes its assignments."""
    words, assignments = list(stage.words), list(stage.assignments)
    while len(words) > 1 and (name := words[0].text.rpartition("/")[2].lower()) in _STARTERS:
        rest = _after_options(words[1:], _STARTERS[name])
        while rest and (match := _SET.match(rest[0].text)) and name in ("env", "sudo"):
            assignments.append(_assigned(rest.pop(0), match))
        if name == "timeout" and rest and _DURATION.match(rest[0].text):
            rest = rest[1:]
        if not rest:
            break
        words = rest
    start = words[0].start if words else stage.start
    return stage._replace(words=tuple(words), start=start, assignments=tuple(assignments))


def _after_options(words: list[Argument], with_value: tuple[str, ...]) -> list[Argument]:
    index = 0
    while index < len(words) and words[index].text.startswith("-"):
        index += 2 if words[index].text in with_value else 1
    return words[index:]


def _assigned(word: Argument, match: re.Match[str]) -> Assignment:
    return Assignment(match[1], word._replace(text=word.text[match.end() :], start=word.start + match.end()))
