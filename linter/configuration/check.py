"""Whether a configuration is what its schema demands, and what to say if it is not.

``conforms`` answers the usual yes in a millisecond; ``jsonschema``, whose import alone costs more
than all the rest of a start-up, is asked only for what is wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from linter.suggestions import suggestion

from .config import ConfigError, ConfigProblem
from .file import ConfigFile, Steps
from .schema import config_schema

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_KINDS: dict[str, type] = {"object": dict, "array": list, "string": str, "null": type(None)}


def check(file: ConfigFile) -> None:
    """Raise :class:`ConfigError` with everything in which a file departs from the schema."""
    schema = json.loads(config_schema())
    if conforms(file.data, schema, schema):
        return
    from jsonschema import Draft202012Validator

    problems = {
        problem for error in Draft202012Validator(schema).iter_errors(file.data) for problem in _told(file, error)
    }
    raise ConfigError(*sorted(problems))


def conforms(data: Any, schema: dict[str, Any], root: dict[str, Any]) -> bool:
    """JSON Schema, as far as ours uses it."""
    if "$ref" in schema:
        return conforms(data, root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    if "enum" in schema and data not in schema["enum"]:
        return False
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(_is_a(kind, data) for kind in kinds):
        return False
    if "minimum" in schema and data < schema["minimum"]:
        return False
    if isinstance(data, str):
        long_enough = len(data) >= schema.get("minLength", 0)
        return long_enough and re.search(schema.get("pattern", ""), data) is not None
    if isinstance(data, list):
        items = schema.get("items", {})
        return len(data) >= schema.get("minItems", 0) and all(conforms(item, items, root) for item in data)
    return not isinstance(data, dict) or _object_conforms(data, schema, root)


def _is_a(kind: str, data: Any) -> bool:
    if kind == "integer":  # JSON Schema counts 1.0, and neither true nor false
        return not isinstance(data, bool) and (isinstance(data, int) or (isinstance(data, float) and data.is_integer()))
    return isinstance(data, _KINDS[kind])


def _object_conforms(data: dict[str, Any], schema: dict[str, Any], root: dict[str, Any]) -> bool:
    known = schema.get("properties", {})
    others = schema.get("additionalProperties", {})
    if any(name not in data for name in schema.get("required", ())):
        return False
    if others is False and any(name not in known for name in data):
        return False
    return all(conforms(value, known.get(name, others), root) for name, value in data.items())


def _told(file: ConfigFile, error: ValidationError) -> Iterator[ConfigProblem]:
    """An error of jsonschema in our words, which never quote a value."""
    steps: Steps = tuple(error.absolute_path)
    schema: Any = error.schema
    given: Any = error.instance
    if error.validator == "additionalProperties":
        known = list(schema["properties"])
        for name in given.keys() - set(known):
            hint = suggestion(name, known) or f"; known here are {', '.join(known)}"
            yield file.problem((*steps, name), f"unknown key {name!r}{hint}", at_key=True)
    elif error.validator == "required":
        for name in sorted(set(schema["required"]) - given.keys()):
            yield file.problem(steps, f"{name!r} is missing")
    elif error.validator == "enum":
        yield file.problem(steps, f"expected one of {', '.join(schema['enum'])}")
    elif error.validator in ("minItems", "minLength"):
        yield file.problem(steps, "must not be empty")
    else:
        yield file.problem(steps, f"expected {schema.get('title', 'something else')}")
