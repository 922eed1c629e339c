"""Projection: how the tables follow from the journal. Recording and verifying both use this code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from msgspec import UNSET, Raw

from vedette.ledger import journal, schema, stored
from vedette.ledger.journal import Body, CoverageSummary, Entry, ExaminedChange, Item, SeenSet, VerdictSummary
from vedette.model.finding import Finding, State
from vedette.model.verdict import Run

if TYPE_CHECKING:
    from sqlite3 import Connection

# A changed rule set is a new scope: without a bound the ledger would keep the paths of each for ever.
SCOPES_KEPT = 8
NEW, FIXED = "new", "fixed"


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


_TYPES = [str] * 6 + [int] * 3 + [str] * 4 + [bytes]
_STATES = frozenset(State)
SELECT_FINDING = (
    "SELECT id, project, kind, path, fingerprint, state, introduced, exploited, reopened, owner, due,"
    " first_seen, last_seen, body FROM finding"
)
_WRITE_FINDING = "INSERT OR REPLACE INTO finding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_THESE = " WHERE id IN (SELECT value FROM json_each(?))"
_SEEN = (
    "UPDATE finding SET last_seen = ? WHERE project = ? AND state != 'fixed'"
    " AND kind IN (SELECT value FROM json_each(?))"
)
_LISTED = " AND id IN (SELECT value FROM json_each(?))"
_UNLISTED = " AND id NOT IN (SELECT value FROM json_each(?))"


def create(connection: Connection) -> None:
    """Makes all tables; inside the caller's transaction."""
    for statement in schema.JOURNAL + schema.PROJECTIONS:
        connection.execute(statement)


def rebuild(connection: Connection) -> None:
    """Drops the projected tables and makes them again from the journal; inside the caller's transaction."""
    for table in schema.TABLES:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    for statement in schema.PROJECTIONS:
        connection.execute(statement)
    for entry in list(journal.read(connection)):
        apply(connection, entry)


def apply(connection: Connection, entry: Entry) -> None:
    """Carries one journal entry into the tables.

    Raises:
        KeyError: an item names a finding that does not exist and brings none.
        sqlite3.IntegrityError: the run is there already.
        ValueError, zlib.error, msgspec.MsgspecError: the body is not what it should be.
    """
    body = journal.unpack(entry.body)
    run = stored.decode(body.run, Run)
    items = [msgspec.json.decode(raw, type=Item) for raw in body.items]
    _apply_items(connection, run, items)
    _apply_seen(connection, run, body.seen)
    _apply_events(connection, entry.sequence, items)
    if body.examined is not None:
        _apply_examined(connection, entry.sequence, run, body.examined)
    _apply_run(connection, entry, body, items)


def finding_row(values: tuple[Any, ...]) -> FindingRow:
    """A row as it was read.

    Raises:
        msgspec.ValidationError: something else wrote it.
    """
    row = FindingRow(*values)
    if list(map(type, row)) != _TYPES or row.state not in _STATES:
        raise msgspec.ValidationError("a row of the table finding is not as the ledger writes it")
    return row


def scope_id(connection: Connection, run: Run) -> int | None:
    """Number of the run's project and scope in the tables; None when no complete run had it."""
    row = connection.execute(
        "SELECT id FROM scope WHERE project = ? AND scope = ?",
        (stored.escape(run.project), stored.escape(run.scope)),
    ).fetchone()
    return row[0] if row else None


def _apply_items(connection: Connection, run: Run, items: list[Item]) -> None:
    rows = _rows(connection, [item.id for item in items])
    changed = [_merged(rows.get(item.id), run, item) for item in items]
    connection.executemany(_WRITE_FINDING, changed)


def _rows(connection: Connection, ids: list[str]) -> dict[str, FindingRow]:
    found = connection.execute(SELECT_FINDING + _THESE, (json.dumps(ids),))
    return {row[0]: finding_row(row) for row in found}


def _merged(row: FindingRow | None, run: Run, item: Item) -> FindingRow:
    if row is None:
        row = _blank(run, item)
    fields: dict[str, str | int | bytes] = {}
    if isinstance(item.finding, Raw):
        fields.update(_described(item.finding))
    for name in ("introduced", "exploited", "reopened"):
        flag = getattr(item, name)
        if flag is not UNSET:
            fields[name] = int(flag)
    for name in ("owner", "due"):
        text = getattr(item, name)
        if text is not UNSET:
            fields[name] = text
    if isinstance(item.state, State):
        fields["state"] = item.state.value
    return FindingRow(**(row._asdict() | fields))


def _blank(run: Run, item: Item) -> FindingRow:
    if not isinstance(item.finding, Raw):
        raise KeyError(item.id)
    return FindingRow(
        item.id,
        stored.escape(run.project),
        *("", "", ""),
        State.open.value,
        *(0, 0, 0),
        *("", ""),
        run.started,
        run.started,
        b"",
    )


def _described(raw: Raw) -> dict[str, str | int | bytes]:
    finding = stored.decode(raw, Finding)
    return {
        "kind": stored.escape(finding.kind),
        "path": stored.escape(finding.place.path),
        "fingerprint": stored.escape(finding.fingerprint),
        "body": bytes(raw),
    }


def _apply_seen(connection: Connection, run: Run, seen: SeenSet) -> None:
    connection.execute(
        _SEEN + (_UNLISTED if seen.but else _LISTED),
        (run.started, stored.escape(run.project), json.dumps(seen.kinds), json.dumps(seen.ids)),
    )


def _apply_events(connection: Connection, sequence: int, items: list[Item]) -> None:
    events = [(item.id, what) for item in items for what in item.events]
    connection.executemany(
        "INSERT INTO event (sequence, position, finding, what) VALUES (?, ?, ?, ?)",
        [(sequence, position, finding, what) for position, (finding, what) in enumerate(events)],
    )


def _apply_examined(connection: Connection, sequence: int, run: Run, change: ExaminedChange) -> None:
    project = stored.escape(run.project)
    scope = scope_id(connection, run)
    if scope is None:
        scope = sequence
        connection.execute(
            "INSERT INTO scope (id, project, scope, sequence) VALUES (?, ?, ?, ?)",
            (scope, project, stored.escape(run.scope), sequence),
        )
    connection.execute("UPDATE scope SET sequence = ? WHERE id = ?", (sequence, scope))
    connection.executemany(
        "DELETE FROM examined WHERE scope = ? AND path = ?", [(scope, path) for path in change.gone]
    )
    connection.executemany(
        "INSERT OR REPLACE INTO examined (scope, path, blob) VALUES (?, ?, ?)",
        [(scope, path, blob) for path, blob in change.added.items()],
    )
    stale = connection.execute(
        "SELECT id FROM scope WHERE project = ? ORDER BY sequence DESC LIMIT -1 OFFSET ?",
        (project, SCOPES_KEPT),
    ).fetchall()
    connection.executemany("DELETE FROM examined WHERE scope = ?", stale)
    connection.executemany("DELETE FROM scope WHERE id = ?", stale)


def _apply_run(connection: Connection, entry: Entry, body: Body, items: list[Item]) -> None:
    run = stored.decode(body.run, Run)
    coverage = stored.decode(body.coverage, CoverageSummary)
    verdict = stored.decode(body.verdict, VerdictSummary)
    project = stored.escape(run.project)
    still_open = connection.execute(
        "SELECT count(*) FROM finding WHERE project = ? AND state = 'open'", (project,)
    ).fetchone()[0]
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
    connection.execute(
        "INSERT INTO run VALUES (:id, :sequence, :project, :scope, :decision, :completeness, :asked,"
        " :examined, :new, :fixed, :open, :stopped_by, :entry, :body)",
        row,
    )
