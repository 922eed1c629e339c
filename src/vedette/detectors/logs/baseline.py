"""What is usual: counts of events in a window of five minutes, by hour of the week.

A count is judged as `2 * sqrt(count + 3/8)`, whose spread is about 1 for independent events of any rate
(Anscombe, "The transformation of Poisson, binomial and negative-binomial data", Biometrika 35, 1948). What an
hour of the week has shown is drawn to what that hour of the day has, and that to the whole, the more the
less is known of it.
"""

from __future__ import annotations

from math import sqrt

from msgspec import Struct, field

WINDOW = 300
DAY = 86_400 // WINDOW
HOUR = 3600 // WINDOW
_SLOTS = 168
_HOURS = 24
# Windows after which the old counts no more than the new: a week of all, two of an hour of the day, six of
# one of the week.
_OF_ALL, _OF_HOUR, _OF_SLOT = 7 * DAY, 14 * HOUR, 6 * HOUR
# An estimate counts as much as the one it is drawn to after so many windows.
_DRAWN = 6.0
_CLIPPED = 3.0
_SETTLED = 12
_DOUBTED = 24
# An hour of what is not usual is not learned; what lasts longer slowly becomes usual.
_IGNORED = 12
_HISTORY = DAY // 2


class Profile(Struct, array_like=True):
    """What is usual of one count.

    Attributes:
        mean, seen: of all windows: the transformed count, and of how many windows it is.
        hours, hours_seen: the same by hour of the day (UTC).
        slots, slots_seen: the same by hour of the week, from Thursday 00:00 on, as 1970 began.
        variance: of windows around what was expected of them.
        ignored: windows in a row that were not learned.
    """

    mean: float = 0.0
    seen: float = 0.0
    hours: list[float] = field(default_factory=lambda: [0.0] * _HOURS)
    hours_seen: list[float] = field(default_factory=lambda: [0.0] * _HOURS)
    slots: list[float] = field(default_factory=lambda: [0.0] * _SLOTS)
    slots_seen: list[float] = field(default_factory=lambda: [0.0] * _SLOTS)
    variance: float = 1.0
    ignored: int = 0

    @property
    def known(self) -> bool:
        """Enough windows were seen to tell what is usual."""
        return self.seen >= _HISTORY

    def expected(self, window: int) -> float:
        """How many events are usual in a window."""
        return max((self._estimate(window) / 2) ** 2 - 0.375, 0.0)

    def spread(self) -> float:
        """Of the transformed count, 1 for independent events."""
        return max(1.0, sqrt(self.variance))

    def learn(self, window: int, count: int, *, odd: bool) -> None:
        """Takes a window that is over.

        Args:
            window: its number since 1970.
            count: of events.
            odd: somebody was told that it is not usual.
        """
        if odd and self.ignored < _IGNORED:
            self.ignored += 1
            return
        if not odd:
            self.ignored = 0
        value, estimate, spread = stable(count), self._estimate(window), self.spread()
        off = value - estimate
        if self.seen >= _SETTLED:
            off = min(max(off, -_CLIPPED * spread), _CLIPPED * spread)
            self.variance += (off * off - self.variance) / min(self.seen + _DOUBTED, _OF_ALL)
        value = estimate + off
        self.seen = min(self.seen + 1, _OF_ALL)
        self.mean += (value - self.mean) / self.seen
        hour, slot = hour_of(window)
        _into(self.hours, self.hours_seen, hour, value, _OF_HOUR)
        _into(self.slots, self.slots_seen, slot, value, _OF_SLOT)

    def _estimate(self, window: int) -> float:
        hour, slot = hour_of(window)
        of_hour = _drawn(self.hours[hour], self.hours_seen[hour], self.mean)
        return _drawn(self.slots[slot], self.slots_seen[slot], of_hour)


def stable(count: float) -> float:
    """A count such that its spread does not depend on its size."""
    return 2 * sqrt(count + 0.375)


def score(count: float, expected: float, spread: float) -> float:
    """How far a count is above what is expected, in spreads."""
    return (stable(count) - stable(expected)) / spread


def hour_of(window: int) -> tuple[int, int]:
    """Hour of the day and of the week."""
    slot = window // HOUR % _SLOTS
    return slot % _HOURS, slot


def _into(means: list[float], seen: list[float], place: int, value: float, most: int) -> None:
    seen[place] = min(seen[place] + 1, most)
    means[place] += (value - means[place]) / seen[place]


def _drawn(mean: float, seen: float, to: float) -> float:
    return (seen * mean + _DRAWN * to) / (seen + _DRAWN)
