"""PostgreSQL: a ledger for a team, in the schema `vedette` of a database.

The library is psycopg (extra `postgresql`), imported here only. TLS, password files and services are libpq's.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import msgspec

from vedette.ledger import keys, schema
from vedette.ledger.database import catalogue, interface
from vedette.ledger.database.interface import Row, Values
from vedette.ledger.place import Server, beside
from vedette.model.errors import UsageError, VedetteError, WorldError

try:
    import psycopg
    from psycopg import pq
except ImportError as missing:
    raise UsageError(
        f"a ledger on PostgreSQL needs psycopg, which cannot be loaded: {missing}",
        help="pip install 'vedette[postgresql]'",
    ) from missing

SCHEMA = "vedette"
_CONNECT_SECONDS = 10
# A client that hangs must not hold the lock for ever: the server ends it.
_IDLE_SECONDS = 600
# One word for all ledgers: it is held only while tables are made or changed.
_FORMING = schema.APPLICATION
_CHUNK = 10_000
_LONGEST = 300
_TYPES = {"BLOB": "bytea", "INTEGER": "bigint", "TEXT": 'text COLLATE "C"'}
_ARRAYS = {str: "text[]", int: "bigint[]", bytes: "bytea[]"}
_WORDS = re.compile(r"\b(BLOB|INTEGER|TEXT)\b")
_PRIVATE = (
    "CREATE TABLE form (one BOOLEAN PRIMARY KEY CHECK (one), version INTEGER NOT NULL)",
    # Apart from all else, so that a role that audits may be kept from it.
    "CREATE TABLE identity_key (one BOOLEAN PRIMARY KEY CHECK (one), key BYTEA NOT NULL)",
)
_HERE = "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = 'vedette' AND tablename = 'form'"
_TABLES = "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = ?"
_ANYTHING = (
    "SELECT count(*) FROM pg_catalog.pg_class WHERE relnamespace ="
    " (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = 'vedette')"
)


class PostgresStore:
    """As `interface.Store`."""

    these = "(SELECT jsonb_array_elements_text(?::jsonb))"
    errors: tuple[type[Exception], ...] = (psycopg.Error,)

    def __init__(self, connection: psycopg.Connection[Row], place: Server) -> None:
        self.connection, self.place = connection, place
        self.notes: list[str] = []

    @classmethod
    def open(cls, place: Server) -> PostgresStore:
        """Connects to a server.

        Raises:
            UsageError: the address is wrong, or the database is not one of UTF-8.
            WorldError: the server is out of reach, or does not let this user in.
        """
        given = place.address
        try:
            fields = psycopg.conninfo.conninfo_to_dict(given)
        except psycopg.Error:
            # Its words would repeat the address.
            raise UsageError(
                f"the address of the ledger {place} cannot be read",
                help="postgresql://USER@HOST:PORT/DATABASE?name=value, with names that libpq knows",
            ) from None
        options: dict[str, Any] = {"connect_timeout": _CONNECT_SECONDS, "application_name": "vedette"}
        options |= {**fields, "client_encoding": "utf8"}
        with _translated(place):
            connection = psycopg.connect(autocommit=True, prepare_threshold=None, **options)
            try:
                _set_up(connection, place)
            except BaseException:
                connection.close()
                raise
            return cls(connection, place)

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """As `Store.rows`."""
        cursor = self.connection.execute(_words(sql), tuple(values), binary=True)
        return cursor.fetchall() if cursor.description else []

    def stream(self, sql: str) -> Iterator[Row]:
        """As `Store.stream`."""
        with self.connection.cursor("streamed", binary=True) as cursor:
            yield from cursor.execute(_words(sql))

    def many(self, sql: str, rows: Iterable[Values]) -> None:
        """As `Store.many`."""
        with self.connection.cursor() as cursor:
            cursor.executemany(_words(sql), list(rows))

    def add(self, table: str, columns: Sequence[str], rows: Sequence[Values]) -> None:
        """As `Store.add`: columns travel as arrays, thousands of rows a journey."""
        self._write(table, columns, rows, "")

    def put(self, table: str, columns: Sequence[str], rows: Sequence[Values], key: Sequence[str]) -> None:
        """As `Store.put`."""
        rest = ", ".join(f"{name} = EXCLUDED.{name}" for name in columns if name not in key)
        self._write(table, columns, rows, f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {rest}")

    def lock(self) -> None:
        """As `Store.lock`: the one row of the table `form` is held until the end of the transaction."""
        if not self._in_transaction():
            # Each statement after the lock must see what the writer before has left: not one view for all.
            self.connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
            self.connection.execute("SELECT version FROM form FOR UPDATE")

    def commit(self) -> None:
        """As `Store.commit`."""
        self.connection.execute("COMMIT")

    def rollback(self) -> None:
        """As `Store.rollback`."""
        with suppress(psycopg.Error):
            if self._in_transaction():
                self.connection.execute("ROLLBACK")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """As `Store.reading`."""
        if self._in_transaction():
            yield
            return
        self.connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            self.rollback()

    @contextmanager
    def translated(self) -> Iterator[None]:
        """As `Store.translated`."""
        with _translated(self.place):
            yield

    def form(self) -> int:
        """As `Store.form`."""
        # In this order: what another process makes between the two questions is a ledger, and is seen as one.
        anything = self.rows(_ANYTHING)[0][0]
        if self.rows(_HERE):
            found = self.rows("SELECT version FROM form")
            return int(found[0][0]) if found else 0
        if anything:
            raise UsageError(
                f"the schema {SCHEMA} of {self.place} is not a ledger of vedette",
                help="choose another database with --ledger",
            )
        return 0

    def begin_form(self) -> None:
        """As `Store.begin_form`."""
        self.connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
        self.rows("SELECT pg_advisory_xact_lock(?)", (_FORMING,))
        if self.rows(_HERE):
            self.rows("SELECT version FROM form FOR UPDATE")
            return
        if not self.rows("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = ?", (SCHEMA,)):
            self.connection.execute(f"CREATE SCHEMA {SCHEMA}")

    def set_form(self, version: int) -> None:
        """As `Store.set_form`."""
        self.rows(
            "INSERT INTO form (one, version) VALUES (true, ?) ON CONFLICT (one)"
            " DO UPDATE SET version = EXCLUDED.version",
            (version,),
        )

    def define(self, statements: Iterable[str]) -> None:
        """As `Store.define`."""
        if not self.rows(_HERE):
            for statement in _PRIVATE:
                self.connection.execute(statement)
        for statement in statements:
            words = _WORDS.sub(lambda found: _TYPES[found[1]], statement)
            self.connection.execute(words.replace(" WITHOUT ROWID", ""))

    def back_up(self, version: int) -> str:
        """As `Store.back_up`: a schema beside the ledger's, with all its rows."""
        number, name = 1, f"{SCHEMA}_v{version}_backup"
        while self.rows("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = ?", (name,)):
            number += 1
            name = f"{SCHEMA}_v{version}_backup_{number}"
        self.connection.execute(f"CREATE SCHEMA {name}")
        for (table,) in self.rows(_TABLES, (SCHEMA,)):
            # The key has no form that could change, and a second copy of it would only be one more to guard.
            if table != "identity_key":
                self.connection.execute(f"CREATE TABLE {name}.{table} AS TABLE {SCHEMA}.{table}")
        return f"the schema {name} of {self.place}"

    def shape_faults(self) -> list[str]:
        """As `Store.shape_faults`."""
        return catalogue.faults(self.rows, SCHEMA)

    def identity_key(self, *, make: bool) -> bytes:
        """As `Store.identity_key`: a row of its own table, and a copy for runs that do not ask the server."""
        found = self.rows("SELECT key FROM identity_key")
        if not found and make:
            self.rows(
                "INSERT INTO identity_key (one, key) VALUES (true, ?) ON CONFLICT (one) DO NOTHING",
                (keys.new_key(),),
            )
            found = self.rows("SELECT key FROM identity_key")
        if not found:
            return b""
        key = bytes(found[0][0])
        with suppress(VedetteError):
            keys.keep_identity(beside(self.place), key)
        return key

    def close(self) -> None:
        """As `Store.close`."""
        self.connection.close()

    def _in_transaction(self) -> bool:
        return self.connection.info.transaction_status != pq.TransactionStatus.IDLE

    def _write(self, table: str, columns: Sequence[str], rows: Sequence[Values], more: str) -> None:
        if not rows:
            return
        arrays = ", ".join(f"%s::{_ARRAYS[type(value)]}" for value in rows[0])
        sql = f"INSERT INTO {table} ({', '.join(columns)}) SELECT * FROM unnest({arrays}){more}"  # noqa: S608
        for at in range(0, len(rows), _CHUNK):
            chunk = list(zip(*rows[at : at + _CHUNK], strict=True))
            self.connection.execute(sql, [list(column) for column in chunk])


def _words(sql: str) -> Any:
    return sql.replace("?", "%s")


def _set_up(connection: psycopg.Connection[Row], place: Server) -> None:
    wanted = {
        # Temporary tables last: nobody puts one in the place of ours.
        "search_path": f"{SCHEMA}, pg_temp",
        "lock_timeout": f"{int(interface.BUSY_SECONDS * 1000)}",
        "idle_in_transaction_session_timeout": f"{_IDLE_SECONDS * 1000}",
        "standard_conforming_strings": "on",
    }
    for name, value in wanted.items():
        connection.execute("SELECT set_config(%s, %s, false)", (name, value))
    # What was said to be recorded is on the disk; a server that promises more keeps its promise.
    connection.execute(
        "SELECT set_config('synchronous_commit', 'on', false)"
        " WHERE current_setting('synchronous_commit') IN ('off', 'local')"
    )
    if connection.info.parameter_status("server_encoding") != "UTF8":
        raise UsageError(
            f"the database of the ledger {place} does not hold UTF-8",
            help="make one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0",
        )


@contextmanager
def _translated(place: Server) -> Iterator[None]:
    name = f"the ledger {place}"
    try:
        yield
    except psycopg.Error as error:
        raise _told(error, name, place) from error
    except (msgspec.MsgspecError, zlib.error, UnicodeError) as error:
        raise _damaged(name) from error


_BUSY = {"55P03", "57014", "40001", "40P01", "25P03"}
_UNKNOWN = {"3D000", "3F000"}
_LOGIN = {"28000", "28P01"}
_NO_DATABASE = re.compile(r'database "[^"]*" does not exist')
_NO_LOGIN = re.compile(r'role "[^"]*" does not exist|authentication failed|no password|pg_hba\.conf')
_SHORTEST_HIDDEN = 4
_FULL = {"53100", "53200", "53300", "53400"}
_ENDED = {"57P01", "57P02", "57P03"}


def _told(error: psycopg.Error, name: str, place: Server) -> VedetteError:
    code = error.sqlstate or ""
    said = _said(error, place)
    if code in _BUSY:
        return WorldError(
            f"no verdict: {name} is held by another process: {said}",
            help="wait until it is done and run again",
        )
    if code in _UNKNOWN or (not code and _NO_DATABASE.search(said)):
        return UsageError(
            f"no verdict: {name} does not exist: {said}", help="make the database, or name another"
        )
    # A connection that is refused carries no code, only the server's words.
    if code in _LOGIN or (not code and _NO_LOGIN.search(said)):
        return WorldError(
            f"no verdict: {name} does not let this user in: {said}",
            help="check user and password; libpq also reads PGPASSWORD and the password file",
        )
    if code in {"42501", "25006"}:
        return WorldError(
            f"no verdict: {name} cannot be opened or written: {said}",
            help="the role needs CREATE in the database once, then SELECT, INSERT, UPDATE and DELETE in the "
            f"schema {SCHEMA}",
        )
    if code in _FULL:
        return WorldError(f"no verdict: no space is left for {name}: {said}", help="see to the server's room")
    if not code or code in _ENDED or code.startswith("08"):
        return WorldError(
            f"no verdict: {name} is out of reach: {said}", help="see that the server runs, and run again"
        )
    return _damaged(name, said)


def _said(error: psycopg.Error, place: Server) -> str:
    text = " ".join(str(error).split())
    # Where half of the letters are hidden, what is left spells them.
    if any(len(word) < _SHORTEST_HIDDEN and word in text for word in place.secrets()):
        return "what it said is not shown, as a short password can be read out of it"
    for word in place.secrets():
        text = text.replace(word, "[hidden]")
    return text[:_LONGEST]


def _damaged(name: str, said: str = "") -> WorldError:
    return WorldError(
        f"no verdict: {name} is damaged{f': {said}' if said else ''}",
        help="`vedette ledger verify` says where; restore it from a backup",
    )
