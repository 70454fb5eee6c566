"""Patterns that are tried only where a telling part stands: each text that they match holds one."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linter.values import classify, literals, templates

GATED: dict[str, tuple[re.Pattern[str], Callable[[str], bool]]] = {
    "encrypted": (
        literals._ENCRYPTED,
        lambda text: any(part in text for part in literals._TELLS_ENCRYPTED),
    ),
    "well-known password": (
        literals._TEXTBOOK,
        lambda text: any(part in text for part in literals._TELLS_TEXTBOOK),
    ),
    "token": (
        templates._TOKEN,
        lambda text: any(part in text for part in templates._TELLS_TOKEN),
    ),
    "reference to another store": (
        classify._SECRET_REFERENCE,
        lambda text: text.lower().startswith(classify._BEGIN_STORED),
    ),
}


@pytest.mark.parametrize("name", GATED)
@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_what_a_pattern_matches_holds_a_telling_part(name: str, data: st.DataObject) -> None:
    """Else a text would be passed over without a look at the pattern."""
    pattern, tells = GATED[name]
    written = st.from_regex(
        re.compile(pattern.pattern, pattern.flags), fullmatch=True, alphabet=st.characters(codec="ascii")
    )
    assert tells(data.draw(written))
