"""The database of advisories, opened to be read: never written to, replaced as a whole."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Self, TypeVar
from urllib.parse import quote

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from vedette.analysis.packages.matching import Answer, among
from vedette.languages.packages.names import compared
from vedette.model.advisory import Advisory, Affected, Matches
from vedette.model.errors import WorldError
from vedette.sources.advisories.freshness import judged
from vedette.sources.advisories.grouping import merged
from vedette.sources.advisories.interface import EPSS, KEV, Freshness, Provenance, State
from vedette.sources.advisories.schema import (
    APPLICATION,
    VERSION,
    affected_of,
    package_key,
    unpack_advisory,
    unpack_pieces,
    unpack_provenance,
)

_T = TypeVar("_T")
_HEADER, _MAGIC = 100, b"SQLite format 3\0"
_VERSION_AT, _APPLICATION_AT = 60, 68
_AGAIN = "`vedette intel update` makes it anew; without a network, `vedette intel import PATH`"


class NoDatabaseError(WorldError):
    """There is no database of advisories that can be used: a run over packages is void.

    Attributes:
        is_missing: there is none at all, rather than one that is damaged or of another version.
    """

    def __init__(self, message: str, *, help: str = _AGAIN, is_missing: bool = False) -> None:  # noqa: A002 - as its base
        super().__init__(message, help=help)
        self.is_missing = is_missing


class Candidate(Struct, frozen=True):
    """A weakness that may be about a version: its number, and the entries for the package."""

    weakness: int
    affected: tuple[Affected, ...]


def open_store(path: str) -> Store:
    """Open the database to read it.

    Raises:
        NoDatabaseError: there is none, it is damaged, or of another version of its tables.
    """
    _check_header(path)
    address = f"file:{quote(os.path.abspath(path))}?mode=ro&immutable=1"
    store = Store(path, _told(path, lambda: sqlite3.connect(address, uri=True, check_same_thread=False)))
    try:
        store.sources()
    except BaseException:
        store.close()
        raise
    return store


def freshness(path: str, now: datetime, max_age: timedelta, ecosystems: Collection[str] = ()) -> Freshness:
    """What a run has to say of the database at a place; `none` for one that cannot be used.

    Args:
        path: of the database.
        now: with time zone.
        max_age: what is older is stale.
        ecosystems: that the run needs; empty for all that the database has.
    """
    try:
        with open_store(path) as store:
            return store.freshness(now, max_age, ecosystems)
    except NoDatabaseError as error:
        return Freshness(state=State.none, reasons=(f"{error.message}: {error.help}",))


def damage(path: str) -> str:
    """What is wrong with the database at a place; "" when it is sound. Reads all of it.

    Args:
        path: of the database.
    """
    try:
        with open_store(path) as store:
            return store.check()
    except NoDatabaseError as error:
        return error.message


class Store:
    """An open database. Not for several threads at once."""

    def __init__(self, path: str, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def candidates(self, ecosystem: str, name: str) -> tuple[Candidate, ...]:
        """The weaknesses of a package, of whatever version, in order of their numbers.

        Args:
            ecosystem: as OSV calls it, without suffix.
            name: in any spelling.

        Raises:
            NoDatabaseError: the database is damaged.
        """
        name = compared(ecosystem, name)
        rows = self._rows(
            "SELECT weakness, pieces FROM about WHERE package = ?", package_key(ecosystem, name)
        )
        found: dict[int, list[Affected]] = {}
        for weakness, pieces in rows:
            unpacked = self._unpacked(unpack_pieces, pieces)
            found.setdefault(weakness, []).extend(affected_of(one, ecosystem, name) for one in unpacked)
        return tuple(Candidate(weakness, tuple(found[weakness])) for weakness in sorted(found))

    def advisory(self, weakness: int) -> Advisory:
        """All that is known of a weakness, from all who published it.

        Raises:
            KeyError: there is none of that number.
            NoDatabaseError: the database is damaged.
        """
        bodies = self._rows("SELECT body FROM record WHERE weakness = ? ORDER BY number", weakness)
        if not bodies:
            raise KeyError(weakness)
        whole = merged(self._unpacked(unpack_advisory, body) for (body,) in bodies)
        cves = [name for name in (whole.id, *whole.aliases) if name.startswith("CVE-")]
        days = [day for cve in cves if (day := self._score(KEV, cve))]
        chances = [chance for cve in cves if (chance := self._score(EPSS, cve)) is not None]
        return replace(whole, exploited=min(days, default=""), epss=max(chances, default=-1.0))

    def find(self, ecosystem: str, name: str) -> tuple[Advisory, ...]:
        """All advisories about a package; those that were taken back are left out."""
        return tuple(self.advisory(one.weakness) for one in self.candidates(ecosystem, name))

    def matches(self, ecosystem: str, name: str, version: str) -> Matches:
        """What is known of one version of a package.

        Raises:
            NoDatabaseError: the database is damaged.
            WorldError: the versions cannot be compared, since a package is not installed.
        """
        sure: list[Advisory] = []
        unsure: list[Advisory] = []
        for one in self.candidates(ecosystem, name):
            answer = among(one.affected, ecosystem, version)
            if answer is not Answer.no:
                (sure if answer is Answer.yes else unsure).append(self.advisory(one.weakness))
        return Matches(affecting=tuple(sure), undecided=tuple(unsure))

    def named(self, name: str) -> Advisory | None:
        """The weakness that goes by a name (`CVE-…`, `GHSA-…`, `GO-…`), taken back or not."""
        rows = self._rows(
            "SELECT weakness FROM name JOIN record USING (number) WHERE name = ? "
            "ORDER BY malicious, weakness",
            name,
        )
        return self.advisory(rows[0][0]) if rows else None

    def modified(self, record: str) -> str:
        """When a record was modified, by its own id; "" when there is none."""
        rows = self._rows("SELECT modified FROM record WHERE id = ?", record)
        return rows[0][0] if rows else ""

    def sources(self) -> tuple[Provenance, ...]:
        """What the database was made from, by name."""
        rows = self._rows("SELECT body FROM source ORDER BY name")
        return tuple(self._unpacked(unpack_provenance, body) for (body,) in rows)

    def counts(self) -> Mapping[str, int]:
        """How many records, weaknesses, packages and scores it has. Reads all of it."""
        return {
            what: self._rows(f"SELECT COUNT(DISTINCT {column}) FROM {table}")[0][0]  # noqa: S608 - constants
            for what, column, table in (
                ("records", "number", "record"),
                ("weaknesses", "weakness", "record"),
                ("packages", "package", "about"),
            )
        } | {
            kind: self._rows("SELECT COUNT(*) FROM score WHERE kind = ?", kind)[0][0] for kind in (KEV, EPSS)
        }

    def freshness(self, now: datetime, max_age: timedelta, ecosystems: Collection[str] = ()) -> Freshness:
        """What a run has to say of this database; see the function of the same name."""
        return judged(self.sources(), now, max_age, ecosystems)

    def check(self) -> str:
        """What SQLite finds wrong with the file; "" when it is sound. Reads all of it."""
        try:
            (said,) = self._connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.Error as error:
            return type(error).__name__
        return "" if said == "ok" else str(said)[:200]

    def records(self) -> Iterator[tuple[str, Advisory]]:
        """Every record with the name of each source that holds it, for bundles."""
        query = "SELECT source, body FROM holding JOIN record USING (number) ORDER BY source, id"
        cursor = _told(self.path, lambda: self._connection.execute(query))
        while row := _told(self.path, cursor.fetchone):
            yield row[0], self._unpacked(unpack_advisory, row[1])

    def scores(self, kind: str) -> dict[str, Any]:
        """All that KEV or EPSS said, by CVE."""
        return dict(self._rows("SELECT cve, value FROM score WHERE kind = ? ORDER BY cve", kind))

    def _score(self, kind: str, cve: str) -> Any:
        rows = self._rows("SELECT value FROM score WHERE kind = ? AND cve = ?", kind, cve)
        return rows[0][0] if rows else None

    def _rows(self, query: str, *values: object) -> list[Any]:
        return _told(self.path, lambda: self._connection.execute(query, values).fetchall())

    def _unpacked(self, unpack: Callable[[bytes], _T], body: bytes) -> _T:
        try:
            return unpack(body)
        except (msgspec.MsgspecError, ValueError, TypeError):
            raise _damaged(self.path) from None


def _check_header(path: str) -> None:
    """Look at the first bytes: they tell a missing, a foreign and a newer file apart, and cost nothing."""
    try:
        if os.path.exists(path) and not os.path.isfile(path):  # a pipe would be waited for
            raise NoDatabaseError(
                f"{path} is no file, so no database of advisories",
                help="name another place in [intel] path or VEDETTE_INTEL",
            )
        with open(path, "rb") as file:
            header = file.read(_HEADER)
            size = file.seek(0, os.SEEK_END)
    except FileNotFoundError:
        raise NoDatabaseError(
            f"there is no database of advisories at {path}",
            help="`vedette intel update` fetches one; without a network, `vedette intel import PATH`",
            is_missing=True,
        ) from None
    except OSError as error:
        raise NoDatabaseError(f"{path} cannot be read: {error.strerror}", help="look at its rights") from None
    if len(header) < _HEADER or not header.startswith(_MAGIC):
        raise _damaged(path)
    application, version = (
        int.from_bytes(header[at : at + 4], "big") for at in (_APPLICATION_AT, _VERSION_AT)
    )
    if application != APPLICATION:
        raise NoDatabaseError(
            f"{path} is no database of advisories", help="name another place in [intel] path"
        )
    if version > VERSION:
        raise NoDatabaseError(
            f"the database of advisories {path} was made by a newer vedette",
            help="update vedette, or name another place in [intel] path",
        )
    page, pages = int.from_bytes(header[16:18], "big"), int.from_bytes(header[28:32], "big")
    if size != pages * (page if page > 1 else 65_536):  # as SQLite spells that size
        raise _damaged(path)
    if version != VERSION:
        raise NoDatabaseError(f"the database of advisories {path} was made by an older vedette")


def _damaged(path: str) -> NoDatabaseError:
    return NoDatabaseError(f"the database of advisories {path} is damaged")


def _told(path: str, action: Callable[[], _T]) -> _T:
    try:
        return action()
    except sqlite3.Error:
        raise _damaged(path) from None
