"""The one door to SQLite: opening with care, and saying in words what went wrong."""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from vedette.ledger import projection, schema
from vedette.model.errors import UsageError, WorldError

# Locks are held for as long as a run is written, at most some seconds; a queue of runs waits its turn.
BUSY_SECONDS = 60.0

_FULL = {sqlite3.SQLITE_FULL}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DENIED = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
_DISK = {sqlite3.SQLITE_IOERR}


def connect(path: Path | None) -> sqlite3.Connection:
    """Opens a ledger, made or brought up to date if need be.

    The rollback journal is used, not a write-ahead log: one file, sound after a kill at any moment, also on
    network folders and read-only media. A folder is made 0700 and the file 0600.

    Args:
        path: the file; None for one in memory.

    Raises:
        UsageError: the file is no ledger, or was written by a later vedette.
        WorldError: it is damaged, locked or out of reach.
    """
    with translated(path):
        if path is not None:
            _make_private(path)
        name = ":memory:" if path is None else str(path.absolute())
        connection = sqlite3.connect(name, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA cache_size = -65536")
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
        return connection


@contextmanager
def translated(path: Path | None) -> Iterator[None]:
    """Turns what SQLite, the disk and damaged bytes raise into errors that say what to do.

    Args:
        path: of the ledger, for the message; None for one in memory.
    """
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


@contextmanager
def reading(connection: sqlite3.Connection) -> Iterator[None]:
    """One view of all tables, whatever others write meanwhile."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        rollback(connection)


def rollback(connection: sqlite3.Connection) -> None:
    """Ends a transaction, if there is one, without writing."""
    with suppress(sqlite3.Error):
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _make_private(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _prepare(connection: sqlite3.Connection, path: Path | None) -> None:
    if _version(connection) == schema.VERSION and _is_ours(connection):
        return
    _refuse_foreign(connection, path)
    connection.execute("BEGIN IMMEDIATE")
    try:
        _refuse_foreign(connection, path)
        # Another process may have been quicker.
        if _version(connection) != schema.VERSION:
            _bring_forward(connection)
        connection.execute("COMMIT")
    finally:
        rollback(connection)


def _bring_forward(connection: sqlite3.Connection) -> None:
    # The journal's own form has not changed since version 1, and all else follows from it.
    if _version(connection) == 0:
        projection.create(connection)
    else:
        projection.rebuild(connection)
    connection.execute(f"PRAGMA application_id = {schema.APPLICATION}")
    connection.execute(f"PRAGMA user_version = {schema.VERSION}")


def _refuse_foreign(connection: sqlite3.Connection, path: Path | None) -> None:
    version = _version(connection)
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if (tables or version) and not _is_ours(connection):
        raise UsageError(f"{path} is not a ledger of vedette", help="choose another file with --ledger")
    if version > schema.VERSION:
        raise UsageError(
            f"the ledger {path} was written by a later vedette (form {version}, this one knows "
            f"{schema.VERSION})",
            help="update vedette, or choose another file with --ledger",
        )


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _is_ours(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA application_id").fetchone()[0] == schema.APPLICATION)


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
