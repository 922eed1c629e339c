"""From a path to the route it belongs to: what differs from request to request becomes `{}`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import cast

OTHER = "{other}"
_DIGITS = bytes.maketrans(b"123456789", b"0" * 9)
_MOST = 1 << 16
_ROUTES = 1 << 12
_LONGEST = 160
_DEEPEST = 8
# Numbers and what begins with one, hexadecimal, long words, words with three digits, titles of many words,
# and what is no plain word at all. Each alternative is linear: a segment is read once by it.
_VARIABLE = re.compile(
    rb"/(?:[0-9][^/.]*+|[0-9a-fA-F]{2}[0-9a-fA-F-]{6,}+|[^/]{28,}+|(?:[^/0-9]*+[0-9]){3}[^/]*+|"
    rb"(?:[^/-]*+-){3}[^/]*+|[^/@%=,:;~+\x80-\xff]*+[@%=,:;~+\x80-\xff][^/]*+)(?=/|$)"
)
_LOGIN = re.compile(
    r"/(?:users?[/_-])?(?:log-?_?in|sign-?_?in|log-?on|authenticate|auth|sessions?|oauth2?/token|j_security_check|"
    r"do_?login|wp-login|xmlrpc|token)(?:\.[a-z]{1,5})?/?\Z",
    re.IGNORECASE,
)


class Routes:
    """The routes of paths, in bounded memory: what was not asked for in a while is forgotten."""

    def __init__(self) -> None:
        self._young: dict[bytes, str] = {}
        self._old: dict[bytes, str] = {}
        self._shapes: dict[bytes, str] = {}
        self.logins: set[str] = set()

    def of(self, targets: Sequence[bytes]) -> list[str]:
        """The route of each target of a request."""
        young = self._young
        paths = [target.partition(b"?")[0] for target in targets]
        routes = list(map(young.get, paths))
        if None in routes:
            for place, route in enumerate(routes):
                if route is None:
                    # The rest of a long path is no part of its route, and would be kept for nothing.
                    routes[place] = self._known(paths[place][: _LONGEST + 1])
        return cast("list[str]", routes)

    def _known(self, path: bytes) -> str:
        route = self._young.get(path)
        if route is None:
            if len(self._young) >= _MOST:
                self._age()
            route = self._young[path] = self._old.get(path) or self._made(path)
        return route

    def _age(self) -> None:
        self._old, self._young = self._young, {}
        self._shapes.clear()
        self.logins.intersection_update(self._old.values())

    def _made(self, path: bytes) -> str:
        """The route of a path that was not met; one for all that differ in digits, if it has none of them."""
        shape = path.translate(_DIGITS)
        route = self._shapes.get(shape)
        if route is None:
            route = template(shape)
            self._shapes[shape] = route = "" if "0" in route else route
        route = route or template(path)
        if is_login(route):
            self.logins.add(route)
        return route


def template(path: bytes) -> str:
    """The route that a path belongs to, of bounded length; text that is safe to show."""
    if len(path) > _LONGEST:
        path = path[:_LONGEST].rpartition(b"/")[0] + b"/{}"
    if path[:1] != b"/":
        path = _without_host(path)
    route = _VARIABLE.sub(b"/{}", path)
    if route.count(b"/") > _DEEPEST:
        route = b"/".join(route.split(b"/")[: _DEEPEST + 1]) + b"/{}"
    text = route.decode("ascii", "replace")
    return text if text.isprintable() else "/{}"


@lru_cache(maxsize=_ROUTES)
def is_login(route: str) -> bool:
    """Whether people log in there, by its name."""
    return _LOGIN.search(route) is not None


def _without_host(path: bytes) -> bytes:
    """A target of a proxy has scheme and host in front."""
    scheme, found, rest = path.partition(b"://")
    if found and scheme.lower() in (b"http", b"https"):
        return b"/" + rest.partition(b"/")[2]
    return b"/{}"
