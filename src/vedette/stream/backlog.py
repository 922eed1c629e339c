"""Backlog: lines come faster than they are judged, so that alerts come late."""

from __future__ import annotations

import time
from collections.abc import Iterator

from vedette.model.rule import Confidence, Severity
from vedette.model.traffic import Detection

RULE = "watch-backlog"
_LATE = 60.0
_FOR = 60.0
_LITTLE = 16 * 1024 * 1024


class Backlog:
    """Compares what waits with how fast it is taken."""

    def __init__(self) -> None:
        self._taken = 0
        self._rate = 0.0
        self._at = time.monotonic()
        self._since: float | None = None
        self._told = False

    def took(self, size: int) -> None:
        """Bytes were judged."""
        self._taken += size

    def tick(self, behind: int, now: float) -> Iterator[Detection]:
        """What is to be said: for a minute, more has waited than can be judged in a minute.

        Args:
            behind: bytes that wait.
            now: time of the newest event, in seconds since 1970.
        """
        here = time.monotonic()
        passed = max(here - self._at, 0.001)
        self._at = here
        self._rate += (self._taken / passed - self._rate) * min(1.0, passed / 30.0)
        self._taken = 0
        late = behind / max(self._rate, 1.0)
        if behind <= _LITTLE or late < _LATE:
            self._since, self._told = None, False
            return
        self._since = here if self._since is None else self._since
        if here - self._since >= _FOR and not self._told:
            self._told = True
            yield _detection(behind, late, now)


def _detection(behind: int, late: float, now: float) -> Detection:
    return Detection(
        rule=RULE,
        weakness="backlog",
        severity=Severity.medium,
        confidence=Confidence.high,
        time=now,
        stream="all logs",
        line=0,
        evidence=f"{behind >> 20} MB wait, about {int(late // 60)} min",
        reason="Lines come faster than they can be judged: attacks are seen late.",
    )
