"""The measure: thousands of random tamperings, all found.

`VEDETTE_TAMPERINGS=10000 pytest -s tests/ledger/test_tampering.py` runs the full number.
"""

from __future__ import annotations

import os
import random
import sqlite3
import time
import zlib
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from ledger_world import finding, place_of, scan, scanned, seen

from vedette.ledger import journal, projection, schema
from vedette.ledger.database.sqlite import SqliteStore
from vedette.ledger.interface import Said
from vedette.ledger.store import open_ledger
from vedette.ledger.verify import verify
from vedette.ledger.watching import WatchMemory
from vedette.model.alert import Alert
from vedette.model.deployment import Deployment
from vedette.model.inventory import Inventory, PackageInventory, Part, Route, ServiceInventory
from vedette.model.rule import Confidence, Severity
from vedette.model.verdict import Checkpoint
from vedette.model.watch import News, Point

COUNT = int(os.environ.get("VEDETTE_TAMPERINGS", "1000"))
SEED = int(os.environ.get("VEDETTE_TAMPERING_SEED", "20261122"))
ENTRIES = 10
TABLES = ("journal", *schema.TABLES)

Tamper = Callable[[sqlite3.Connection, random.Random], None]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Checkpoint]:
    """The bytes of a ledger with something of everything in it, and a checkpoint taken from it."""
    path = place_of(tmp_path_factory.mktemp("tampering"))
    ledger = open_ledger(path)
    one, two, three = finding("a.py", 3), finding("b.py", 5, subject="two"), finding("c.py", subject="three")
    foreign = finding("a.py", 9, kind="import:other", rule="other/rule")
    all_paths = ("a.py", "b.py", "c.py")
    first = scan(ledger, 1, [one, two], seen(*all_paths), introduced=frozenset({0}))
    scan(ledger, 2, [one], seen(*all_paths), accepted=(first[0].id,))
    scan(ledger, 3, [one, two, three], seen("a.py", complete=False))
    scan(ledger, 4, [foreign], seen("a.py", kinds=frozenset({"import:other"})), scope="import")
    scan(ledger, 5, [finding("a.py", 4)], seen("a.py", "d.py"))
    ledger.merge(first[0].id, first[1].id, Said(who="Ada", at="2026-11-20T10:00:00Z", reason="one weakness"))
    ledger.deployed(_deployment(), [Part("npm", "lodash", "4.17.20")])
    _watched(path)
    ledger.close_alert(1, Said(who="Ada", at="2026-11-20T10:00:00Z", reason="a drill"))
    last = [one, finding("d.py", subject="three")]
    stock = {"inventories": _inventories(), "packages": _packages()}
    _, checkpoint = scanned(ledger, 6, last, seen("a.py", "d.py"), **stock)
    ledger.close()
    assert checkpoint.count == ENTRIES
    return path.read_bytes(), checkpoint


def _watched(path: Path) -> None:
    """Two alerts of a watch."""
    memory = WatchMemory(path)
    news = [
        News(
            Alert(
                key=key,
                title="attack",
                severity=Severity.high,
                confidence=Confidence.high,
                first="2026-11-20T09:00:00Z",
                last="2026-11-20T09:30:00Z",
                owner="@shop",
            ),
            "opened",
        )
        for key in ("one", "two")
    ]
    memory.checkpoint(Point(turn=1, at=1_795_000_000.0, news=news), lambda _: [])
    memory.close()


def _deployment() -> Deployment:
    return Deployment(
        project="shop", service="web", environment="prod", version="1", at="2026-11-20T10:00:00Z", who="Ada"
    )


def _inventories() -> tuple[ServiceInventory, ...]:
    route = Route(path="/", method="GET", file="a.py", line=1, function="show")
    found = Inventory(routes=(route,))
    return tuple(
        ServiceInventory(service=name, commit="1" * 40, basis="rules", inventory=found)
        for name in ("", "web")
    )


def _packages() -> tuple[PackageInventory, ...]:
    parts = (Part("npm", "lodash", "4.17.21"),)
    return tuple(
        PackageInventory(service=name, commit="1" * 40, basis="rules", parts=parts) for name in ("", "web")
    )


def test_the_untouched_ledger_is_sound(sound: tuple[bytes, Checkpoint]) -> None:
    data, checkpoint = sound
    with opened(data) as connection:
        assert verify(SqliteStore(connection)) == []
        assert verify(SqliteStore(connection), checkpoint) == []
        filled = {t: connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in TABLES}  # noqa: S608
        assert all(filled.values()), "a table without rows would prove nothing"


def test_every_random_tampering_is_found(sound: tuple[bytes, Checkpoint]) -> None:
    data, checkpoint = sound
    dice = random.Random(SEED)  # noqa: S311 - to be repeated, not to be secret
    began = time.perf_counter()
    done: Counter[str] = Counter()
    missed = []
    for number in range(COUNT):
        tamper, outside = dice.choice(TAMPERINGS)
        with opened(data) as connection:
            before = contents(connection)
            while True:
                tamper(connection, dice)
                # A blow that changes nothing (two equal rows swapped) is none: strike again.
                if contents(connection) != before:
                    break
            done[tamper.__name__] += 1
            if not verify(SqliteStore(connection), checkpoint if outside else None):
                missed.append((number, tamper.__name__))
    took = time.perf_counter() - began
    print(  # noqa: T201 - the figure is the point
        f"\n{COUNT - len(missed)} of {COUNT} tamperings found in {took:.1f} s (seed {SEED}): {dict(done)}"
    )
    assert missed == []
    assert len(done) == len(TAMPERINGS) or COUNT < 200


def test_without_a_checkpoint_a_cut_tail_and_a_rewrite_do_not_show(sound: tuple[bytes, Checkpoint]) -> None:
    """The limit that makes checkpoints necessary, kept as a test so that nobody claims more."""
    data, checkpoint = sound
    for tamper in (cut_tail, rewrite_everything):
        with opened(data) as connection:
            tamper(connection, random.Random(1))  # noqa: S311 - same
            assert verify(SqliteStore(connection)) == []
            assert verify(SqliteStore(connection), checkpoint)


@pytest.mark.parametrize("table", TABLES)
def test_every_column_of_every_table_counts(sound: tuple[bytes, Checkpoint], table: str) -> None:
    with opened(sound[0]) as connection:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    for column in columns:
        with opened(sound[0]) as connection:
            change_value(connection, table, column, rowid(connection, table, 0), bump)
            assert verify(SqliteStore(connection)), f"{table}.{column} can be changed unseen"


def opened(data: bytes) -> Any:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(data)
    return closing(connection)


def contents(connection: sqlite3.Connection) -> list[object]:
    """All that can be read, or why it cannot."""
    queries = [f"SELECT * FROM {table} ORDER BY 1, 2" for table in TABLES]  # noqa: S608
    result: list[object] = []
    for query in ("SELECT type, name, sql FROM sqlite_master ORDER BY name", *queries):
        try:
            result.append([repr(row) for row in connection.execute(query)])
        except sqlite3.Error as error:
            result.append(str(error))
    return result


# --- one way of tampering each -------------------------------------------------------------------------


def flip_a_bit_of_the_journal(connection: sqlite3.Connection, dice: random.Random) -> None:
    column = dice.choice(["sequence", "previous", "body", "digest", "root", "hash"])
    where = rowid(connection, "journal", dice.randrange(ENTRIES))
    change_value(connection, "journal", column, where, lambda value: flipped(value, dice))


def flip_a_bit_of_the_file(connection: sqlite3.Connection, dice: random.Random) -> None:
    """Below SQL; bits that nothing is read from (free space) do not count as a tampering."""
    data = bytearray(connection.serialize())
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    connection.deserialize(bytes(data))


def edit_a_body_and_recompute_its_hashes(connection: sqlite3.Connection, dice: random.Random) -> None:
    """The entry is right in itself; entries after it, or the tables, disagree."""
    entries = list(journal.read(SqliteStore(connection)))
    at = dice.randrange(len(entries))
    put(connection, journal.seal(entries[at].sequence, entries[at].previous, *edited(entries[at].body, dice)))


def edit_a_body_and_rechain_all(connection: sqlite3.Connection, dice: random.Random) -> None:
    entries = list(journal.read(SqliteStore(connection)))
    at = dice.randrange(len(entries))
    rechain(connection, [(e.body if e.sequence != at + 1 else edited(e.body, dice)[0]) for e in entries])


def remove_an_entry(connection: sqlite3.Connection, dice: random.Random) -> None:
    connection.execute("DELETE FROM journal WHERE sequence = ?", (dice.randint(1, ENTRIES),))


def remove_an_entry_and_rechain(connection: sqlite3.Connection, dice: random.Random) -> None:
    bodies = [entry.body for entry in journal.read(SqliteStore(connection))]
    del bodies[dice.randrange(len(bodies))]
    rechain(connection, bodies)


def swap_entries(connection: sqlite3.Connection, dice: random.Random) -> None:
    one, two = dice.sample(range(1, ENTRIES + 1), 2)
    for was, now in ((one, -1), (two, one), (-1, two)):
        connection.execute("UPDATE journal SET sequence = ? WHERE sequence = ?", (now, was))


def swap_entries_and_rechain(connection: sqlite3.Connection, dice: random.Random) -> None:
    bodies = [entry.body for entry in journal.read(SqliteStore(connection))]
    one, two = dice.sample(range(ENTRIES), 2)
    bodies[one], bodies[two] = bodies[two], bodies[one]
    rechain(connection, bodies)


def insert_an_entry(connection: sqlite3.Connection, dice: random.Random) -> None:
    sequence, previous = journal.head(SqliteStore(connection))
    body = dice.choice(list(journal.read(SqliteStore(connection)))).body
    put(connection, journal.seal(sequence + 1, previous, *edited(body, dice)))


def duplicate_an_entry(connection: sqlite3.Connection, dice: random.Random) -> None:
    connection.execute(
        "INSERT INTO journal SELECT ?, previous, body, digest, root, hash FROM journal WHERE sequence = ?",
        (dice.choice([0, -1, ENTRIES + 1, ENTRIES + 2]), dice.randint(1, ENTRIES)),
    )


def flip_a_bit_of_a_table(connection: sqlite3.Connection, dice: random.Random) -> None:
    table, column, where = any_cell(connection, dice)
    change_value(connection, table, column, where, lambda value: flipped(value, dice))


def set_a_value_of_a_table(connection: sqlite3.Connection, dice: random.Random) -> None:
    table, column, where = any_cell(connection, dice)
    junk = [0, 1, -1, 2**62, 0.5, "", "x", "open", "fixed", "accepted", b"", b"x", "2026-11-01T01:00:00Z"]
    change_value(connection, table, column, where, lambda value: dice.choice([*junk, bump(value)]))


def remove_a_row(connection: sqlite3.Connection, dice: random.Random) -> None:
    table, _, (where, key) = any_cell(connection, dice)
    connection.execute(f"DELETE FROM {table} WHERE {where}", key)  # noqa: S608


def add_a_row(connection: sqlite3.Connection, dice: random.Random) -> None:
    table, column, (where, key) = any_cell(connection, dice)
    row = connection.execute(f"SELECT * FROM {table} WHERE {where}", key).fetchone()  # noqa: S608
    values = [bump(value) if dice.random() < 0.8 else value for value in row]
    marks = ", ".join("?" * len(values))
    attempt(connection, f"INSERT INTO {table} VALUES ({marks})", values)  # noqa: S608
    del column


def swap_two_rows(connection: sqlite3.Connection, dice: random.Random) -> None:
    one, two = dice.sample([row[0] for row in connection.execute("SELECT id FROM finding")], 2)
    for was, now in ((one, "x"), (two, one), ("x", two)):
        connection.execute("UPDATE finding SET id = ? WHERE id = ?", (now, was))


def empty_a_table(connection: sqlite3.Connection, dice: random.Random) -> None:
    connection.execute(f"DELETE FROM {dice.choice(TABLES)}")  # noqa: S608


def plant_in_the_schema(connection: sqlite3.Connection, dice: random.Random) -> None:
    connection.execute(
        dice.choice(
            [
                "CREATE TRIGGER t AFTER UPDATE ON finding BEGIN UPDATE finding SET state = 'fixed'; END",
                "CREATE VIEW v AS SELECT * FROM finding",
                "DROP INDEX finding_project",
                "ALTER TABLE finding ADD COLUMN extra TEXT",
                "ALTER TABLE run RENAME TO runs",
                "CREATE TABLE more (id TEXT)",
            ]
        )
    )


def cut_tail(connection: sqlite3.Connection, dice: random.Random) -> None:
    """Entries are cut from the end, and the tables made to agree."""
    connection.execute("DELETE FROM journal WHERE sequence > ?", (dice.randrange(ENTRIES),))
    projection.rebuild(SqliteStore(connection))


def rewrite_everything(connection: sqlite3.Connection, dice: random.Random) -> None:
    """One entry is changed, all hashes are computed again, and the tables made to agree."""
    bodies = [entry.body for entry in journal.read(SqliteStore(connection))]
    at = dice.randrange(len(bodies))
    text = zlib.decompress(bodies[at]).replace(b"something is wrong", b"something is right")
    document = journal.unpack(zlib.compress(text))
    spare = {"version": dice.randint(2, 1 << 40)} if text == zlib.decompress(bodies[at]) else {}
    bodies[at] = zlib.compress(msgspec.json.encode(msgspec.structs.replace(document, **spare)))
    rechain(connection, bodies)
    projection.rebuild(SqliteStore(connection))


def rewrite_and_append(connection: sqlite3.Connection, dice: random.Random) -> None:
    """As before, and the journal grows beyond the checkpoint."""
    rewrite_everything(connection, dice)
    document = journal.unpack(next(journal.read(SqliteStore(connection))).body)
    assert isinstance(document, journal.Body)
    again = document.run.__class__(bytes(document.run).replace(b'"id":"', b'"id":"0'))
    empty = journal.SeenSet(kinds=(), but=False, ids=())
    bodies = [entry.body for entry in journal.read(SqliteStore(connection))]
    added = msgspec.structs.replace(document, run=again, items=[], examined=None, seen=empty)
    rechain(connection, [*bodies, zlib.compress(msgspec.json.encode(added))])
    projection.rebuild(SqliteStore(connection))


# The second word says whether it takes a checkpoint kept outside to see it.
TAMPERINGS: list[tuple[Tamper, bool]] = [
    (flip_a_bit_of_the_journal, False),
    (flip_a_bit_of_the_file, False),
    (edit_a_body_and_recompute_its_hashes, False),
    (edit_a_body_and_rechain_all, False),
    (remove_an_entry, False),
    (remove_an_entry_and_rechain, False),
    (swap_entries, False),
    (swap_entries_and_rechain, False),
    (insert_an_entry, False),
    (duplicate_an_entry, False),
    (flip_a_bit_of_a_table, False),
    (set_a_value_of_a_table, False),
    (remove_a_row, False),
    (add_a_row, False),
    (swap_two_rows, False),
    (empty_a_table, False),
    (plant_in_the_schema, False),
    (cut_tail, True),
    (rewrite_everything, True),
    (rewrite_and_append, True),
]


# --- the tools of the forger ---------------------------------------------------------------------------


def any_cell(connection: sqlite3.Connection, dice: random.Random) -> tuple[str, str, tuple[str, list[Any]]]:
    table = dice.choice(list(schema.TABLES))
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    count = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
    if not count:
        return any_cell(connection, dice)
    return table, dice.choice(columns), rowid(connection, table, dice.randrange(count))


def rowid(connection: sqlite3.Connection, table: str, number: int) -> tuple[str, list[Any]]:
    """A condition that names one row by its primary key, and the key."""
    info = connection.execute(f"PRAGMA table_info({table})").fetchall()
    key = [row[1] for row in info if row[5]]
    found = connection.execute(f"SELECT {', '.join(key)} FROM {table} LIMIT 1 OFFSET {number}")  # noqa: S608
    return " AND ".join(f"{name} IS ?" for name in key), list(found.fetchone())


def change_value(
    connection: sqlite3.Connection,
    table: str,
    column: str,
    row: tuple[str, list[Any]],
    change: Callable[[Any], Any],
) -> None:
    where, key = row
    value = connection.execute(f"SELECT {column} FROM {table} WHERE {where}", key).fetchone()[0]  # noqa: S608
    now = change(value)
    as_text = isinstance(value, str) and isinstance(now, bytes)
    target = "CAST(? AS TEXT)" if as_text else "?"
    attempt(connection, f"UPDATE {table} SET {column} = {target} WHERE {where}", [now, *key])  # noqa: S608


def attempt(connection: sqlite3.Connection, statement: str, values: list[Any]) -> None:
    try:
        connection.execute(statement, values)
    except (sqlite3.IntegrityError, OverflowError):
        return  # SQLite itself refuses: the caller strikes again


def flipped(value: Any, dice: random.Random) -> Any:
    if isinstance(value, int):
        return value ^ (1 << dice.randrange(40))
    data = bytearray(value.encode() if isinstance(value, str) else value)
    if not data:
        return b"\x01"
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return bytes(data)


def bump(value: Any) -> Any:
    if isinstance(value, int):
        return value + 1000
    return value + ("x" if isinstance(value, str) else b"x")


def edited(body: bytes, dice: random.Random) -> tuple[bytes, str]:
    """A body changed in a way that the tables show, and its Merkle root."""
    document = journal.unpack(body)
    changes: dict[str, Any] = {}
    what = dice.choice(["run", "items", "examined", "verdict"])
    if isinstance(document, journal.DeedBody):
        changes["deed"] = msgspec.Raw(bytes(document.deed).replace(b"one weakness", b"two of them"))
    elif what == "items" and document.items:
        items = list(document.items)
        del items[dice.randrange(len(items))]
        changes["items"] = items
    elif what == "examined" and document.examined is not None:
        added = {**document.examined.added, f"{dice.random()}.py": "blob"}
        changes["examined"] = msgspec.structs.replace(document.examined, added=added)
    elif what == "verdict":
        text = bytes(document.verdict).replace(b'"passed"', b'"blocked"')
        changes["verdict"] = msgspec.Raw(text)
    else:
        changes["run"] = msgspec.Raw(bytes(document.run).replace(b'"shop"', b'"ship"'))
    document = msgspec.structs.replace(document, **changes)
    return zlib.compress(msgspec.json.encode(document)), journal.merkle_root(document.items)


def rechain(connection: sqlite3.Connection, bodies: list[bytes]) -> None:
    connection.execute("DELETE FROM journal")
    previous = journal.GENESIS
    for sequence, body in enumerate(bodies, 1):
        entry = journal.seal(sequence, previous, body, journal.merkle_root(journal.unpack(body).items))
        put(connection, entry)
        previous = entry.hash


def put(connection: sqlite3.Connection, entry: journal.Entry) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO journal VALUES (?, ?, ?, ?, ?, ?)",
        (entry.sequence, entry.previous, entry.body, entry.digest, entry.root, entry.hash),
    )
