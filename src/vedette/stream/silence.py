"""Silence: a log that stops is an alert, judged by its own rhythm."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct, field

from vedette.model.kept import restored
from vedette.model.rule import Confidence, Severity
from vedette.model.traffic import Detection

RULE = "watch-silent-source"
_HOURS = 24
_SHORTEST = 300.0
_YOUNG = 86_400.0
_SHORTEST_YOUNG = 1800.0
_TIMES = 3.0
_FADES = 0.9
_BLOCKS = 20
_MOST = 10_000


class _Rhythm(Struct, array_like=True):
    """Of one log: when it was watched first, how many blocks came, and the longest gap by hour of day."""

    since: float
    blocks: int = 0
    gaps: list[float] = field(default_factory=lambda: [0.0] * _HOURS)
    day: int = 0


class Silence:
    """Watches that logs go on.

    Args:
        fixed: seconds without a line that are silence; 0 to judge by each log's own rhythm.
    """

    def __init__(self, fixed: float = 0.0) -> None:
        self._fixed = fixed
        self._rhythms: dict[str, _Rhythm] = {}
        self._last: dict[str, float] = {}
        self._told: set[str] = set()

    def watch(self, streams: Sequence[str]) -> None:
        """Begins to wait for logs, that have not said anything yet either."""
        now = time.monotonic()
        for stream in streams:
            if len(self._last) < _MOST:
                self._last.setdefault(stream, now)

    def heard(self, stream: str, arrived: float) -> None:
        """Lines of a log came.

        Args:
            stream: the log.
            arrived: seconds since 1970, for the hour of the day.
        """
        now = time.monotonic()
        last = self._last.get(stream)
        if last is None:
            if len(self._last) >= _MOST:
                return
            last = now
        self._last[stream] = now
        self._told.discard(stream)
        rhythm = self._rhythms.get(stream)
        if rhythm is None:
            rhythm = self._rhythms[stream] = _Rhythm(since=arrived)
        rhythm.blocks += 1
        self._learn(rhythm, now - last, arrived)

    def tick(self, now: float) -> Iterator[Detection]:
        """The logs that have fallen silent; each once until it is heard again.

        Args:
            now: seconds since 1970.
        """
        here = time.monotonic()
        for stream, last in self._last.items():
            gap = here - last
            if stream in self._told or gap < (self._fixed or _SHORTEST):
                continue
            if gap > self._bound(stream, now):
                self._told.add(stream)
                yield _detection(stream, gap, now)

    def state(self) -> bytes:
        """The rhythms."""
        return msgspec.msgpack.encode(self._rhythms)

    def restore(self, state: bytes) -> None:
        """Goes on from what `state` gave; the time in which nobody watched is no silence."""
        self._rhythms = restored(state, dict[str, _Rhythm], {})

    def _learn(self, rhythm: _Rhythm, gap: float, arrived: float) -> None:
        day = int(arrived // 86_400)
        if day != rhythm.day:
            rhythm.gaps = [one * _FADES for one in rhythm.gaps]
            rhythm.day = day
        hour = _hour(arrived)
        # A gap belongs to all hours that it lasted.
        for back in range(min(_HOURS, int(gap // 3600) + 1)):
            at = (hour - back) % _HOURS
            rhythm.gaps[at] = max(rhythm.gaps[at], gap)

    def _bound(self, stream: str, now: float) -> float:
        if self._fixed:
            return self._fixed
        rhythm = self._rhythms.get(stream)
        if rhythm is None or rhythm.blocks < _BLOCKS:
            return float("inf")
        hour = _hour(now)
        near = max(rhythm.gaps[(hour + off) % _HOURS] for off in (-1, 0, 1))
        if now - rhythm.since < _YOUNG:
            return max(_SHORTEST_YOUNG, _TIMES * max(rhythm.gaps))
        return max(_SHORTEST, _TIMES * near)


def _hour(moment: float) -> int:
    return int(moment // 3600) % _HOURS


def _detection(stream: str, gap: float, now: float) -> Detection:
    minutes = int(gap // 60)
    return Detection(
        rule=RULE,
        weakness="silent-source",
        severity=Severity.medium,
        confidence=Confidence.high,
        time=now,
        stream=stream,
        line=0,
        evidence=f"no line for {minutes} min" if minutes else f"no line for {int(gap)} s",
        reason="The log brought lines steadily and brings none any more: nobody would see an attack in it.",
    )
