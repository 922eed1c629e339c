"""What is PostgreSQL's own: addresses that give nothing away, errors in words, keys, rights, lost servers."""

from __future__ import annotations

import builtins
import os
import random
import secrets
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ledger_world import finding, scan, scanned, seen

from vedette.ledger import schema
from vedette.ledger.database.postgres import PostgresStore
from vedette.ledger.place import Server, place_of
from vedette.ledger.store import open_ledger
from vedette.ledger.verify import verify
from vedette.model.errors import UsageError, WorldError
from vedette.model.verdict import Checkpoint

COUNT = int(os.environ.get("VEDETTE_TAMPERINGS_POSTGRESQL", "150"))
SEED = int(os.environ.get("VEDETTE_TAMPERING_SEED", "20261122"))
WORD = secrets.token_hex(8)


def server(address: str) -> Server:
    place = place_of(address)
    assert isinstance(place, Server)
    return place


def steady(text: str) -> str:
    """A name that is the same in each process that runs tests beside others."""
    return text.replace(WORD, "WORD")


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://h/d", "postgresql://h/d"),
        (f"postgres://me:{WORD}@h:5433/d", "postgresql://me@h:5433/d"),
        (f"postgresql://:{WORD}@h/d", "postgresql://h/d"),
        (f"postgresql://me:a@{WORD}@h/d", "postgresql://me@h/d"),
        (f"postgresql:///d?host=/run/pg&password={WORD}", "postgresql:///d?host=/run/pg"),
        (f"postgresql://me@h/d?sslpassword={WORD}&sslmode=require", "postgresql://me@h/d?sslmode=require"),
        ("postgresql://[::1]:5432,h2/d", "postgresql://[::1]:5432,h2/d"),
    ],
    ids=steady,
)
def test_what_is_shown_of_an_address(address: str, shown: str) -> None:
    place = server(address)
    assert str(place) == f"{place}" == shown
    assert WORD not in repr(place)
    assert WORD not in repr(place.__rich_repr__())


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://me:{WORD}/x@h/d",
        f"postgresql://me:x#{WORD}@h/d",
        f"postgresql://me:{WORD}#@h/d",
        f"postgresql://[{WORD}/d",
        f"postgresql://me:{WORD}",
        f"postgresql://h/d?nonsense={WORD}",
        f"postgresql://me:%zz{WORD}@h/d",
        # Not paths either, which would be printed and made.
        f"postgresql+psycopg://me:{WORD}@h/d",
        f"mysql://me:{WORD}@h/d",
        f"postgres:me:{WORD}@h/d",
        f"host=h dbname=d password={WORD}",
    ],
    ids=steady,
)
def test_an_address_that_cannot_be_read_is_not_repeated(address: str) -> None:
    with pytest.raises(UsageError) as caught:
        open_ledger(place_of(address))
    assert caught.value.help
    assert WORD not in f"{caught.value.message}{caught.value.help}"


def test_the_same_ledger_has_the_same_identity_whoever_asks() -> None:
    one, two = server(f"postgresql://me:{WORD}@h:5432/d"), server("postgresql://you@h:5432/d?sslmode=require")
    assert one.identity() == two.identity()
    assert one.identity() != server("postgresql://me@h:5432/other").identity()


def test_a_server_that_is_not_there() -> None:
    began = time.monotonic()
    with pytest.raises(WorldError, match="out of reach") as caught:
        open_ledger(place_of(f"postgresql://me:{WORD}@127.0.0.1:1/d"))
    assert time.monotonic() - began < 15
    assert WORD not in caught.value.message
    assert caught.value.help


def test_a_short_password_cannot_be_read_out_of_what_is_hidden() -> None:
    with pytest.raises(WorldError, match="out of reach: what it said is not shown"):
        open_ledger(place_of("postgresql://me:a@127.0.0.1:1/d"))
    with pytest.raises(WorldError, match=r"out of reach: .*refused"):
        open_ledger(place_of("postgresql://127.0.0.1:1/d?user=u"))


def test_without_psycopg_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., Any] = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.startswith("psycopg"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.delitem(sys.modules, "vedette.ledger.database.postgres")
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError) as caught:
        open_ledger(place_of("postgresql://h/d"))
    assert "vedette[postgresql]" in caught.value.help


def test_a_database_that_is_not_there(postgres_address: str) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        open_ledger(place_of(postgres_address.replace("/vedette_", "/no_")))


def test_a_schema_of_something_else_is_left_alone(postgres_address: str) -> None:
    execute(postgres_address, "CREATE SCHEMA vedette", "CREATE TABLE vedette.bookmarks (address text)")
    with pytest.raises(UsageError, match="not a ledger"):
        open_ledger(place_of(postgres_address))


def test_a_database_that_does_not_hold_utf8(postgres_server: str) -> None:
    name = f"latin_{secrets.token_hex(8)}"
    execute(
        postgres_server,
        f"CREATE DATABASE {name} ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'",
    )
    try:
        with pytest.raises(UsageError, match="UTF-8"):
            open_ledger(place_of(postgres_server.replace("/postgres?", f"/{name}?")))
    finally:
        execute(postgres_server, f"DROP DATABASE {name}")


def test_the_identity_key_is_the_servers_and_known_offline(
    postgres_address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = place_of(postgres_address)
    ledger = open_ledger(place)
    key = ledger.identity_key()
    ledger.close()
    offline = open_ledger(None, keys_of=place)
    assert offline.identity_key() == key, "what is staged is examined without asking the server"
    offline.close()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "another machine"))
    ledger = open_ledger(place)
    assert ledger.identity_key() == key
    ledger.close()


def test_a_role_that_may_only_read(postgres_address: str, postgres_server: str) -> None:
    """Such as an auditor: reads and verifies all, sees no key, writes nothing."""
    ledger = open_ledger(place_of(postgres_address))
    scan(ledger, 1, [finding()], seen("a.py"))
    ledger.identity_key()
    ledger.close()
    role = f"auditor_{secrets.token_hex(8)}"
    execute(
        postgres_address,
        f"CREATE ROLE {role} LOGIN",
        f"GRANT USAGE ON SCHEMA vedette TO {role}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA vedette TO {role}",
        f"REVOKE SELECT ON vedette.identity_key FROM {role}",  # noqa: S608 - a name of our own
    )
    ledger = open_ledger(place_of(postgres_address.replace("//postgres:", f"//{role}:")))
    assert ledger.verify() == []
    assert len(ledger.findings(None)) == len(ledger.runs(None, 9)) == 1
    for deed in (ledger.identity_key, lambda: scan(ledger, 2, [finding()], seen("a.py"))):
        with pytest.raises(WorldError, match="cannot be opened or written") as caught:
            deed()
        assert caught.value.help
    ledger.close()
    execute(postgres_address, f"DROP OWNED BY {role}")
    execute(postgres_server, f"DROP ROLE {role}")


def test_a_server_that_goes_away_in_the_middle(postgres_address: str) -> None:
    ledger = open_ledger(place_of(postgres_address))
    scan(ledger, 1, [finding()], seen("a.py"))
    pid = ledger._store.connection.info.backend_pid  # type: ignore[attr-defined]
    with pytest.raises(WorldError, match="out of reach"):
        scan_while(ledger, lambda: execute(postgres_address, f"SELECT pg_terminate_backend({pid}, 5000)"))
    ledger.close()
    ledger = open_ledger(place_of(postgres_address))
    assert len(ledger.runs(None, 9)) == 1
    assert ledger.verify() == []
    ledger.close()


def scan_while(ledger: Any, blow: Callable[[], None]) -> None:
    from ledger_world import record, run

    of = run(2)
    with ledger.session(of) as session:
        tracked = session.match([finding("b.py")], seen("b.py"), frozenset())
        blow()
        session.commit(record(of, tracked))


def test_a_lock_that_is_held_too_long(postgres_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    holder, waiter = open_ledger(place_of(postgres_address)), None
    holder._store.lock()  # type: ignore[attr-defined]
    monkeypatch.setattr("vedette.ledger.database.interface.BUSY_SECONDS", 0.1)
    waiter = open_ledger(place_of(postgres_address))
    assert waiter.runs(None, 1) == [], "a reader does not wait"
    with pytest.raises(WorldError, match="held by another process"):
        scan(waiter, 1, [finding()], seen("a.py"))
    holder.close()
    waiter.close()


def execute(address: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]


# --- tampering -------------------------------------------------------------------------------------------


@pytest.fixture
def sound(postgres_address: str) -> tuple[PostgresStore, Checkpoint]:
    ledger = open_ledger(place_of(postgres_address))
    one, two = finding("a.py", 3), finding("b.py", 5, subject="two")
    first = scan(ledger, 1, [one, two], seen("a.py", "b.py"), introduced=frozenset({0}))
    scan(ledger, 2, [one], seen("a.py", "b.py"), accepted=(first[0].id,))
    _, checkpoint = scanned(ledger, 3, [one, two], seen("a.py", "b.py"))
    store = ledger._store  # type: ignore[attr-defined]
    with store.reading():
        assert verify(store, checkpoint) == []
    return store, checkpoint


STRUCTURE = [
    "CREATE VIEW v AS SELECT * FROM finding",
    "DROP INDEX finding_project",
    "ALTER TABLE finding ADD COLUMN extra text",
    "ALTER TABLE finding ALTER COLUMN due DROP NOT NULL",
    "ALTER TABLE finding ALTER COLUMN due SET DEFAULT ''",
    "ALTER TABLE finding ALTER COLUMN introduced TYPE integer",
    "ALTER TABLE run RENAME TO runs",
    "CREATE TABLE more (id text)",
    "ALTER TABLE finding ENABLE ROW LEVEL SECURITY",
    "CREATE RULE r AS ON UPDATE TO finding DO INSTEAD NOTHING",
    "ALTER TABLE finding ADD CONSTRAINT c CHECK (id <> 'x')",
    "ALTER TABLE event DROP CONSTRAINT event_pkey",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
]


def test_every_random_tampering_is_found(sound: tuple[PostgresStore, Checkpoint]) -> None:
    store, checkpoint = sound
    dice = random.Random(SEED)  # noqa: S311 - to be repeated, not to be secret
    tables = ["journal", *(name for name, query in schema.TABLES.items() if store.rows(query))]
    done: Counter[str] = Counter()
    missed = []
    began = time.perf_counter()
    for number in range(COUNT):
        what = struck(store, STRUCTURE[number] if number < len(STRUCTURE) else "", dice, tables)
        outside = checkpoint if what.startswith("DELETE FROM journal") else None
        if not verify(store, outside):
            missed.append(what)
        done[" ".join(what.split()[:2])] += 1
        store.rows("ROLLBACK")
    took = time.perf_counter() - began
    print(f"\n{COUNT - len(missed)} of {COUNT} tamperings found on PostgreSQL in {took:.1f} s: {dict(done)}")  # noqa: T201 - the figure
    assert missed == []
    with store.reading():
        assert verify(store, checkpoint) == []
    store.close()


def struck(store: PostgresStore, given: str, dice: random.Random, tables: list[str]) -> str:
    """Tampers within a transaction that is left open, and says how."""
    while True:
        what = given or strike(dice, tables)
        store.rows("BEGIN")
        try:
            store.rows(what)
        except store.errors:
            # The database itself refuses, such as a second row with the same key: strike again.
            assert not given
            store.rollback()
        else:
            return what


def strike(dice: random.Random, tables: list[str]) -> str:
    """A statement that changes one row of one table."""
    table = dice.choice(tables)
    row = f"ctid = (SELECT ctid FROM {table} ORDER BY random() LIMIT 1)"  # noqa: S608 - names of our own
    if dice.random() < 0.2:
        return f"DELETE FROM {table} WHERE {row}"  # noqa: S608 - same
    column, kind = dice.choice(columns()[table])
    change = {
        "TEXT": f"{column} || 'x'",
        "INTEGER": f"{column} + {dice.choice([1, -1, 1000, 2**40])}",
        "BLOB": dice.choice(
            [f"set_bit({column}, 9, 1 - get_bit({column}, 9))", f"{column} || '\\x00'::bytea"]
        ),
    }[kind]
    return f"UPDATE {table} SET {column} = {change} WHERE {row}"  # noqa: S608 - same


def columns() -> dict[str, list[tuple[str, str]]]:
    import sqlite3

    with sqlite3.connect(":memory:") as one:
        for statement in schema.statements():
            one.execute(statement)
        names = [row[0] for row in one.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {
            name: [(row[1], row[2]) for row in one.execute(f"PRAGMA table_info({name})")] for name in names
        }
    one.close()
    return found
