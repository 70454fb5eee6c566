"""Texts that a later step completes: expressions of the platforms, and tokens of deploy steps."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.model import Family, Reference, Target
from linter.patterns import compile_late

_GITHUB_EXPRESSION = compile_late(r"\$\{\{(.*?)\}\}", re.DOTALL)
_GITHUB_CONTEXT = compile_late(
    r"(?<![\w.])(?P<context>secrets|vars|env|inputs)(?:\.(?P<name>[A-Za-z_][\w-]*)|\[\s*['\"](?P<quoted>[^'\"]+)['\"]\s*\])"
)
_GITHUB_TARGETS = {
    "secrets": Target.GITHUB_SECRET,
    "vars": Target.GITHUB_VARIABLE,
    "env": Target.ENVIRONMENT_VARIABLE,
    "inputs": Target.PARAMETER,
}


def github_references(text: str) -> Iterator[Reference]:
    """What the ``${{ … }}`` of a text take from GitHub: secrets, variables, environment, inputs."""
    for expression in _GITHUB_EXPRESSION.finditer(text):
        for match in _GITHUB_CONTEXT.finditer(text, *expression.span(1)):
            group = "name" if match["name"] else "quoted"
            yield Reference(
                _GITHUB_TARGETS[match["context"]], match[group], start=match.start(group), end=match.end(group)
            )


def is_one_github_secret(text: str) -> bool:
    """Whether a text is ``${{ secrets.X }}`` and nothing else."""
    expression = _GITHUB_EXPRESSION.fullmatch(text.strip())
    context = _GITHUB_CONTEXT.fullmatch(expression[1].strip()) if expression else None
    return context is not None and context["context"] == "secrets"


_BARE_SECRET = compile_late(r"secrets\.([A-Za-z_]\w*)")


def bare_github_secret(text: str) -> Reference | None:
    """The secret that ``secrets.X`` without ``${{ }}`` was meant to name, or None."""
    match = _BARE_SECRET.fullmatch(text)
    return Reference(Target.GITHUB_SECRET, match[1], start=match.start(1), end=match.end(1)) if match else None


_VALUES_PATH = compile_late(r"\.Values((?:\.[A-Za-z_][\w-]*)+)")
_VALUES_INDEX = compile_late(r"index\s+\$?\.Values((?:\s+\"[^\"]+\")+)")


def values_references(text: str) -> Iterator[Reference]:
    """The Helm values that a template reads: ``.Values.a.b``, ``index .Values "a" "b"``."""
    for match in _VALUES_PATH.finditer(text):
        start, end = match.span(1)
        yield Reference(Target.VALUES_PATH, match[1][1:], start=start + 1, end=end)
    for match in _VALUES_INDEX.finditer(text):
        name = ".".join(re.findall(r"\"([^\"]+)\"", match[1]))
        yield Reference(Target.VALUES_PATH, name, start=match.start(1), end=match.end(1))


_ARM_PARAMETER = compile_late(r"\bparameters\(\s*'([^']+)'\s*\)", re.IGNORECASE)
_BICEP_PARAMETER = compile_late(r"\$\{\s*([A-Za-z_]\w*)\s*\}")


def parameter_references(text: str, family: Family) -> Iterator[Reference]:
    """The template parameters that an ARM expression or a Bicep interpolation takes by name."""
    pattern = _BICEP_PARAMETER if family in (Family.BICEP, Family.BICEP_PARAMETERS) else _ARM_PARAMETER
    for match in pattern.finditer(text):
        yield Reference(Target.PARAMETER, match[1], start=match.start(1), end=match.end(1))


_TOKEN = compile_late(
    r"#\{(?P<a>[^{}]+)\}#?"  # Octopus, replacetokens
    r"|\$\{(?P<b>[^{}]+?)(?::[?+][^{}]*)?\}"  # environment, Spring, azd, Flux
    r"|\$\((?P<c>[^()]+)\)"  # Azure Pipelines, Kubernetes, shell
    r"|\$\[(?P<d>[^\[\]]+)\]"  # Azure Pipelines, at run time
    r"|\{\{-?\s*(?P<e>[^{}]+?)\s*-?\}\}"  # Mustache, Jinja, Go
    r"|(?<!\w)__(?P<f>[A-Za-z](?:\w{0,100}?[A-Za-z0-9])?)__(?!\w)"  # replacetokens
    r"|%(?P<g>[A-Za-z_]\w*)%"  # Windows
    r"|@@(?P<h>\w+)@@|\A@(?P<i>[\w.-]+)@\Z"  # Maven
    r"|\A#(?P<l>[A-Za-z_][\w.-]*)#\Z"
    r"|<%[=-]?\s*(?P<j>.{1,200}?)\s*-?%>"  # ERB
    r"|(?<![\w$])\$(?:env:)?(?P<k>[A-Z][A-Z0-9_]{2,}|[A-Za-z_]{3,})(?!\w)"  # shell, PowerShell
)
_TELLS_TOKEN = ("$", "{{", "__", "%", "@", "#")  # of which each of them holds one


def token_references(text: str) -> Iterator[Reference]:
    """The tokens of deploy steps in a text: ``#{X}#``, ``__X__``, ``$(X)``, ``${X}``, ``%X%``, ``{{X}}`` and their kin."""
    if not any(map(text.__contains__, _TELLS_TOKEN)):
        return
    for match in _TOKEN.finditer(text):
        group = match.lastgroup or 0
        yield Reference(Target.TOKEN, match[group], start=match.start(group), end=match.end(group))


# ``${X:-d}``, ``${X:=d}``, ``${X:d}``, ``${X=d}``, and the shell's ``${X-d}`` where X has no hyphens of its own;
# ``:?`` is followed by a message and ``:+`` by an alternative instead. ``{noop}`` tells Spring Security that the text
# is no hash: https://docs.spring.io/spring-security/reference/features/authentication/password-storage.html
_DEFAULT = compile_late(
    r"\s*(?:\{noop\})?\$\{(?:(?P<name>[\w.-]+?)(?::[-=]|:(?![?+])|=)|(?P<shell>[A-Z_][A-Z0-9_]*)-)"
    r"(?P<default>.*)\}\s*",
    re.DOTALL,
)


def default_in(text: str) -> tuple[Reference, int, int] | None:
    """The token that a whole text is, and the offsets of the default it falls back to, or None.

    ``end`` is exclusive; quotation marks around the default are left out.
    """
    match = _DEFAULT.fullmatch(text)
    if not match or not _is_balanced(match["default"]):
        return None
    group = "name" if match["name"] else "shell"
    token = Reference(Target.TOKEN, match[group], start=match.start(group), end=match.end(group))
    start, end = match.span("default")
    if end - start >= 2 and text[start] == text[end - 1] and text[start] in "'\"":
        start, end = start + 1, end - 1
    return token, start, end


def _is_balanced(text: str) -> bool:
    """Whether every brace in a text has its partner there, so that it ends where its token ends."""
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0
