"""Projection: how the tables follow from the journal. Recording and verifying both use this code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from msgspec import UNSET, Raw

from vedette.ledger import alert_table, journal, parts, schema, stock, stored
from vedette.ledger.interface import Deed
from vedette.ledger.journal import (
    Body,
    CoverageSummary,
    DeedBody,
    Entry,
    ExaminedChange,
    Item,
    SeenSet,
    StockItem,
    VerdictSummary,
)
from vedette.model.finding import Finding, State
from vedette.model.verdict import Run

if TYPE_CHECKING:
    from vedette.ledger.database.interface import Store

# A changed rule set is a new scope: without a bound the ledger would keep the paths of each for ever.
SCOPES_KEPT = 8
NEW, FIXED = "new", "fixed"
NOWHERE_ELSE = b"[]"
DEPLOYED = "deployed"
DEPLOYMENT_FIELDS = ("service", "environment", "version", "commit")
# Held against new advisories: the one deed that makes findings.
MATCHED = "matched"


class FindingRow(NamedTuple):
    """A row of the table `finding`; strings as `stored.escape` writes them."""

    id: str
    project: str
    kind: str
    path: str
    fingerprint: str
    state: str
    introduced: int
    exploited: int
    reopened: int
    owner: str
    due: str
    first_seen: str
    last_seen: str
    body: bytes
    also: bytes
    stands: int


_TYPES = [str] * 6 + [int] * 3 + [str] * 4 + [bytes] * 2 + [int]
_STATES = frozenset(State)
SELECT_FINDING = (
    "SELECT id, project, kind, path, fingerprint, state, introduced, exploited, reopened, owner, due,"
    " first_seen, last_seen, body, also, stands FROM finding"
)
# A run that arrives late, as a record from elsewhere does, does not turn the clock back.
_SEEN = "UPDATE finding SET last_seen = ? WHERE project = ? AND state != 'fixed' AND last_seen < ?"


def create(store: Store) -> None:
    """Makes all tables; inside the caller's transaction."""
    store.define(schema.statements())


def rebuild(store: Store) -> None:
    """Drops the projected tables and makes them again from the journal; inside the caller's transaction."""
    for table in schema.TABLES:
        store.rows(f"DROP TABLE IF EXISTS {table}")
    store.define(schema.PEOPLE + schema.PROJECTIONS + schema.WORKSHOP)
    for entry in journal.read(store):
        apply(store, entry)


def apply(store: Store, entry: Entry) -> None:
    """Carries one journal entry into the tables.

    Raises:
        KeyError: an item names a finding that does not exist and brings none.
        Exception: of the store's own, when the run is there already.
        ValueError, zlib.error, msgspec.MsgspecError: the body is not what it should be.
    """
    body = journal.unpack(entry.body)
    items = [msgspec.json.decode(raw, type=Item) for raw in body.items]
    if isinstance(body, DeedBody):
        if isinstance(body.parts, StockItem):
            stock.put(store, parts.SHELF, body.parts)
        _apply_items(store, _beginning(stored.decode(body.deed, Deed)), items)
        _apply_aliases(store, entry.sequence, items)
        _apply_events(store, entry.sequence, items)
        _apply_deed(store, entry, body)
        return
    run = stored.decode(body.run, Run)
    _apply_items(store, (run.project, run.started), items)
    _apply_aliases(store, entry.sequence, items)
    _apply_seen(store, run, body.seen)
    _apply_events(store, entry.sequence, items)
    if body.examined is not None:
        _apply_examined(store, entry.sequence, run, body.examined)
    _apply_run(store, entry, body, items)
    if body.stock is not UNSET:
        stock.apply(store, stock.SHELF, entry.sequence, run, body.stock)
    if body.parts is not UNSET:
        stock.apply(store, parts.SHELF, entry.sequence, run, body.parts)


def finding_row(values: tuple[Any, ...]) -> FindingRow:
    """A row as it was read.

    Raises:
        msgspec.ValidationError: something else wrote it.
    """
    row = FindingRow(*values)
    if list(map(type, row)) != _TYPES or row.state not in _STATES:
        raise msgspec.ValidationError("a row of the table finding is not as the ledger writes it")
    return row


def blank(name: str, project: str, since: str) -> FindingRow:
    """The row of a finding of which nothing is known but its id, its project and when it was first seen."""
    return FindingRow(
        id=name,
        project=project,
        kind="",
        path="",
        fingerprint="",
        state=State.open.value,
        introduced=0,
        exploited=0,
        reopened=0,
        owner="",
        due="",
        first_seen=since,
        last_seen=since,
        body=b"",
        also=NOWHERE_ELSE,
        stands=1,
    )


def scope_id(store: Store, run: Run) -> int | None:
    """Number of the run's project and scope in the tables; None when no complete run had it."""
    rows = store.rows(
        "SELECT id FROM scope WHERE project = ? AND scope = ?",
        (stored.escape(run.project), stored.escape(run.scope)),
    )
    return rows[0][0] if rows else None


def _beginning(deed: Deed) -> tuple[str, str] | None:
    return (deed.project, deed.at) if deed.what == MATCHED else None


def _apply_items(store: Store, beginning: tuple[str, str] | None, items: list[Item]) -> None:
    """Carries changes of findings; `beginning` is project and time of new ones, None where none may be."""
    rows = _rows(store, [item.id for item in items])
    changed = [_merged(rows.get(item.id), beginning, item) for item in items]
    store.put("finding", FindingRow._fields, changed, key=("id",))


def _rows(store: Store, ids: list[str]) -> dict[str, FindingRow]:
    found = store.rows(f"{SELECT_FINDING} WHERE id IN {store.these}", (json.dumps(ids),))
    return {row[0]: finding_row(row) for row in found}


def _merged(row: FindingRow | None, beginning: tuple[str, str] | None, item: Item) -> FindingRow:
    if row is None:
        if beginning is None or not isinstance(item.finding, Raw):
            raise KeyError(item.id)
        project, since = beginning
        row = blank(item.id, stored.escape(project), since)
    fields: dict[str, str | int | bytes] = {}
    if isinstance(item.finding, Raw):
        fields.update(_described(item.finding))
    if isinstance(item.also, Raw):
        fields["also"] = bytes(item.also)
    for name in ("introduced", "exploited", "reopened", "stands"):
        flag = getattr(item, name)
        if flag is not UNSET:
            fields[name] = int(flag)
    for name in ("owner", "due"):
        text = getattr(item, name)
        if text is not UNSET:
            fields[name] = stored.held(text)
    if isinstance(item.state, State):
        fields["state"] = item.state.value
    return FindingRow(**(row._asdict() | fields))


def _described(raw: Raw) -> dict[str, str | int | bytes]:
    finding = stored.decode(raw, Finding)
    return {
        "kind": stored.escape(finding.kind),
        "path": stored.escape(finding.place.path),
        "fingerprint": stored.escape(finding.fingerprint),
        "body": bytes(raw),
    }


def _apply_seen(store: Store, run: Run, seen: SeenSet) -> None:
    kinds = json.dumps([stored.held(kind) for kind in seen.kinds])
    store.rows(
        f"{_SEEN} AND kind IN {store.these} AND id {'NOT ' if seen.but else ''}IN {store.these}",
        (run.started, stored.escape(run.project), run.started, kinds, json.dumps(seen.ids)),
    )


def _apply_aliases(store: Store, sequence: int, items: list[Item]) -> None:
    changed = [(item.id, item.into) for item in items if isinstance(item.into, str)]
    store.many("DELETE FROM alias WHERE id = ?", [(id_,) for id_, _ in changed])
    rows = [(id_, into, sequence) for id_, into in changed if into]
    store.add("alias", ("id", "finding", "sequence"), rows)


def _apply_deed(store: Store, entry: Entry, body: DeedBody) -> None:
    deed = stored.decode(body.deed, Deed)
    row = {
        "sequence": entry.sequence,
        "project": stored.escape(deed.project),
        "what": stored.escape(deed.what),
        "at": stored.escape(deed.at),
        "who": stored.escape(deed.who),
        "entry": entry.hash,
        "body": bytes(body.deed),
    }
    store.add("deed", tuple(row), [tuple(row.values())])
    if deed.what == DEPLOYED:
        _apply_deployment(store, entry.sequence, deed)
    if deed.what in alert_table.DEEDS:
        alert_table.apply(store, entry.sequence, deed)


def _apply_deployment(store: Store, sequence: int, deed: Deed) -> None:
    told = [stored.escape(deed.payload[name]) for name in DEPLOYMENT_FIELDS]
    # Deployments of earlier versions named neither.
    owner, sbom = (stored.escape(deed.payload.get(name, "")) for name in ("owner", "sbom"))
    if sbom and not store.rows(parts.SHELF.has, (sbom,)):
        raise KeyError(sbom)
    columns = ("sequence", "project", "service", "environment", "version", "revision")
    more = ("at", "who", "owner", "sbom")
    by = (stored.escape(deed.at), stored.escape(deed.who), owner, sbom)
    store.add("deployment", columns + more, [(sequence, stored.escape(deed.project), *told, *by)])


def _apply_events(store: Store, sequence: int, items: list[Item]) -> None:
    events = [(item.id, stored.held(what)) for item in items for what in item.events]
    rows = [(sequence, position, finding, what) for position, (finding, what) in enumerate(events)]
    store.add("event", ("sequence", "position", "finding", "what"), rows)


def _apply_examined(store: Store, sequence: int, run: Run, change: ExaminedChange) -> None:
    project = stored.escape(run.project)
    scope = scope_id(store, run)
    if scope is None:
        scope = sequence
        values = (scope, project, stored.escape(run.scope), sequence)
        store.rows("INSERT INTO scope (id, project, scope, sequence) VALUES (?, ?, ?, ?)", values)
    store.rows("UPDATE scope SET sequence = ? WHERE id = ?", (sequence, scope))
    gone = [(scope, stored.held(path)) for path in change.gone]
    store.many("DELETE FROM examined WHERE scope = ? AND path = ?", gone)
    added = [(scope, stored.held(path), stored.held(blob)) for path, blob in change.added.items()]
    store.put("examined", ("scope", "path", "blob"), added, key=("scope", "path"))
    scopes = store.rows("SELECT id FROM scope WHERE project = ? ORDER BY sequence DESC", (project,))
    stale = scopes[SCOPES_KEPT:]
    store.many("DELETE FROM examined WHERE scope = ?", stale)
    store.many("DELETE FROM scope WHERE id = ?", stale)


def _apply_run(store: Store, entry: Entry, body: Body, items: list[Item]) -> None:
    run = stored.decode(body.run, Run)
    coverage = stored.decode(body.coverage, CoverageSummary)
    verdict = stored.decode(body.verdict, VerdictSummary)
    project = stored.escape(run.project)
    query = "SELECT count(*) FROM finding WHERE project = ? AND state = 'open'"
    still_open = store.rows(query, (project,))[0][0]
    row = {
        "id": stored.escape(run.id),
        "sequence": entry.sequence,
        "project": project,
        "scope": stored.escape(run.scope),
        "decision": stored.escape(verdict.decision),
        "completeness": stored.escape(verdict.completeness),
        "asked": coverage.asked,
        "examined": coverage.examined,
        "new": sum(NEW in item.events for item in items),
        "fixed": sum(FIXED in item.events for item in items),
        "open": still_open,
        "stopped_by": " ".join(stored.escape(id_) for id_ in verdict.emergencies),
        # Nothing in the journal may change without a table showing it.
        "entry": entry.hash,
        "body": bytes(body.run),
    }
    store.add("run", tuple(row), [tuple(row.values())])
