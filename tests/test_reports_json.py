"""The JSON report, its schema and its documentation."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from jsonschema import Draft202012Validator
from made_up_run import CLEAN, FULL, HOSTILE
from random_runs import runs

import linter.reports
from linter.model import Run
from linter.reports.json import render

SCHEMA = json.loads((Path(linter.reports.__file__).parent / "report.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
DOCUMENTATION = (Path(__file__).parents[1] / "docs" / "output-json.md").read_text("utf-8")


@settings(max_examples=25, deadline=None)
@given(run=runs)
def test_any_run_fits_the_schema(run: Run) -> None:
    report = json.loads(render(run))
    assert [error.message for error in VALIDATOR.iter_errors(report)] == []


def test_the_schema_itself_is_sound() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_every_field_is_documented() -> None:
    for name in _properties(SCHEMA):
        assert re.search(rf"`(\w+\.)*{name}[.`]", DOCUMENTATION), name


def _properties(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for value in schema.values():
            yield from _properties(value)


def test_the_numbers_count_what_is_not_suppressed() -> None:
    summary = json.loads(render(FULL))["summary"]
    assert (summary["errors"], summary["warnings"], summary["notes"]) == (4, 1, 1)
    assert (summary["fixable"], summary["suppressed"]) == (2, 1)
    assert (summary["files"], summary["files_with_findings"]) == (8, 6)


def test_text_arrives_as_it_is() -> None:
    paths = [finding["path"] for finding in json.loads(render(FULL))["findings"]]
    assert HOSTILE in paths


def test_half_a_surrogate_pair_does_not_break_strict_readers() -> None:
    run = Run(notices=("caf\udce9 \U0001f511",))
    assert json.loads(render(run).encode("utf-8"))["notices"] == ["caf\ufffd \U0001f511"]


def test_a_clean_run_has_no_findings() -> None:
    report = json.loads(render(CLEAN))
    assert report["version"] == 1
    assert report["findings"] == []
    assert report["summary"]["successful"] is True
