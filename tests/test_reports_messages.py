"""Marks in messages."""

import pytest
from made_up_run import FULL

from linter.model import Problem, Related
from linter.reports.messages import Link, parts, plain

HERE = FULL.findings[0].location
RELATED = (Related(HERE, "the client id"), Related(HERE, "the tenant"))


def problem(message: str) -> Problem:
    return Problem(HERE, message, related=RELATED)


@pytest.mark.parametrize(
    ("message", "links", "text"),
    [
        ("Not [the client id][1].", [Link("the client id", 1)], "Not the client id."),
        ("Not the client id[1].", [Link("the client id", 1)], "Not the client id."),
        ("Not The client ID [1].", [Link("The client ID", 1)], "Not The client ID."),
        ("It is another [2], see", [Link("another", 2)], "It is another, see"),
        (
            "[a [b] c][2] and the client id [1]",
            [Link("a [b] c", 2), Link("the client id", 1)],
            "a [b] c and the client id",
        ),
        ("one word[1][2]", [Link("word", 1)], "one word"),
        ("list[0] and list[3]", [], "list[0] and list[3]"),
        ("[Enter the secret]", [], "[Enter the secret]"),
        ("", [], ""),
    ],
)
def test_marks_become_links(message: str, links: list[Link], text: str) -> None:
    assert [part for part in parts(problem(message)) if isinstance(part, Link)] == links
    assert plain(problem(message)) == text
