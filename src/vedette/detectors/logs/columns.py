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
_SHARED = 4


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
    """The window of each moment; where nearly each line has its own second, a minute is read once."""
    different = set(moments)
    if len(different) > len(moments) // _SHARED:
        for second, colon in ((18, 14), (17, 13)):
            keys = [text[:second] + text[second + 2 :] for text in moments]
            known = dict(zip(keys, moments, strict=True))
            # Only where seconds stand at that place in all of them, they are what was left out.
            if all(key[colon : colon + 1] == b":" == key[colon + 3 : colon + 4] for key in known):
                windows = {key: int(usable(moment(text), arrived) // WINDOW) for key, text in known.items()}
                return list(map(windows.__getitem__, keys))
    windows = {text: int(usable(moment(text), arrived) // WINDOW) for text in different}
    return list(map(windows.__getitem__, moments))


def usable(time: float, otherwise: float) -> float:
    """A time that can be reckoned with."""
    return time if 0.0 < time < _LATEST else max(0.0, min(otherwise, _LATEST))


def status_class(status: bytes) -> int:
    """2 for 200 to 299, and so on; 0 for what is no status."""
    return status[0] - 48 if len(status) == _STATUS and status.isdigit() and b"1" <= status < b"6" else 0
