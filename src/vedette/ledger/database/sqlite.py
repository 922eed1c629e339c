"""SQLite: a ledger in a file, or in memory. Opening with care, and saying in words what went wrong."""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import msgspec

from vedette.ledger import keys, schema
from vedette.ledger.database import interface
from vedette.ledger.database.interface import Row, Values
from vedette.model.errors import UsageError, WorldError

_FULL = {sqlite3.SQLITE_FULL}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DENIED = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
_DISK = {sqlite3.SQLITE_IOERR}


class SqliteStore:
    """As `interface.Store`.

    The rollback journal is used, not a write-ahead log: one file, sound after a kill at any moment, also on
    network folders and read-only media.
    """

    these = "(SELECT value FROM json_each(?))"
    errors: tuple[type[Exception], ...] = (sqlite3.Error,)

    def __init__(self, connection: sqlite3.Connection, place: Path | None = None) -> None:
        self.connection, self.place = connection, place
        self.notes: list[str] = []

    @classmethod
    def open(cls, path: Path | None) -> SqliteStore:
        """Opens a file, made if need be. A folder is made 0700 and the file 0600.

        Args:
            path: the file; None for one in memory.

        Raises:
            WorldError: it is out of reach.
        """
        with _translated(path):
            if path is not None:
                _make_private(path)
            name = ":memory:" if path is None else str(path.absolute())
            connection = sqlite3.connect(name, timeout=interface.BUSY_SECONDS, isolation_level=None)
            try:
                connection.execute("PRAGMA trusted_schema = OFF")
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("PRAGMA cache_size = -65536")
            except BaseException:
                connection.close()
                raise
            return cls(connection, path)

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """As `Store.rows`."""
        return self.connection.execute(sql, values).fetchall()

    def stream(self, sql: str) -> Iterator[Row]:
        """As `Store.stream`."""
        yield from self.connection.execute(sql)

    def many(self, sql: str, rows: Iterable[Values]) -> None:
        """As `Store.many`."""
        self.connection.executemany(sql, rows)

    def add(self, table: str, columns: Sequence[str], rows: Sequence[Values]) -> None:
        """As `Store.add`."""
        self._write("INSERT", table, columns, rows)

    def put(self, table: str, columns: Sequence[str], rows: Sequence[Values], key: Sequence[str]) -> None:
        """As `Store.put`; the key is the table's primary key."""
        del key
        self._write("INSERT OR REPLACE", table, columns, rows)

    def lock(self) -> None:
        """As `Store.lock`."""
        if not self.connection.in_transaction:
            self.connection.execute("BEGIN IMMEDIATE")

    begin_form = lock

    def commit(self) -> None:
        """As `Store.commit`."""
        self.connection.execute("COMMIT")

    def rollback(self) -> None:
        """As `Store.rollback`."""
        with suppress(sqlite3.Error):
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """As `Store.reading`."""
        if self.connection.in_transaction:
            yield
            return
        self.connection.execute("BEGIN")
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
        version = int(self._pragma("user_version"))
        ours = self._pragma("application_id") == schema.APPLICATION
        tables = self.rows("SELECT count(*) FROM sqlite_master")[0][0]
        if (tables or version) and not ours:
            raise UsageError(
                f"{self.place} is not a ledger of vedette", help="choose another file with --ledger"
            )
        return version

    def set_form(self, version: int) -> None:
        """As `Store.set_form`."""
        self.connection.execute(f"PRAGMA application_id = {schema.APPLICATION}")
        self.connection.execute(f"PRAGMA user_version = {version}")

    def define(self, statements: Iterable[str]) -> None:
        """As `Store.define`."""
        for statement in statements:
            self.connection.execute(statement)

    def back_up(self, version: int) -> str:
        """As `Store.back_up`: a file beside the ledger, whole or not there, as private as the ledger."""
        if not isinstance(self.place, Path):
            return "nowhere, as it is in memory"
        copy = _free(self.place.with_name(f"{self.place.name}.v{version}.bak"))
        aside = copy.with_name(f"{copy.name}.{os.getpid()}")
        try:
            _make_private(aside)
            # Through SQLite itself, and while we hold the lock: a copy of bytes might catch half a run. It
            # takes a second connection, as the one with the lock never comes to the end of a backup.
            with closing(sqlite3.connect(self.place)) as source, closing(sqlite3.connect(aside)) as target:
                source.backup(target)
            aside.replace(copy)
        finally:
            aside.unlink(missing_ok=True)
        return str(copy)

    def shape_faults(self) -> list[str]:
        """As `Store.shape_faults`."""
        sound = self.connection.execute("PRAGMA integrity_check(1)").fetchone()
        if sound != ("ok",):
            return [f"the file is damaged: {sound[0] if sound else 'no answer'}"]
        query = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as again:
            for statement in schema.statements():
                again.execute(statement)
            right = again.execute(query).fetchall()
        if self.rows(query) != right:
            return ["the tables are not as this version of the ledger makes them"]
        return []

    def identity_key(self, *, make: bool) -> bytes:
        """As `Store.identity_key`: a file beside the ledger."""
        if not isinstance(self.place, Path):
            return b""
        return keys.identity_file(self.place, make=make)

    def close(self) -> None:
        """As `Store.close`."""
        self.connection.close()

    def _pragma(self, name: str) -> int:
        return int(self.connection.execute(f"PRAGMA {name}").fetchone()[0])

    def _write(self, verb: str, table: str, columns: Sequence[str], rows: Sequence[Values]) -> None:
        marks = ", ".join("?" * len(columns))
        self.connection.executemany(f"{verb} INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)


def _make_private(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _free(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}.{number}")
    return free


@contextmanager
def _translated(path: Path | None) -> Iterator[None]:
    name = f"the ledger {path}" if path else "the ledger in memory"
    try:
        yield
    except sqlite3.Error as error:
        raise _told(error, name, path) from error
    except OSError as error:
        raise WorldError(
            f"no verdict: {name} cannot be opened: {error.strerror}",
            help="give yourself access to it, or choose another place with --ledger",
        ) from error
    except (msgspec.MsgspecError, zlib.error, UnicodeError) as error:
        raise _damaged(name, path) from error


def _told(error: sqlite3.Error, name: str, path: Path | None) -> WorldError:
    # Only the low byte is the family; the rest is detail.
    code = getattr(error, "sqlite_errorcode", -1)
    family = code & 0xFF if code >= 0 else -1
    if family in _FULL:
        return WorldError(f"no verdict: no space is left for {name}", help="free some space and run again")
    if family in _BUSY:
        return WorldError(
            f"no verdict: {name} is held by another process",
            help="wait until it is done and run again; `vedette doctor` looks for what is stuck",
        )
    if family in _DENIED:
        return WorldError(
            f"no verdict: {name} cannot be opened or written: {error}",
            help="give yourself access to it, or choose another place with --ledger",
        )
    if family in _DISK:
        return WorldError(
            f"no verdict: reading or writing {name} failed: {error}",
            help="check the disk and its free space, and run again",
        )
    if code == sqlite3.SQLITE_NOTADB:
        return WorldError(
            f"no verdict: {name} is damaged, or never was a ledger",
            help="choose another file with --ledger, or restore it from a backup",
        )
    return _damaged(name, path)


def _damaged(name: str, path: Path | None) -> WorldError:
    advice = (
        f"restore it from a backup, or move it aside (mv '{path}' '{path}.damaged'): the next run begins anew"
    )
    return WorldError(f"no verdict: {name} is damaged", help=advice if path else "this is a bug: report it")
