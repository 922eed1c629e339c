"""How much of an archive is unpacked, and how long that may take."""

from __future__ import annotations

import time

_MEMBERS = 100_000
_NAME_BYTES = 64 * 1024 * 1024
_TOTAL_BYTES = 2 * 1024**3
# Real archives of text seldom shrink to a twentieth; bombs start at a thousandth.
_RATIO = 200
_RATIO_FROM = 64 * 1024 * 1024
_SECONDS = 60.0


class BrokenArchive(Exception):  # noqa: N818 - it is a result, not an error
    """The rest of an archive cannot be examined.

    Attributes:
        reason: code of the failed skip.
        detail: a sentence for people.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


class Bounds:
    """What is left to spend on one archive and all that is nested in it."""

    def __init__(self, packed: int) -> None:
        """Begins to count.

        Args:
            packed: bytes of the archive's file.
        """
        self.total = min(_TOTAL_BYTES, max(_RATIO_FROM, _RATIO * packed))
        self._members = 0
        self._names = 0
        self._bytes = 0
        self._deadline = 0.0
        self.start_clock()

    def start_clock(self) -> None:
        """Grants the whole time again."""
        self._deadline = time.monotonic() + _SECONDS

    def count(self, name: str) -> None:
        """One more member, or header about one.

        Raises:
            BrokenArchive: they are too many, or it takes too long.
        """
        self._members += 1
        self._names += len(name)
        if self._members > _MEMBERS or self._names > _NAME_BYTES:
            raise BrokenArchive("too-many-members", f"after {self._members - 1:,} members the rest was left")
        self.tick()

    def fits(self, size: int) -> bool:
        """Whether so many bytes more may be unpacked; they are counted if so."""
        if self._bytes + size > self.total:
            return False
        self._bytes += size
        return True

    def take(self, size: int) -> None:
        """So many bytes more were unpacked.

        Raises:
            BrokenArchive: they are too many, or it takes too long.
        """
        if not self.fits(size):
            raise BrokenArchive("unpacks-too-large", f"it unpacks to more than {self.total:,} bytes")
        self.tick()

    def tick(self) -> None:
        """Looks at the clock.

        Raises:
            BrokenArchive: it takes too long.
        """
        if time.monotonic() > self._deadline:
            raise BrokenArchive("timed-out", f"it was not unpacked in {_SECONDS:g} s")
