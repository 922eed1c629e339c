"""Alerts: what a watch saw, kept in the journal by deeds; each tells the alerts that it changed, whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from vedette.ledger import alert_table, deeds
from vedette.ledger.interface import Deed, Said
from vedette.ledger.journal import Item
from vedette.model.alert import Alert, AlertState
from vedette.model.deployment import KIND as DEPLOYED_KIND
from vedette.model.errors import UsageError
from vedette.model.finding import State
from vedette.model.watch import News

if TYPE_CHECKING:
    from vedette.ledger.database.interface import Store
_RAISED = "raised"


def record(store: Store, news: Sequence[News], at: float) -> list[News]:
    """Puts alerts on record, numbered, and raises the findings that they are about.

    What somebody closed stays closed unless it gets graver; what is muted stays so until its time.

    Args:
        store: where the ledger lies; the caller holds the write lock and commits.
        news: each alert at most once.
        at: now, in seconds since 1970 (UTC).
    """
    if not news:
        return []
    moment = _moment(at)
    known = alert_table.by_key(store, [item.alert.key for item in news])
    highest = store.rows("SELECT coalesce(max(number), 0) FROM alert")[0][0]
    numbered = []
    for item in news:
        before = known.get(item.alert.key)
        if before is None:
            highest += 1
        alert = _continued(item, before, moment) if before else replace(item.alert, number=highest)
        numbered.append(News(alert, item.what))
    alerts = [item.alert for item in numbered]
    _write(
        store,
        alert_table.ALERTED,
        alerts,
        Said(who="", at=moment, reason=""),
        _attacked(store, alerts, moment[:10]),
    )
    return numbered


def close(store: Store, number: int, said: Said) -> Alert:
    """Ends an alert: it was handled, or is none. Findings that no other open alert is about are calm again.

    Raises:
        UsageError: there is no such alert, or it is closed.
    """
    alert = one(store, number)
    if alert.state is AlertState.closed:
        raise UsageError(f"alert {number} is closed already", help="`vedette alerts show` tells by whom")
    closed = replace(alert, state=AlertState.closed, closed_why=said.reason, closed_by="", muted_until="")
    _write(store, alert_table.CLOSED, [closed], said, _calmed(store, alert))
    return one(store, number)


def mute(store: Store, number: int, until: str, said: Said) -> Alert:
    """Has nobody told of an alert until a time.

    Args:
        store: where the ledger lies.
        number: of the alert.
        until: UTC, ISO 8601 to the second.
        said: who decides it, and why.

    Raises:
        UsageError: there is no such alert, or it is closed.
    """
    alert = one(store, number)
    if alert.state is AlertState.closed:
        raise UsageError(f"alert {number} is closed", help="what is closed tells nobody anything")
    _write(
        store,
        alert_table.MUTED,
        [replace(alert, state=AlertState.muted, muted_until=until, closed_by="")],
        said,
        [],
    )
    return one(store, number)


def one(store: Store, number: int) -> Alert:
    """An alert by its number.

    Raises:
        UsageError: there is none.
    """
    found = alert_table.read(store, f"{alert_table.SELECT} WHERE number = ?", (number,))
    if not found:
        raise UsageError(f"there is no alert {number}", help="`vedette alerts --all` lists them")
    return found[0]


def listed(store: Store, states: Iterable[AlertState], limit: int) -> list[Alert]:
    """Alerts of some states, the newest first.

    Args:
        store: where the ledger lies.
        states: which.
        limit: at most so many.
    """
    names = json.dumps(sorted(state.value for state in states))
    query = f"{alert_table.SELECT} WHERE state IN {store.these} ORDER BY last DESC, number DESC LIMIT ?"
    return alert_table.read(store, query, (names, limit))


def about(store: Store, finding: str) -> list[Alert]:
    """Alerts that are about a finding, the newest first.

    Args:
        store: where the ledger lies.
        finding: its id.
    """
    everything = alert_table.read(store, f"{alert_table.SELECT} ORDER BY last DESC, number DESC", ())
    return [alert for alert in everything if finding in _findings(alert)]


def seconds(moment: str) -> float:
    """Seconds since 1970 of a moment in UTC, ISO 8601."""
    return datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()


def _write(store: Store, what: str, alerts: list[Alert], said: Said, items: list[Item]) -> None:
    payload = {"alerts": msgspec.json.encode(alerts).decode()}
    deed = Deed(what=what, at=said.at, who=said.who, reason=said.reason, project="", payload=payload)
    deeds.record(store, deed, items)


def _continued(item: News, before: Alert, moment: str) -> Alert:
    alert = replace(item.alert, number=before.number)
    if before.state is AlertState.closed and item.what != _RAISED:
        return replace(alert, state=before.state, closed_why=before.closed_why)
    if before.state is AlertState.muted and before.muted_until > moment:
        return replace(alert, state=before.state, muted_until=before.muted_until)
    return alert


def _attacked(store: Store, alerts: Sequence[Alert], today: str) -> list[Item]:
    """What the alerts change about findings that are open, and were not known to be attacked."""
    first: dict[str, int] = {}
    for alert in alerts:
        for finding in _findings(alert) if alert.state is not AlertState.closed else ():
            first.setdefault(finding, alert.number)
    # What advisories say of a deployment is no attack on it.
    query = f"SELECT id FROM finding WHERE exploited = 0 AND state = ? AND kind != ? AND id IN {store.these}"  # noqa: S608 - SQL of the store
    rows = store.rows(query, (State.open.value, DEPLOYED_KIND, json.dumps(sorted(first))))
    return [
        Item(id=name, exploited=True, due=today, events=(f"attacked in production: alert {first[name]}",))
        for (name,) in rows
    ]


def _calmed(store: Store, closed: Alert) -> list[Item]:
    rest = listed(store, (AlertState.open, AlertState.muted), 100_000)
    still = {name for alert in rest if alert.number != closed.number for name in _findings(alert)}
    calm = sorted(set(_findings(closed)) - still)
    query = f"SELECT id FROM finding WHERE exploited = 1 AND id IN {store.these}"  # noqa: S608 - SQL of the store
    rows = store.rows(query, (json.dumps(calm),))
    what = f"alert {closed.number} was closed: not being exploited any more"
    return [Item(id=name, exploited=False, events=(what,)) for (name,) in rows]


def _findings(alert: Alert) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for target in alert.targets for name in target.findings))


def _moment(at: float) -> str:
    return datetime.fromtimestamp(int(at), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
