"""Key stores: binary files that hold private keys, told from those that hold only what everybody may know.

What a store says of itself without its password is read, never what it protects: a store is told by its
structure and not by its name, and one that holds certificates only is none. It becomes a text of one line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from msgspec import Struct

from vedette.model.facts import Text

_MOST_ENTRIES = 4096
_MOST_CHAIN = 64
_JAVA = {b"\xfe\xed\xfe\xed": "JKS", b"\xce\xce\xce\xce": "JCEKS"}
_PRIVATE, _TRUSTED, _SECRET = 1, 2, 3
_BOUNCY_SALT = (20).to_bytes(4, "big")
_BOUNCY_ROUNDS = range(256, 1 << 24)
_BOUNCY_KEYS = frozenset((3, 4))
_SEQUENCE, _OCTETS = 0x30, 0x04
_INDEFINITE = 0x80
_VERSION = b"\x02\x01\x03"
# Object identifiers with tag and length: of what a store says openly, of its bags, of public-key algorithms.
_DATA = bytes.fromhex("06092a864886f70d010701")
_OPEN_KEY = bytes.fromhex("060b2a864886f70d010c0a0101")
_SHROUDED_KEY = bytes.fromhex("060b2a864886f70d010c0a0102")
_ALGORITHMS = tuple(
    map(bytes.fromhex, ("06092a864886f70d0101", "06072a8648ce3d0201", "06072a8648ce380401", "06032b65"))
)
_SHORTEST = 40


class KeyStore(Struct, frozen=True):
    """What a file holds.

    Attributes:
        form: `PKCS 12`, `JKS`, `JCEKS`, `BKS`, or `PKCS 8` for a key by itself.
        keys: how many private or secret keys are seen in it without its password; at least one.
        is_open: one of them is not encrypted.
    """

    form: str
    keys: int
    is_open: bool = False


def key_store(data: bytes) -> KeyStore | None:
    """The store that a file is; None for any other file, and for a store in which no key is seen.

    Args:
        data: its bytes, of whatever origin.
    """
    if len(data) < _SHORTEST:
        return None
    try:
        for reads in (_java, _bouncy, _pkcs12, _pkcs8):
            found = reads(data)
            if found is not None:
                return found if found.keys else None
    except _EndError:
        pass
    return None


def as_text(path: str, data: bytes) -> Text | None:
    """A text that says what a key store is, and by which digest it is known; None for any other file."""
    found = key_store(data)
    if found is None:
        return None
    keys = f"{found.keys} private key{'s' if found.keys > 1 else ''}"
    how = "not encrypted" if found.is_open else "encrypted"
    line = f"binary key store: {found.form}, {keys}, {how}, SHA-256 {hashlib.sha256(data).hexdigest()}\n"
    return Text(path=path, data=line.encode())


class _EndError(Exception):
    """The data end before what they promise."""


class _Cursor:
    """Reads big-endian numbers and counted pieces."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data, self.at = data, at

    def skip(self, size: int) -> None:
        if self.at + size > len(self.data):
            raise _EndError
        self.at += size

    def number(self, size: int) -> int:
        self.skip(size)
        return int.from_bytes(self.data[self.at - size : self.at], "big")

    def piece(self, size: int) -> None:
        """A piece after its length, which takes so many bytes."""
        self.skip(self.number(size))


def _java(data: bytes) -> KeyStore | None:
    form = _JAVA.get(data[:4])
    cursor = _Cursor(data, 4)
    if form is None or cursor.number(4) not in (1, 2):
        return None
    typed = data[7] == 2  # noqa: PLR2004 - the version in which certificates say their type
    keys = 0
    for _ in range(min(cursor.number(4), _MOST_ENTRIES)):
        tag = cursor.number(4)
        if tag not in (_PRIVATE, _TRUSTED, _SECRET):
            return None
        keys += tag != _TRUSTED
        if tag == _SECRET:
            break  # a serialised object of no stated length
        cursor.piece(2)
        cursor.skip(8)
        if tag == _PRIVATE:
            cursor.piece(4)
        for _ in range(min(cursor.number(4), _MOST_CHAIN) if tag == _PRIVATE else 1):
            if typed:
                cursor.piece(2)
            cursor.piece(4)
    return KeyStore(form, keys)


def _bouncy(data: bytes) -> KeyStore | None:
    cursor = _Cursor(data)
    if data[:4] not in (b"\0\0\0\1", b"\0\0\0\2") or data[4:8] != _BOUNCY_SALT:
        return None
    cursor.skip(8 + 20)
    if cursor.number(4) not in _BOUNCY_ROUNDS:
        return None
    return KeyStore("BKS", sum(_bouncy_keys(cursor)))


def _bouncy_keys(cursor: _Cursor) -> Iterator[bool]:
    """Whether each entry is a key."""
    for _ in range(_MOST_ENTRIES):
        tag = cursor.number(1)
        if not tag:
            return
        cursor.piece(2)
        cursor.skip(8)
        for _ in range(min(cursor.number(4), _MOST_CHAIN)):
            cursor.piece(2)
            cursor.piece(4)
        if tag == 1:
            cursor.piece(2)
            cursor.piece(4)
            yield False
        elif tag == 2:  # noqa: PLR2004 - a key that is not encrypted by itself; 1 would be a public one
            yield cursor.number(1) != 1
            cursor.piece(2)
            cursor.piece(2)
            cursor.piece(4)
        elif tag in _BOUNCY_KEYS:
            cursor.piece(4)
            yield True
        else:
            raise _EndError


def _pkcs12(data: bytes) -> KeyStore | None:
    at = _within(data, 0)
    if not at or data[at : at + 3] != _VERSION:
        return None
    at = _within(data, at + 3)
    if not at or not data.startswith(_DATA, at):
        return None
    # Bags of keys stand in the open, certificates mostly encrypted; by chance no such name comes about.
    bare, shrouded = data.count(_OPEN_KEY, at), data.count(_SHROUDED_KEY, at)
    return KeyStore("PKCS 12", bare + shrouded, is_open=bare > 0)


def _pkcs8(data: bytes) -> KeyStore | None:
    """A private key by itself, not encrypted, of a usual algorithm, that fills the whole file."""
    at = _within(data, 0, whole=True)
    if not at or data[at : at + 3] not in (b"\x02\x01\0", b"\x02\x01\1"):
        return None
    algorithm = _within(data, at + 3)
    if not algorithm or not data.startswith(_ALGORITHMS, algorithm):
        return None
    after = algorithm + _length(data, at + 3)[1]
    return KeyStore("PKCS 8", 1, is_open=True) if data[after : after + 1] == bytes((_OCTETS,)) else None


def _within(data: bytes, at: int, *, whole: bool = False) -> int:
    """Where the content of a sequence begins; 0 if there is none, or none that is the `whole` of the data."""
    if data[at : at + 1] != bytes((_SEQUENCE,)):
        return 0
    begin, size = _length(data, at)
    if whole:
        return begin if begin + size == len(data) else 0
    return begin if begin + size <= len(data) else 0


def _length(data: bytes, at: int) -> tuple[int, int]:
    """Where an element's content begins, and its length; 0 for one that says its end only where it is."""
    cursor = _Cursor(data, at + 1)
    first = cursor.number(1)
    if first <= _INDEFINITE:
        return cursor.at, first % _INDEFINITE
    size = cursor.number(min(first % _INDEFINITE, 5))
    return cursor.at, size
