"""The tables of the database, and how what is in them is packed."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from vedette.model.advisory import Advisory, Affected, Event
from vedette.sources.advisories.interface import Provenance

APPLICATION = 0x76647431  # says whose file it is, in SQLite's header
VERSION = 1

TABLES = """
CREATE TABLE source (name TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE record (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, weakness INTEGER NOT NULL,
    malicious INTEGER NOT NULL, modified TEXT NOT NULL, body BLOB NOT NULL
);
CREATE INDEX record_weakness ON record (weakness);
CREATE TABLE holding (source TEXT, number INTEGER, PRIMARY KEY (source, number)) WITHOUT ROWID;
CREATE INDEX holding_number ON holding (number);
CREATE TABLE name (name TEXT, number INTEGER, PRIMARY KEY (name, number)) WITHOUT ROWID;
CREATE INDEX name_number ON name (number);
CREATE TABLE about (
    package TEXT, number INTEGER, weakness INTEGER NOT NULL, pieces BLOB NOT NULL,
    PRIMARY KEY (package, number)
) WITHOUT ROWID;
CREATE INDEX about_number ON about (number);
CREATE TABLE score (kind TEXT, cve TEXT, value, PRIMARY KEY (kind, cve)) WITHOUT ROWID;
"""


class Piece(Struct, frozen=True, array_like=True):
    """What the look-up needs of an entry: no symbols, and of the versions those that no range covers."""

    kinds: tuple[str, ...]
    ranges: tuple[tuple[Event, ...], ...]
    versions: tuple[str, ...]
    suffix: str


pack = msgspec.msgpack.Encoder().encode
unpack_advisory = msgspec.msgpack.Decoder(Advisory).decode
unpack_pieces = msgspec.msgpack.Decoder(tuple[Piece, ...]).decode
unpack_provenance = msgspec.msgpack.Decoder(Provenance).decode


def package_key(ecosystem: str, name: str) -> str:
    """What a package is filed under."""
    return f"{ecosystem}\n{name}"


def affected_of(piece: Piece, ecosystem: str, name: str) -> Affected:
    """The entry that a piece is of."""
    return Affected(
        ecosystem=ecosystem,
        name=name,
        kinds=piece.kinds,
        ranges=piece.ranges,
        versions=piece.versions,
        suffix=piece.suffix,
    )
