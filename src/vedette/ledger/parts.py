"""Parts: which packages services are made with, at each commit and in deployments with a bill of their own.

The same list is kept once, however many commits and deployments it holds for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import UNSET, Raw
from msgspec.structs import replace

from vedette.ledger import stock, stored
from vedette.ledger.journal import StockItem
from vedette.model.inventory import PackageInventory, Part
from vedette.model.verdict import Run

if TYPE_CHECKING:
    from vedette.ledger.database.interface import Store

MOST_PARTS = 50_000
SHELF = stock.Shelf("parts", "made_with")
_LONGEST = 500
_LONGEST_WAY = 12
_LARGEST_LINE = 1 << 31
# Lists are read a few at a time: each may be some megabytes.
_FEW = 50
_SELECT = "SELECT service, revision, basis, digest, left_out FROM made_with WHERE project = ?"


def items(store: Store, run: Run, taken: Iterable[PackageInventory]) -> tuple[StockItem, ...] | None:
    """What the journal is to say of packages; None when the tables know all of it.

    Args:
        store: the ledger; the caller holds the write lock.
        run: whose packages they are.
        taken: by service.
    """
    return stock.told(store, SHELF, run, map(_kept, taken))


def of_bill(store: Store, listed: Sequence[Part]) -> StockItem:
    """What the journal is to say of the packages that the bill of a deployment lists.

    Args:
        store: the ledger; the caller holds the write lock.
        listed: in any order, bounded by the caller.
    """
    body = _body(listed)
    digest = hashlib.sha256(body).hexdigest()
    there = store.rows(SHELF.has, (digest,))
    inventory = UNSET if there else Raw(body)
    return StockItem(service="", commit="", basis="sbom", digest=digest, inventory=inventory)


def read(store: Store, digests: Iterable[str]) -> Iterator[tuple[str, tuple[Part, ...]]]:
    """Lists by their references, each once; references to nothing are left out."""
    import json

    wanted = sorted(set(digests) - {""})
    for at in range(0, len(wanted), _FEW):
        query = f"SELECT digest, body FROM parts WHERE digest IN {store.these}"  # noqa: S608 - SQL of the store
        for digest, body in store.rows(query, (json.dumps(wanted[at : at + _FEW]),)):
            yield digest, stored.decode(bytes(body), tuple[Part, ...])


def basis(store: Store, project: str, commit: str, service: str) -> str | None:
    """By what the packages of a service at a commit are known; None when they are not on record."""
    where = tuple(map(stored.escape, (project, commit, service)))
    rows = store.rows(f"{_SELECT} AND revision = ? AND service = ?", where)
    return stored.unescape(rows[0][2]) if rows else None


def latest(store: Store, project: str, service: str) -> PackageInventory | None:
    """What was told of last for a service."""
    where = (stored.escape(project), stored.escape(service))
    rows = store.rows(f"{_SELECT} AND service = ? ORDER BY sequence DESC, revision LIMIT 1", where)
    for own, revision, known, digest, left_out in rows:
        listed = dict(read(store, [digest]))
        return PackageInventory(
            service=stored.unescape(own),
            commit=stored.unescape(revision),
            basis=stored.unescape(known),
            parts=listed.get(digest, ()),
            left_out=left_out,
        )
    return None


def _kept(one: PackageInventory) -> stock.Kept:
    return stock.Kept(
        service=one.service,
        commit=one.commit,
        basis=one.basis,
        body=_body(one.parts[:MOST_PARTS]),
        left_out=one.left_out + max(len(one.parts) - MOST_PARTS, 0),
    )


def _body(listed: Iterable[Part]) -> bytes:
    return stored.encode(sorted(set(map(_clipped, listed)), key=_order))


def _order(part: Part) -> tuple[object, ...]:
    place = (part.path, part.line)
    return part.ecosystem, part.name, part.version, *place, part.scope.value, str(part.direct), part.way


def _clipped(part: Part) -> Part:
    texts = {name: getattr(part, name) for name in ("ecosystem", "name", "version", "path")}
    changed = {name: text[:_LONGEST] for name, text in texts.items() if len(text) > _LONGEST}
    way = tuple(name[:_LONGEST] for name in part.way[-_LONGEST_WAY:])
    if changed or way != part.way or part.line > _LARGEST_LINE:
        return replace(part, way=way, line=min(part.line, _LARGEST_LINE), **changed)
    return part
