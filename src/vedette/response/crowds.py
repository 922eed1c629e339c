"""Crowds: how many clients do the same, at the same route or with the same kind of payload."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator

from vedette.model.rule import Confidence
from vedette.response.interface import Bounds, Located

_WORDS = re.compile(r"\w+")


class Crowds:
    """Clients by what they aim at, in bounded memory."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._clients: OrderedDict[str, dict[str, float]] = OrderedDict()

    def joined(self, item: Located, service: str, client: str) -> str:
        """Counts a client into every crowd that it may belong to; the widest that is a campaign, or "".

        Args:
            item: what the client did.
            service: what it was done to.
            client: who did it.
        """
        time = item.detection.time
        found = ""
        for crowd, span in self._of(item, service):
            if self._many(crowd, client, time, span):
                found = found or crowd
        return found

    def _of(self, item: Located, service: str) -> Iterator[tuple[str, float]]:
        """Crowds by name, the widest first, each with the seconds within which its clients must come.

        Only sure attacks make one of clients that aim at different routes: many people type what is unsure.
        """
        detection, bounds = item.detection, self._bounds
        route = item.target.route if item.target else ""
        kind = f"{service} {detection.weakness}"
        if detection.confidence is Confidence.high:
            if not route:
                yield f"campaign {kind} -", bounds.together
            shape = _WORDS.sub("a", detection.evidence)
            yield f"campaign {kind} {detection.rule} ~{shape}", bounds.together
        yield f"campaign {kind} {route or detection.path}", bounds.quiet

    def _many(self, crowd: str, client: str, time: float, span: float) -> bool:
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
        recent = [seen for seen in clients.values() if time - seen <= span]
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
