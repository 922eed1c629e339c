"""A session: one run being recorded, matched with what is known and written in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec
from msgspec import UNSET, Raw, UnsetType

from vedette.ledger import (
    checkpoint,
    identity,
    journal,
    keys,
    overrides,
    parts,
    projection,
    queries,
    sources,
    stock,
    stored,
)
from vedette.ledger.changes import NOTHING_MATCHED, Matched
from vedette.ledger.database.interface import Store
from vedette.ledger.database.opening import refuse_later
from vedette.ledger.interface import Seen
from vedette.ledger.journal import Body, ExaminedChange, StockItem
from vedette.ledger.meeting import Memory, meet
from vedette.ledger.place import beside
from vedette.ledger.summary import coverage_summary, verdict_summary
from vedette.model.coverage import Completeness
from vedette.model.errors import UsageError
from vedette.model.finding import Finding, Tracked
from vedette.model.override import Override
from vedette.model.verdict import Checkpoint, Record, Run

_BODY_VERSION = 1


class LedgerSession:
    """As `interface.Session`, on any store."""

    def __init__(self, store: Store, run: Run) -> None:
        self._store, self._run = store, run
        self._matched: Matched | None = None
        self._done = False

    def previous(self, paths: Collection[str] | None = None) -> Mapping[str, str]:
        """As `Session.previous`."""
        with self._store.translated():
            return queries.examined(self._store, self._run, paths)

    def match(self, findings: Sequence[Finding], seen: Seen, introduced: frozenset[int]) -> list[Tracked]:
        """As `Session.match`; takes the write lock. Findings without a fingerprint are given one."""
        if self._matched is not None or self._done:
            raise ValueError("a session matches once")
        with self._store.translated():
            self._lock()
            if not sources.known(self._store, self._run.project, self._run.source).admit(self._run):
                raise UsageError(
                    f'the ledger knows "{self._run.project}" from another source, which took it meanwhile',
                    help="run it again",
                )
            memory = Memory(
                rows=queries.finding_rows(self._store, self._run.project),
                aliases=queries.aliases(self._store),
                taken={row[0] for row in self._store.rows("SELECT id FROM finding")},
            )
            new = identity.with_fingerprints(findings)
            self._matched = meet(self._run, memory, new, seen, introduced)
            return [met.tracked for met in self._matched.met]

    def mended(self, removed: Sequence[Finding] | None) -> list[Tracked]:
        """As `Session.mended`."""
        with self._store.translated():
            return (self._matched or NOTHING_MATCHED).mended(removed, self._run.project)

    def overrides(self) -> Mapping[str, Override]:
        """As `Session.overrides`."""
        with self._store.translated():
            return overrides.known(self._store, self._run.project)

    def commit(self, record: Record) -> Checkpoint:
        """As `Session.commit`."""
        if self._done:
            raise ValueError("a session commits once")
        if (record.run.id, record.run.project) != (self._run.id, self._run.project):
            raise ValueError("the record is of another run")
        with self._store.translated():
            self._lock()
            entry = journal.append(self._store, self._body(record))
            projection.apply(self._store, entry)
            entry = overrides.record(self._store, record) or entry
            head = self._signed(Checkpoint(count=entry.sequence, head=entry.hash))
            self._store.commit()
            self._done = True
            return head

    def _lock(self) -> None:
        self._store.lock()
        # Another process may have brought it forward since it was opened.
        refuse_later(self._store)

    def _body(self, record: Record) -> Body:
        matched = self._matched or NOTHING_MATCHED
        complete = matched.seen.complete and record.verdict.completeness is Completeness.complete
        closed = matched.closing_items() if complete else []
        items = sorted(matched.seen_items(record.verdict) + closed, key=lambda item: item.id)
        return Body(
            version=_BODY_VERSION,
            run=Raw(stored.encode(record.run)),
            coverage=Raw(stored.encode(coverage_summary(record.coverage))),
            verdict=Raw(stored.encode(verdict_summary(record.verdict))),
            seen=matched.seen_set(closed),
            examined=self._examined_change(matched.seen) if complete else None,
            items=[Raw(msgspec.json.encode(item)) for item in items],
            stock=self._stock(record) if complete else UNSET,
            parts=self._parts(record),
        )

    def _stock(self, record: Record) -> tuple[StockItem, ...] | UnsetType:
        told = stock.items(self._store, record.run, record.inventories) if record.inventories else None
        return UNSET if told is None else told

    def _parts(self, record: Record) -> tuple[StockItem, ...] | UnsetType:
        told = parts.items(self._store, record.run, record.packages) if record.packages else None
        return UNSET if told is None else told

    def _examined_change(self, seen: Seen) -> ExaminedChange:
        digest = queries.digest(seen.examined)
        # To read what was examined before takes longer than all else that is written of a run without change.
        if digest is not UNSET and digest == queries.examined_digest(self._store, self._run):
            return ExaminedChange(added={}, gone=(), digest=digest)
        before = queries.examined(self._store, self._run)
        return ExaminedChange(
            added={
                stored.escape(path): stored.escape(blob)
                for path, blob in sorted(
                    item for item in seen.examined.items() if before.get(item[0]) != item[1]
                )
            },
            gone=tuple(stored.escape(path) for path in sorted(before.keys() - seen.examined.keys())),
            digest=digest,
        )

    def _signed(self, head: Checkpoint) -> Checkpoint:
        if self._store.place is None or not checkpoint.can_sign():
            return head
        return checkpoint.sign(head, keys.signing_key(beside(self._store.place)))
