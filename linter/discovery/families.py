"""Which family a file is of: by its name, its folder and its content together.

Content is searched by bytes, not parsed: this runs over every file of a repository. The naming
conventions are those met in public repositories: ``appsettings.json.rename``, ``.env.sample``,
``values.preview.template.yaml``, ``<app>/<environment>.yaml``, and so on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from linter.decoding import ascii_view
from linter.model import Family
from linter.patterns import compile_late

from .candidate import Candidate, Decision, Surroundings

_JSON = (".json", ".jsonc", ".json5")
_YAML = (".yaml", ".yml")
_CONFIGURATION = (*_JSON, *_YAML, ".properties", ".config", ".bicep", ".bicepparam")
# What follows ".json" or ".env" in the name of a file that is something else.
_OTHER_FORMATS = frozenset(
    "asc asm cs css enc fs go gpg gz html java js jsx lock map md mjs py rb resx rs rst sh snap sops sql svg"
    " ts tsx txt vault vb xsd zip".split()
)
_DOTENV = compile_late(r"(?s).*\.env(?:[._-].+)?$|\.flaskenv$|env\.(?:example|sample|template|dist)$")
_DOTNET_CONFIG = compile_late(r"(?s)(?:web|app|appsettings|connectionstrings)(?:\..+)?\.config$")
_SPRING = compile_late(r"(?s)(?:application|bootstrap)(?:[-_.].*)?\.properties$")
_NO_SURROUNDINGS = Surroundings()


def family_of(path: str, data: bytes, surroundings: Surroundings = _NO_SURROUNDINGS) -> Decision | None:
    """The family of a file and why, or None. ``path`` uses ``/`` and begins at the top of the repository."""
    *folders, name = path.split("/")
    name = _plain(name.lower())
    decide = _DECIDERS.get("." + name.rpartition(".")[2], _dotenv)
    return decide(Candidate(tuple(folders), name, ascii_view(data), surroundings))


def may_be_values(path: str, data: bytes) -> bool:
    """Whether a file of no known family may be values of Helm, which only those show who deploy it: ``deploy/live.yaml``."""
    if not path.lower().endswith(_YAML):
        return False
    from .families_yaml import is_plain_mapping

    return is_plain_mapping(ascii_view(data))


def is_candidate(path: str) -> bool:
    """Whether a file may be of a known family by its name alone; if not, it need not be read."""
    name = _plain(path.rpartition("/")[2].lower())
    return name.endswith(_CONFIGURATION) or _is_dotenv(name)


def _plain(name: str) -> str:
    """The name without what marks a sample or a template: ``appsettings.json.example``."""
    stem, _, suffix = name.rpartition(".")
    return stem if stem.endswith(_CONFIGURATION) and suffix not in _OTHER_FORMATS else name


def _is_dotenv(name: str) -> bool:
    suffix = name.rpartition(".")[2]
    return bool(_DOTENV.match(name)) and suffix not in _OTHER_FORMATS and not name.endswith(_CONFIGURATION)


def _dotenv(file: Candidate) -> Decision | None:
    return Decision(Family.DOTENV, f"named {file.name}") if _is_dotenv(file.name) else None


def _bicep(_file: Candidate) -> Decision:
    return Decision(Family.BICEP, "named *.bicep")


def _bicep_parameters(_file: Candidate) -> Decision:
    return Decision(Family.BICEP_PARAMETERS, "named *.bicepparam")


def _spring(file: Candidate) -> Decision | None:
    return Decision(Family.SPRING, f"named {file.name}") if _SPRING.match(file.name) else None


def _dotnet_config(file: Candidate) -> Decision | None:
    if _DOTNET_CONFIG.match(file.name):
        return Decision(Family.DOTNET_CONFIG, f"named {file.name}")
    if b"<appSettings" in file.content or b"<connectionStrings" in file.content:
        return Decision(Family.DOTNET_CONFIG, "appSettings or connectionStrings in a .config file")
    return None


# The two with many conventions are imported when the first such file is met.
def _json(file: Candidate) -> Decision | None:
    from .families_json import json_family

    return json_family(file)


def _yaml(file: Candidate) -> Decision | None:
    from .families_yaml import yaml_family

    return yaml_family(file)


_DECIDERS: Mapping[str, Callable[[Candidate], Decision | None]] = {
    **dict.fromkeys(_JSON, _json),
    **dict.fromkeys(_YAML, _yaml),
    ".bicep": _bicep,
    ".bicepparam": _bicep_parameters,
    ".properties": _spring,
    ".config": _dotnet_config,
}
