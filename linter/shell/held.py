"""Which secret a variable or a ``${{ }}`` expression holds."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from linter.model import Mask, Named
from linter.patterns import compile_late

from .names import Says, says
from .secret_names import is_name_around


class Held(NamedTuple):
    """A secret, as :class:`~linter.model.Carried` has it, that is not in a place yet."""

    what: str
    mask: Mask = Mask.NOBODY
    certain: bool = True
    issued_by_github: bool = False


_REFERENCE = compile_late(
    r"(?P<json>\bfromJSON\(\s*)?(?<![\w.'-])(?P<context>secrets|inputs|env|github|steps|needs)"
    r"(?P<path>(?:\.[\w-]+|\[[^\]]*\])*)(?:\s*\)(?P<field>(?:\.[\w-]+|\[[^\]]+\])+))?",
    re.IGNORECASE,
)
_JUDGED_AFTER = compile_late(r"\s*(?:==|!=|&&|<|>)")
_JUDGED_BEFORE = compile_late(r"(?:==|!=|!|<|>|\b(?:contains|startsWith|endsWith|hashFiles)\()\s*$", re.IGNORECASE)
_EXPRESSION = compile_late(r"\$\{\{(.*?)\}\}", re.DOTALL)


def in_expression(text: str) -> Iterator[Held]:
    """The secrets that an expression puts in; what is only compared is not put in."""
    for match in _REFERENCE.finditer(text):
        if not _JUDGED_AFTER.match(text, match.end()) and not _JUDGED_BEFORE.search(text, 0, match.start()):
            yield from _referred(match)


def _referred(match: re.Match[str]) -> Iterator[Held]:
    context, path = match["context"].lower(), match["path"]
    name = re.split(r"[.\[]", path)[-1].strip("\"'] ")
    whole = f"{context}{path}"
    if context == "github":
        if path == ".token":
            yield Held("github.token", Mask.RUNNER, issued_by_github=True)
    elif context != "secrets":
        if path and says(name) is Says.SECRET:
            yield Held(whole, Mask.RUNNER)
    elif not path:
        yield Held("all secrets")
    elif match["json"] and match["field"]:
        yield from _part_of_json(whole, match["field"])
    elif says(name) is not Says.HARMLESS:
        certain = says(name) in (Says.SECRET, Says.MAYBE)
        yield Held(whole, Mask.RUNNER, certain, issued_by_github=name.upper() == "GITHUB_TOKEN")


def _part_of_json(whole: str, field: str) -> Iterator[Held]:
    name = re.split(r"[.\[]", field)[-1].strip("\"'] ")
    if says(name) in (Says.SECRET, Says.MAYBE):
        yield Held(f"{name} in {whole}")


def in_environment_variable(named: Named) -> Iterator[Held]:
    """The secrets that an ``env:`` entry holds, by what is put in and by its own name."""
    text = named.value.reveal()
    expressions = _EXPRESSION.findall(text)
    found = [held for expression in expressions for held in in_expression(expression)]
    own = says(named.name)
    for held in found:
        if held.certain or own is not Says.HARMLESS:
            certain = held.certain or own in (Says.SECRET, Says.MAYBE)
            yield held._replace(what=f"{named.name} ({held.what})", certain=certain)
    is_name = is_name_around(_EXPRESSION.sub("", text))
    if not found and own is Says.SECRET and not is_name and any(map(_is_passed_in, expressions)):
        yield Held(named.name, Mask.RUNNER)


def _is_passed_in(expression: str) -> bool:
    return bool(re.match(r"\s*(?:inputs|steps|needs|secrets)\b", expression)) and not _is_harmless(expression)


def _is_harmless(expression: str) -> bool:
    last = re.split(r"[.\[]", expression.strip())[-1].strip("\"'] ")
    return says(last) is Says.HARMLESS or bool(re.search(r"==|!=|&&", expression))


def certain_in(text: str) -> Iterator[str]:
    """What certainly is a secret in the expressions of a text, in words; outputs of steps are judged where they are written."""
    for expression in _EXPRESSION.findall(text):
        if not expression.strip().startswith("steps"):
            yield from (held.what for held in in_expression(expression) if held.certain)


def parts_in(text: str) -> Iterator[str]:
    """The parts of JSON secrets that the expressions of a text take, in words; the log does not mask them."""
    for expression in _EXPRESSION.findall(text):
        for match in _REFERENCE.finditer(expression):
            if match["json"] and match["field"] and match["context"].lower() == "secrets":
                yield from (held.what for held in _referred(match))
