"""Edits touch what they mean to touch and nothing else, in the text and in the file."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.decoding import decode, encode
from linter.fixes import WriteError, apply_edits, diff, fix, write
from linter.model import Edit, Family, Fix, Source


def source_of(text: str, path: str = "a.env", encoding: str = "utf-8") -> Source:
    return Source(path, Family.DOTENV, text, encoding=encoding)


def one(source: Source, *edits: tuple[int, int, str], confidential: bool = False) -> Fix:
    made = tuple(Edit(source.location(start, end), text) for start, end, text in edits)
    return Fix("x", made, confidential=confidential)


def test_edits_by_span() -> None:
    source = source_of("A=one\nB=two\n")
    result = fix(source, [one(source, (8, 11, "2")), one(source, (2, 5, ""), (0, 0, "export "))])
    assert result.text == "export A=\nB=2\n"
    assert len(result.applied) == 2
    assert result.dropped == ()


def test_of_two_that_meet_the_first_is_applied_and_the_other_is_told() -> None:
    source = source_of("abcdef")
    first, second = one(source, (1, 4, "X")), one(source, (3, 5, "Y"))
    result = fix(source, [second, first])
    assert (result.text, result.applied, result.dropped) == ("aXef", (first,), (second,))


def test_a_fix_is_applied_whole_or_not_at_all() -> None:
    source = source_of("abcdef")
    both = one(source, (2, 3, "Y"), (5, 6, "Z"))
    result = fix(source, [one(source, (1, 3, "X")), both])
    assert (result.text, result.dropped) == ("aXdef", (both,))
    assert fix(source, [one(source, (1, 3, "X"), (2, 4, "Y"))]).text == "abcdef"


def test_the_same_edit_twice_is_one() -> None:
    source = source_of("abc")
    result = fix(source, [one(source, (3, 3, "!")), one(source, (3, 3, "!"))])
    assert (result.text, len(result.applied), result.dropped) == ("abc!", 2, ())


def test_two_different_insertions_at_one_place_have_no_order() -> None:
    source = source_of("abc")
    result = fix(source, [one(source, (1, 1, "X")), one(source, (1, 1, "Y"))])
    assert len(result.dropped) == 1
    assert fix(source, [one(source, (1, 2, "X")), one(source, (2, 2, "Y"))]).text == "aXYc"


def test_edits_of_another_file_or_beyond_the_end_are_dropped() -> None:
    source, longer = source_of("abc"), source_of("abcdef")
    assert fix(source, [one(source_of("abc", "b.env"), (0, 1, "X"))]).dropped
    assert fix(source, [one(longer, (2, 6, "X"))]).text == "abc"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_added_lines_end_like_their_neighbours(end: str) -> None:
    text = f"a{end}b{end}c"
    source = source_of(text)
    assert apply_edits(text, one(source, (1, 1, "\nnew")).edits) == f"a{end}new{end}b{end}c"
    assert apply_edits(text, one(source, (len(text), len(text), "\nnew\r\n")).edits) == f"{text}{end}new{end}"


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 6), st.text(alphabet="xy\n", max_size=4)), max_size=6)


@given(st.text(alphabet="ab\r\nö", max_size=60), SPANS)
def test_what_is_outside_the_edits_is_untouched(text: str, spans: list[tuple[int, int, str]]) -> None:
    source = source_of(text)
    made = [one(source, (at, min(at + size, len(text)), new)) for at, size, new in spans if at <= len(text)]
    result = fix(source, made)
    assert sorted(map(id, (*result.applied, *result.dropped))) == sorted(map(id, made))
    edits = sorted({edit.location.span[4:] for applied in result.applied for edit in applied.edits})
    kept = [text[end:start] for (_, end), (start, _) in zip([(0, 0), *edits], [*edits, (len(text), 0)], strict=True)]
    rest = result.text
    for piece in kept:
        assert piece in rest
        rest = rest[rest.index(piece) + len(piece) :]
    assert result.text.startswith(kept[0])
    assert result.text.endswith(kept[-1])


@given(st.text(alphabet="ab\n", max_size=40))
def test_no_edits_change_nothing(text: str) -> None:
    assert fix(source_of(text), []).text == text
    assert diff(source_of(text), [], text) == ""


def test_a_diff_that_git_takes(tmp_path: Path) -> None:
    text = "one\r\n\x0btwo\u2028\nthree"
    source = source_of(text)
    made = [one(source, (0, 3, "1"), (len(text), len(text), "!"))]
    (tmp_path / "a.env").write_bytes(text.encode())
    patch = diff(source, made, text)
    subprocess.run(["git", "apply"], input=patch.encode(), cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "a.env").read_bytes() == fix(source, made).text.encode()


def test_a_diff_shows_no_secret() -> None:
    source = source_of("PWD='Hunter2! '\nNEXT=Hunter2!\n")
    masked = "PWD='•••••••••'\nNEXT=••••••••\n"
    shown = diff(source, [one(source, (13, 14, ""))], masked)
    assert "Hunter2" not in shown
    assert "-PWD='•••••••••'\n+PWD='••••••••'\n" in shown
    encoded = diff(source, [one(source, (5, 14, "SHVudGVyMiE="), confidential=True)], masked)
    assert "SHVudGVyMiE=" not in encoded
    with pytest.raises(ValueError, match="as long as"):
        diff(source, [], masked[1:])


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_a_file_keeps_its_encoding_and_permissions(tmp_path: Path, codec: str) -> None:
    path = tmp_path / "größe (1).env"
    path.write_bytes("A=größe\r\nB=x\n".encode(codec))
    path.chmod(0o640)
    text, encoding = decode(path.read_bytes())
    write(source_of(text, encoding=encoding), text.replace("x", "ä"), path)
    assert path.read_bytes() == "A=größe\r\nB=ä\n".encode(codec)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.env").write_text("a")
    (tmp_path / "link.env").symlink_to("real.env")
    write(source_of("a"), "b", tmp_path / "link.env")
    assert (tmp_path / "link.env").is_symlink()
    assert (tmp_path / "real.env").read_text() == "b"


@pytest.mark.parametrize("failure", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_an_interruption_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: type[BaseException] | BaseException
) -> None:
    path = tmp_path / "a.env"
    path.write_text("a")

    def fail(_handle: int) -> None:
        raise failure

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises((KeyboardInterrupt, WriteError)):
        write(source_of("a"), "b", path)
    assert path.read_text() == "a"
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.env"
    path.write_text("a")
    with pytest.raises(WriteError, match="changed since"):
        write(source_of("b"), "c", path)
    with pytest.raises(WriteError, match=r"encoding \(cp1252\) cannot hold"):
        write(source_of("a", encoding="cp1252"), "\u4e16", path)
    with pytest.raises(WriteError, match="No such file"):
        write(source_of("a"), "b", tmp_path / "nowhere.env")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(WriteError, match="write-protected"):
        write(source_of("a"), "b", path)
    assert path.read_bytes() == encode("a", "utf-8")
