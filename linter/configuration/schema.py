"""The JSON Schema of the configuration, for editors and for the check of a file."""

from __future__ import annotations

from pathlib import Path


def config_schema() -> str:
    """The JSON Schema of the configuration, as text."""
    return (Path(__file__).parent / "config.schema.json").read_text(encoding="utf-8")
