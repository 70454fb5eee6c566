"""What Bicep compiled says again what its source says; the source's finding stands for both."""

from __future__ import annotations

import json
from collections.abc import Mapping

from joining import family_of

from linter.check import check
from linter.model import Source
from linter.names.environments import Environments
from linter.plugins import load_rules
from linter.wire import wire

_BICEP = """
resource store 'Microsoft.Storage/storageAccounts@2023-05-01' existing = { name: 'shop' }
output storageKey string = store.listKeys().keys[0].value
"""
_OF_BICEP = {"_generator": {"name": "bicep", "version": "0.30.23.60470", "templateHash": "5"}}


def template(output: str = "storageKey", metadata: Mapping[str, object] = _OF_BICEP) -> str:
    key = {"type": "string", "value": "[listKeys('shop', '2023-05-01').keys[0].value]"}
    return json.dumps({"metadata": metadata, "resources": [], "outputs": {output: key}})


def found(files: Mapping[str, str]) -> list[str]:
    """The files in which something is found."""
    sources = {place: Source(place, family_of(place), text) for place, text in files.items()}
    wiring = wire(tuple(sources.values()), Environments(), jobs=1)
    return [finding.location.path for finding in check(wiring, load_rules(), sources)]


def test_a_compiled_template_says_nothing_again() -> None:
    assert found({"main.template.json": template()}) == ["main.template.json"]
    assert found({"main.template.json": template(), "modules/store.bicep": _BICEP}) == ["modules/store.bicep"]


def test_what_the_source_does_not_say_is_said_of_the_compiled_template() -> None:
    files = {"main.template.json": template("queueKey"), "modules/store.bicep": _BICEP}
    assert found(files) == ["main.template.json", "modules/store.bicep"]


def test_a_template_of_its_own_speaks_beside_bicep() -> None:
    files = {"main.template.json": template(metadata={}), "modules/store.bicep": _BICEP}
    assert found(files) == ["main.template.json", "modules/store.bicep"]
