"""Cuts bytes as they come into blocks of whole lines, in bounded memory whatever comes."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from vedette.sources.logs.interface import KEPT, LONGEST


class Cut(Struct, frozen=True):
    """Some whole lines.

    Attributes:
        data: the lines; one that is oversize stands alone, ended with a line feed after what is kept of it.
        offset: of the first byte in the file.
        line: number of the first line, from 1.
        lines: how many.
        end: offset after the last byte that they took in the file.
        oversize: how many are cut.
        left_out: bytes that they took and that are not in `data`.
    """

    data: bytes
    offset: int
    line: int
    lines: int
    end: int
    oversize: int = 0
    left_out: int = 0


class Cutter:
    """Takes the bytes of one file in order.

    Args:
        offset: of the first byte that comes, at the start of a line.
        line: how many lines come before it.
    """

    def __init__(self, offset: int = 0, line: int = 0) -> None:
        self.offset, self.line = offset, line
        self._carry = b""
        self._kept = b""
        self._dropped = 0
        self._skips = False
        # A writer that goes on where it was, in a file that was cut to nothing, leaves a hole of NULs before.
        self._holes = offset == 0
        self._hole = 0

    @property
    def read(self) -> int:
        """Offset of the next byte that it wants."""
        return self.offset + self._hole + len(self._carry) + len(self._kept) + self._dropped

    @property
    def partial(self) -> bool:
        """The last line is not ended yet."""
        return bool(self._carry or self._kept)

    def feed(self, chunk: bytes) -> Iterator[Cut]:
        """The lines that are whole with these bytes; to be used up before more is fed."""
        if self._holes and chunk:
            chunk = self._without_hole(chunk)
        if self._skips:
            end = chunk.find(b"\n")
            if end < 0:
                self._dropped += len(chunk)
                return
            self._dropped += end
            yield self._oversize(feed=True)
            chunk = chunk[end + 1 :]
        data = self._carry + chunk if self._carry else chunk
        end = data.rfind(b"\n") + 1
        self._carry = data[end:]
        if end:
            yield from self._whole(data[:end] if end < len(data) else data)
        if len(self._carry) > LONGEST:
            self._kept, self._dropped = self._carry[:KEPT], len(self._carry) - KEPT
            self._carry, self._skips = b"", True

    def rest(self) -> Iterator[Cut]:
        """The last line, which nothing will end."""
        if self._skips:
            yield self._oversize(feed=False)
        elif self._carry:
            data, self._carry = self._carry, b""
            yield self._cut(data, 1)

    def _whole(self, data: bytes) -> Iterator[Cut]:
        start = at = 0
        size = len(data)
        while at < size:
            end = data.rfind(b"\n", at, at + LONGEST + 1) + 1
            if end:
                at = end
                continue
            if start < at:
                yield self._cut(data[start:at], data.count(b"\n", start, at))
            end = data.index(b"\n", at) + 1
            self._kept, self._dropped = data[at : at + KEPT], end - 1 - at - KEPT
            yield self._oversize(feed=True)
            start = at = end
        if start < size:
            yield self._cut(data[start:] if start else data, data.count(b"\n", start))

    def _cut(self, data: bytes, lines: int) -> Cut:
        offset = self.offset + self._hole
        cut = Cut(data, offset, self.line + 1, lines, offset + len(data), 0, self._hole)
        self.offset, self.line, self._hole = cut.end, self.line + lines, 0
        return cut

    def _oversize(self, *, feed: bool) -> Cut:
        offset = self.offset + self._hole
        end = offset + len(self._kept) + self._dropped + feed
        cut = Cut(self._kept + b"\n", offset, self.line + 1, 1, end, 1, self._dropped + self._hole)
        self.offset, self.line, self._hole = end, self.line + 1, 0
        self._kept, self._dropped, self._skips = b"", 0, False
        return cut

    def _without_hole(self, chunk: bytes) -> bytes:
        rest = chunk.lstrip(b"\0")
        self._hole += len(chunk) - len(rest)
        self._holes = not rest
        return rest
