"""The store: where the ledger lies, and the ledger itself. SQLite is imported when one is opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from vedette.ledger import keys
from vedette.ledger.interface import Fault, FindingHistory, Ledger, RunSummary
from vedette.model.errors import WorldError
from vedette.model.finding import Tracked
from vedette.model.verdict import Checkpoint, Run

if TYPE_CHECKING:
    from sqlite3 import Connection

    from vedette.ledger.session import SqliteSession


def default_path() -> Path:
    """The ledger of this user: `ledger.db` in the state folder of the platform.

    Raises:
        WorldError: the user has no home.
    """
    import platformdirs

    try:
        return Path(platformdirs.user_state_dir("vedette", appauthor=False)) / "ledger.db"
    except RuntimeError:  # a user id that no account has, and no HOME: usual in containers
        raise WorldError(
            "this user has no home folder to keep the ledger in",
            help="set HOME, or choose a place with --ledger (`none` for in memory)",
        ) from None


def open_ledger(path: Path | None, *, keys_of: Path | None = None) -> Ledger:
    """Opens a ledger, made if it is not there.

    Args:
        path: the file; None for one that lives in memory as long as the process, without keys of its own.
        keys_of: a ledger whose identity key, if it has one, that in memory uses.

    Raises:
        UsageError: the file is no ledger, or was written by a later vedette.
        WorldError: it is damaged, locked or out of reach.
    """
    from vedette.ledger.database import connect

    return SqliteLedger(connect(path), path, keys_of)


class SqliteLedger:
    """As `interface.Ledger`, on SQLite. To be used in the thread that opened it."""

    def __init__(self, connection: Connection, path: Path | None, keys_of: Path | None = None) -> None:
        self._connection, self._path, self._keys_of = connection, path, keys_of

    def identity_key(self) -> bytes:
        """As `Ledger.identity_key`."""
        if self._path is None and self._keys_of is not None:
            return keys.known_identity_key(self._keys_of)
        return keys.identity_key(self._path)

    @contextmanager
    def session(self, run: Run) -> Iterator[SqliteSession]:
        """As `Ledger.session`; one at a time."""
        from vedette.ledger.database import rollback
        from vedette.ledger.session import SqliteSession

        try:
            yield SqliteSession(self._connection, self._path, run)
        finally:
            rollback(self._connection)

    def runs(self, project: str | None, limit: int) -> list[RunSummary]:
        """As `Ledger.runs`."""
        from vedette.ledger import database, queries

        with database.translated(self._path):
            return queries.runs(self._connection, project, limit)

    def findings(self, project: str | None) -> list[Tracked]:
        """As `Ledger.findings`, by id."""
        from vedette.ledger import database, queries

        with database.translated(self._path):
            return [queries.tracked(row) for row in queries.finding_rows(self._connection, project)]

    def finding(self, id_or_prefix: str) -> FindingHistory | None:
        """As `Ledger.finding`."""
        from vedette.ledger import database, queries

        with database.translated(self._path), database.reading(self._connection):
            return queries.history(self._connection, id_or_prefix)

    def verify(self, checkpoint: Checkpoint | None = None) -> list[Fault]:
        """As `Ledger.verify`, the checkpoint's signature included."""
        from vedette.ledger import checkpoint as checkpoints
        from vedette.ledger import database, verify

        faults = []
        if checkpoint is not None:
            own = keys.known_signing_key(self._path) if self._path else None
            wrong = checkpoints.check(checkpoint, own)
            faults = [Fault(entry=0, what=wrong)] if wrong else []
        with database.translated(self._path), database.reading(self._connection):
            return faults + verify.verify(self._connection, checkpoint)

    def close(self) -> None:
        """As `Ledger.close`."""
        self._connection.close()
