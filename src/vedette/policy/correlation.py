"""Which code an attack is about: host and path to a service, path to a route, route to open findings."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from urllib.parse import unquote

from msgspec import Struct

from vedette.model.finding import State, Tracked
from vedette.model.inventory import Route

_MOST_SEGMENTS = 64
_LONGEST_PATH = 4096
_REMEMBERED = 20_000


class Placement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a service can be reached.

    Attributes:
        service: its name.
        environment: such as `prod`; "" for any.
        hosts: host names, `*` and `?` are wildcards; () for any host.
        prefix: the path that it is mounted under, taken away before its own routes are looked at.
    """

    service: str
    environment: str = ""
    hosts: tuple[str, ...] = ()
    prefix: str = ""


class Placed(Struct, frozen=True):
    """The placement that a request belongs to, and the path as the service itself sees it."""

    placement: Placement
    path: str


def place(placements: Sequence[Placement], host: str, path: str) -> Placed | None:
    """The service that a host and a path lead to: the longest prefix wins, then a host named over any host.

    Args:
        placements: all that are known.
        host: as logged, a port is dropped; "" when not logged, which only placements without hosts fit.
        path: decoded or not, without a query.
    """
    name = host.rsplit(":", 1)[0].lower() if host.count(":") == 1 else host.lower()
    best: tuple[int, int] | None = None
    chosen: Placement | None = None
    for item in placements:
        prefix = item.prefix.rstrip("/")
        if prefix and path != prefix and not path.startswith(f"{prefix}/"):
            continue
        if item.hosts and not any(fnmatchcase(name, pattern.lower()) for pattern in item.hosts):
            continue
        score = (len(prefix), bool(item.hosts))
        if best is None or score > best:
            best, chosen = score, item
    if chosen is None:
        return None
    return Placed(chosen, path[len(chosen.prefix.rstrip("/")) :] or "/")


class Match(Struct, frozen=True):
    """A route that answers, and whether it does so to this method."""

    route: Route
    method_fits: bool = True


class RouteTable:
    """The routes of one inventory, looked up by path in time linear in the path's segments."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root = _Node()
        for route in routes:
            self._add(route)
        self._known: OrderedDict[tuple[str, str], Match | None] = OrderedDict()

    def match(self, method: str, path: str) -> Match | None:
        """The route that answers a request: most literal characters win, then one that takes the method.

        Args:
            method: in capitals.
            path: as logged, without a query; percent escapes are decoded once.
        """
        key = (method, path)
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        found = self._find(method, _segments(path))
        self._known[key] = found
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return found

    def _add(self, route: Route) -> None:
        node = self._root
        for segment in _segments(route.path):
            node = node.child(segment)
        node.routes.append(route)

    def _find(self, method: str, segments: Sequence[str]) -> Match | None:
        states: dict[_Node, int] = {self._root: 0}
        greedy: tuple[int, _Node] | None = None
        for segment in segments:
            following: dict[_Node, int] = {}
            for node, score in states.items():
                for child, more in node.step(segment):
                    if following.get(child, -1) < score + more:
                        following[child] = score + more
                    # A parameter at the end may stand for the rest of the path, slashes and all.
                    if child.parameter and child.routes and (greedy is None or score >= greedy[0]):
                        greedy = (score, child)
            states = following
        ends = sorted(((score, node) for node, score in states.items() if node.routes), key=_by_score)
        if ends:
            return _pick(
                method, [route for score, node in ends if score == ends[0][0] for route in node.routes]
            )
        return _pick(method, greedy[1].routes) if greedy else None


def related(
    findings: Iterable[Tracked], weakness_of: dict[str, str], weakness: str, route: Route
) -> tuple[Tracked, ...]:
    """Open findings of a weakness whose untrusted data comes in at a route, the gravest first.

    Args:
        findings: of the project that is deployed.
        weakness_of: rule id -> the weakness it reports.
        weakness: what the attack aims at.
        route: that the attack went to.
    """
    handler = f"{route.file}::{route.function}"
    fitting = [
        item
        for item in findings
        if item.state is State.open
        and weakness_of.get(item.finding.rule) == weakness
        and (handler in item.finding.through or _stands_in(item, route))
    ]
    return tuple(sorted(fitting, key=lambda item: (-item.finding.severity.rank, item.id)))


def _stands_in(item: Tracked, route: Route) -> bool:
    finding = item.finding
    return finding.place.path == route.file and finding.symbol == route.function


class _Node:
    """Where some segments of a path lead to."""

    __slots__ = ("literals", "mixed", "parameter", "plain", "routes")

    def __init__(self, *, parameter: bool = False) -> None:
        self.literals: dict[str, _Node] = {}
        self.mixed: dict[tuple[str, ...], _Node] = {}
        self.plain: _Node | None = None
        self.parameter = parameter
        self.routes: list[Route] = []

    def child(self, segment: str) -> _Node:
        parts = _parts(segment)
        if len(parts) == 1:
            return self.literals.setdefault(segment, _Node())
        if not any(parts):
            if self.plain is None:
                self.plain = _Node(parameter=True)
            return self.plain
        return self.mixed.setdefault(parts, _Node(parameter=True))

    def step(self, segment: str) -> Iterable[tuple[_Node, int]]:
        """Nodes that a segment leads to, each with the literal characters it took."""
        if segment in self.literals:
            yield self.literals[segment], len(segment) + 1
        for parts, node in self.mixed.items():
            if _fits(parts, segment):
                yield node, sum(map(len, parts))
        if self.plain is not None:
            yield self.plain, 0


def _by_score(item: tuple[int, _Node]) -> int:
    return -item[0]


def _segments(path: str) -> list[str]:
    plain = unquote(path[:_LONGEST_PATH], errors="replace") if "%" in path else path[:_LONGEST_PATH]
    return [part for part in plain.split("/") if part][:_MOST_SEGMENTS]


def _parts(segment: str) -> tuple[str, ...]:
    """The literal parts around the parameters of a segment; one part when it has none."""
    parts: list[str] = []
    rest = segment
    while True:
        literal, opened, behind = rest.partition("{")
        if not opened or "}" not in behind:
            return (*parts, rest)
        parts.append(literal)
        rest = behind.partition("}")[2]


def _fits(parts: tuple[str, ...], segment: str) -> bool:
    first, *between, last = parts
    if len(segment) < len(first) + len(last) or not segment.startswith(first) or not segment.endswith(last):
        return False
    at, end = len(first), len(segment) - len(last)
    for part in between:
        at = segment.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True


def _pick(method: str, routes: Sequence[Route]) -> Match:
    wanted = ("GET", "HEAD", "ANY") if method == "HEAD" else (method, "ANY")
    for name in wanted:
        for route in routes:
            if route.method == name:
                return Match(route)
    return Match(routes[0], method_fits=False)
