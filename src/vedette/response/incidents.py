"""The book of incidents: detections become few alerts, one for each attacker, campaign or fault."""

from __future__ import annotations

import ipaddress
from collections import OrderedDict
from collections.abc import Iterable

import msgspec

from vedette.model.rule import Confidence
from vedette.model.traffic import Detection
from vedette.response.crowds import Crowds
from vedette.response.incident import Incident
from vedette.response.interface import Bounds, Changed, Located, What
from vedette.response.surplus import Surplus

# Tells of a system or a route and not of somebody.
_OF_ROUTES = frozenset({"error-rate", "login-rate", "new-route", "new-agent"})
_OF_STREAMS = frozenset({"silent-source", "backlog", "csp"})
# What every address on the internet sees all day.
_BACKGROUND = frozenset({"scanner", "exploit"})
_DAY = 86_400.0
_NETWORK_OF_ONE_HOUSEHOLD = 64


class Book:
    """All incidents that go on, in bounded memory; its clock is that of the logs."""

    def __init__(self, bounds: Bounds | None = None) -> None:
        self._bounds = bounds or Bounds()
        self._incidents: OrderedDict[str, Incident] = OrderedDict()
        self._crowds = Crowds(self._bounds)
        self._surplus = Surplus(self._bounds)

    def fold(self, located: Iterable[Located]) -> list[Changed]:
        """Takes detections in; what became of alerts by it, each alert once, in order of its first change.

        Args:
            located: in order of arrival, which need not be that of time.
        """
        touched: dict[str, What | None] = {}
        for item in located:
            key = self._key(item)
            incident = self._incident(key, item.detection)
            what = incident.take(item, self._bounds)
            if what is What.opened and not key.startswith("stream "):
                self._surplus.count(incident)
            if incident.summary:
                summary = self._incident(incident.summary, item.detection)
                told = self._surplus.sum(summary, incident, item)
                touched[summary.key] = _graver(touched.get(summary.key), told)
                what = self._surplus.beside(incident, what)
            touched[key] = _graver(touched.get(key), what)
        done = [Changed(self._incidents[key].alert(), what) for key, what in touched.items() if what]
        self._shrink()
        return done

    def tick(self, now: float) -> list[Changed]:
        """Ends the incidents that have rested.

        Args:
            now: time of the newest event, in seconds since 1970 (UTC).
        """
        rested = [
            key for key, incident in self._incidents.items() if now - incident.last > self._bounds.quiet
        ]
        ended = [self._incidents.pop(key) for key in rested]
        self._crowds.forget(now)
        return [
            Changed(incident.alert(), What.quiet)
            for incident in ended
            if incident.opened and self._surplus.listed(incident)
        ]

    def state(self) -> bytes:
        """All incidents that go on."""
        kept = _Kept(list(self._incidents.values()), self._crowds.kept(), self._surplus.kept())
        return msgspec.msgpack.encode(kept)

    def restore(self, state: bytes) -> None:
        """Goes on from what `state` gave.

        Args:
            state: b"" for a fresh start, which what cannot be read is as well.
        """
        try:
            kept = msgspec.msgpack.decode(state, type=_Kept) if state else _Kept([], [])
        except msgspec.MsgspecError:
            kept = _Kept([], [])
        self._incidents = OrderedDict((incident.key, incident) for incident in kept.incidents)
        self._crowds.restore(kept.crowds)
        self._surplus.restore(kept.opened)

    def _incident(self, key: str, detection: Detection) -> Incident:
        found = self._incidents.get(key)
        if found is not None and detection.time - found.last > self._bounds.quiet:
            found = None  # the same again after a rest is a new incident
        if found is None:
            found = self._incidents[key] = Incident(
                key=key, began=detection.time, first=detection.time, last=detection.time
            )
        self._incidents.move_to_end(key)
        return found

    def _key(self, item: Located) -> str:
        detection, target = item.detection, item.target
        service = target.service if target and target.service else detection.stream
        route = (target.route if target else "") or detection.path
        if detection.weakness in _OF_STREAMS:
            return f"stream {detection.rule} {detection.stream}"
        if detection.weakness in _OF_ROUTES or not detection.client:
            return f"route {detection.rule} {service} {detection.method} {route}"
        if detection.weakness in _BACKGROUND and not detection.success and not (target and target.findings):
            return f"background {service} {int(detection.time // _DAY)}"
        attacker = f"attacker {service} {_attacker(detection.client)}"
        if detection.confidence is Confidence.low:
            return attacker  # what many people type is no campaign
        campaign = self._crowds.joined(item, service, _attacker(detection.client))
        known = self._incidents.get(attacker)
        return campaign if campaign and not (known and known.opened) else attacker

    def _shrink(self) -> None:
        """What was never an alert goes first, the one that rested longest before others.

        A tenth goes at once, so that a flood does not have all of them looked through each time.
        """
        if len(self._incidents) <= self._bounds.incidents:
            return
        kept = self._bounds.incidents - self._bounds.incidents // 10
        excess = len(self._incidents) - kept
        idle = [key for key, incident in self._incidents.items() if not incident.opened][:excess]
        for key in idle:
            del self._incidents[key]
        while len(self._incidents) > kept:
            self._incidents.popitem(last=False)


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    incidents: list[Incident]
    crowds: list[tuple[str, dict[str, float]]]
    opened: list[tuple[str, int]] = []


def _graver(one: What | None, other: What | None) -> What | None:
    order = [None, What.grown, What.held, What.raised, What.opened]
    return max(one, other, key=order.index)


def _attacker(client: str) -> str:
    """Who is one and the same: an address; of IPv6 the network that a household has."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, _NETWORK_OF_ONE_HOUSEHOLD), strict=False))
    return str(address)
