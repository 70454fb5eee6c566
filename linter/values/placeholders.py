"""Stand-ins that a person was to replace, by the conventions met in real repositories."""

import re
from typing import NamedTuple

from linter.patterns import compile_late

_CREDENTIAL = (
    r"(?:client|app(?:lication)?|api|user|admin|db|sql|access|account|secret|password|passw0rd|passwd|pass|pwd|pw"
    r"|passphrase|key|token|tenant|value|id|name|string|data|credentials?|cert(?:ificate)?|here)"
)
_HELD = r"(?:secret|password|passw0rd|passwd|pass|pwd|pw|passphrase|key|token|value|id|string|data|connectionstring)"
_GAP = r"[-_ .]?"


def _whole(pattern: str) -> re.Pattern[str]:
    return compile_late(rf"(?:{pattern})\Z", re.IGNORECASE | re.DOTALL)


class Convention(NamedTuple):
    """A way to write a stand-in; ``pattern`` matches a whole text without the white space around it.

    ``telling`` are lower-case parts of which such a text holds one at least; empty where none can be named.
    """

    name: str
    telling: tuple[str, ...]
    pattern: re.Pattern[str]

    def meets(self, text: str, lower: str) -> bool:
        """Whether a text, given with its lower-case form too, is written this way."""
        told = not self.telling or any(map(lower.__contains__, self.telling))
        return told and self.pattern.match(text) is not None


# Convention, parts that tell of it, pattern: most texts hold no such part and spare us the pattern. Add a line to add one.
_CONVENTIONS = (
    (
        "repeated characters",
        "",
        _whole(
            r"([x*.•?#_0-]|[A-Za-z])\1{2,}|([A-Za-z0-9])\2{11,}.{0,3}|…+|.{0,12}([x*])\3{5,}.{0,8}|([a-z]{3,12})\4{2,}"
            r"|([A-Za-z0-9]{6,})\5"
        ),
    ),
    ("letters in order", "abcdefgh 0123456789abcdef", _whole(r".*(?:abcdefgh|0123456789abcdef).*")),
    ("masked", "**", _whole(r"\*{2,}[A-Za-z]\w{0,15}\*{2,}")),  # **SOPS**, by which Flux shows what it may not
    ("angle brackets", "<", _whole(r"[^<>]*<+ ?[A-Za-z_][^<>]{0,100}>+.*|<<+ ?[A-Za-z_][^<>]{0,100}")),
    ("text in brackets", "[", _whole(r"\[[A-Za-z][^\[\]\"'{}()]*\]")),
    ("text in brackets", "[", _whole(r"\[(?:enter|copy|insert|put|paste|replace|your|the|see) .*")),
    ("text in braces", "{", _whole(r"[^{}]*\{[A-Za-z][\w .-]*\}[^{}]*")),
    ("your …", "your", _whole(r"(?:.*[^a-z])?your(?!s\b).*")),
    (
        "my …",
        "my",
        _whole(rf"my{_GAP}(?:super{_GAP})?(?:(?:client|tenant|api|access){_GAP})?{_HELD}{_GAP}(?:value|\d{{1,3}})?!?"),
    ),
    (
        "made-up word",
        "test fake dummy example sample demo mock stub foo bar bogus abc",
        _whole(
            r"(?:(?:some|this.is.a)[-_ .]?)?(?:test|fake|dummy|example|sample|demo|mock|stub|foo|bar|bogus|abc)"
            rf"{_GAP}(?:{_CREDENTIAL}{_GAP}){{0,3}}{_HELD}{_GAP}\d{{0,4}}!?"
        ),
    ),
    ("made-up word", "fake dummy foo bar bogus mykubeconfig", _whole(r"fake|dummy|foo|bar|foobar|bogus|mykubeconfig")),
    # prod_pass: the environment and what is meant. Not prod-password, which is the name of a Secret as well.
    (
        "made-up word",
        "pass pw",
        _whole(r"(?:prod(?:uction)?|staging|stg|uat|qa|preprod)_?(?:db_?|user_?)?(?:pass(?:word|wd)?|pwd|pw)"),
    ),
    # AKIAIOSFODNN7EXAMPLE
    ("example of a documentation", "example", _whole(r"[A-Za-z0-9/+]{8,}(?-i:EXAMPLE(?:KEY)?)")),
    (
        "made-up word",
        "dummy fake placeholder redacted real prod matter unsafe insecure only least enough char development testing",
        _whole(
            r"[\w .-]*(?:dummy|fake|placeholder|redacted|not.?a.?real|not.?for.?prod\w*|doesnt.?matter|unsafe"
            r"|insecure|(?:ci|dev|development|tests?|testing|local).?only|is.?at.?least|long.?enough|min(?:imum)?.?\d+.?char(?:acter)?s?"
            r"|at.?least.?\d+.?(?:bit|byte|char)|for.?(?:development|testing))[\w .-]*[\d!]*"
        ),
    ),
    ("made-up word", "demo value abc xyz", _whole(r"(?:[a-z]+[-_ ])*demo(?:[-_ ][a-z]+)*|value[-_ ]?\d{0,2}|abc|xyz")),
    (
        "empty key",
        "-----begin",
        _whole(r"-----BEGIN [A-Z ]+-----[^A-Za-z0-9+/]*[A-Za-z ]{0,20}[^A-Za-z0-9+/]*(?:-----END [A-Z ]+-----\s*)?"),
    ),
    (
        "name of a type",
        "string text varchar bytes base64 guid uuid unused",
        _whole(r"string|text|varchar|bytes|base64|(?:[a-z]+[-_ ])*(?:guid|uuid)|unused"),
    ),
    # this-is-a-very-long-secret-key
    ("made-up word", "this", _whole(r"this[-_ .]is[-_ .](?:an?|my|the|our)[-_ .].*")),
    ("made-up word", "some", _whole(r"some[a-z]*(?:key|secret|password|token|pwd)[a-z]*")),
    ("made-up word", "some", _whole(r"some[-_ ][\w -]*(?:value|data|text|string|secret|password|key|id)")),
    (
        "supplied later",
        "overrid injected inserted supplied provided populated generated filled set",
        _whole(
            r"overrid(?:e|den)(?:[-_ ].*)?"
            r"|(?:[a-z]+[-_ ])*(?:injected|inserted|supplied|provided|populated|generated|filled(?:[-_ ]in)?|set|overridden)"
            r"[-_ ](?:at|by|from|during|on|upon|via|through)[-_ ][a-z].*"
        ),
    ),
    (
        "supplied later",  # PopulateFromEnvironmentVariable
        "from by via",
        _whole(
            r"(?:populated?|provided?|suppl(?:y|ied)|inject(?:ed)?|insert(?:ed)?|overrid(?:e|den)|set|load(?:ed)?)[-_ ]?"
            r"(?:from|by|via)[-_ ]?(?:the[-_ ]?)?(?:env|key[-_ ]?vault|user[-_ ]?secret|pipeline|deploy|terraform)[a-z_ -]*"
        ),
    ),
    ("cut short", "... …", _whole(r"[a-z]{1,4}[-_]?(?:\.{3,}|…)")),
    (
        "where to find it",
        "todo tbd fixme",
        _whole(
            r"(?:todo|tbd|fixme)\W.*\b(?:local|user|environment|pipeline|vault|keyvault|secret manager|app ?config)\b.*"
        ),
    ),
    (
        "to do",
        "todo tbd tba missing fixme fill n/a set undefined",
        _whole(r"(?:todo|tbd|tba|missing|fixme|fill.?(?:me|in)|n/a|unset|not.?set|undefined)(?:[^a-z].*)?"),
    ),
    (
        "change me",
        "change",
        _whole(r".*change[-_ ]?(?:me|it|this|now|before|in[-_ ]?prod).*|.*(?:should|must)[-_ ]be[-_ ]changed.*"),
    ),
    (
        "replace me",
        "replace",
        _whole(
            r".*(?:should|must|to)[-_ ]?be[-_ ]?replaced.*"
            r"|(?:.*[^a-z])?replaced?(?:[-_ ]?(?:me|this|with|by|in|at)(?:[^a-z].*)?|[^a-z].*)?"
        ),
    ),
    (
        "enter here",
        "enter insert paste provide specify type here",
        _whole(
            rf"(?:enter|insert|paste|provide|specify|type){_GAP}(?:the|your|an?|valid|existing|{_CREDENTIAL}).*"
            rf"|.*[-_ ]here(?:[-_ ]?\d{{1,4}})?|{_CREDENTIAL}(?:{_GAP}{_CREDENTIAL})*here|.*goes.here.*"
        ),
    ),
    (
        "where to find it",
        "secret password key",
        _whole(r"(?:(?:client|app)[-_ ])?(?:secret|password|key)[-_ ](?:from|in|goes|stored)[-_ ].*"),
    ),
    ("generated by the test bench", "gen-", _whole(r"GEN-[A-Z][A-Z0-9-]*")),
    ("dummy id", "-0 -1 -x -a", _whole(r"[{(]?[01x]{4,}(?:-[01xa]{3,}){2,}[})]?")),
    (
        "documentation domain",
        "contoso fabrikam qualified.domain.name",
        _whole(r"(?:[\w-]+\.)?(?:contoso|fabrikam)(?:b2c)?\.(?:onmicrosoft\.)?com|qualified\.domain\.name"),
    ),
)

PLACEHOLDERS = tuple(Convention(name, tuple(telling.split()), pattern) for name, telling, pattern in _CONVENTIONS)

_INSTRUCTION = compile_late(
    r"(?:fill|configure|enter|add|set|get|copy|put|replace|insert|use|see|provide|specify|paste|change|generate|create"
    r"|same|stored?|located|should|will|must|loaded|read|injected|populated|retrieved?|come|from|in|the|do|don'?t|please"
    r"|this|your|just|kept|optional|required|only|not|never|managed|overridden?)\b",
    re.IGNORECASE,
)
_GLUE = compile_late(r"\b(?:the|an?|is|are|be|of|to|in|or|and|for|with|but|may|will)\b", re.IGNORECASE)
_WORD = compile_late(r"[A-Za-z][A-Za-z'’.,:;()/-]*\Z")
_LONGEST = 300  # a convention is short; whatever is longer is no placeholder


def placeholder_in(text: str) -> str:
    """The convention by which a text is a placeholder, or an empty string."""
    text = text.strip()
    if len(text) > _LONGEST:
        return ""
    if _is_instruction(text):
        return "sentence"
    lower = text.lower()
    return next((convention.name for convention in PLACEHOLDERS if convention.meets(text, lower)), "")


def _is_instruction(text: str) -> bool:
    """Whether a text is a sentence that tells what to do, or is long; four random words are a pass phrase."""
    parts = text.split()
    if len(parts) < 3 or not all(map(_WORD.match, parts)):
        return False
    return _INSTRUCTION.match(text) is not None or (len(parts) >= 8 and _GLUE.search(text) is not None)
