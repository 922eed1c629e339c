"""Crowds: how many clients aim the same attack at the same route."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from vedette.response.interface import Bounds


class Crowds:
    """Clients by what they aim at, in bounded memory."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._clients: OrderedDict[str, dict[str, float]] = OrderedDict()

    def joined(self, crowd: str, client: str, time: float) -> bool:
        """Counts a client in; whether so many are there that they are one campaign.

        Args:
            crowd: what is aimed at.
            client: who aims.
            time: of the attack, in seconds.
        """
        clients = self._clients.setdefault(crowd, {})
        self._clients.move_to_end(crowd)
        if len(clients) < self._bounds.campaign or client in clients:
            clients[client] = time
        else:
            # Only whether there are enough is of interest: the oldest makes place.
            del clients[min(clients, key=lambda name: clients[name])]
            clients[client] = time
        if len(self._clients) > self._bounds.incidents:
            self._clients.popitem(last=False)
        recent = [seen for seen in clients.values() if time - seen <= self._bounds.quiet]
        return len(recent) >= self._bounds.campaign

    def forget(self, now: float) -> None:
        """Drops crowds that have rested."""
        rested = [
            crowd
            for crowd, clients in self._clients.items()
            if all(now - seen > self._bounds.quiet for seen in clients.values())
        ]
        for crowd in rested:
            del self._clients[crowd]

    def kept(self) -> list[tuple[str, dict[str, float]]]:
        """All that is remembered."""
        return list(self._clients.items())

    def restore(self, kept: Iterable[tuple[str, dict[str, float]]]) -> None:
        """Goes on from what `kept` gave."""
        self._clients = OrderedDict(kept)
