"""What is remembered of one system: a log, or one host of a log that names hosts."""

from __future__ import annotations

from math import exp

from msgspec import Struct, field

from vedette.detectors.logs.baseline import DAY, HOUR, Profile

REQUESTS, REFUSED, FAILED, DENIED, ENTERED = range(5)
METRICS = 5
OPEN_WINDOWS = 4
ROUTES = 2000
# So many answers make a route known.
FEW = 5
_CLOSED = 24
_PAIRS = 2048
_FORGETS = 7.0 * DAY
_STALE = 14 * DAY
_BURSTS = 3
_WEEKS = 2
_BURSTS_KEPT = 24
_BURSTS_LAST = 35
_MATURE_DAYS = 3
_MATURE_REQUESTS = 10_000


class Errors(Struct, array_like=True):
    """Errors of one kind on one route.

    Attributes:
        count: of them, those long ago counting less, without those that somebody was told of.
        all: the same with those.
        bursts: hours since 1970 in which somebody was told of them, the last few.
        peak: most errors in a window that somebody was told of.
    """

    count: float = 0.0
    all: float = 0.0
    bursts: list[int] = field(default_factory=list)
    peak: int = 0


class Route(Struct, array_like=True):
    """What is remembered of one route.

    Attributes:
        last: window in which it was asked for last.
        asked: how often, as `Errors.count`.
        answered: how often with success, up to a few.
        fresh: it was first seen when all routes should have been known.
    """

    last: int
    asked: float = 0.0
    answered: int = 0
    fresh: bool = False
    refused: Errors = field(default_factory=Errors)
    failed: Errors = field(default_factory=Errors)


class Window(Struct, array_like=True):
    """Five minutes that go on.

    Attributes:
        counts: of each metric.
        routes: requests, refused (4xx) and failed (5xx) of each route.
        clients: refusals by route and client, as many as are kept.
        told: of what somebody was told already.
    """

    counts: list[int] = field(default_factory=lambda: [0] * METRICS)
    routes: dict[str, list[int]] = field(default_factory=dict)
    clients: dict[tuple[str, bytes], int] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    def refuse(self, route: str, client: bytes, count: int) -> None:
        """Notes who was refused."""
        key = (route, client)
        if key in self.clients or len(self.clients) < _PAIRS:
            self.clients[key] = self.clients.get(key, 0) + count

    def most(self, route: str | None) -> tuple[bytes, int]:
        """The client that was refused most often, on one route or (None) on all of them."""
        sums: dict[bytes, int] = {}
        for (of, client), count in self.clients.items():
            if route is None or of == route:
                sums[client] = sums.get(client, 0) + count
        return max(sums.items(), key=lambda item: item[1], default=(b"", 0))


class Scope(Struct, array_like=True):
    """See the module.

    Attributes:
        profiles: what is usual of each metric; none before the first count of it.
        sums, alls: of each metric, as of `Errors`: what shares are reckoned from.
        last: newest window that was learned.
        closed: windows that were learned, the last few.
        days, day: how many days were seen, and the last of them.
        total: requests that were learned.
        full: window in which there was no place for a route last.
        bursts: of each metric, of what somebody was told of the system as a whole.
    """

    profiles: list[Profile] = field(default_factory=lambda: [Profile() for _ in range(METRICS)])
    sums: list[float] = field(default_factory=lambda: [0.0] * METRICS)
    alls: list[float] = field(default_factory=lambda: [0.0] * METRICS)
    last: int = 0
    windows: dict[int, Window] = field(default_factory=dict)
    closed: list[int] = field(default_factory=list)
    days: int = 0
    day: int = 0
    total: int = 0
    routes: dict[str, Route] = field(default_factory=dict)
    full: int = -1
    bursts: list[Errors] = field(default_factory=lambda: [Errors() for _ in range(METRICS)])

    @property
    def mature(self) -> bool:
        """So much was seen that what is new is new."""
        return self.days >= _MATURE_DAYS and self.total >= _MATURE_REQUESTS

    @property
    def known(self) -> bool:
        """What is usual is known."""
        return self.profiles[REQUESTS].known and self.days > 1

    def window(self, number: int) -> Window:
        """A window that is open; the one that rested longest is closed to make place."""
        found = self.windows.pop(number, None)
        if found is None:
            if len(self.windows) >= OPEN_WINDOWS:
                self.close(next(iter(self.windows)))
            found = Window()
        self.windows[number] = found
        return found

    def close(self, number: int) -> None:
        """Learns from a window, unless it was learned before."""
        window = self.windows.pop(number)
        if number in self.closed:
            return
        self.closed = [*self.closed[1 - _CLOSED :], number]
        if number // DAY != self.day:
            self.days, self.day = self.days + 1, number // DAY
        self.total += window.counts[REQUESTS]
        kept = forgetting(number - self.last)
        self.last = max(self.last, number)
        for metric, count in enumerate(window.counts):
            odd = str(metric) in window.told
            self.profiles[metric].learn(number, count, odd=odd)
            self.sums[metric] = self.sums[metric] * kept + (0 if odd else count)
            self.alls[metric] = self.alls[metric] * kept + count
        for name, counts in window.routes.items():
            route = self.routes.get(name)
            if route is not None:
                _learn(route, counts, number, window.told, name)

    def place(self, name: str, number: int) -> bool:
        """Whether there is place for a new route; it has its place then."""
        if len(self.routes) >= ROUTES and not self._room(number):
            return False
        self.routes[name] = Route(last=number, fresh=self.mature)
        return True

    def usual(self, metric: int, number: int) -> float:
        """Events expected in a window, by the hour, or by how many requests come."""
        window = self.windows[number]
        by_hour = self.profiles[metric].expected(number)
        asked = self.sums[REQUESTS]
        by_share = self.sums[metric] / asked * window.counts[REQUESTS] if asked else 0.0
        return max(by_hour, by_share)

    def usual_on(self, name: str, kind: int, number: int) -> float:
        """Errors of a kind expected on a route: its share of the system's, by requests and by errors."""
        route, window = self.routes[name], self.windows[number]
        known = route.refused if kind == REFUSED else route.failed
        errors = known.count
        of_errors = min(known.all / self.alls[kind], 1.0) if self.alls[kind] else 0.0
        asked = max(self.profiles[REQUESTS].expected(number), window.counts[REQUESTS])
        of_system = errors / self.sums[REQUESTS] * asked if self.sums[REQUESTS] else 0.0
        of_route = errors / route.asked * window.routes[name][REQUESTS] if route.asked else 0.0
        return max(of_system, of_route, of_errors * self.profiles[kind].expected(number))

    def _room(self, number: int) -> bool:
        """Forgets routes that nobody has asked for in a long time, at most once a window."""
        if self.full == number:
            return False
        self.full = number
        stale = [
            name
            for name, route in self.routes.items()
            if number - route.last > _STALE
            or (route.asked + route.answered < _BURSTS and number - route.last > DAY)
        ]
        for name in stale:
            del self.routes[name]
        return bool(stale)


def forgetting(windows: int) -> float:
    """What a count still counts after so many windows."""
    return exp(-max(windows, 0) / _FORGETS)


def burst(errors: Errors, count: int, number: int) -> None:
    """Notes that somebody was told."""
    hour = number // HOUR
    if hour not in errors.bursts:
        errors.bursts = [*errors.bursts[1 - _BURSTS_KEPT :], hour]
    errors.peak = max(errors.peak, count)


def usual_burst(errors: Errors, number: int) -> int:
    """So many at once are told again and again, on three days or twice at this hour of the week; 0 for none.

    Of less than twice that nobody is told any more.
    """
    hour = number // HOUR
    recent = [one for one in errors.bursts if 0 < hour // 24 - one // 24 <= _BURSTS_LAST]
    days = len({one // 24 for one in recent})
    weeks = sum((hour - one) % 168 == 0 for one in recent)
    return errors.peak if days >= _BURSTS or weeks >= _WEEKS else 0


def _learn(route: Route, counts: list[int], number: int, told: list[str], name: str) -> None:
    kept = forgetting(number - route.last)
    route.last = max(route.last, number)
    route.asked = route.asked * kept + counts[REQUESTS]
    for kind, errors in ((REFUSED, route.refused), (FAILED, route.failed)):
        odd = f"{kind} {name}" in told
        errors.count = errors.count * kept + (0 if odd else counts[kind])
        errors.all = errors.all * kept + counts[kind]
