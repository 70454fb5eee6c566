"""How the mutation benchmark makes faulty files of clean ones: a fault names its rule and plants itself."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple
from uuid import UUID

from planting import PLANTERS, encoded_secret, in_jobs, in_production, planter_of

from linter.model import Family
from linter.values.entra import checksum


class Mutant(NamedTuple):
    """A file with one fault: its text, the 1-based line at which the rule must speak, and the path it is to have."""

    text: str
    line: int
    path: str = ""


class Fault(NamedTuple):
    """A fault: the rule that finds it, what was done in words, and what makes mutants of a file."""

    rule: str
    what: str
    plant: Callable[[str, str, Family, Random], Iterator[Mutant]]


def guid(random: Random) -> str:
    """A random GUID."""
    return str(UUID(int=random.getrandbits(128), version=4))


def entra_secret(random: Random) -> str:
    """A client secret that Entra could have issued."""
    letters = string.ascii_letters + string.digits
    body = "".join(random.choices(letters, k=3)) + "8" + "Q~" + "".join(random.choices(letters, k=31))
    return body + checksum(body)


def mistyped(secret: str) -> str:
    return secret[:-1] + ("-" if secret[-1] != "-" else "_")


VAULT = "https://kv-shop.vault.azure.net"
# A file whose own name or folder says another environment, or that it is there to be copied.
_SAYS_OTHERWISE = re.compile(
    r"(?i)(?:^|[/._-])(?:dev\d*|development|local|test\d*|tst|qa\d*|uat|stag\w*|stg|acc\w*|(?:non|pre)?prod\w*|live|docs?|snippets"
    r"|samples?|examples?|template|dist)(?:$|[/._-])"
)
MANIFESTS = frozenset({Family.KUBERNETES, Family.HELM_TEMPLATE})
RESOLVES = frozenset({Family.APP_SERVICE_SETTINGS, Family.BICEP, Family.ARM_TEMPLATE})
TEMPLATES = frozenset({Family.BICEP, Family.BICEP_PARAMETERS, Family.ARM_TEMPLATE, Family.ARM_PARAMETERS})
WORKFLOWS = frozenset({Family.GITHUB_WORKFLOW})
ALL = frozenset(PLANTERS)


def whole(random: Random) -> dict[str, str]:
    """A credential without a fault."""
    return {"tenant": guid(random), "id": guid(random), "secret": ""}


def spoilt(
    rule: str,
    what: str,
    change: Callable[[dict[str, str], Random], str],
    families: frozenset[Family] = ALL,
    into: str = "",
) -> Fault:
    """A credential is added to the file; ``change`` spoils it and names the half that is to be found."""

    def plant(path: str, text: str, family: Family, random: Random) -> Iterator[Mutant]:
        credential = whole(random)
        half = change(credential, random)
        if family not in families or (into and _SAYS_OTHERWISE.search(path)) or "local.settings" in path:
            return
        planted = planter_of(path, family)(text, credential)
        if planted and into and family in WORKFLOWS:
            planted = in_production(planted)
        if planted:
            yield Mutant(planted.text, planted.lines[half], into + path if into else "")

    return Fault(rule, what, plant)


def setting(half: str, make: Callable[[Random], str]) -> Callable[[dict[str, str], Random], str]:
    def change(credential: dict[str, str], random: Random) -> str:
        credential[half] = make(random)
        return half

    return change


def own_id(credential: dict[str, str], _random: Random) -> str:
    credential["secret"] = credential["id"]
    return "secret"


def lost_digit(credential: dict[str, str], random: Random) -> str:
    at = random.choice([i for i, c in enumerate(credential["id"]) if c != "-"])
    credential["id"] = credential["id"][:at] + credential["id"][at + 1 :]
    return "id"


def encoded_newline(_path: str, text: str, family: Family, random: Random) -> Iterator[Mutant]:
    if family in MANIFESTS:
        planted = encoded_secret(text, whole(random) | {"secret": "made-up-secret-text-of-the-shop\n"})
        yield Mutant(planted.text, planted.lines["secret"])


def edited(
    pattern: str, replacement: str, families: frozenset[Family], *, at_start: bool = False
) -> Callable[..., Iterator[Mutant]]:
    """Up to three places where a pattern stands are changed, one at a time; the rule speaks of the last line of it."""

    def plant(_path: str, text: str, family: Family, _random: Random) -> Iterator[Mutant]:
        for match in list(re.finditer(pattern, text))[:3] if family in families else ():
            changed = text[: match.start()] + match.expand(replacement)
            line = text.count("\n", 0, match.start()) + 1 if at_start else changed.count("\n") + 1
            yield Mutant(changed + text[match.end() :], line)

    return plant


def step(rule: str, what: str, *lines: str, at: int, job: str = "") -> Fault:
    """A job with one more step; ``at`` is the index of the line of the step at which the rule speaks."""

    def plant(_path: str, text: str, family: Family, _random: Random) -> Iterator[Mutant]:
        def body(indent: str) -> list[tuple[str, str]]:
            head = f"{indent}runs-on: ubuntu-latest\n" + (f"{indent}{job}\n" if job else "") + f"{indent}steps:\n"
            return [("", head), *(("at" if i == at else "", f"{indent}  {line}\n") for i, line in enumerate(lines))]

        planted = in_jobs(text, body) if family in WORKFLOWS and "workflow_call" not in text else None
        if planted:
            yield Mutant(planted.text, planted.lines["at"])

    return Fault(rule, what, plant)


def added(rule: str, what: str, family: Family, addition: str, line: int) -> Fault:
    """Text at the end of the file; ``line`` is the line of it at which the rule speaks, from 0."""

    def plant(_path: str, text: str, of: Family, _random: Random) -> Iterator[Mutant]:
        if of is family:
            text = text if not text or text.endswith("\n") else text + "\n"
            yield Mutant(text + addition, text.count("\n") + 1 + line)

    return Fault(rule, what, plant)


_ID_TOKEN = re.compile(r"(?m)^[ ]+id-token:[ ]*write[ \t]*(?:#.*)?\n")
_FEDERATED_LOGIN = re.compile(
    r"(?mi)^[ ]*(?:- )?(?:[\w-]+:.*\n[ ]+)*?(?:- )?uses:[ ]*[\"']?azure/login@.*\n(?:.*\n){1,4}?[ ]+client-id:"
)


def without_id_token(_path: str, text: str, family: Family, _random: Random) -> Iterator[Mutant]:
    """Where a login by OIDC stands in a workflow of its own, it must be found once the permission is gone."""
    changed = _ID_TOKEN.sub("", text)
    login = _FEDERATED_LOGIN.search(changed)
    called = "workflow_call" in text or "write-all" in text or re.search(r"permissions:[ \t]*\n(?![ ]{2,}\w)", changed)
    if family in WORKFLOWS and changed != text and login and not called:
        uses = changed.index("azure/login", login.start())
        yield Mutant(changed, changed.count("\n", 0, uses) + 1)
