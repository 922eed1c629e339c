"""The store under the snapshots: outcomes by content, of other branches and of earlier versions.

It is asked in bulk, and only for what the snapshot does not know. Every row is sealed together with its key:
a row that was altered or put under another key is not there.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct

from vedette.work.cache import memory as memories
from vedette.work.cache.folder import DEFAULT_BYTES
from vedette.work.cache.memory import Memory
from vedette.work.cache.seal import holds, seal

_DOMAIN = b"vedette-cache-row-v1"
_CHUNK = 500
# Another run may be writing; a cache is not worth a longer wait.
_BUSY_SECONDS = 2.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS outcome (
    key BLOB NOT NULL, class TEXT NOT NULL, day INTEGER NOT NULL, body BLOB NOT NULL, seal BLOB NOT NULL,
    PRIMARY KEY (key, class)
) WITHOUT ROWID
"""

_T = TypeVar("_T")


class Codec(Struct, Generic[_T], frozen=True):
    """How what is stored becomes bytes.

    Attributes:
        domain: of the seals: rows of one thing are not taken for rows of another.
        encode, decode: to bytes, and back; the latter raises `msgspec.MsgspecError` for what is none.
    """

    domain: bytes
    encode: Callable[[_T], bytes]
    decode: Callable[[bytes], _T]


OUTCOMES: Codec[Memory] = Codec(_DOMAIN, memories.encode, memories.decode)
# Forms are compressed already; they are decoded by who knows what they are.
FORMS: Codec[bytes] = Codec(b"vedette-cache-form-v1", bytes, bytes)


class Store(Generic[_T]):
    """Outcomes by content, or whatever else follows from a content and the class of its path.

    Args:
        path: the file.
        key: of the seals.
        context: all else that it follows from.
        codec: of what is stored.

    Attributes:
        wrong: number of rows met whose seal was wrong.
    """

    def __init__(self, path: Path, key: bytes, context: bytes, codec: Codec[_T]) -> None:
        self.wrong = 0
        self._codec = codec
        self._path = path
        self._key = key
        self._context = context

    def ask(self, blobs: Iterable[str]) -> dict[tuple[str, str], _T]:
        """Outcomes of many contents.

        Args:
            blobs: content ids.

        Returns:
            (content id, path class) -> outcome, for those known. A store that is broken, locked or not there
            knows nothing.
        """
        if not self._is_there():
            return {}
        keys = {self._row_key(blob): blob for blob in blobs}
        if not keys:
            return {}
        try:
            with closing(self._open()) as connection:
                return self._read(connection, keys)
        except sqlite3.DatabaseError as error:
            self._drop_if_broken(error)
            return {}

    def tell(self, rows: Sequence[tuple[str, str, _T]], limit: int = DEFAULT_BYTES) -> bool:
        """Remember outcomes; what cannot be written is lost, and nothing else happens.

        Args:
            rows: content id, path class, and what to remember.
            limit: bytes the store may take; past it the oldest rows go.

        Returns:
            Whether all was written.
        """
        if not rows or (os.path.lexists(self._path) and not self._is_there()):
            return not rows
        try:
            with suppress(FileExistsError):
                os.close(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            with closing(self._open()) as connection:
                self._write(connection, rows)
                if self._path.stat().st_size > limit:
                    _shrink(connection)
        except sqlite3.DatabaseError as error:
            self._drop_if_broken(error)
            return False
        except OSError:
            return False
        return True

    def _read(self, connection: sqlite3.Connection, keys: dict[bytes, str]) -> dict[tuple[str, str], _T]:
        found = {}
        wanted = list(keys)
        for start in range(0, len(wanted), _CHUNK):
            chunk = wanted[start : start + _CHUNK]
            marks = ",".join("?" * len(chunk))
            query = f"SELECT key, class, body, seal FROM outcome WHERE key IN ({marks})"  # noqa: S608 - marks only
            for key, cls, body, given in connection.execute(query, chunk):
                memory = self._sound(key, cls, body, given)
                if memory is not None:
                    found[keys[key], cls] = memory
        return found

    def _sound(self, key: object, cls: object, body: object, given: object) -> _T | None:
        if isinstance(key, bytes) and isinstance(cls, str) and isinstance(body, bytes):
            with suppress(msgspec.MsgspecError, UnicodeError):
                domain = self._codec.domain
                right = isinstance(given, bytes) and holds(given, self._key, domain, key, cls.encode(), body)
                if right:
                    return self._codec.decode(body)
        self.wrong += 1
        return None

    def _write(self, connection: sqlite3.Connection, rows: Sequence[tuple[str, str, _T]]) -> None:
        day = int(time.time() // 86400)
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(_SCHEMA)
            for blob, cls, memory in rows:
                key = self._row_key(blob)
                with suppress(UnicodeEncodeError):
                    body = self._codec.encode(memory)
                    mark = seal(self._key, self._codec.domain, key, cls.encode(), body)
                    connection.execute(
                        "INSERT OR REPLACE INTO outcome VALUES (?, ?, ?, ?, ?)", (key, cls, day, body, mark)
                    )

    def _row_key(self, blob: str) -> bytes:
        return hashlib.blake2b(blob.encode("ascii"), digest_size=16, key=self._context).digest()

    def _is_there(self) -> bool:
        try:
            return stat.S_ISREG(os.lstat(self._path).st_mode)
        except OSError:
            return False

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            # A power cut may cost the store, never a wrong answer: rows are sealed. A kill costs nothing.
            connection.execute("PRAGMA synchronous = OFF")
        except BaseException:
            connection.close()
            raise
        return connection

    def _drop_if_broken(self, error: sqlite3.DatabaseError) -> None:
        broken = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in broken:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)


def _shrink(connection: sqlite3.Connection) -> None:
    """Let the older half go, and give its space back."""
    rows = connection.execute("SELECT count(*) FROM outcome").fetchone()[0]
    connection.execute(
        "DELETE FROM outcome WHERE (key, class) IN (SELECT key, class FROM outcome ORDER BY day LIMIT ?)",
        (rows // 2 + 1,),
    )
    connection.execute("VACUUM")
