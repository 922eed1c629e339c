"""The table of alerts: how it follows from deeds, and how it is read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from vedette.ledger import people, stored
from vedette.ledger.interface import Deed
from vedette.model.alert import Alert, AlertState

if TYPE_CHECKING:
    from vedette.ledger.database.interface import Store

ALERTED, CLOSED, MUTED = "alerts", "alert-close", "alert-mute"
DEEDS = frozenset({ALERTED, CLOSED, MUTED})
SELECT = "SELECT body, who FROM alert"
_COLUMNS = (
    "number",
    "key",
    "state",
    "severity",
    "owner",
    "first",
    "last",
    "until",
    "who",
    "sequence",
    "body",
)


def apply(store: Store, sequence: int, deed: Deed) -> None:
    """Carries a deed into the table.

    Args:
        store: where the ledger lies.
        sequence: of the deed's entry.
        deed: one of `DEEDS`; `who` is a reference.
    """
    alerts = msgspec.json.decode(deed.payload["alerts"], type=list[Alert])
    who = stored.escape(deed.who) if deed.what == CLOSED else ""
    rows = [_row(alert, sequence, who or _closer(store, alert)) for alert in alerts]
    store.put("alert", _COLUMNS, rows, key=("number",))


def read(store: Store, query: str, values: tuple[str | int, ...]) -> list[Alert]:
    """The alerts that a query beginning with `SELECT` finds."""
    rows = store.rows(query, values)
    names = people.names(store) if any(who for _, who in rows) else {}
    found = [(stored.decode(body, Alert), who) for body, who in rows]
    return [replace(alert, closed_by=names.get(who, "")) if who else alert for alert, who in found]


def by_key(store: Store, keys: Sequence[str]) -> dict[str, Alert]:
    """Alerts by their keys, those that are known."""
    wanted = json.dumps([stored.escape(key) for key in keys])
    return {alert.key: alert for alert in read(store, f"{SELECT} WHERE key IN {store.these}", (wanted,))}


def _closer(store: Store, alert: Alert) -> str:
    """Who closed it, when that is not what changes."""
    if alert.state is not AlertState.closed:
        return ""
    rows = store.rows("SELECT who FROM alert WHERE number = ?", (alert.number,))
    return str(rows[0][0]) if rows else ""


def _row(alert: Alert, sequence: int, who: str) -> tuple[Any, ...]:
    texts = (alert.key, alert.state.value, alert.severity.value, alert.owner, alert.first, alert.last)
    held = tuple(map(stored.escape, (*texts, alert.muted_until)))
    return (alert.number, *held, who, sequence, stored.encode(alert))
