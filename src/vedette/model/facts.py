"""Facts: what was seen, before anybody says that something is wrong with it."""

from __future__ import annotations

from bisect import bisect_right
from enum import StrEnum

from msgspec import Struct


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
        starts = self._line_starts()
        line = bisect_right(starts, offset)
        start = starts[line - 1]
        column = len(self.data[start:offset].decode("utf-8", "surrogateescape")) + 1
        return Position(line=line, column=column)

    def line_bounds(self, line: int) -> tuple[int, int]:
        """Byte range of a line (1-based) without its line end."""
        starts = self._line_starts()
        start = starts[line - 1]
        end = starts[line] - 1 if line < len(starts) else len(self.data)
        if end > start and self.data[end - 1 : end] == b"\r":
            end -= 1
        return start, end

    def _line_starts(self) -> list[int]:
        starts: list[int] | None = self.__dict__.get("starts")
        if starts is None:
            starts = [0]
            find = self.data.find
            at = find(b"\n")
            while at != -1:
                starts.append(at + 1)
                at = find(b"\n", at + 1)
            self.__dict__["starts"] = starts
        return starts


class Position(Struct, frozen=True, order=True):
    """A place in a text: line and column, both from 1; columns count Unicode code points."""

    line: int
    column: int
