"""Stock: what services offer to the network at each commit of which a complete run is on record.

Production has no source tree: who watches it asks here which route, file and owner an attack is aimed at.
The same inventory is kept once, however many commits it holds for. `parts` keeps packages the same way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import UNSET, Raw, Struct
from msgspec.structs import replace

from vedette.ledger import stored
from vedette.ledger.journal import StockItem
from vedette.model.inventory import Inventory, Route, ServiceInventory
from vedette.model.verdict import Run

if TYPE_CHECKING:
    from vedette.ledger.database.interface import Store

MOST_ROUTES = 20_000
MOST_UNRESOLVED = 2_000
_LONGEST = 1_000
_MOST_GUARDS = 20
_SELECT = (
    "SELECT stock.service, stock.revision, stock.basis, stock.left_out, inventory.body FROM stock"
    " JOIN inventory ON inventory.digest = stock.digest WHERE stock.project = ?"
)


class Shelf(Struct, frozen=True):
    """Two tables: bodies by digest, and which body holds for a service at a commit."""

    bodies: str
    rows: str

    @property
    def has(self) -> str:
        """Asks whether a body is there."""
        return f"SELECT 1 FROM {self.bodies} WHERE digest = ?"  # noqa: S608 - names of our own


class Kept(Struct, frozen=True, kw_only=True):
    """What is to be kept for a service at a commit, its body as it is stored."""

    service: str
    commit: str
    basis: str
    body: bytes
    left_out: int = 0


SHELF = Shelf("inventory", "stock")


def items(store: Store, run: Run, taken: Iterable[ServiceInventory]) -> tuple[StockItem, ...] | None:
    """What the journal is to say of inventories; None when the tables know all of it.

    Args:
        store: the ledger; the caller holds the write lock.
        run: whose inventories they are.
        taken: by service.
    """
    return told(store, SHELF, run, map(_kept, taken))


def told(store: Store, shelf: Shelf, run: Run, taken: Iterable[Kept]) -> tuple[StockItem, ...] | None:
    """What the journal is to say of what belongs on a shelf; None when the tables know all of it."""
    known = {
        (service, revision): (basis, digest)
        for service, revision, basis, digest in store.rows(
            f"SELECT service, revision, basis, digest FROM {shelf.rows} WHERE project = ?",  # noqa: S608 - names of our own
            (stored.escape(run.project),),
        )
    }
    found = []
    kept: set[str] = set()
    for one in taken:
        digest = hashlib.sha256(one.body).hexdigest()
        where = (stored.escape(one.service), stored.escape(one.commit))
        basis = stored.escape(one.basis)
        if known.get(where) == (basis, digest):
            continue
        there = digest in kept or bool(store.rows(shelf.has, (digest,)))
        kept.add(digest)
        found.append(
            StockItem(
                service=where[0],
                commit=where[1],
                basis=basis,
                digest=digest,
                left_out=one.left_out,
                inventory=UNSET if there else Raw(one.body),
            )
        )
    return tuple(found) or None


def apply(store: Store, shelf: Shelf, sequence: int, run: Run, said: Iterable[StockItem]) -> None:
    """Carries what an entry says into the tables of a shelf.

    Raises:
        KeyError: it refers to a body that no entry has told of.
        ValueError: one has not the digest on record.
    """
    rows = []
    for item in said:
        put(store, shelf, item)
        where = (stored.escape(run.project), stored.held(item.service), stored.held(item.commit))
        rows.append((*where, sequence, stored.held(item.basis), item.digest, item.left_out))
    columns = ("project", "service", "revision", "sequence", "basis", "digest", "left_out")
    store.put(shelf.rows, columns, rows, key=columns[:3])


def put(store: Store, shelf: Shelf, item: StockItem) -> None:
    """Keeps the body that an entry tells of.

    Raises:
        KeyError: it refers to one that no entry has told of.
        ValueError: it has not the digest on record.
    """
    if isinstance(item.inventory, Raw):
        body = bytes(item.inventory)
        if hashlib.sha256(body).hexdigest() != item.digest:
            raise ValueError("an inventory has not the digest on record")
        store.put(shelf.bodies, ("digest", "body"), [(item.digest, body)], key=("digest",))
    elif not store.rows(shelf.has, (item.digest,)):
        raise KeyError(item.digest)


def at(store: Store, project: str, commit: str, service: str) -> ServiceInventory | None:
    """As `Ledger.inventory`."""
    return _first(store, f"{_SELECT} AND stock.revision = ?", (stored.escape(project), commit), service)


def latest(store: Store, project: str, service: str) -> ServiceInventory | None:
    """As `Ledger.latest_inventory`."""
    return _first(store, _SELECT, (stored.escape(project),), service)


def _first(store: Store, query: str, values: tuple[str, ...], service: str) -> ServiceInventory | None:
    """That of the service, else that of the whole project."""
    order = "ORDER BY stock.sequence DESC, stock.revision LIMIT 1"
    for name in dict.fromkeys((stored.escape(service), "")):
        rows = store.rows(f"{query} AND stock.service = ? {order}", (*values, name))
        for own, revision, basis, left_out, body in rows:
            return ServiceInventory(
                service=stored.unescape(own),
                commit=stored.unescape(revision),
                basis=stored.unescape(basis),
                inventory=stored.decode(body, Inventory),
                left_out=left_out,
            )
    return None


def _kept(one: ServiceInventory) -> Kept:
    found = one.inventory
    routes = tuple(map(_clipped, found.routes[:MOST_ROUTES]))
    bounded = Inventory(routes=routes, unresolved=found.unresolved[:MOST_UNRESOLVED])
    return Kept(
        service=one.service,
        commit=one.commit,
        basis=one.basis,
        body=stored.encode(bounded),
        left_out=one.left_out + len(found.routes) - len(routes),
    )


def _clipped(route: Route) -> Route:
    texts = {name: getattr(route, name) for name in ("path", "method", "function", "owner")}
    long = {name: text[:_LONGEST] for name, text in texts.items() if len(text) > _LONGEST}
    # An address is somebody's, and a ledger forgets nothing.
    if "@" in route.owner[1:]:
        long["owner"] = ""
    if len(route.guards) > _MOST_GUARDS or any(len(guard.name) > _LONGEST for guard in route.guards):
        guards = tuple(replace(guard, name=guard.name[:_LONGEST]) for guard in route.guards[:_MOST_GUARDS])
        return replace(route, guards=guards, **long)
    return replace(route, **long) if long else route
