"""Rates of errors and logins: each window of five minutes beside what is usual at that hour of the week.

Somebody is told as soon as the running count is beyond any doubt, once for each window and series. Windows
are those of the log's own time; lines may come in any order, as four windows of a log are open at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct

from vedette.detectors.logs.attempts import Attempt
from vedette.detectors.logs.bounded import Bounded
from vedette.detectors.logs.columns import Columns, status_class
from vedette.detectors.logs.judge import Judge
from vedette.detectors.logs.routes import OTHER
from vedette.detectors.logs.scope import (
    DENIED,
    ENTERED,
    FAILED,
    FEW,
    REFUSED,
    REQUESTS,
    Scope,
)
from vedette.detectors.logs.seen import Seen
from vedette.model.kept import restored

_SCOPES = 64
_REFUSALS = frozenset({b"400", b"401", b"403", b"422", b"429"})
_CLIENT_ERROR, _SERVER_ERROR = 4, 5
_ADDRESS = 64
_ANSWERED = frozenset({b"200", b"201", b"202", b"204", b"206", b"302", b"303", b"304"})


class _Saved(Struct):
    scopes: dict[tuple[str, bytes], Scope]


class Rates:
    """All systems that logs tell of."""

    def __init__(self) -> None:
        self._scopes: Bounded[tuple[str, bytes], Scope] = Bounded(_SCOPES, Scope)

    def scope(self, stream: str, host: bytes = b"") -> Scope | None:
        """What is remembered of a system."""
        return self._scopes.find((stream, host))

    def take(self, seen: Columns, hosts: list[bytes], logins: set[str]) -> Iterator[Seen]:
        """Counts the requests of a block.

        Args:
            seen: the block.
            hosts: the system of each item; [] when there is but one.
            logins: routes where people log in: refusals there are not errors but failed logins.
        """
        rows, stream = seen.batch.rows, seen.batch.block.stream
        names = hosts or [b""] * len(seen.routes)
        counted = Counter(zip(seen.windows, names, seen.routes, rows.statuses, strict=True))
        refused = _refused(seen, names, logins)
        grouped = _grouped(counted)
        for number, host in sorted(grouped):
            scope = self._scopes.of((stream, host))
            window = scope.window(number)
            _add(scope, number, grouped[number, host], logins)
            for (route, client), count in refused.get((number, host), {}).items():
                window.refuse(route if route in scope.routes else OTHER, client, count)
            if number not in scope.closed:
                judge = Judge(seen, scope, number, host)
                yield from judge.errors()
                yield from judge.newcomers()

    def tries(self, seen: Columns, attempts: Iterable[Attempt]) -> Iterator[Seen]:
        """Counts tries to log in."""
        stream = seen.batch.block.stream
        touched: dict[tuple[int, bytes], Attempt] = {}
        for attempt in attempts:
            scope = self._scopes.of((stream, b""))
            window = scope.window(attempt.window)
            if attempt.succeeded is None or not attempt.anew:
                continue
            window.counts[ENTERED if attempt.succeeded else DENIED] += 1
            if not attempt.succeeded:
                window.refuse("logins", attempt.client, 1)
            touched[attempt.window, b""] = attempt
        for (number, host), attempt in touched.items():
            scope = self._scopes.of((stream, host))
            if number in scope.windows and number not in scope.closed:
                yield from Judge(seen, scope, number, host).logins(attempt)

    def tick(self, now: float) -> None:
        """Closes windows that are long over."""
        for scope in self._scopes.items.values():
            for number in [one for one in scope.windows if now // 300 - one > 2]:  # noqa: PLR2004 - windows
                scope.close(number)

    def state(self) -> bytes:
        """All of it."""
        return msgspec.msgpack.encode(_Saved(self._scopes.items))

    def restore(self, state: bytes) -> None:
        """Goes on from there; what cannot be read is forgotten."""
        self._scopes.items = restored(state, _Saved, _Saved({})).scopes


def _grouped(
    counted: Counter[tuple[int, bytes, str, bytes]],
) -> dict[tuple[int, bytes], list[tuple[str, bytes, int]]]:
    """Routes and statuses with their counts, by window and system."""
    grouped: dict[tuple[int, bytes], list[tuple[str, bytes, int]]] = {}
    for (number, host, route, status), count in counted.items():
        grouped.setdefault((number, host), []).append((route, status, count))
    return grouped


def _add(scope: Scope, number: int, items: list[tuple[str, bytes, int]], logins: set[str]) -> None:
    """Adds requests to a window; a route is kept once it answered."""
    window = scope.windows[number]
    for route, status, count in items:
        known = scope.routes.get(route)
        if known is None and route != OTHER and status in _ANSWERED and scope.place(route, number):
            known = scope.routes[route]
        name = route if known is not None else OTHER
        counts = window.routes.get(name)
        if counts is None:
            counts = window.routes[name] = [0, 0, 0]
        counts[REQUESTS] += count
        window.counts[REQUESTS] += count
        if known is not None and known.answered < FEW and status in _ANSWERED:
            known.answered += count
        kind = _kind(status, in_login=route in logins)
        if kind:
            counts[kind] += count
            window.counts[kind] += count


def _kind(status: bytes, *, in_login: bool) -> int:
    first = status_class(status)
    if first == _SERVER_ERROR:
        return FAILED
    return REFUSED if first == _CLIENT_ERROR and not (in_login and status in _REFUSALS) else 0


def _refused(
    seen: Columns, names: list[bytes], logins: set[str]
) -> dict[tuple[int, bytes], dict[tuple[str, bytes], int]]:
    """How often each client was refused on each route, by window and system."""
    rows = seen.batch.rows
    bad = {status for status in set(rows.statuses) if status_class(status) == _CLIENT_ERROR}
    found: dict[tuple[int, bytes], dict[tuple[str, bytes], int]] = {}
    if not bad:
        return found
    for place, status in enumerate(rows.statuses):
        if status in bad and not (status in _REFUSALS and seen.routes[place] in logins):
            of = found.setdefault((seen.windows[place], names[place]), {})
            key = (seen.routes[place], rows.clients[place][:_ADDRESS])
            of[key] = of.get(key, 0) + 1
    return found
