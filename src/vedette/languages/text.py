"""How bytes become a text: byte order marks, UTF-16 without one, and what is no text at all."""

from __future__ import annotations

import codecs

from vedette.model.facts import Text

_HEAD = 8192
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# First bytes of formats that are never text. Those with a NUL near the start need no entry.
_MAGIC = (
    b"\x7fELF",
    b"\x89PNG\r\n\x1a\n",
    b"GIF87a",
    b"GIF89a",
    b"\xff\xd8\xff",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"BZh9",
    b"\xfd7zXZ\x00",
    b"7z\xbc\xaf\x27\x1c",
    b"\x28\xb5\x2f\xfd",
    b"Rar!\x1a\x07",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"%PDF-",
    b"SQLite format 3\x00",
    b"OggS",
    b"fLaC",
    b"ID3\x03",
    b"ID3\x04",
    b"wOFF",
    b"wOF2",
    b"!<arch>\n",
    b"\x00asm",
    b"DIRC\x00\x00",
    b"MZ\x90\x00",
)
# No mark and no magic begins with one of these; nearly every text does.
_PLAIN = frozenset(bytes((unit,)) for unit in range(128)) - {
    first[:1] for first in (*_MAGIC, *(mark for mark, _ in _MARKS))
}
# Of the code units of one half, how many must be zero before a file is taken for UTF-16 without a mark.
_ZERO_SHARE = 0.7
_OTHER_SHARE = 0.05
# A text has at most one byte in so many that no text has.
_STRAYS = 100
_SHORTEST = 8
# So many of them hide no file, however short, that is text for the greater part.
_FEW_STRAYS = 16
_TEXTUAL = b"\t\n\x0c\r\x1b" + bytes(range(0x20, 0x7F)) + bytes(range(0x80, 0x100))


def decode(path: str, data: bytes) -> Text | None:
    """Read a file's bytes as a text.

    Args:
        path: as in `Entry.path`; it travels on, and does not decide anything.
        data: the file's bytes.

    Returns:
        The text as UTF-8; None for bytes that are no text. A byte that is not valid in the encoding
        found is kept as it is where the encoding has one byte a unit, and replaced in UTF-16 and UTF-32.
    """
    if data[:1] in _PLAIN and data.isascii() and b"\0" not in data[:_HEAD]:
        return Text(path=path, data=data)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            body = data[len(mark) :]
            return Text(
                path=path, data=body if encoding == "utf-8" else _utf8(body, encoding), encoding=encoding
            )
    if data.startswith(_MAGIC):
        return None
    head = data[:_HEAD]
    if b"\0" in head:
        wide = _wide(head)
        if wide:
            return Text(path=path, data=_utf8(data, wide), encoding=wide)
        return Text(path=path, data=data, encoding=_narrow(data)) if _is_text_with_strays(head) else None
    return Text(path=path, data=data, encoding=_narrow(data))


def _utf8(data: bytes, encoding: str) -> bytes:
    return data.decode(encoding, "replace").encode("utf-8")


def _wide(head: bytes) -> str:
    """The UTF-16 that a head without a byte order mark is in, by where its zero bytes stand; else ""."""
    units = len(head) // 2
    if not units:
        return ""
    even, odd = head[0 : units * 2 : 2].count(0) / units, head[1 : units * 2 : 2].count(0) / units
    if odd >= _ZERO_SHARE and even <= _OTHER_SHARE:
        return "utf-16-le"
    if even >= _ZERO_SHARE and odd <= _OTHER_SHARE:
        return "utf-16-be"
    return ""


def _is_text_with_strays(head: bytes) -> bool:
    """Whether a head is a text but for a few zero or control bytes: one of them must not hide a file."""
    strays = len(head.translate(None, _TEXTUAL))
    if strays * _STRAYS > len(head) and not _is_few(strays, head):
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # the last character may be cut
    except UnicodeDecodeError:
        return False
    return True


def _is_few(strays: int, head: bytes) -> bool:
    return strays <= _FEW_STRAYS and len(head) >= max(_SHORTEST, 2 * strays)


def _narrow(data: bytes) -> str:
    if data.isascii():
        return "utf-8"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"
