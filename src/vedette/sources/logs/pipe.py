"""A log that comes through a pipe: standard input or a FIFO. What was read cannot be read again."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from queue import Empty, Full, Queue
from secrets import token_hex
from threading import Event, Thread

from vedette.model.traffic import Block
from vedette.sources.logs.interface import Piece, Said, Trouble
from vedette.sources.logs.lines import Cut, Cutter

STDIN = "-"
_PIECE = 256 * 1024
_HELD = 16
_CHUNKS = 16


class PipedLog:
    """As `interface.Source`. A thread of its own reads, and waits while nobody takes what it has read.

    Args:
        path: of the FIFO; `-` for standard input.
        bell: called when there is something to take.
        again: whether to wait for the next writer of a FIFO when one is done.
    """

    def __init__(self, path: str, bell: Callable[[], None], *, again: bool) -> None:
        self.path = path
        self._bell, self._again = bell, again and path != STDIN
        self._queue: Queue[bytes | OSError] = Queue(_HELD)
        self._cutter = Cutter()
        self._part = token_hex(8)
        self._closed = Event()
        self._over = False
        Thread(target=self._pump, name="vedette-pipe", daemon=True).start()

    @property
    def over(self) -> bool:
        """As `Source.over`."""
        return self._over

    def poll(self) -> Iterator[Said]:
        """As `Source.poll`."""
        for _ in range(_CHUNKS):
            try:
                chunk = self._queue.get_nowait()
            except Empty:
                return
            if isinstance(chunk, OSError):
                detail = f"{self.path} cannot be read: {chunk.strerror}"
                yield Trouble(stream=self.path, reason="unreadable", detail=detail)
                self._over = True
                return
            if chunk:
                yield from map(self._piece, self._cutter.feed(chunk))
                continue
            yield from map(self._piece, self._cutter.rest())
            if not self._again:
                self._over = True
                return

    def streams(self) -> Sequence[str]:
        """As `Source.streams`."""
        return (self.path,)

    def behind(self) -> int:
        """As `Source.behind`."""
        return self._queue.qsize() * _PIECE

    def close(self) -> None:
        """As `Source.close`; a thread that waits for a writer ends with the process."""
        self._closed.set()

    def _piece(self, cut: Cut) -> Piece:
        block = Block(
            stream=self.path,
            part=self._part,
            offset=cut.offset,
            line=cut.line,
            data=cut.data,
            arrived=time.time(),
        )
        return Piece(block=block, lines=cut.lines, oversize=cut.oversize, cut=cut.left_out, file=self.path)

    def _pump(self) -> None:
        try:
            while not self._closed.is_set():
                handle = self._handle()
                try:
                    while chunk := os.read(handle, _PIECE):
                        self._put(chunk)
                finally:
                    if self.path != STDIN:
                        os.close(handle)
                self._put(b"")
                if not self._again:
                    return
        except OSError as error:
            self._put(error)
        except ValueError:  # standard input that is closed
            self._put(OSError(0, "it is closed"))

    def _handle(self) -> int:
        if self.path != STDIN:
            return os.open(self.path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
        if sys.stdin is None:
            raise ValueError
        return sys.stdin.fileno()

    def _put(self, item: bytes | OSError) -> None:
        while not self._closed.is_set():
            try:
                self._queue.put(item, timeout=1.0)
            except Full:
                continue
            self._bell()
            return
