"""Makes the database: in a file of its own beside the old one, which it replaces when it is whole."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from vedette.analysis.packages.matching import Answer, among
from vedette.model.advisory import Advisory, Affected
from vedette.model.errors import WorldError
from vedette.sources.advisories.freshness import is_advisory
from vedette.sources.advisories.grouping import Named, grouped
from vedette.sources.advisories.interface import Delivery, Provenance, RecordError, Refused
from vedette.sources.advisories.schema import (
    APPLICATION,
    TABLES,
    VERSION,
    Piece,
    pack,
    package_key,
    unpack_provenance,
)
from vedette.sources.advisories.store import NoDatabaseError, open_store

_BATCH = 1_000
_SHOWN = 20
_MOST_ECOSYSTEMS = 500


class Stored(Struct, frozen=True, kw_only=True):
    """What became of one delivery.

    Attributes:
        provenance: as stored.
        refused: the first of what was left out.
        failure: why nothing of it was stored; "" when it was.
    """

    provenance: Provenance
    refused: tuple[Refused, ...] = ()
    failure: str = ""


class Built(Struct, frozen=True):
    """What became of a database: by delivery, and why the old one was not built upon ("" if it was)."""

    stored: tuple[Stored, ...]
    anew: str = ""


def build(path: str, deliveries: Iterable[Delivery]) -> Built:
    """Add deliveries to the database, or make it.

    Each delivery is stored whole or not at all. The old file stays as it is until the new one is whole,
    and for good when there is nothing to store.

    Args:
        path: of the database.
        deliveries: read one after the other.

    Raises:
        WorldError: the new file cannot be written, or the old one not replaced.
    """
    folder = os.path.dirname(os.path.abspath(path))
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        handle, aside = tempfile.mkstemp(prefix=".intel-", suffix=".db", dir=folder)
        os.close(handle)
        try:
            anew = _begun(path, aside)
            stored = _filled(aside, deliveries)
            if any(not one.failure for one in stored):
                _put_in_place(aside, path)
            return Built(stored, anew)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(aside)
    except (OSError, sqlite3.Error) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise WorldError(
            f"the database of advisories {path} cannot be written: {why}",
            help="the one before it, if any, is as it was; look at the space and the rights there",
        ) from None


def _begun(path: str, aside: str) -> str:
    """Begins with the old database, or with none; returns why, if there is one that cannot be used."""
    why = ""
    try:
        with open_store(path) as old:
            why = f"the database of advisories {path} is damaged" if old.check() else ""
    except NoDatabaseError as error:
        why = "" if error.is_missing else error.message
    else:
        if not why:
            shutil.copyfile(path, aside)
            return ""
    with closing(sqlite3.connect(aside)) as connection:
        connection.executescript(
            f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION}; {TABLES}"
        )
    return why


def _filled(aside: str, deliveries: Iterable[Delivery]) -> tuple[Stored, ...]:
    with closing(sqlite3.connect(aside, isolation_level=None)) as connection:
        connection.executescript(
            "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536"
        )
        stored = tuple(_Writer(connection, one).store() for one in deliveries)
        connection.execute("BEGIN")
        _group(connection)
        connection.execute("COMMIT")
        connection.execute("PRAGMA optimize")
    return stored


def _put_in_place(aside: str, path: str) -> None:
    with open(aside, "rb+") as file:
        os.fsync(file.fileno())
    os.replace(aside, path)
    if os.name == "posix":
        handle = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class _Writer:
    """Stores one delivery."""

    def __init__(self, connection: sqlite3.Connection, delivery: Delivery) -> None:
        self._connection = connection
        self._delivery = delivery
        self._source = delivery.provenance.name
        self._refused: list[Refused] = []
        self._left_out = 0
        self._newest = ""

    def store(self) -> Stored:
        connection = self._connection
        connection.execute("BEGIN")
        try:
            self._check_base()
            if self._delivery.scores is not None:
                self._scores(self._delivery.scores)
            else:
                self._advisories()
            provenance = self._provenance()
            connection.execute(
                "INSERT OR REPLACE INTO source VALUES (?, ?)", (self._source, pack(provenance))
            )
        except RecordError as error:
            connection.execute("ROLLBACK")
            return Stored(
                provenance=self._delivery.provenance, refused=tuple(self._refused), failure=str(error)
            )
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
        return Stored(provenance=provenance, refused=tuple(self._refused))

    def _check_base(self) -> None:
        if not (self._delivery.whole or self._counted("SELECT COUNT(*) FROM source WHERE name = ?")):
            raise RecordError("what it adds to is not in the database")

    def _scores(self, scores: dict[str, str] | dict[str, float]) -> None:
        self._connection.execute("DELETE FROM score WHERE kind = ?", (self._source,))
        rows = ((self._source, cve, value) for cve, value in scores.items())
        self._connection.executemany("INSERT INTO score VALUES (?, ?, ?)", rows)

    def _advisories(self) -> None:
        connection, delivery = self._connection, self._delivery
        if delivery.whole:
            connection.execute("DELETE FROM holding WHERE source = ?", (self._source,))
        for gone in delivery.gone:
            connection.execute(
                "DELETE FROM holding WHERE source = ? AND number = (SELECT number FROM record WHERE id = ?)",
                (self._source, gone),
            )
        records = self._read()
        while batch := list(islice(records, _BATCH)):
            for one in batch:
                self._record(one)
        if delivery.whole and not self._held():
            raise RecordError("it holds no record that can be read")
        _forget(connection)

    def _read(self) -> Iterator[Advisory]:
        for one in self._delivery.advisories() if self._delivery.advisories else ():
            if isinstance(one, Advisory):
                self._newest = max(self._newest, one.modified, one.published)
                yield one
                continue
            self._left_out += 1
            if len(self._refused) < _SHOWN:
                self._refused.append(one)

    def _record(self, advisory: Advisory) -> None:
        connection = self._connection
        row = connection.execute(
            "SELECT number, modified FROM record WHERE id = ?", (advisory.id,)
        ).fetchone()
        number = row[0] if row else None
        if row is None or advisory.modified >= row[1]:
            number = _put(connection, number, advisory)
        connection.execute("INSERT OR IGNORE INTO holding VALUES (?, ?)", (self._source, number))

    def _held(self) -> int:
        return self._counted("SELECT COUNT(*) FROM holding WHERE source = ?")

    def _counted(self, query: str) -> int:
        count: int = self._connection.execute(query, (self._source,)).fetchone()[0]
        return count

    def _provenance(self) -> Provenance:
        given = self._delivery.provenance
        if not is_advisory(given):
            return replace(given, records=self._counted("SELECT COUNT(*) FROM score WHERE kind = ?"))
        row = self._connection.execute("SELECT body FROM source WHERE name = ?", (self._source,)).fetchone()
        before = unpack_provenance(row[0]) if row and not self._delivery.whole else None
        newest = max(self._newest, before.newest if before else "")
        return replace(
            given,
            digest=self._delivery.digest() if self._delivery.digest else given.digest,
            # Without a date of its own a source is as old as its newest record, and never of the future.
            as_of=min(given.as_of or newest, given.loaded or given.as_of or newest),
            records=self._held(),
            refused=self._left_out + (before.refused if before else 0),
            newest=newest,
            ecosystems=self._ecosystems(),
        )

    def _ecosystems(self) -> tuple[str, ...]:
        """All that the source speaks of; a bulk export of one ecosystem answers for that one alone."""
        first, _, rest = self._source.partition("/")
        if first == "osv":
            return (rest,)
        rows = self._connection.execute(
            "SELECT DISTINCT substr(package, 1, instr(package, char(10)) - 1) FROM holding "
            "JOIN about USING (number) WHERE source = ? ORDER BY 1 LIMIT ?",
            (self._source, _MOST_ECOSYSTEMS),
        )
        return tuple(name for (name,) in rows)


def _put(connection: sqlite3.Connection, number: int | None, advisory: Advisory) -> int:
    values = (advisory.malicious, advisory.modified, pack(advisory))
    if number is None:
        made = connection.execute("INSERT INTO record VALUES (NULL, ?, 0, ?, ?, ?)", (advisory.id, *values))
        number = made.lastrowid or 0
    else:
        connection.execute(
            "UPDATE record SET weakness = 0, malicious = ?, modified = ?, body = ? WHERE number = ?",
            (*values, number),
        )
        connection.execute("DELETE FROM name WHERE number = ?", (number,))
        connection.execute("DELETE FROM about WHERE number = ?", (number,))
    names = ((name, number) for name in {advisory.id, *advisory.aliases})
    connection.executemany("INSERT INTO name VALUES (?, ?)", names)
    if not advisory.withdrawn:
        rows = ((package, number, pack(pieces)) for package, pieces in _pieces(advisory).items())
        connection.executemany("INSERT INTO about VALUES (?, ?, 0, ?)", rows)
    return number


def _pieces(advisory: Advisory) -> dict[str, list[Piece]]:
    found: dict[str, list[Piece]] = {}
    for one in advisory.affected:
        piece = Piece(one.kinds, one.ranges, _uncovered(one), one.suffix)
        found.setdefault(package_key(one.ecosystem, one.name), []).append(piece)
    return found


def _uncovered(affected: Affected) -> tuple[str, ...]:
    """The versions that the ranges do not say anyhow: PyPI's records list each version a second time."""
    if not affected.ranges:
        return affected.versions
    bare = (replace(affected, versions=()),)
    return tuple(one for one in affected.versions if among(bare, affected.ecosystem, one) is not Answer.yes)


def _forget(connection: sqlite3.Connection) -> None:
    """Drops records that no source holds any more."""
    gone = connection.execute(
        "SELECT number FROM record "
        "WHERE NOT EXISTS (SELECT 1 FROM holding WHERE holding.number = record.number)"
    ).fetchall()
    for table in ("about", "name", "record"):
        connection.executemany(f"DELETE FROM {table} WHERE number = ?", gone)  # noqa: S608 - constants


def _group(connection: sqlite3.Connection) -> None:
    """Gives each record the number of its weakness."""
    before: dict[int, int] = {}
    kinds: dict[int, bool] = {}
    for number, weakness, malicious in connection.execute("SELECT number, weakness, malicious FROM record"):
        before[number], kinds[number] = weakness, bool(malicious)
    names: dict[int, list[str]] = {number: [] for number in before}
    for name, number in connection.execute("SELECT name, number FROM name"):
        names[number].append(name)
    after = grouped(Named(number, tuple(own), kinds[number]) for number, own in names.items())
    changed = [(after[number], number) for number in before if after[number] != before[number]]
    connection.executemany("UPDATE record SET weakness = ? WHERE number = ?", changed)
    connection.executemany("UPDATE about SET weakness = ? WHERE number = ?", changed)
