"""Surplus: alerts beyond what one owner can be told one by one in an hour, summed up in one of their own."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from vedette.response.incident import Incident
from vedette.response.interface import Bounds, Located, What

_HOUR = 3600.0
# Owners and hours that are remembered: logs may jump in time.
_MOST = 4096
_TOLD_AGAIN = frozenset(10**power for power in range(1, 7))


class Surplus:
    """Counts the alerts of each owner and hour of the logs' clock, in bounded memory."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._opened: OrderedDict[str, int] = OrderedDict()

    def count(self, incident: Incident) -> None:
        """Counts an alert that opened; one that is too many gets the summary that tells of it, and its place.

        Args:
            incident: which has just become an alert.
        """
        key = f"many {incident.owner} {int(incident.last // _HOUR)}"
        opened = self._opened[key] = self._opened.get(key, 0) + 1
        self._opened.move_to_end(key)
        if len(self._opened) > _MOST:
            self._opened.popitem(last=False)
        if opened > self._bounds.told:
            incident.summary, incident.place = key, opened - self._bounds.told

    def sum(self, summary: Incident, one: Incident, item: Located) -> What | None:
        """Adds a detection to a summary; what is to be said of the summary.

        It is told when it opens, when it gets graver, and each time it stands for ten times as many.

        Args:
            summary: to which it goes.
            one: the incident that the summary tells of.
            item: the detection.
        """
        if not summary.stands:
            summary.weight = self._bounds.opens  # it stands for alerts, whatever it is that opened them
            summary.for_owner = one.owner
        what = summary.take(item, self._bounds)
        if one.place <= summary.stands:
            return what
        summary.stands = one.place
        if what in (What.opened, What.raised):
            return what
        if summary.stands in _TOLD_AGAIN:
            return What.raised
        return What.grown if self.listed(one) else what

    def listed(self, incident: Incident) -> bool:
        """Whether an alert is written down by itself."""
        return incident.place <= self._bounds.listed

    def beside(self, incident: Incident, what: What | None) -> What | None:
        """What is to be said of an incident that a summary tells of: it is written down, as far as it is."""
        if what is None or not self.listed(incident):
            return None
        return What.held if what is What.opened else What.grown

    def kept(self) -> list[tuple[str, int]]:
        """All that is remembered."""
        return list(self._opened.items())

    def restore(self, kept: Iterable[tuple[str, int]]) -> None:
        """Goes on from what `kept` gave."""
        self._opened = OrderedDict(kept)
