"""The logs' clock: the time of the newest event, whatever single lines pretend."""

from __future__ import annotations

import time
from statistics import median

from vedette.languages.logs.interface import Format, Rows

_AHEAD = 300.0


class Clock:
    """Time as logs tell it.

    Args:
        replay: the logs are of the past, so that nothing but they tell the time.
    """

    def __init__(self, *, replay: bool) -> None:
        self._replay = replay
        self._newest = 0.0
        self._told = time.monotonic()

    def take(self, rows: Rows, reads: Format, arrived: float) -> None:
        """Learns from a block; of three of its lines the one in the middle counts.

        Args:
            rows: the block.
            reads: its format.
            arrived: when it was read, in seconds since 1970.
        """
        count = len(rows.moments)
        if not count:
            return
        told = [reads.moment(rows.moments[at]) for at in {0, count // 2, count - 1}]
        known = [one for one in told if one > 0.0]
        if not known:
            return
        newest = median(known)
        if not self._replay:
            newest = min(newest, arrived + _AHEAD)
        if newest > self._newest:
            self._newest, self._told = newest, time.monotonic()

    def now(self) -> float:
        """Time of the newest event; while logs are quiet, it goes on by this machine's clock."""
        if self._replay:
            return self._newest
        if not self._newest:
            return time.time()
        return self._newest + (time.monotonic() - self._told)
