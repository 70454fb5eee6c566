"""Names with values, as steps and jobs of a workflow have them: inputs, variables, secrets, outputs."""

from collections.abc import Iterator

from linter.model import Mapping, Named, Scalar
from linter.shell import parts_of_secrets, secrets_in
from linter.values.classify import classify

from .reader import FileReader


def named(mapping: Mapping, reader: FileReader) -> Iterator[Named]:
    """Every entry of a mapping that is a text, in the order written."""
    for entry in mapping.entries:
        if isinstance(entry.value, Scalar):
            text = entry.value.text
            value = classify(text, reader.source.family)
            places = (reader.location(entry.value), reader.location(entry.key))
            yield Named(entry.key.text, value, *places, secrets_in(text), parts_of_secrets(text))
