"""One file of a log, read onward from a position."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from secrets import token_hex
from typing import IO

from msgspec.structs import replace

from vedette.model.traffic import Block
from vedette.model.watch import Mark
from vedette.sources.logs import fingerprint
from vedette.sources.logs.interface import CHUNK, Piece, Trouble
from vedette.sources.logs.lines import Cut, Cutter
from vedette.sources.logs.unpacking import BrokenLogError, form_of, unpacked

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class ReplacedError(Exception):
    """The file under a position is another one now: it was truncated, or written anew."""


class Part:
    """An open file, and how far it is read.

    Args:
        stream: the log.
        path: where the file is now; it may be renamed meanwhile.
        mark: where to go on; None to begin at its start.
        turn: the how many-th file of the log it is.

    Attributes:
        mark: after what was handed out last.
        drained: the last reading found nothing more.
        grew: moment of `time.monotonic` at which something was found last.
        opened: when the file had been altered last as it was opened, in seconds since 1970.

    Raises:
        OSError: it cannot be opened, or is no regular file.
    """

    def __init__(self, stream: str, path: str, mark: Mark | None, turn: int) -> None:
        self.stream, self.path = stream, path
        self._handle = _open(path)
        status = os.fstat(self._handle)
        self.mark = replace(
            mark or Mark(stream=stream, part=token_hex(8), turn=turn),
            device=status.st_dev,
            inode=status.st_ino,
            done=False,
        )
        self._cutter = Cutter(self.mark.offset, self.mark.line)
        self._head = b""
        self.form = form_of(path, fingerprint.read_at(self._handle, 8, 0))
        self._pieces = self._unpack(status.st_size) if self.form else iter(())
        self.drained = False
        self.grew = time.monotonic()
        self.opened = self.mark.touched or status.st_mtime
        self._altered = status.st_mtime

    @property
    def untouched(self) -> bool:
        """There is something to read, and nothing was read yet."""
        return not self._cutter.read and not self.form and os.fstat(self._handle).st_size > 0

    def emptied(self, status: os.stat_result) -> bool:
        """Whether it is empty, nothing was read of it, and somebody wrote to it since this was asked last."""
        before, self._altered = self._altered, status.st_mtime
        return not status.st_size and not self._cutter.read and status.st_mtime > before

    @property
    def kept_at(self) -> tuple[int, int]:
        """Device and inode."""
        return self.mark.device, self.mark.inode

    @property
    def unlinked(self) -> bool:
        """No name leads to the file any more."""
        return os.fstat(self._handle).st_nlink == 0

    @property
    def behind(self) -> int:
        """Bytes of the file that wait; of a compressed one, nobody knows."""
        if self.form:
            return 0
        with suppress(OSError):
            return max(0, os.fstat(self._handle).st_size - self._cutter.read)
        return 0

    @property
    def read_up_to(self) -> int:
        """Offset after the last byte that was read, handed out or not."""
        return self._cutter.read

    def fits(self, mark: Mark) -> bool:
        """Whether the file is the one that a mark is of; of a compressed one its beginning decides."""
        if not self.form:
            return fingerprint.fits(mark, fingerprint.reader(self._handle))
        return fingerprint.begins(mark, head_of(self.path))

    def read(self) -> Iterator[Piece | Trouble]:
        """The next lines, of about a chunk; `drained` is set when there was none.

        Raises:
            ReplacedError: the file is another one now; nothing of that was handed out.
        """
        if self.form:
            yield from self._read_packed()
            return
        chunk = fingerprint.read_at(self._handle, CHUNK, self._cutter.read)
        self._see_that_it_is_the_same(bool(chunk))
        self.drained = len(chunk) < CHUNK
        if chunk:
            self.grew = time.monotonic()
            for cut in self._cutter.feed(chunk):
                yield self._piece(cut)

    def finish(self) -> Iterator[Piece]:
        """The last line, though nothing ends it: whoever wrote the file will not go on."""
        for cut in self._cutter.rest():
            yield self._piece(cut)

    def at_end(self) -> Part:
        """The same file, at the start of the line that is written next."""
        size = os.fstat(self._handle).st_size
        while size and fingerprint.read_at(self._handle, 1, size - 1) != b"\n":
            before = fingerprint.read_at(self._handle, fingerprint.TAIL, max(0, size - fingerprint.TAIL))
            found = before[: min(size, fingerprint.TAIL)].rfind(b"\n")
            size = max(0, size - fingerprint.TAIL) + found + 1
        head = fingerprint.read_at(self._handle, min(fingerprint.HEAD, size), 0)
        tail_size = min(fingerprint.TAIL, size)
        tail = fingerprint.read_at(self._handle, tail_size, size - tail_size)
        mark = replace(
            self.mark,
            head=fingerprint.digest(head),
            head_size=len(head),
            tail=fingerprint.digest(tail) if tail else b"",
            tail_size=len(tail),
            offset=size,
            line=self._lines_before(size),
            touched=os.fstat(self._handle).st_mtime,
        )
        return Part(self.stream, self.path, mark, mark.turn)

    def _lines_before(self, end: int) -> int:
        lines = at = 0
        while at < end:
            data = fingerprint.read_at(self._handle, min(CHUNK, end - at), at)
            if not data:
                break
            lines, at = lines + data.count(b"\n"), at + len(data)
        return lines

    def probe(self) -> Mark:
        """The mark, with all that is known of the file's beginning."""
        if len(self._head) <= self.mark.head_size:
            return self.mark
        return replace(self.mark, head=fingerprint.digest(self._head), head_size=len(self._head))

    def beginning(self) -> Mark:
        """A mark at the start of the file as it is now, whatever was read of it."""
        head = fingerprint.read_at(self._handle, fingerprint.HEAD, 0)
        known = replace(self.mark, tail=b"", tail_size=0, offset=0)
        return replace(known, head=fingerprint.digest(head), head_size=len(head))

    def close(self) -> None:
        """Lets go of the file."""
        with suppress(OSError):
            os.close(self._handle)

    def _see_that_it_is_the_same(self, more: bool) -> None:
        want = min(fingerprint.HEAD, self._cutter.read)
        head = fingerprint.read_at(self._handle, want, 0) if want else b""
        if not self._head and self.mark.head_size:
            if not fingerprint.begins(self.mark, head):
                raise ReplacedError
        elif not head.startswith(self._head):
            raise ReplacedError
        if not more and os.fstat(self._handle).st_size < self._cutter.read:
            raise ReplacedError
        self._head = head

    def _piece(self, cut: Cut) -> Piece:
        if not self.form:
            self._head = fingerprint.read_at(self._handle, min(fingerprint.HEAD, cut.end), 0)
        touched = os.fstat(self._handle).st_mtime
        tail = cut.data[-fingerprint.TAIL :] if not cut.oversize else b""
        self.mark = replace(
            self.mark,
            head=fingerprint.digest(self._head),
            head_size=len(self._head),
            tail=fingerprint.digest(tail) if tail else b"",
            tail_size=len(tail),
            offset=cut.end,
            line=cut.line + cut.lines - 1,
            touched=touched,
        )
        block = Block(
            stream=self.stream,
            part=self.mark.part,
            offset=cut.offset,
            line=cut.line,
            data=cut.data,
            arrived=time.time(),
        )
        return Piece(
            block=block,
            lines=cut.lines,
            mark=self.mark,
            oversize=cut.oversize,
            cut=cut.left_out,
            file=self.path,
        )

    def _read_packed(self) -> Iterator[Piece | Trouble]:
        chunk, broken = self._gathered()
        if chunk:
            self.grew = time.monotonic()
            for cut in self._cutter.feed(chunk):
                yield self._piece(cut)
        if chunk and broken is None:
            return
        yield from self.finish()
        self._pieces, self.drained = iter(()), True
        if broken is not None:
            yield Trouble(stream=self.stream, reason=broken.reason, detail=f"{self.path}: {broken.detail}")

    def _gathered(self) -> tuple[bytes, BrokenLogError | None]:
        """About a chunk of what is unpacked, and why there is no more."""
        parts, got = [], 0
        try:
            for piece in self._pieces:
                parts.append(piece)
                got += len(piece)
                if got >= CHUNK:
                    break
        except BrokenLogError as error:
            return b"".join(parts), error
        return b"".join(parts), None

    def _unpack(self, size: int) -> Iterator[bytes]:
        """What the file holds after the position.

        Raises:
            BrokenLogError: after what could be read.
        """
        at, wanted = 0, self.mark.offset
        with os.fdopen(os.dup(self._handle), "rb") as file:
            file.seek(0)
            for piece in unpacked(file, self.form, size):
                if len(self._head) < fingerprint.HEAD:
                    self._head += piece[: fingerprint.HEAD - len(self._head)]
                start = max(0, wanted - at)
                at += len(piece)
                if start < len(piece):
                    yield piece[start:] if start else piece


def head_of(path: str) -> bytes:
    """The first bytes of a file, unpacked; fewer when it is shorter or broken.

    Raises:
        OSError: it cannot be opened.
    """
    handle = _open(path)
    with os.fdopen(handle, "rb") as file:
        form = form_of(path, file.read(8))
        file.seek(0)
        return _first(file, form, os.fstat(handle).st_size)


def _first(file: IO[bytes], form: str, size: int) -> bytes:
    if not form:
        return file.read(fingerprint.HEAD)
    head = b""
    with suppress(BrokenLogError):
        for piece in unpacked(file, form, size, 4 * fingerprint.HEAD):
            head += piece
            if len(head) >= fingerprint.HEAD:
                break
    return head[: fingerprint.HEAD]


def _open(path: str) -> int:
    handle = os.open(path, _FLAGS)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(0, "it is no regular file", path)
    return handle
