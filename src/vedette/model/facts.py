"""Facts: what was seen, before anybody says that something is wrong with it."""

from __future__ import annotations

import codecs
from array import array
from bisect import bisect_left
from enum import StrEnum
from itertools import accumulate

from msgspec import Struct

_BLOCK = 4096
_LONGEST_CHARACTER = 4
_CONTINUES = 0x80
_DECODED = 1 << 20


class Origin(StrEnum):
    """Where the bytes of an entry are read from."""

    worktree = "worktree"
    blob = "blob"
    # A blob as well, but one of the past: its path and commit are where it once stood.
    history = "history"


class Entry(Struct, frozen=True, kw_only=True):
    """One thing that a source was asked to show: a file of a tree, or a blob of a repository.

    Attributes:
        path: relative to the root of the source, `/` between parts; bytes that are not UTF-8 are
            surrogate escapes, as `os.fsdecode` makes them.
        size: bytes as the source believes before reading; -1 when unknown.
        blob: the git object id, when the bytes at `origin` are known to be that blob; else "".
        origin: where to read it from.
        revision: the commit the blob was taken from; "" for the work tree and the index.
        stamp: `size:modified:changed:inode:device` of the file (times in nanoseconds), which no later
            change of it leaves as it is; "" when there is a blob, or no such certainty.
    """

    path: str
    size: int = -1
    blob: str = ""
    origin: Origin = Origin.worktree
    revision: str = ""
    stamp: str = ""

    @property
    def name(self) -> str:
        """The path; for a blob of the past with its id, as there may be many at one path."""
        return f"{self.path}@{self.blob}" if self.origin is Origin.history else self.path


class Text(Struct, kw_only=True, dict=True):
    """One decoded text: what a file detector inspects.

    Attributes:
        path: as in `Entry.path`.
        data: the content as UTF-8 without a byte order mark, whatever the file's encoding was; bytes that
            could not be decoded are kept as they are.
        encoding: the encoding found, such as `utf-8`, `utf-16-le`, `latin-1`.
    """

    path: str
    data: bytes
    encoding: str = "utf-8"

    def position(self, offset: int) -> Position:
        """Line and column of a byte offset, in O(log lines) after the first call.

        Args:
            offset: byte offset into `data`, 0-based.

        Returns:
            The position; columns count Unicode code points.
        """
        ends = self._line_ends()
        block = offset // _BLOCK
        line = ends[block] + self.data.count(b"\n", block * _BLOCK, offset) + 1
        start = self._line_end(line - 1) + 1 if line > 1 else 0
        return Position(line=line, column=code_points(self.data, start, offset) + 1)

    def line_bounds(self, line: int) -> tuple[int, int]:
        """Byte range of a line (1-based) without its line end."""
        start = self._line_end(line - 1) + 1 if line > 1 else 0
        end = self._line_end(line)
        if end > start and self.data[end - 1 : end] == b"\r":
            end -= 1
        return start, end

    def _line_end(self, line: int) -> int:
        """Offset of the line feed that ends a line; the end of the text for the last one."""
        ends = self._line_ends()
        block = bisect_left(ends, line) - 1
        if block == len(ends) - 1:
            return len(self.data)
        piece = self.data[block * _BLOCK : (block + 1) * _BLOCK]
        rest = piece.split(b"\n", line - ends[block])[-1]
        return block * _BLOCK + len(piece) - len(rest) - 1

    def _line_ends(self) -> array[int]:
        """Line feeds before each block, and in all: a list of every line would be larger than the text."""
        ends: array[int] | None = self.__dict__.get("ends")
        if ends is None:
            blocks = range(0, len(self.data), _BLOCK)
            counts = (self.data.count(b"\n", start, start + _BLOCK) for start in blocks)
            ends = self.__dict__["ends"] = array("q", accumulate(counts, initial=0))
        return ends


class Position(Struct, frozen=True, order=True):
    """A place in a text: line and column, both from 1; columns count Unicode code points."""

    line: int
    column: int


def character_at(data: bytes, offset: int, *, after: bool) -> int:
    """A byte offset moved out of a UTF-8 character, to its end or its beginning.

    Patterns over bytes with a longest length may cut a character.

    Args:
        data: the text.
        offset: byte offset; one between characters stays.
        after: move to the end of the character, else to its beginning.
    """
    step = 1 if after else -1
    moved = offset
    for _ in range(_LONGEST_CHARACTER):
        if not 0 < moved < len(data) or data[moved] & 0xC0 != _CONTINUES:
            return moved
        moved += step
    return offset  # no character is so long: these bytes are not UTF-8


def code_points(data: bytes, start: int, end: int) -> int:
    """Number of code points in a range of UTF-8, an invalid byte counting as one; in bounded memory.

    Args:
        data: the text.
        start: byte offset at which the range begins.
        end: byte offset at which it ends.
    """
    if end - start <= _DECODED:
        return len(data[start:end].decode("utf-8", "surrogateescape"))
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    total = sum(len(decoder.decode(data[at : min(at + _DECODED, end)])) for at in range(start, end, _DECODED))
    return total + len(decoder.decode(b"", final=True))
