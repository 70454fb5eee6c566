"""Which family a YAML file is of."""

from __future__ import annotations

from collections.abc import Collection

from linter.model import Family
from linter.patterns import compile_late

from .candidate import Candidate, Decision

_COMPOSITE = compile_late(rb"""\s+using\s*:\s*["']?composite""")
_CHART_ACTION = compile_late(rb"\{\{.{0,200}?(?:\.Values\b|\.Release\b|\.Chart\b|\binclude\b)")
_KIND = compile_late(rb"""(?:^|\n)["']?kind["']?\s*:\s*["']?(\w+)""")
_COMPOSE = compile_late(r"(?s)(?:.*[._-])?(?:docker-)?compose(?:[._-].*)?\.ya?ml$")
_VALUES = compile_late(r"(?s)(?:.*[._-])?values(?:[._-].*)?\.ya?ml$")
_SPRING = compile_late(r"(?s)(?:application|bootstrap)(?:[-_.].*)?\.ya?ml$")
_WORKFLOW_HOMES = frozenset({".github", ".gitea", ".forgejo"})
_VALUES_FOLDERS = frozenset({"values", "helm-values", "helm_values", "helmvalues"})
_KUSTOMIZATION = frozenset({"kustomization.yaml", "kustomization.yml"})
_CHART = frozenset({"chart.yaml", "chart.yml"})
_SUFFIXES = (".yaml", ".yml")

# Blank lines, comments and "---", then a key at the beginning of its line.
_FIRST_KEY = compile_late(rb"""(?:[ \t\r]*(?:#[^\n]*)?\n|---[^\n]*\n)*["']?[\w./-]+["']?[ \t]*:""")
_FIRST_ITEM = compile_late(rb"(?:[ \t\r]*(?:#[^\n]*)?\n|---[^\n]*\n)*-[ \t]")
_OPERATION = compile_late(rb"""\n?[ \t-]*["']?op["']?[ \t]*:[ \t]*["']?(?:add|replace)\b""")
_POINTER = compile_late(rb"""\n?[ \t-]*["']?path["']?[ \t]*:[ \t]*["']?/""")
# Top-level keys of pipelines, API descriptions and playbooks.
_OTHER_FORMATS = (b"trigger", b"pool", b"stages", b"steps", b"jobs", b"openapi", b"swagger", b"hosts")


def yaml_family(file: Candidate) -> Decision | None:
    """The first of these that fits: place, then content, then name, then the files around it."""
    steps = (_workflow, _chart_template, _manifest, _workflow_elsewhere, _by_name, _environment_file)
    return next((decision for step in steps if (decision := step(file))), None)


def _workflow(file: Candidate) -> Decision | None:
    home = file.folders[-2:]
    if len(home) == 2 and home[0] in _WORKFLOW_HOMES and home[1] == "workflows":
        return Decision(Family.GITHUB_WORKFLOW, f"in {'/'.join(home)}")
    if file.stem == "action" and _top_level(file.content, b"runs") and _COMPOSITE.search(file.content):
        return Decision(Family.GITHUB_ACTION, f"named {file.name}, runs using composite")
    return None


def _workflow_elsewhere(file: Candidate) -> Decision | None:
    if _top_level(file.content, b"jobs") and _top_level(file.content, b"on"):
        return Decision(Family.GITHUB_WORKFLOW, "on and jobs at the top level")
    return None


def _chart_template(file: Candidate) -> Decision | None:
    under = [depth for depth, folder in enumerate(file.folders) if folder == "templates"]
    for depth in reversed(under):
        if not _CHART.isdisjoint(file.names(depth)):
            chart = file.folders[depth - 1] if depth else "at the top"
            return Decision(Family.HELM_TEMPLATE, f"under templates/ of the chart {chart}")
    is_like_one = under or (_top_level(file.content, b"kind") and not _VALUES.match(file.name))
    if is_like_one and _CHART_ACTION.search(file.content):
        return Decision(Family.HELM_TEMPLATE, "Helm actions in it")
    return None


def _manifest(file: Candidate) -> Decision | None:
    if file.name in _KUSTOMIZATION:
        return Decision(Family.KUBERNETES, f"named {file.name}")
    if _is_json_patch(file.content):
        return Decision(Family.KUBERNETES, "a JSON patch (RFC 6902)")
    if not (_top_level(file.content, b"apiVersion") and _top_level(file.content, b"kind")):
        return None
    if _VALUES.match(file.name) and not _top_level(file.content, b"metadata"):
        return None  # a chart may offer apiVersion and kind as values
    kind = _KIND.search(file.content)
    return Decision(Family.KUBERNETES, "apiVersion and kind" + (f" {kind.group(1).decode()}" if kind else ""))


def _is_json_patch(content: bytes) -> bool:
    """Whether it is a list of operations, as ``patches`` of a kustomization take."""
    return bool(_FIRST_ITEM.match(content) and _OPERATION.search(content) and _POINTER.search(content))


def _by_name(file: Candidate) -> Decision | None:
    if _COMPOSE.match(file.name):
        return Decision(Family.COMPOSE, f"named {file.name}")
    if _VALUES.match(file.name):
        return Decision(Family.HELM_VALUES, f"named {file.name}")
    if _SPRING.match(file.name):
        return Decision(Family.SPRING, f"named {file.name}")
    if file.folders and file.folders[-1].lower() in _VALUES_FOLDERS and is_plain_mapping(file.content):
        return Decision(Family.HELM_VALUES, f"in a folder {file.folders[-1]}")
    return None


def _environment_file(file: Candidate) -> Decision | None:
    """Plain keys that stand for an environment: ``<app>/<env>.yaml``, ``environments/<env>/*.yaml``."""
    named = file.around.environments.named
    depth = len(file.folders)
    folder = file.folders[-1] if file.folders else ""
    if not (named(file.stem) or named(folder)) or not is_plain_mapping(file.content):
        return None
    if any(not _CHART.isdisjoint(file.names(above)) for above in range(depth, -1, -1)):
        return Decision(Family.HELM_VALUES, "under a chart, named by an environment")
    if named(file.stem) and _has_sibling(file, file.stem, file.names(depth), _SUFFIXES):
        return Decision(Family.HELM_VALUES, "beside other files named by environments")
    if named(folder) and _has_sibling(file, folder, file.names(depth - 1), ("",)):
        return Decision(Family.HELM_VALUES, "in a folder beside others named by environments")
    return None


def _has_sibling(file: Candidate, name: str, others: Collection[str], suffixes: tuple[str, ...]) -> bool:
    """Whether one of the others is a values file or is named by another environment."""
    own = _environment_words(file, name)
    alike = (other for other in others if other.endswith(suffixes))
    return any(_VALUES.match(other) or _environment_words(file, other) - own for other in alike)


def _environment_words(file: Candidate, name: str) -> frozenset[str]:
    return frozenset(word.environment for word in file.around.environments.named(name))


def is_plain_mapping(content: bytes) -> bool:
    """Whether it is a mapping at the top level, and none of a pipeline, an API description, a playbook."""
    return bool(_FIRST_KEY.match(content)) and not any(_top_level(content, key) for key in _OTHER_FORMATS)


def _top_level(content: bytes, key: bytes) -> bool:
    """Whether a YAML text has this key, plain or quoted, at the beginning of a line."""
    at = content.find(key)
    while at >= 0:
        quote = content[at - 1 : at] if at and content[at - 1] in b"\"'" else b""
        start = at - len(quote)
        rest = content[at + len(key) : at + len(key) + 8].removeprefix(quote).lstrip(b" \t")
        if rest.startswith(b":") and (start == 0 or content[start - 1] in b"\r\n"):
            return True
        at = content.find(key, at + 1)
    return False
