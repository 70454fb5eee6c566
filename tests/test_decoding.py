from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from linter.decoding import NotTextError, ascii_view, decode, encode

TEXT = '{"ClientId": "Größe"}\r\n'


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le without BOM"),
        (TEXT.encode("utf-16-be"), "utf-16-be without BOM"),
        (TEXT.encode("cp1252"), "cp1252"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    assert decode(data) == (TEXT, encoding)
    assert encode(TEXT, encoding) == data
    assert b'"ClientId"' in ascii_view(data)


def test_bytes_that_windows_1252_leaves_undefined() -> None:
    text, encoding = decode(b"caf\x81 \xe9")
    assert (text, encoding) == ("caf\x81 \xe9", "latin-1")


@pytest.mark.parametrize("data", [b"\x7fELF\0\0\1", b"\xff\xfea", b"a: \0b", b"\xff\xfe\0\0a\0\0\0"])
def test_what_is_no_text(data: bytes) -> None:
    with pytest.raises(NotTextError):
        decode(data)


@given(st.binary(max_size=200))
def test_bytes_come_back(data: bytes) -> None:
    try:
        text, encoding = decode(data)
    except NotTextError:
        assume(False)
    assert encode(text, encoding) == data


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_text_comes_back_from_utf_8(text: str) -> None:
    assume(not text.startswith("\ufeff"))
    assert decode(text.encode()) == (text, "utf-8")
