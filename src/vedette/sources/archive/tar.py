"""Reads the headers of a tar: ustar, GNU and pax forms; a parser of our own, as every length is bounded."""

from __future__ import annotations

import os
from collections.abc import Iterator

from msgspec import Struct

from vedette.sources.archive.bounds import Bounds, BrokenArchive
from vedette.sources.archive.form import HEADER, is_tar_header
from vedette.sources.archive.stream import Stream

_ZEROS = bytes(HEADER)
_EXTENSION_BYTES = 1024 * 1024
_DIGITS = 20
_WANTED = frozenset({b"path", b"size"})
_SPARSE = b"GNU.sparse."
_KINDS = {b"1": "link", b"2": "link", b"3": "device", b"4": "device", b"5": "folder", b"6": "fifo"}


class TarMember(Struct, frozen=True):
    """One member.

    Attributes:
        name: as it is written.
        size: bytes of content that follow.
        kind: "" for a file, else `link`, `device`, `folder`, `fifo`, `label`, `sparse`.
    """

    name: str
    size: int
    kind: str


def members(stream: Stream, bounds: Bounds) -> Iterator[TarMember]:
    """The members in order. While one is at hand, the stream stands at its content.

    Whoever gets a member reads `size` bytes at most, none of which is read again.

    Raises:
        BrokenArchive: it is damaged, cut off, followed by other data, or a bound is reached.
    """
    state = _Extensions()
    ended = False
    while block := stream.read(HEADER):
        if block == _ZEROS:
            ended = True
            bounds.tick()
            continue
        if not is_tar_header(block):
            what = "other data follows its end" if ended else "a header is damaged"
            raise BrokenArchive("trailing-data" if ended else "corrupt", what)
        size = _number(block[124:136])
        kind = block[156:157]
        if kind in {b"L", b"K", b"x", b"g", b"X"}:
            bounds.count("")
            state.take(kind, _content(stream, size))
            continue
        member = state.member(block, kind, size)
        state = _Extensions(always=state.always)
        bounds.count(member.name)
        if kind == b"S":
            _pass_maps(stream, block, bounds)
        end = stream.consumed + -(-member.size // HEADER) * HEADER
        yield member
        stream.skip(end - stream.consumed)
    if not ended:
        raise BrokenArchive("truncated", "it has no mark at its end, so that it may be cut off")


class _Extensions(Struct):
    """What the headers before a member say about it; `always` holds for all that follow."""

    always: dict[bytes, bytes] = {}
    once: dict[bytes, bytes] = {}
    name: bytes = b""

    def take(self, kind: bytes, content: bytes) -> None:
        if kind == b"L":
            self.name = content.split(b"\0")[0]
        elif kind == b"g":
            self.always |= _records(content)
        elif kind != b"K":
            self.once |= _records(content)

    def member(self, block: bytes, kind: bytes, size: int) -> TarMember:
        said = self.always | self.once
        is_sparse = kind == b"S" or any(key.startswith(_SPARSE) for key in said)
        name = said.get(b"GNU.sparse.name") or said.get(b"path") or self.name or _name(block)
        given = said.get(b"size", b"")
        if given.isdigit() and len(given) <= _DIGITS:
            size = int(given)
        what = "sparse" if is_sparse else _KINDS.get(kind, "label" if kind == b"V" and not size else "")
        if what == "folder" or (what == "" and name.endswith(b"/") and not size):
            what, size = "folder", 0
        elif what in {"link", "device", "fifo"}:
            size = 0
        return TarMember(os.fsdecode(name), size, what)


def _name(block: bytes) -> bytes:
    name = block[:100].split(b"\0")[0]
    prefix = block[345:500].split(b"\0")[0]
    # In GNU's own form other things stand where ustar has the prefix.
    return prefix + b"/" + name if prefix and block[257:263] == b"ustar\0" else name


def _number(field: bytes) -> int:
    if field[0] & 0x80:
        if field[0] & 0x40:
            raise BrokenArchive("corrupt", "a size is negative")
        return int.from_bytes(bytes([field[0] & 0x3F]) + field[1:], "big")
    try:
        return int(field.split(b"\0")[0].strip() or b"0", 8)
    except ValueError:
        raise BrokenArchive("corrupt", "a size is no number") from None


def _content(stream: Stream, size: int) -> bytes:
    if size > _EXTENSION_BYTES:
        raise BrokenArchive("corrupt", "what is said about a member is too long")
    whole = -(-size // HEADER) * HEADER
    content = stream.read(whole)
    if len(content) < whole:
        raise BrokenArchive("truncated", "it ends within a header")
    return content[:size]


def _records(content: bytes) -> dict[bytes, bytes]:
    """Pax records: `LENGTH KEY=VALUE` and a line feed, the length of it all in decimal."""
    found: dict[bytes, bytes] = {}
    at = 0
    while at < len(content) and content[at]:
        length, space, _ = content[at : at + _DIGITS].partition(b" ")
        if not space or not length.isdigit() or int(length) <= len(length) + 1:
            raise BrokenArchive("corrupt", "what is said about a member cannot be read")
        key, _, value = content[at + len(length) + 1 : at + int(length) - 1].partition(b"=")
        if key in _WANTED or key.startswith(_SPARSE):
            found[key] = value
        at += int(length)
    return found


def _pass_maps(stream: Stream, block: bytes, bounds: Bounds) -> None:
    more = block[482:483]
    while more and more != b"\0":
        bounds.count("")
        more = stream.read(HEADER)[504:505]
