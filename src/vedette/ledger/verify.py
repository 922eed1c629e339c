"""Verify: the whole journal is read, every hash computed again, every table built again and compared."""

from __future__ import annotations

from itertools import zip_longest

from vedette.ledger import journal, people, projection, schema
from vedette.ledger.database.interface import Store
from vedette.ledger.database.sqlite import SqliteStore
from vedette.ledger.interface import Fault
from vedette.ledger.journal import Entry
from vedette.model.verdict import Checkpoint

_UNREADABLE = (*SqliteStore.errors, *journal.UNREADABLE)
_MAX_FAULTS = 100


def verify(store: Store, checkpoint: Checkpoint | None = None) -> list[Fault]:
    """Everything wrong with a ledger; at most about a hundred faults are named.

    What nobody can see from inside: entries cut from the end together with their rows, and a journal
    rewritten whole with its tables. A checkpoint kept outside shows both.

    Args:
        store: the ledger; read within one transaction.
        checkpoint: kept outside after an earlier run; its signature is checked elsewhere.
    """
    # Whatever the ledger lies in, its tables are worked out again in SQLite: two databases that agree.
    again = SqliteStore.open(None)
    try:
        projection.create(again)
        faults = [Fault(entry=0, what=what) for what in store.shape_faults()]
        faults += _journal_faults(store, again, checkpoint)
        if not faults:
            faults = _table_faults(store, again)
            faults += [Fault(entry=0, what=what) for what in people.faults(store)]
    except (*_UNREADABLE, *store.errors) as error:
        return [Fault(entry=0, what=f"the ledger cannot be read: {error}")]
    else:
        return faults
    finally:
        again.close()


def _journal_faults(store: Store, again: SqliteStore, checkpoint: Checkpoint | None) -> list[Fault]:
    faults: list[Fault] = []
    count, previous = 0, journal.GENESIS
    heads = {0: previous}
    for entry in journal.read(store):
        count += 1
        found = _entry_faults(entry, count, previous)
        if not found and not faults:
            found = _projection_faults(again, entry)
        faults += [Fault(entry=count, what=what) for what in found]
        previous = entry.hash
        if checkpoint is not None and checkpoint.count == count:
            heads[count] = entry.hash
        if len(faults) >= _MAX_FAULTS:
            break
    return faults + _checkpoint_faults(count, heads, checkpoint)


def _entry_faults(entry: Entry, number: int, previous: str) -> list[str]:
    if entry.sequence != number:
        return [f"an entry numbered {entry.sequence} stands where number {number} should"]
    if entry.previous != previous:
        return ["it does not continue the entry before it"]
    try:
        root = journal.merkle_root(journal.unpack(entry.body).items)
        sealed = journal.seal(number, previous, entry.body, root)
    except _UNREADABLE:
        return ["its stored bytes cannot be read"]
    parts = {
        "the stored bytes do not have the digest on record": sealed.digest == entry.digest,
        "its items do not have the Merkle root on record": sealed.root == entry.root,
        "its hash is not the one on record": sealed.hash == entry.hash,
    }
    return [what for what, right in parts.items() if not right]


def _projection_faults(again: SqliteStore, entry: Entry) -> list[str]:
    try:
        projection.apply(again, entry)
    except _UNREADABLE as error:
        return [f"it cannot be carried into the tables: {type(error).__name__}"]
    return []


def _checkpoint_faults(count: int, heads: dict[int, str], checkpoint: Checkpoint | None) -> list[Fault]:
    if checkpoint is None:
        return []
    if checkpoint.count > count:
        missing = checkpoint.count - count
        return [Fault(entry=0, what=f"the checkpoint knows {missing} entries more than the journal has")]
    if heads.get(checkpoint.count) != checkpoint.head:
        what = "the journal up to here is not the one that the checkpoint was taken from"
        return [Fault(entry=checkpoint.count, what=what)]
    return []


def _table_faults(store: Store, again: SqliteStore) -> list[Fault]:
    faults: list[Fault] = []
    for table, query in schema.TABLES.items():
        columns = [column[0] for column in again.connection.execute(query).description]
        for row, right in zip_longest(store.stream(query), again.stream(query)):
            # Types are compared too: 1, 1.0 and "1" are different things to store.
            if row != right or list(map(type, row)) != list(map(type, right)):
                faults.append(Fault(entry=0, what=_difference(table, columns, row, right)))
                # After a row too many or too few all others are out of step.
                if row is None or right is None or row[0] != right[0] or len(faults) >= _MAX_FAULTS:
                    break
    return faults


def _difference(
    table: str, columns: list[str], row: tuple[object, ...] | None, right: tuple[object, ...] | None
) -> str:
    if row is None:
        return f"table {table}: a row that the journal tells of is missing"
    if right is None:
        return f"table {table}: there is a row that the journal does not tell of"
    if row[0] != right[0]:
        return f"table {table}: rows were added, removed or renamed, beginning near {row[0]!r}"
    names = [
        name
        for name, is_, should in zip(columns, row, right, strict=True)
        if is_ != should or type(is_) is not type(should)
    ]
    return f"table {table}, row {row[0]!r}: {', '.join(names)} differs from the journal"
