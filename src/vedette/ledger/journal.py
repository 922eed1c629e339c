"""The journal: one entry a run or deed, hashed, chained, never changed. All tables follow from it."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from vedette.model.coverage import KindCoverage, Skip
from vedette.model.finding import State

if TYPE_CHECKING:
    from vedette.ledger.database.interface import Store

# What damaged or forged entries can raise on their way through `unpack` and the projection.
UNREADABLE: tuple[type[Exception], ...] = (
    msgspec.MsgspecError,
    zlib.error,
    ValueError,
    LookupError,
    TypeError,
    OverflowError,
    RecursionError,
)
GENESIS = "0" * 64
_HASH = re.compile("[0-9a-f]{64}")
_ENTRY_DOMAIN = b"vedette-journal-v1\n"
_MAX_BODY_BYTES = 1 << 30
_FEW = 20
_DEED_BEGINS = b'{"deed":'


class Item(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a run or a deed changed about one finding; a field that is unset stays as it was.

    Attributes:
        id: the finding's id; one the ledger does not know is created.
        events: what happened, in words, for the finding's history.
        finding: JSON of the finding at its main place, byte for byte what the table holds.
        also: JSON of its further places, likewise.
        stands: whether it is at the main place still; false when only places of merged findings are left.
        into: id of the finding that it was merged into; "" when it was split off again.
    """

    id: str
    events: tuple[str, ...] = ()
    finding: Raw | UnsetType = UNSET
    state: State | UnsetType = UNSET
    introduced: bool | UnsetType = UNSET
    exploited: bool | UnsetType = UNSET
    reopened: bool | UnsetType = UNSET
    owner: str | UnsetType = UNSET
    due: str | UnsetType = UNSET
    also: Raw | UnsetType = UNSET
    stands: bool | UnsetType = UNSET
    into: str | UnsetType = UNSET


class SeenSet(Struct, frozen=True, kw_only=True):
    """Which findings a run saw, said in the shorter of two ways.

    Attributes:
        kinds: kinds of the findings seen.
        but: `ids` lists the findings of these kinds, not fixed, that were *not* seen; else those seen.
    """

    kinds: tuple[str, ...]
    but: bool
    ids: tuple[str, ...]


class ExaminedChange(Struct, frozen=True, kw_only=True):
    """How the paths examined differ from those of the last complete run with the same scope.

    Attributes:
        added: path -> blob id of what is new or changed, as `stored.escape` writes paths.
        gone: paths not examined any more.
        digest: SHA-256 (hex) of all that was examined, by which the next run can tell that it is the same;
            unset by earlier versions, and where a path is no Unicode.
    """

    added: dict[str, str]
    gone: tuple[str, ...]
    digest: str | UnsetType = UNSET


class CoverageSummary(Struct, frozen=True, kw_only=True):
    """A run's coverage without the lists that grow with the tree.

    Attributes:
        skips: `class/reason` -> how many.
        failed: the failed skips, cut at 1,000 (their number is in `skips`).
        dropped: paths dropped, cut at 1,000; `dropped_count` is their number.
    """

    asked: int
    examined: int
    skips: dict[str, int]
    failed: tuple[Skip, ...]
    dropped: tuple[str, ...]
    dropped_count: int
    asked_kinds: tuple[str, ...]
    kinds: tuple[KindCoverage, ...]
    stale: tuple[str, ...]
    truncated: bool


class VerdictSummary(Struct, frozen=True, kw_only=True):
    """A run's verdict; `emergencies` are finding ids, `dispositions` counts by their name."""

    decision: str
    completeness: str
    reasons: tuple[str, ...]
    emergencies: tuple[str, ...]
    dispositions: dict[str, int]
    stop_on_partial: bool


class StockItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a service has at a commit; see `ServiceInventory` and `PackageInventory` in `model.inventory`.

    Attributes:
        digest: SHA-256 (hex) of the JSON of the inventory, or of the list of packages.
        inventory: that JSON, byte for byte what the table holds; unset where the table has it already.
    """

    service: str
    commit: str
    basis: str
    digest: str
    left_out: int = 0
    inventory: Raw | UnsetType = UNSET


class Body(Struct, frozen=True, kw_only=True):
    """What one entry says. `run` is a Run, `coverage` and `verdict` are the summaries, `items` are Items.

    `stock` and `parts` are unset where a run told nothing new of what services offer and are made with.
    """

    version: int
    run: Raw
    coverage: Raw
    verdict: Raw
    seen: SeenSet
    examined: ExaminedChange | None
    items: list[Raw]
    stock: tuple[StockItem, ...] | UnsetType = UNSET
    parts: tuple[StockItem, ...] | UnsetType = UNSET


class DeedBody(Struct, frozen=True, kw_only=True):
    """What an entry of a deed says: the `Deed`, and `items` as in `Body`. The field `deed` comes first.

    `parts` is the list of packages of a deployment with its own bill of material.
    """

    deed: Raw
    version: int
    items: list[Raw]
    parts: StockItem | UnsetType = UNSET


class Entry(Struct, frozen=True, kw_only=True):
    """One entry as it is stored.

    Attributes:
        sequence: from 1, without a hole.
        previous: hash of the entry before, `GENESIS` for the first.
        body: the stored bytes: the `Body` or `DeedBody` as JSON, deflated.
        digest: SHA-256 of `body`.
        root: Merkle root of the items.
        hash: SHA-256 over the domain, previous, sequence, digest and root.
    """

    sequence: int
    previous: str
    body: bytes
    digest: str
    root: str
    hash: str


def append(store: Store, body: Body | DeedBody) -> Entry:
    """Seals the next entry and stores it; the caller holds the write lock and applies it to the tables."""
    sequence, previous = head(store)
    entry = seal(sequence + 1, previous, zlib.compress(msgspec.json.encode(body), 1), merkle_root(body.items))
    put(store, entry)
    return entry


def put(store: Store, entry: Entry) -> None:
    """Stores an entry that is sealed and next."""
    values = (entry.sequence, entry.previous, entry.body, entry.digest, entry.root, entry.hash)
    store.rows(
        "INSERT INTO journal (sequence, previous, body, digest, root, hash) VALUES (?, ?, ?, ?, ?, ?)", values
    )


def head(store: Store) -> tuple[int, str]:
    """Sequence and hash of the last entry; 0 and `GENESIS` for an empty journal.

    Raises:
        msgspec.ValidationError: something else wrote it.
    """
    rows = store.rows("SELECT sequence, hash FROM journal ORDER BY sequence DESC LIMIT 1")
    sequence, last = rows[0] if rows else (0, GENESIS)
    if not isinstance(last, str) or not _HASH.fullmatch(last):
        raise msgspec.ValidationError("the last entry of the journal has no hash")
    return sequence, last


def read(store: Store) -> Iterator[Entry]:
    """All entries in order, a few at a time in memory; statements may be run between two.

    Raises:
        msgspec.ValidationError: the entries are in no order.
    """
    query = "SELECT sequence, previous, body, digest, root, hash FROM journal"
    rows = store.rows(f"{query} ORDER BY sequence LIMIT {_FEW}")
    while rows:
        for sequence, previous, body, digest, root, own in rows:
            yield Entry(sequence=sequence, previous=previous, body=body, digest=digest, root=root, hash=own)
        last = rows[-1][0]
        rows = store.rows(f"{query} WHERE sequence > ? ORDER BY sequence LIMIT {_FEW}", (last,))
        if rows and rows[0][0] <= last:
            raise msgspec.ValidationError("the entries of the journal are in no order")


def seal(sequence: int, previous: str, stored: bytes, root: str) -> Entry:
    """The entry for some stored bytes, its hashes computed."""
    digest = hashlib.sha256(stored).hexdigest()
    parts = (bytes.fromhex(previous), sequence.to_bytes(8, "big"), bytes.fromhex(digest), bytes.fromhex(root))
    own = hashlib.sha256(_ENTRY_DOMAIN + b"".join(parts)).hexdigest()
    return Entry(sequence=sequence, previous=previous, body=stored, digest=digest, root=root, hash=own)


def unpack(stored: bytes) -> Body | DeedBody:
    """The body of an entry.

    Raises:
        ValueError: too large to be ours.
        zlib.error, msgspec.MsgspecError, UnicodeDecodeError: the bytes are not a body.
    """
    inflate = zlib.decompressobj()
    data = inflate.decompress(stored, _MAX_BODY_BYTES)
    if not inflate.eof or inflate.unused_data:
        raise ValueError("the stored bytes do not end where they should")
    if data.startswith(_DEED_BEGINS):
        return msgspec.json.decode(data, type=DeedBody)
    return msgspec.json.decode(data, type=Body)


def merkle_root(items: Sequence[bytes | Raw]) -> str:
    """Root (hex) over the items' bytes; leaves and nodes are hashed apart, an odd one moves up."""
    level = [hashlib.sha256(b"\x00" + bytes(item)).digest() for item in items]
    while len(level) > 1:
        pairs = [
            hashlib.sha256(b"\x01" + level[at] + level[at + 1]).digest() for at in range(0, len(level) - 1, 2)
        ]
        level = pairs + level[len(pairs) * 2 :]
    return level[0].hex() if level else hashlib.sha256(b"").hexdigest()
