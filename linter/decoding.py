"""Bytes to text and back, so that a fix can leave every byte alone that it does not mean to change."""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE

# What Source.encoding says → (byte order mark, codec). The order is that in which marks are tried.
_ENCODINGS = {
    "utf-8-sig": (BOM_UTF8, "utf-8"),
    "utf-16-le": (BOM_UTF16_LE, "utf-16-le"),
    "utf-16-be": (BOM_UTF16_BE, "utf-16-be"),
    "utf-8": (b"", "utf-8"),
    "utf-16-le without BOM": (b"", "utf-16-le"),
    "utf-16-be without BOM": (b"", "utf-16-be"),
    "cp1252": (b"", "cp1252"),
    "latin-1": (b"", "latin-1"),
}
_SAMPLE = 4096


class NotTextError(ValueError):
    """The bytes are no text in any encoding that configuration is written in."""


def decode(data: bytes) -> tuple[str, str]:
    """The text without its byte order mark, and the encoding that :func:`encode` takes back.

    UTF-8 and UTF-16, with a mark or without, else Windows-1252 (and Latin-1 for the five bytes that
    it leaves undefined). Raises :class:`NotTextError`.
    """
    if data.startswith((BOM_UTF32_LE, BOM_UTF32_BE)):
        raise NotTextError("it is UTF-32 text; save it as UTF-8")
    encoding = _marked(data) or _unmarked_utf16(data)
    for candidate in (encoding,) if encoding else ("utf-8", "cp1252", "latin-1"):
        mark, codec = _ENCODINGS[candidate]
        try:
            text = data[len(mark) :].decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise NotTextError("it holds NUL characters, so it is not text")
        return text, candidate
    raise NotTextError(f"it begins like {_ENCODINGS[encoding or 'utf-8'][1].upper()} text and is not")


def encode(text: str, encoding: str) -> bytes:
    """The bytes of a text in the encoding that :func:`decode` named.

    Raises UnicodeEncodeError where an 8-bit encoding lacks a character of the text.
    """
    mark, codec = _ENCODINGS[encoding]
    return mark + text.encode(codec)


def ascii_view(data: bytes) -> bytes:
    """The same content with every ASCII character as one byte, to search for words without decoding."""
    encoding = _marked(data) or _unmarked_utf16(data)
    if encoding is None:
        return data
    mark, codec = _ENCODINGS[encoding]
    content = data[len(mark) :]
    return content if codec == "utf-8" else content.decode(codec, "replace").encode()


def _marked(data: bytes) -> str | None:
    return next((name for name, (mark, _) in _ENCODINGS.items() if mark and data.startswith(mark)), None)


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 shows in ASCII text by a NUL in every other byte, and in the same half of each pair."""
    sample = data[:_SAMPLE]
    if b"\0" not in sample or len(data) % 2:
        return None
    high_first, low_first = sample[::2].count(0), sample[1::2].count(0)
    most = len(sample) // 2 * 9 // 10
    if low_first >= most and not high_first:
        return "utf-16-le without BOM"
    if high_first >= most and not low_first:
        return "utf-16-be without BOM"
    return None
