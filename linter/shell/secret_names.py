"""What a variable called a secret is given may be the secret's name: put together here, or asked for by what follows."""

from __future__ import annotations

import re

from linter.names.secret_parameters import names_something
from linter.patterns import compile_late

from .names import Says, says
from .printers import CHANGED, REPEATERS, SELECTING, UNCHANGED
from .starters import without_starters
from .syntax import Argument, Part, Pipeline, Stage, Statement

# ${APP}-client-secret, kv-$ENVIRONMENT-password: letters that no issuer would put around what is computed.
_AROUND = compile_late(
    r"(?:[\w-]*[-_])?(?:secret|password|passwd|pwd|key|token|credential)s?(?:[-_][\w-]*)?", re.IGNORECASE
)
_IDENTIFIER = compile_late(r"(?P<computed>\$\{?)?(?P<name>[A-Za-z_][\w-]*)")
_PATHS = frozenset({"basename", "dirname", "realpath", "readlink", "mktemp", "split-path", "resolve-path"})
_QUERIES = ("--query", "-q", "--jq")
_TEMPLATES = ("jsonpath", "custom-columns", "go-template")  # of kubectl's -o
_PASS_ON = (UNCHANGED | CHANGED) - SELECTING - REPEATERS


def is_name_around(text: str) -> bool:
    """Whether a text reads like the name of a secret, once what is computed is left out: ``-client-secret``."""
    return bool(_AROUND.fullmatch(text)) and ("-" in text or "_" in text)


def without_parts(script: str, word: Argument) -> str:
    """What a word spells out itself, its quotes taken off."""
    spelled = []
    position = word.start
    for part in sorted(word.parts, key=lambda part: part.start):
        spelled.append(script[position : max(position, part.start)])
        position = max(position, part.end)
    spelled.append(script[position : word.end])
    return "".join(spelled).replace('"', "").replace("'", "")


def gives_name(part: Part, script: str) -> bool:
    """Whether a part puts in the name of something: ``$(terraform output -raw secret_name)``, ``$secret.Name``."""
    if part.member:
        return says(part.member) is Says.HARMLESS
    return bool(part.statements) and _ends_in_name(part.statements[-1], script)


def _ends_in_name(statement: Statement, script: str) -> bool:
    """Whether the last command that is no mere filter answers with a name."""
    if not isinstance(statement, Pipeline):
        return False
    stages = (without_starters(stage) for stage in reversed(statement.stages[: statement.own]))
    last = next((stage for stage in stages if _name(stage) not in _PASS_ON or _asked_for(stage)), None)
    return last is not None and _answers_name(last, script)


def _answers_name(stage: Stage, script: str) -> bool:
    name = _name(stage)
    if name in REPEATERS:
        return any(is_name_around(without_parts(script, word)) for word in stage.words[1:])
    if asked := _asked_for(stage):
        return says(asked) is Says.HARMLESS
    return name in _PATHS or names_something(name.rpartition(".")[0] or name)


def _asked_for(stage: Stage) -> str:
    """The last name in what a command is asked to pick out, empty where it is asked for all or the name is computed."""
    words = [word.text for word in stage.words[1:]]
    plain = [word for word in words if not word.startswith("-")]
    name = _name(stage)
    if name in SELECTING:
        query = next((word for word in plain if "." in word), "")
    elif name == "select-object":
        query = plain[0] if plain else ""
    elif name in ("terraform", "tofu", "azd", "pulumi"):
        query = plain[-1] if len(plain) > 1 else ""
    else:
        query = _query(words)
    names = ["" if match["computed"] else match["name"] for match in _IDENTIFIER.finditer(query)]
    return names[-1] if names else ""


def _query(words: list[str]) -> str:
    """The value of an option that picks something out of an answer."""
    for index, word in enumerate(words):
        option, equals, value = word.partition("=")
        if option in _QUERIES:
            return value if equals else "".join(words[index + 1 : index + 2])
        if option in ("-o", "--output"):
            asked = value if equals else "".join(words[index + 1 : index + 2])
            return asked if asked == "name" or asked.startswith(_TEMPLATES) else ""
    return ""


def _name(stage: Stage) -> str:
    return stage.words[0].text.rpartition("/")[2].lower() if stage.words else ""
