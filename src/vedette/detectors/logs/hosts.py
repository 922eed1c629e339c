"""Which hosts of a log are systems of their own: those that answer often, so that nobody can make some up."""

from __future__ import annotations

from collections import Counter

import msgspec
from msgspec import Struct, field

from vedette.detectors.interface import Batch
from vedette.detectors.logs.bounded import Bounded
from vedette.model.kept import restored

_STREAMS = 64
_MOST, _CANDIDATES = 16, 64
_ENOUGH = 200
_LONGEST = 100
_BLANK = frozenset({b"", b"-"})


class _Known(Struct, array_like=True):
    admitted: list[bytes] = field(default_factory=list)
    candidates: dict[bytes, int] = field(default_factory=dict)


class Hosts:
    """The hosts of each log."""

    def __init__(self) -> None:
        self._known: Bounded[str, _Known] = Bounded(_STREAMS, _Known)

    def of(self, batch: Batch) -> list[bytes]:
        """The system of each item, b"" for the log as a whole; [] when the log names no hosts."""
        hosts = batch.rows.hosts
        different = set(hosts)
        if different <= _BLANK:
            return []
        known = self._known.of(batch.block.stream)
        names = {host: _name(host) for host in different}
        if len(known.admitted) < _MOST:
            _propose(known, names, Counter(zip(hosts, batch.rows.statuses, strict=True)))
        system = {host: name if name in known.admitted else b"" for host, name in names.items()}
        return list(map(system.__getitem__, hosts))

    def state(self) -> bytes:
        """All of it."""
        return msgspec.msgpack.encode(self._known.items)

    def restore(self, state: bytes) -> None:
        """Goes on from there; what cannot be read is forgotten."""
        self._known.items = restored(state, dict[str, _Known], {})


def _propose(known: _Known, names: dict[bytes, bytes], counted: Counter[tuple[bytes, bytes]]) -> None:
    """Counts answers of hosts that are no systems yet; the one that was named least lately is forgotten."""
    for (host, status), count in counted.items():
        name = names[host]
        if not name or name in known.admitted or status[:1] not in (b"2", b"3"):
            continue
        total = known.candidates.pop(name, 0) + count
        if total >= _ENOUGH and len(known.admitted) < _MOST:
            known.admitted.append(name)
            continue
        if len(known.candidates) >= _CANDIDATES:
            del known.candidates[next(iter(known.candidates))]
        known.candidates[name] = total


def _name(host: bytes) -> bytes:
    """Without its port, in lower case."""
    name = host.lower()[:_LONGEST]
    before, colon, port = name.rpartition(b":")
    name = before if colon and port.isdigit() else name
    return b"" if name in _BLANK else name
