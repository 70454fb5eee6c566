"""Keys by their words: what a key with a role ends with, and where phrases are found."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linter.names.key_patterns import ROLES, RoleKeys
from linter.names.phrases import Phrases

PHRASES = Phrases("expires expires_in url")


@pytest.mark.parametrize("keys", ROLES, ids=lambda keys: keys.role.name.lower())
@given(data=st.data())
@settings(max_examples=50, deadline=None)
def test_a_key_of_a_role_ends_with_one_of_its_endings(keys: RoleKeys, data: st.DataObject) -> None:
    """Else a key would be passed over without a look at the role's pattern."""
    spoken = data.draw(matching(keys))
    assert spoken.endswith(keys.endings), spoken
    assert keys.hold(spoken)


def matching(keys: RoleKeys) -> st.SearchStrategy[str]:
    words = st.characters(codec="ascii", categories=("Ll", "Nd"), include_characters=" ")
    found = st.from_regex(re.compile(keys.pattern.pattern), alphabet=words)
    return found.map(lambda text: text.rstrip("\n"))  # before which "$" matches too


@pytest.mark.parametrize(
    ("spoken", "begin", "end", "stand_in"),
    [
        ("url", True, True, True),
        ("url of secret", True, False, True),
        ("secret url", False, True, True),
        ("secret expires in", False, True, True),
        ("expires in days", True, False, True),
        ("an url there", False, False, True),
        ("curl urls", False, False, False),
        ("in", False, False, False),
        ("", False, False, False),
    ],
)
def test_phrases_are_whole_words(spoken: str, begin: bool, end: bool, stand_in: bool) -> None:
    assert (PHRASES.begin(spoken), PHRASES.end(spoken), PHRASES.stand_in(spoken)) == (begin, end, stand_in)
