"""Reading the tables: runs, findings, one finding with its history."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET, UnsetType

from vedette.ledger import journal, people, stored
from vedette.ledger.gathering import Standing
from vedette.ledger.interface import FindingHistory, RunSummary
from vedette.ledger.meeting import root, standing
from vedette.ledger.projection import SELECT_FINDING, FindingRow, finding_row, scope_id
from vedette.model.errors import UsageError
from vedette.model.finding import Finding, State, Tracked
from vedette.model.verdict import Run

if TYPE_CHECKING:
    from vedette.ledger.database.interface import Store

_CANDIDATES_SHOWN = 10
# Crockford's base 32 has no letters that are read as digits: what people write for them is known.
_MISREAD = str.maketrans("ILO", "110")


def runs(store: Store, project: str | None, limit: int) -> list[RunSummary]:
    """As `Ledger.runs`."""
    query = "SELECT body, decision, completeness, asked, examined, new, fixed, open, stopped_by FROM run"
    where, values = _of(project)
    rows = store.rows(f"{query}{where} ORDER BY sequence DESC LIMIT ?", (*values, limit))
    return [
        RunSummary(
            run=stored.decode(body, Run),
            decision=decision,
            completeness=completeness,
            asked=asked,
            examined=examined,
            new=new,
            fixed=fixed,
            open=still_open,
            stopped_by=tuple(stopped_by.split()),
        )
        for body, decision, completeness, asked, examined, new, fixed, still_open, stopped_by in rows
    ]


def finding_rows(store: Store, project: str | None) -> list[FindingRow]:
    """Rows of all findings of a project (None for all projects), by id."""
    where, values = _of(project)
    return [finding_row(row) for row in store.rows(f"{SELECT_FINDING}{where} ORDER BY id", values)]


def tracked(row: FindingRow) -> Tracked:
    """The finding of a row, at every place that it was last seen at."""
    main, *others = standing(row) or (Standing(stored.decode(row.body, Finding)),)
    return Tracked(
        id=row.id,
        finding=main.finding,
        state=State(row.state),
        introduced=bool(row.introduced),
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        exploited=bool(row.exploited),
        reopened=bool(row.reopened),
        owner=stored.unescape(row.owner),
        due=row.due,
        also=tuple(sorted((one.finding for one in others), key=lambda finding: finding.place)),
    )


def aliases(store: Store) -> dict[str, str]:
    """Id of each merged finding -> id of the one that it was merged into."""
    return dict(store.rows("SELECT id, finding FROM alias"))


def one(store: Store, id_or_prefix: str, *, follow: bool = True) -> FindingRow:
    """The only finding that fits.

    Args:
        store: the ledger.
        id_or_prefix: as `Ledger.finding`.
        follow: go on from a merged one to the one that it leads to.

    Raises:
        UsageError: none does, or several do.
    """
    rows = _fitting(store, id_or_prefix)
    if follow:
        rows = _followed(store, rows)
    if not rows:
        raise UsageError(
            f"no finding is called {id_or_prefix}", help="`vedette findings` lists them with their ids"
        )
    if len(rows) > 1:
        raise UsageError(f"{id_or_prefix} fits {_told(rows)}", help="give more letters, or a whole id")
    return rows[0]


def history(store: Store, id_or_prefix: str) -> FindingHistory | None:
    """As `Ledger.finding`."""
    if not _fitting(store, id_or_prefix):
        return None
    row = one(store, id_or_prefix)
    known = aliases(store)
    merged = sorted(id_ for id_ in known if root(id_, known) == row.id)
    return FindingHistory(
        tracked=tracked(row),
        project=stored.unescape(row.project),
        events=tuple(_events(store, row.id, merged)),
        merged=tuple(merged),
    )


def _followed(store: Store, rows: list[FindingRow]) -> list[FindingRow]:
    known = aliases(store)
    roots = sorted({root(row.id, known) for row in rows})
    if not known:
        return rows
    found = store.rows(f"{SELECT_FINDING} WHERE id IN {store.these} ORDER BY id", (json.dumps(roots),))
    return [finding_row(values) for values in found]


def _events(store: Store, id_: str, merged: list[str]) -> Iterator[tuple[str, str, str]]:
    """What happened to a finding and to those merged into it, in order."""
    query = (
        "SELECT event.finding, event.what, run.body, deed.at, deed.who FROM event"
        " LEFT JOIN run ON run.sequence = event.sequence LEFT JOIN deed ON deed.sequence = event.sequence"
    )
    found = store.rows(
        f"{query} WHERE event.finding IN {store.these} ORDER BY event.sequence, event.position",
        (json.dumps([id_, *merged]),),
    )
    names = people.names(store)
    for finding, what, body, at, who in found:
        told = stored.unescape(what) if finding == id_ else f"{finding}: {stored.unescape(what)}"
        if body is not None:
            run = stored.decode(body, Run)
            yield run.started, run.id, told
        else:
            yield at, "", f"{told} (by {names.get(who, 'somebody whose name was erased')})" if who else told


def examined(store: Store, run: Run, paths: Collection[str] | None = None) -> dict[str, str]:
    """As `Session.previous`."""
    scope = scope_id(store, run)
    if scope is None:
        return {}
    query = "SELECT path, blob FROM examined WHERE scope = ?"
    if paths is None:
        rows = store.rows(query, (scope,))
    else:
        named = json.dumps([stored.escape(path) for path in paths])
        rows = store.rows(f"{query} AND path IN {store.these}", (scope, named))
    try:
        is_plain = stored.is_plain("".join(chain.from_iterable(rows)))
    except TypeError:
        is_plain = False
    # Nearly all paths of nearly all projects: what holds no mark was stored as it is.
    return dict(rows) if is_plain else {stored.unescape(path): stored.unescape(blob) for path, blob in rows}


def examined_digest(store: Store, run: Run) -> str | UnsetType:
    """As `digest`, of what the last complete run of this project with the same scope examined.

    Unset where that run did not tell, and where its entry cannot be read, which is for `verify` to say.
    """
    rows = store.rows(
        "SELECT journal.body FROM scope JOIN journal ON journal.sequence = scope.sequence"
        " WHERE scope.project = ? AND scope.scope = ?",
        (stored.escape(run.project), stored.escape(run.scope)),
    )
    try:
        body = journal.unpack(rows[0][0]) if rows else None
    except (ValueError, TypeError, zlib.error, msgspec.MsgspecError):
        return UNSET
    return body.examined.digest if isinstance(body, journal.Body) and body.examined else UNSET


def digest(examined: Mapping[str, str]) -> str | UnsetType:
    """SHA-256 (hex) of paths and their blobs; unset where one is no Unicode."""
    paths = sorted(examined)
    try:
        data = msgspec.msgpack.encode([paths, list(map(examined.__getitem__, paths))])
    except UnicodeEncodeError:
        return UNSET
    return hashlib.sha256(data).hexdigest()


def _fitting(store: Store, text: str) -> list[FindingRow]:
    text = text.strip()
    if not text:
        return []
    name = "VD-" + text.upper().removeprefix("VD-").translate(_MISREAD)
    print_ = stored.escape(text)
    rows = store.rows(
        SELECT_FINDING + " WHERE substr(id, 1, ?) = ? OR substr(fingerprint, 1, ?) = ? ORDER BY id",
        (len(name), stored.escape(name), len(print_), print_),
    )
    found = [finding_row(row) for row in rows]
    whole = [row for row in found if row.id == name]
    return whole or found


def _of(project: str | None) -> tuple[str, tuple[str, ...]]:
    return ("", ()) if project is None else (" WHERE project = ?", (stored.escape(project),))


def _told(rows: list[FindingRow]) -> str:
    named = []
    for row in rows[:_CANDIDATES_SHOWN]:
        finding = stored.decode(row.body, Finding)
        named.append(f"{row.id} ({finding.rule} at {finding.place.path}:{finding.place.start.line})")
    more = len(rows) - len(named)
    return f"{len(rows)} findings: {', '.join(named)}{f' and {more} more' if more else ''}"
