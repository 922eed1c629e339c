"""A block as all concerns of this detector look at it: columns, and single lines of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from vedette.detectors.interface import Batch
from vedette.detectors.logs.baseline import WINDOW
from vedette.detectors.logs.routes import Routes

# 1970 and the year 2200: no other moment is one of a log.
_LATEST = 7_258_118_400.0
_STATUS = 3
# In the common log format and in ISO 8601: where seconds stand, and the colon between hours and minutes.
_SECONDS_AT = ((18, 14), (17, 13))


class Columns(Struct):
    """A block in columns, an item for each line that fits its format.

    Attributes:
        batch: the block.
        windows: in which window of five minutes since 1970 each line was written.
        routes: where each request went; () if the block tells of no requests.
    """

    batch: Batch
    windows: Sequence[int]
    routes: Sequence[str]

    def time(self, place: int) -> float:
        """Seconds since 1970 of an item; when it was read, if the line does not say."""
        moments = self.batch.rows.moments
        told = self.batch.format.moment(moments[place]) if place < len(moments) else 0.0
        return usable(told, self.batch.block.arrived)

    def line(self, place: int) -> int:
        """Number of the line of an item in its file, from 1."""
        return self.batch.block.line + self.batch.rows.index[place]

    def last(self, window: int, route: str | None, first: bytes) -> int:
        """The last item of a window and route (None for any) whose status begins so; -1 if there is none."""
        statuses = self.batch.rows.statuses
        for place in range(len(self.routes) - 1, -1, -1):
            if (
                self.windows[place] == window
                and (route is None or self.routes[place] == route)
                and statuses[place][:1] == first
            ):
                return place
        return -1


def columns(batch: Batch, routes: Routes) -> Columns:
    """A block in columns.

    Args:
        batch: the block, read.
        routes: knows routes by their paths.
    """
    rows, arrived = batch.rows, batch.block.arrived
    asked = bool(rows.targets) and (len(set(rows.targets)) > 1 or rows.targets[0] not in (b"", b"-"))
    if not asked:
        return Columns(batch, (), ())
    found = _windows(rows.moments, batch.format.moment, arrived)
    own = int(usable(arrived, 0.0) // WINDOW)
    return Columns(batch, found or [own] * len(rows.targets), routes.of(rows.targets))


def _windows(moments: Sequence[bytes], moment: Callable[[bytes], float], arrived: float) -> list[int]:
    """The window of each moment; no window begins within a minute, so that each is read once."""
    different = set(moments)
    windows = None
    for second, colon in _SECONDS_AT:
        minutes = {text: text[:second] + b"00" + text[second + 2 :] for text in different}
        known = set(minutes.values())
        # Only where seconds stand at that place in all of them may they be left out.
        if all(minute[colon : colon + 1] == b":" == minute[colon + 3 : colon + 4] for minute in known):
            read = {minute: int(usable(moment(minute), arrived) // WINDOW) for minute in known}
            windows = {text: read[minute] for text, minute in minutes.items()}
            break
    if windows is None:
        windows = {text: int(usable(moment(text), arrived) // WINDOW) for text in different}
    return list(map(windows.__getitem__, moments))


def usable(time: float, otherwise: float) -> float:
    """A time that can be reckoned with."""
    return time if 0.0 < time < _LATEST else max(0.0, min(otherwise, _LATEST))


def status_class(status: bytes) -> int:
    """2 for 200 to 299, and so on; 0 for what is no status."""
    return status[0] - 48 if len(status) == _STATUS and status.isdigit() and b"1" <= status < b"6" else 0
