"""Stand-ins: what tells of a convention stands in every text that follows it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linter.values.placeholders import PLACEHOLDERS, Convention, placeholder_in

GATED = [convention for convention in PLACEHOLDERS if convention.telling]


@pytest.mark.parametrize("number", range(len(GATED)))
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_a_text_that_follows_a_convention_holds_what_tells_of_it(number: int, data: st.DataObject) -> None:
    """Else a stand-in would be passed over without a look at its pattern."""
    convention = GATED[number]
    text = data.draw(written_so(convention))
    assert any(part in text.lower() for part in convention.telling), text
    assert convention.meets(text, text.lower())


def written_so(convention: Convention) -> st.SearchStrategy[str]:
    # Without regard to case "s" matches the long "ſ" too, which no stand-in is written with.
    plain = st.characters(max_codepoint=126, include_characters="…•")
    return st.from_regex(
        re.compile(convention.pattern.pattern, convention.pattern.flags), fullmatch=True, alphabet=plain
    )


@pytest.mark.parametrize(
    "text",
    [
        "thisisaverysecuresecretkeythatshouldbereplacedinazure",
        "keyToBeReplaced",
        "it-must-be-a-string-secret-at-least-256-bits-long",
        "needs_at_least_32_characters_here",
        "PopulateFromEnvironmentVariable",
        "set-by-pipeline",
        "loaded from key vault",
        "InjectedByTerraform",
        "AB1F2CD7AB1F2CD7",
    ],
)
def test_sentences_without_blanks_are_stand_ins(text: str) -> None:
    assert placeholder_in(text)


@pytest.mark.parametrize(
    "text",
    ["Hx72!kdoQHx72", "SettingByron88", "ReadByte9Kq", "k7Rwm4k7Rwm4d", "BeReplaced9Kx"],
)
def test_texts_that_only_begin_like_one_are_none(text: str) -> None:
    assert not placeholder_in(text)
