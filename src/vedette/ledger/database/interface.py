"""The socket: what a database must do for the ledger. All else is one code for all databases.

Statements are plain SQL that SQLite and PostgreSQL both read, with `?` for each value. What the two say in
different words has a method here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from vedette.ledger.place import Place

Row = tuple[Any, ...]
Values = Sequence[Any]

# Locks are held for as long as a run is written, at most some seconds; a queue of runs waits its turn.
BUSY_SECONDS = 60.0


class Store(Protocol):
    """An open database. To be used in the thread that opened it.

    Attributes:
        these: SQL of a set of texts, for `IN`; its one value is a JSON array of strings.
        errors: what the database's own library raises.
        notes: what people should hear about the opening, such as where a backup was made.
    """

    these: str
    errors: tuple[type[Exception], ...]
    notes: list[str]

    @property
    def place(self) -> Place | None:
        """Where it lies; None for one in memory."""
        ...

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """All rows that a query finds; [] for a statement that finds none."""
        ...

    def stream(self, sql: str) -> Iterator[Row]:
        """The rows of a query, not all in memory at once; within `reading`, read to the end."""
        ...

    def many(self, sql: str, rows: Iterable[Values]) -> None:
        """Runs a statement for each row of values."""
        ...

    def add(self, table: str, columns: Sequence[str], rows: Sequence[Values]) -> None:
        """Inserts rows, in bulk.

        Args:
            table: its name.
            columns: names, in the order of the values.
            rows: each column holds one type (str, int or bytes) in all rows.
        """
        ...

    def put(self, table: str, columns: Sequence[str], rows: Sequence[Values], key: Sequence[str]) -> None:
        """As `add`, but a row with the same `key` columns is replaced; no key occurs twice in `rows`."""
        ...

    def lock(self) -> None:
        """Begins the transaction that writes, unless it is begun; waits for other writers."""
        ...

    def commit(self) -> None:
        """Ends the transaction, everything written and safe."""
        ...

    def rollback(self) -> None:
        """Ends the transaction, if there is one, without writing. Never raises."""
        ...

    def reading(self) -> AbstractContextManager[None]:
        """One view of all tables, whatever others write meanwhile."""
        ...

    def translated(self) -> AbstractContextManager[None]:
        """Turns what the database and damaged bytes raise into errors that say what to do."""
        ...

    def form(self) -> int:
        """Version of the tables; 0 when there are none.

        Raises:
            UsageError: what is there is something else's.
        """
        ...

    def begin_form(self) -> None:
        """As `lock`, also where there are no tables yet; what `form` says holds until the end."""
        ...

    def set_form(self, version: int) -> None:
        """Remembers the version of the tables; within the transaction that changes them."""
        ...

    def define(self, statements: Iterable[str]) -> None:
        """Runs statements of `ledger.schema`, in this database's words."""
        ...

    def back_up(self, version: int) -> str:
        """Copies everything aside before tables of this version are changed; within `begin_form`.

        Returns:
            Where to, in words for people.
        """
        ...

    def shape_faults(self) -> list[str]:
        """What is wrong with the file, or about the tables other than their rows."""
        ...

    def identity_key(self, *, make: bool) -> bytes:
        """The secret key of this ledger; b"" when there is none and none is to be made."""
        ...

    def close(self) -> None:
        """Closes the database."""
        ...
