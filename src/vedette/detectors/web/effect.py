"""What hints that an attack had an effect: how the application answered, beside how it answers as a rule."""

from __future__ import annotations

import re
from statistics import median

import msgspec
from msgspec import Struct

from vedette.model.kept import restored
from vedette.model.traffic import Request

_ROUTES = 2048
_CLIENTS = 8192
_SAMPLES = 16
_LEAST = 8
_REFUSALS = 8
_VARIABLE = re.compile(rb"\d+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}")
# Whose failing says that what was sent got through to something that reads it.
_BREAKING = frozenset(
    {"sql", "nosql", "command", "code", "template", "ldap", "xpath", "expression", "xxe", "deserialization"}
)
_LATE = 4.0
_SLOWER = 5
_LARGER = 4
_SERVER_ERROR = 500
_REFUSED = 400


class Effect(Struct, frozen=True):
    """A hint.

    Attributes:
        told: a sentence; "" for no hint.
        strong: it can hardly be chance.
    """

    told: str = ""
    strong: bool = False


class _Route(Struct):
    sizes: list[int] = []
    took: list[float] = []


class _Client(Struct):
    refused: int = 0
    answered: int = 0


class _Saved(Struct):
    routes: dict[bytes, _Route]
    clients: dict[bytes, _Client]


class Effects:
    """What routes answer as a rule, and how attackers fared: bounded, oldest forgotten first."""

    def __init__(self) -> None:
        """Begin knowing nothing."""
        self._routes: dict[bytes, _Route] = {}
        self._clients: dict[bytes, _Client] = {}

    def learn(self, request: Request) -> None:
        """Take a request without an attack for what its route does as a rule."""
        if not request.target or request.status >= _REFUSED:
            return
        key = _route(request)
        route = self._routes.get(key)
        if route is None:
            if len(self._routes) >= _ROUTES:
                del self._routes[next(iter(self._routes))]
            route = self._routes[key] = _Route()
        if request.size >= 0:
            route.sizes = [*route.sizes[1 - _SAMPLES :], request.size]
        if request.took >= 0:
            route.took = [*route.took[1 - _SAMPLES :], request.took]

    def hint(self, request: Request, weaknesses: frozenset[str], *, timed: bool) -> Effect:
        """What hints that an attack succeeded, and note how it fared.

        Args:
            request: with an attack in it.
            weaknesses: what the attacks in it aim at.
            timed: one of them makes the server wait.
        """
        client = self._client(request.client)
        refused, answered = client.refused, client.answered
        if request.status >= _REFUSED:
            client.refused += 1
        elif request.status:
            client.answered += 1
        return (
            self._late(request, timed=timed)
            or _broken(request, weaknesses)
            or self._large(request)
            or _let_in(request, refused, answered)
            or Effect()
        )

    def state(self) -> bytes:
        """All of it."""
        return msgspec.msgpack.encode(_Saved(routes=self._routes, clients=self._clients))

    def restore(self, state: bytes) -> None:
        """Go on from there; what cannot be read is forgotten."""
        saved = restored(state, _Saved, _Saved({}, {}))
        self._routes, self._clients = saved.routes, saved.clients

    def _client(self, address: bytes) -> _Client:
        known = self._clients.pop(address, None) or _Client()
        if len(self._clients) >= _CLIENTS:
            del self._clients[next(iter(self._clients))]
        self._clients[address] = known
        return known

    def _late(self, request: Request, *, timed: bool) -> Effect | None:
        route = self._routes.get(_route(request))
        usual = median(route.took) if route and len(route.took) >= _LEAST else None
        late = request.took >= _LATE and (usual is None or request.took > usual * _SLOWER)
        if not late or (usual is None and not timed):
            return None
        told = f"The answer took {request.took:.1f} s"
        told += (
            f", where this route takes {usual:.1f} s"
            if usual is not None
            else " on a value that makes it wait"
        )
        return Effect(f"{told}.", strong=timed)

    def _large(self, request: Request) -> Effect | None:
        route = self._routes.get(_route(request))
        if not route or len(route.sizes) < _LEAST or request.status >= _REFUSED or request.size < 0:
            return None
        usual, most = int(median(route.sizes)), max(route.sizes)
        if request.size <= most * _LARGER or request.size < _NOTEWORTHY:
            return None
        return Effect(f"The answer has {request.size:,} bytes, where this route gives about {usual:,}.")


_NOTEWORTHY = 2048


def _broken(request: Request, weaknesses: frozenset[str]) -> Effect | None:
    if request.status < _SERVER_ERROR or not weaknesses & _BREAKING:
        return None
    return Effect(f"The application failed on it ({request.status}): the value reached what reads it.")


def _let_in(request: Request, refused: int, answered: int) -> Effect | None:
    if not request.status or request.status >= _REFUSED or refused < _REFUSALS or answered * 10 > refused:
        return None
    return Effect(f"It was answered with {request.status} after {refused} that were refused.")


def _route(request: Request) -> bytes:
    path = request.target.partition(b"?")[0][:200]
    return request.host[:64] + b" " + _VARIABLE.sub(b"0", b"/".join(path.split(b"/")[:6]))
