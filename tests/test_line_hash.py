"""GitHub's line hashes, against values worked out by hand and those that GitHub publishes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.decoding import decode
from linter.line_hash import hashes_of, line_hashes
from linter.model import Family, Source

EVERY_LINE = range(1, 1000)


def hashes(text: str) -> list[str]:
    return list(hashes_of(text, EVERY_LINE).values())


def by_hand(*units: int) -> str:
    """The polynomial written out, over characters with the end of the file behind them."""
    padded = [*units, 65535, *[0] * 100][:100]
    return f"{sum(unit * 37 ** (99 - place) for place, unit in enumerate(padded)) % 2**64:x}"


def test_by_hand() -> None:
    assert hashes("") == [by_hand() + ":1"]
    assert hashes("a") == [by_hand(97) + ":1"]
    assert hashes("a\nb") == [by_hand(97, 10, 98) + ":1", by_hand(98) + ":1"]
    assert hashes(" a\t\r\n") == [by_hand(97, 10) + ":1", by_hand() + ":1"]
    assert hashes("\U0001f511") == [by_hand(0xD83D, 0xDD11) + ":1"], "UTF-16 code units, as JavaScript counts"
    assert hashes("x" * 100 + "yz") == [by_hand(*[120] * 100) + ":1"]


# From the tests of github/codeql-action (src/fingerprints.test.ts).
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "c129715d7a2bc9a3:1"),
        (" a\nb\n  \t\tc\n d", "271789c17abda88f:1 54703d4cd895b18:1 180aee12dab6264:1 a23a3dc5e078b07b:1"),
        (
            " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End",
            "8b7cf3e952e7aeb2:1 b1ae1287ec4718d9:1 bff680108adb0fcc:1 c6805c5e1288b612:1 b86d3392aea1be30:1"
            " e6ceba753e1a442:1",
        ),
        (
            " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
            "e9496ae3ebfced30:1 fb7c023a8b9ccb3f:1 ce8ba1a563dcdaca:1 e20e36e16fcb0cc8:1 b3edc88f2938467e:1"
            " c8e28b0b4002a3a0:1 c129715d7a2bc9a3:1",
        ),
        (
            "Lorem ipsum dolor sit amet.\n" * 10,
            "a7f2ff13bc495cf2:1 a7f2ff13bc495cf2:2 a7f2ff13bc495cf2:3 a7f2ff13bc495cf2:4 a7f2ff13bc495cf2:5"
            " a7f2ff13bc495cf2:6 a7f2ff1481e87703:1 a9cf91f7bbf1862b:1 55ec222b86bcae53:1 cc97dc7b1d7d8f7b:1"
            " c129715d7a2bc9a3:1",
        ),
    ],
)
def test_published_values(text: str, expected: str) -> None:
    assert hashes(text) == expected.split()


def test_only_the_lines_asked_for_with_their_place_among_equals() -> None:
    text = "b\n" * 60
    assert hashes_of(text, [3]) == {3: hashes(text)[2]}
    assert hashes_of(text, [3])[3].endswith(":3")
    assert hashes_of("a\n", [3]) == {}


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_hashed_as_the_action_reads_it(codec: str) -> None:
    data = "größe: 1\nx: 2\n".encode(codec)
    text, encoding = decode(data)
    source = Source("a.yaml", Family.HELM_VALUES, text, encoding=encoding)
    assert line_hashes(source, [1]) == hashes_of(data.decode("utf-8", "replace"), [1])


@given(st.text(alphabet="ab \t\n\r", max_size=300))
def test_indentation_and_line_ends_do_not_count(text: str) -> None:
    normalised = text.replace("\r\n", "\n").replace("\r", "\n")
    assert hashes(text) == hashes(normalised)
    assert hashes(normalised) == hashes("\n".join(f"\t {line} " for line in normalised.split("\n")))


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_stands_before_does_not_count_but_for_equals(before: str, text: str) -> None:
    moved = hashes(before.replace("\r", "") + "\n" + text)
    still = hashes(text)
    assert [one.partition(":")[0] for one in moved[-len(still) :]] == [one.partition(":")[0] for one in still]
