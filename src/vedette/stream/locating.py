"""From an attack to the code: host and path to a deployment, its inventory to handler, owner and findings."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from vedette.ledger.interface import Ledger
from vedette.model.alert import Target
from vedette.model.deployment import Deployment
from vedette.model.finding import Tracked
from vedette.model.inventory import ServiceInventory
from vedette.model.traffic import Detection
from vedette.policy.correlation import Placed, Placement, RouteTable, place, related
from vedette.settings.interface import WatchedLog

_FRESH_SECONDS = 30.0


class Known(Struct, frozen=True, kw_only=True):
    """What the ledger says of one deployed service.

    Attributes:
        deployment: that runs there now.
        routes: of its commit; None when no complete run of the commit is on record.
        findings: of its project that are open.
    """

    deployment: Deployment
    routes: RouteTable | None
    findings: Sequence[Tracked]


class DeployedLocator:
    """As `interface.Locator`, by what the ledger knows; it is asked again after half a minute.

    Args:
        ledger: deployments, inventories, findings.
        places: where services can be reached, as the user's settings say.
        of: what is declared of a log.
        weaknesses: rule id -> the weakness that it reports.
        clock: seconds, monotonic.
    """

    def __init__(
        self,
        ledger: Ledger,
        places: Sequence[Placement],
        of: Callable[[str], WatchedLog | None],
        weaknesses: Mapping[str, str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ledger = ledger
        self._places = places
        self._of = of
        self._weaknesses = dict(weaknesses)
        self._clock = clock
        self._read = float("-inf")
        self._known: dict[tuple[str, str], Known] = {}
        self._tables: dict[str, RouteTable | None] = {}

    def locate(self, detection: Detection) -> Target | None:
        """As `Locator.locate`; None when neither log, host nor path lead to a service."""
        placed = self._placed(detection)
        if placed is None:
            return None
        where = placed.placement
        target = Target(
            path=detection.path,
            method=detection.method,
            service=where.service,
            environment=where.environment,
            count=detection.count,
        )
        known = self._service(where.service, where.environment)
        return (
            _resolved(target, known, placed.path, detection.weakness, self._weaknesses) if known else target
        )

    def _placed(self, detection: Detection) -> Placed | None:
        log = self._of(detection.stream)
        if log is not None and log.service:
            own = [item for item in self._places if item.service == log.service]
            named = place(own, detection.host, detection.path)
            path = named.path if named else detection.path
            return Placed(Placement(service=log.service, environment=log.environment), path)
        return place(self._places, detection.host, detection.path)

    def _service(self, service: str, environment: str) -> Known | None:
        if self._clock() - self._read > _FRESH_SECONDS:
            self._look()
        known = self._known.get((service, environment))
        if known is None and not environment:
            # Without an environment any will do, the one deployed last before others.
            known = next((item for (name, _), item in self._known.items() if name == service), None)
        return known

    def _look(self) -> None:
        """Reads what runs where; inventories that are known already are not read again."""
        self._known = {}
        findings: dict[str, Sequence[Tracked]] = {}
        tables: dict[str, RouteTable | None] = {}
        for one in self._ledger.deployments():
            if one.project not in findings:
                findings[one.project] = [
                    item for item in self._ledger.findings(one.project) if _is_code(item)
                ]
            if one.inventory not in tables:
                tables[one.inventory] = self._table(one)
            known = Known(deployment=one, routes=tables[one.inventory], findings=findings[one.project])
            self._known.setdefault((one.service, one.environment), known)
        self._tables = tables
        self._read = self._clock()

    def _table(self, one: Deployment) -> RouteTable | None:
        if not one.inventory or one.inventory in self._tables:
            return self._tables.get(one.inventory)
        found = self._inventory(one)
        return RouteTable(found.inventory.routes) if found else None

    def _inventory(self, one: Deployment) -> ServiceInventory | None:
        own = self._ledger.inventory(one.project, one.commit, one.service)
        return own or self._ledger.inventory(one.project, one.commit)


def _is_code(item: Tracked) -> bool:
    return item.finding.kind == "code"


def _resolved(target: Target, known: Known, path: str, weakness: str, weaknesses: dict[str, str]) -> Target:
    """A target with what is deployed there, and the route that answers."""
    one = known.deployment
    fields = {"environment": one.environment, "version": one.version, "commit": one.commit}
    match = known.routes.match(target.method, path) if known.routes else None
    if match is not None:
        route = match.route
        found = related(known.findings, weaknesses, weakness, route)
        fields |= {"route": route.path, "file": route.file, "function": route.function, "owner": route.owner}
        line, names = route.line, tuple(item.id for item in found)
    else:
        line, names = 0, ()
    return Target(
        path=target.path,
        method=target.method,
        service=target.service,
        count=target.count,
        line=line,
        findings=names,
        **fields,
    )
