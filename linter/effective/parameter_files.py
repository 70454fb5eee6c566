"""Which template a parameter file of ARM or Bicep is for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from linter.model import AssemblyKind, Family, FileWiring
from linter.patterns import compile_late

# azuredeploy.parameters.prod.json, azuredeploy.prod.parameters.json, azuredeploy.parameters.json
_NAME = compile_late(
    r"^(?P<whole>(?P<stem>.+?)(?:[._-][\w-]+)?)[._-]param(?:eter)?s?(?:[._-][\w-]+)?\.jsonc?$", re.IGNORECASE
)


def template_of(file: FileWiring, by_place: Mapping[str, FileWiring]) -> str:
    """The place of the template that a file holds parameters for; empty where it says none that is at hand."""
    if file.family is Family.BICEP_PARAMETERS:
        using = (a.target for a in file.assemblies if a.kind is AssemblyKind.PARAMETERS)
        return next((target for target in using if target in by_place), "")
    if file.family is not Family.ARM_PARAMETERS:
        return ""
    folder, _, name = file.place.rpartition("/")
    match = _NAME.match(name)
    if not match:
        return ""
    names = [f"{stem}{suffix}" for stem in (match["whole"], match["stem"]) for suffix in (".json", ".bicep")]
    places = (f"{folder}/{name}" if folder else name for name in names)
    return next((place for place in places if place in by_place), "")
