"""Syslog over a stream: where each message ends, as RFC 6587 has it, in bounded memory."""

from __future__ import annotations

from vedette.sources.logs.interface import KEPT, LONGEST

_DIGITS = 10


class Frames:
    """Takes the bytes of one connection in order.

    Attributes:
        oversize: messages that were cut, since `take` was called last.
        left_out: bytes of them that were left out, likewise.
        broken: where messages end cannot be told any more; the connection must be closed.
    """

    def __init__(self) -> None:
        self._held = bytearray()
        self._skips = 0  # bytes of a counted message still to come; -1 for until the next line feed
        self._lines: list[bytes] = []
        self.oversize = self.left_out = 0
        self.broken = False

    def feed(self, data: bytes) -> None:
        """Takes more bytes."""
        self._held += data
        while self._held and not self.broken and self._step():
            pass

    def end(self) -> None:
        """The connection is over: what is left is a message, though nothing ends it."""
        if self._held and not self._skips and not self.broken and not self._held[:1].isdigit():
            self._add(bytes(self._held))
        self._held.clear()

    def take(self) -> tuple[bytes, int, int, int]:
        """The messages that are whole, a line each; how many; how many are cut, and by how many bytes."""
        taken = b"".join(self._lines), len(self._lines), self.oversize, self.left_out
        self._lines, self.oversize, self.left_out = [], 0, 0
        return taken

    def _step(self) -> bool:
        if self._skips:
            return self._skip()
        if self._held[0] in b"\n\r\0":
            del self._held[:1]
            return True
        return self._counted() if 0x31 <= self._held[0] <= 0x39 else self._ended()  # noqa: PLR2004 - "1" to "9"

    def _skip(self) -> bool:
        if self._skips > 0:
            gone = min(self._skips, len(self._held))
            self._skips -= gone
        else:
            end = self._held.find(b"\n")
            gone = len(self._held) if end < 0 else end + 1
            self._skips = self._skips if end < 0 else 0
        self.left_out += gone
        del self._held[:gone]
        return True

    def _counted(self) -> bool:
        space = self._held.find(b" ", 0, _DIGITS + 1)
        if space < 0:
            # A line that happens to begin with a digit is no count.
            if len(self._held) > _DIGITS or not self._held.isdigit():
                return self._ended()
            return False
        if not self._held[:space].isdigit():
            return self._ended()
        size = int(self._held[:space])
        if size > LONGEST:
            if len(self._held) < space + 1 + KEPT:
                return False
            self._cut(bytes(self._held[space + 1 : space + 1 + KEPT]))
            del self._held[: space + 1 + KEPT]
            self._skips = size - KEPT
            return True
        if len(self._held) < space + 1 + size:
            return False
        self._add(bytes(self._held[space + 1 : space + 1 + size]))
        del self._held[: space + 1 + size]
        return True

    def _ended(self) -> bool:
        end = self._held.find(b"\n")
        if end < 0:
            if len(self._held) > LONGEST:
                self._cut(bytes(self._held[:KEPT]))
                self.left_out += len(self._held) - KEPT
                self._held.clear()
                self._skips = -1
            return False
        if end > LONGEST:
            self._cut(bytes(self._held[:KEPT]))
            self.left_out += end - KEPT
        else:
            self._add(bytes(self._held[:end]))
        del self._held[: end + 1]
        return True

    def _cut(self, head: bytes) -> None:
        self.oversize += 1
        self._add(head)

    def _add(self, message: bytes) -> None:
        self._lines.append(one_line(message))


def one_line(message: bytes) -> bytes:
    """A message as one line with its line feed."""
    message = message.rstrip(b"\r\n\0")
    if b"\n" in message:
        message = message.replace(b"\n", b" ")
    return message + b"\n"
