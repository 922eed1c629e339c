"""Deeds: what people decide about the ledger's memory, beside runs. One general shape, one entry each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET, Raw, UnsetType
from msgspec.structs import replace

from vedette.ledger import journal, people, projection, stored
from vedette.ledger.interface import Deed
from vedette.ledger.journal import DeedBody, Entry, Item, StockItem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vedette.ledger.database.interface import Store

_BODY_VERSION = 1


def record(
    store: Store, deed: Deed, items: Sequence[Item] = (), parts: StockItem | UnsetType = UNSET
) -> Entry:
    """Writes a deed and what it changes about findings; the caller holds the write lock and commits.

    Args:
        store: the ledger.
        deed: what was done; `who` is a name, of which only a reference enters the journal.
        items: changes of findings that exist; a matching may make new ones.
        parts: what a deployment is made with.
    """
    kept = replace(deed, who=people.reference(store, deed.who))
    body = DeedBody(
        deed=Raw(stored.encode(kept)),
        version=_BODY_VERSION,
        items=[Raw(msgspec.json.encode(item)) for item in sorted(items, key=lambda item: item.id)],
        parts=parts,
    )
    entry = journal.append(store, body)
    projection.apply(store, entry)
    return entry


def read(store: Store, project: str | None, limit: int) -> list[Deed]:
    """As `Ledger.deeds`."""
    where, values = ("", ()) if project is None else (" WHERE project = ?", (stored.escape(project),))
    query = "SELECT body FROM deed"
    rows = store.rows(f"{query}{where} ORDER BY sequence DESC LIMIT ?", (*values, limit))
    found = [stored.decode(body, Deed) for (body,) in rows]
    names = people.names(store)
    return [replace(deed, who=names.get(deed.who, "")) for deed in found]
