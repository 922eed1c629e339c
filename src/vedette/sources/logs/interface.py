"""The socket of a log source: whole lines in blocks, the position after each, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from msgspec import Struct

from vedette.model.traffic import Block
from vedette.model.watch import Mark

# A longer line is cut to what is kept of it: no server writes such lines, and memory must not follow them.
LONGEST = 256 * 1024
KEPT = 64 * 1024
CHUNK = 1024 * 1024


class Piece(Struct, frozen=True, kw_only=True):
    """Some lines, and where the log is read up to once they are examined.

    Attributes:
        block: the lines; without any when only the position is of interest.
        lines: how many, as the source counts them.
        mark: the position after them; None for what cannot be read again.
        oversize: how many of them are cut, for being longer than `LONGEST`.
        cut: bytes that are not in the block: of cut lines, and of holes in the file.
        file: where the lines are now, for people.
    """

    block: Block
    lines: int
    mark: Mark | None = None
    oversize: int = 0
    cut: int = 0
    file: str = ""


class Trouble(Struct, frozen=True, kw_only=True):
    """Something of a log could not be read.

    Attributes:
        stream: the log.
        reason: kebab-case code: `unreadable`, `vanished`, `truncated`, `corrupt`, `unpacks-too-large`,
            `unknown-compression`, `lost-position`, `dropped`, `refused`, ...
        detail: a sentence for people; quotes nothing of the log.
        bytes: how many bytes are lost by it; -1 when nobody can know.
        lines: how many lines are lost by it; -1 when nobody can know.
    """

    stream: str
    reason: str
    detail: str
    bytes: int = -1
    lines: int = -1


class Forgotten(Struct, frozen=True):
    """The position in a file need not be kept any more."""

    stream: str
    part: str


Said = Piece | Trouble | Forgotten


class Source(Protocol):
    """One log, or several that are found together."""

    def poll(self) -> Iterator[Said]:
        """What there is now, at most some megabytes, so that no log keeps another waiting; never blocks."""
        ...

    @property
    def over(self) -> bool:
        """There will never be more."""
        ...

    def streams(self) -> Sequence[str]:
        """The logs it has, with lines or without."""
        ...

    def behind(self) -> int:
        """Bytes that are known to wait."""
        ...

    def close(self) -> None:
        """Lets go of files and sockets."""
        ...
