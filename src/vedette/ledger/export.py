"""Export: the whole ledger as lines of JSON, which a ledger on any store takes back, entry by entry.

The first line names the form and counts, then comes a line for each entry of the journal, byte for byte what
is hashed, then the names of people that entries refer to and that were not erased, and last the checkpoint.
Keys are no part of it. An export is as hostile as any file: each hash is computed again, then a line counts.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator
from typing import BinaryIO

import msgspec
from msgspec import Struct

from vedette.ledger import checkpoint as checkpoints
from vedette.ledger import journal, people, projection
from vedette.ledger.database.interface import Store
from vedette.ledger.journal import Entry
from vedette.model.errors import UsageError, WorldError
from vedette.model.verdict import Checkpoint

FORM = "vedette-ledger/1"
_LONGEST_LINE = 1 << 29
_MOST_PEOPLE = 1_000_000
_AGAIN = "export the ledger again; nothing was taken from this file"


class Header(Struct, frozen=True, kw_only=True):
    """The first line: the form, how many entries follow, and how many names after them."""

    form: str
    entries: int
    people: int = 0


class _Line(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    sequence: int
    previous: str
    body: str
    digest: str
    root: str
    hash: str


class _Person(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    person: str
    name: str
    salt: str


class _Last(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    checkpoint: str


def write(store: Store, out: BinaryIO, head: Checkpoint) -> None:
    """Writes a ledger; within `reading`.

    Args:
        store: the ledger.
        out: where to; ASCII.
        head: its checkpoint, of the same view.
    """
    names = people.kept(store)
    _put(out, Header(form=FORM, entries=head.count, people=len(names)))
    for entry in journal.read(store):
        _put(
            out,
            _Line(
                sequence=entry.sequence,
                previous=entry.previous,
                body=b64encode(entry.body).decode(),
                digest=entry.digest,
                root=entry.root,
                hash=entry.hash,
            ),
        )
    for person, name, salt in names:
        _put(out, _Person(person=person, name=name, salt=salt))
    _put(out, _Last(checkpoint=head.text()))


def header(line: bytes) -> Header | None:
    """The header that a first line is; None when it is something else."""
    try:
        found = msgspec.json.decode(line, type=Header)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    return found if found.form.startswith("vedette-ledger/") else None


def take(store: Store, lines: BinaryIO, first: Header) -> int:
    """Takes what an export has beyond this ledger; the caller holds the write lock and commits.

    Ids, times and hashes stay what they are, so a checkpoint of the one ledger is one of the other.

    Args:
        store: empty, or with a journal that begins as the export does, or the other way round.
        lines: the file, after its header.
        first: the header.

    Returns:
        How many entries were added; 0 when all were there.

    Raises:
        UsageError: it is cut, altered, of a later vedette, or of another ledger.
    """
    if first.form != FORM:
        raise UsageError(
            f"the export is of the form {first.form[:40]}", help="update vedette, which reads older forms"
        )
    own = [str(row[0]) for row in store.rows("SELECT hash FROM journal ORDER BY sequence")]
    # Whom this ledger knows or has forgotten: an old export does not undo that.
    settled = {str(row[0]) for row in store.rows("SELECT who FROM deed")}
    previous, added = journal.GENESIS, 0
    for number, entry in enumerate(_entries(lines, first.entries), 1):
        _check(entry, number, previous)
        previous = entry.hash
        if number > len(own):
            journal.put(store, entry)
            _carry(store, entry)
            added += 1
        elif own[number - 1] != entry.hash:
            raise UsageError(
                f"the export and this ledger have different histories from entry {number} on",
                help="take it into a ledger of its own with --ledger; single runs are taken by their records",
            )
    _take_people(store, lines, first.people, settled)
    _close(lines, first.entries, previous)
    return added


def _put(out: BinaryIO, line: Struct) -> None:
    try:
        out.write(msgspec.json.encode(line) + b"\n")
    except OSError as error:
        raise WorldError(
            f"the export cannot be written: {error.strerror}", help="name a file elsewhere"
        ) from error


def _entries(lines: BinaryIO, count: int) -> Iterator[Entry]:
    for number in range(1, count + 1):
        try:
            line = msgspec.json.decode(_read(lines), type=_Line)
            body = b64decode(line.body, validate=True)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            raise UsageError(f"entry {number} of the export cannot be read", help=_AGAIN) from None
        yield Entry(
            sequence=line.sequence,
            previous=line.previous,
            body=body,
            digest=line.digest,
            root=line.root,
            hash=line.hash,
        )


def _take_people(store: Store, lines: BinaryIO, count: int, settled: set[str]) -> None:
    if not 0 <= count <= _MOST_PEOPLE:
        raise UsageError("the export says that it has an impossible number of names", help=_AGAIN)
    try:
        found = [msgspec.json.decode(_read(lines), type=_Person) for _ in range(count)]
        people.keep(
            store, [(item.person, item.name, item.salt) for item in found if item.person not in settled]
        )
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise UsageError(
            "a name in the export is not the one that its journal refers to", help=_AGAIN
        ) from None


def _check(entry: Entry, number: int, previous: str) -> None:
    try:
        root = journal.merkle_root(journal.unpack(entry.body).items)
        right = journal.seal(number, previous, entry.body, root) == entry
    except journal.UNREADABLE:
        right = False
    if not right:
        raise UsageError(f"entry {number} of the export was altered", help=_AGAIN)


def _carry(store: Store, entry: Entry) -> None:
    try:
        projection.apply(store, entry)
    except (*journal.UNREADABLE, *store.errors) as error:
        raise UsageError(
            f"entry {entry.sequence} of the export cannot be carried into the tables: {type(error).__name__}",
            help="it may be of a later vedette: update this one",
        ) from error


def _close(lines: BinaryIO, count: int, head: str) -> None:
    try:
        last = checkpoints.parse(msgspec.json.decode(_read(lines), type=_Last).checkpoint)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise UsageError("the export has no checkpoint at its end: it was cut", help=_AGAIN) from None
    if (last.count, last.head) != (count, head) or lines.read(1):
        raise UsageError("the checkpoint of the export is not that of its entries", help=_AGAIN)
    wrong = checkpoints.check(last) if checkpoints.can_sign() else ""
    if wrong:
        raise UsageError(f"the export cannot be trusted: {wrong}", help=_AGAIN)


def _read(lines: BinaryIO) -> bytes:
    try:
        line = lines.readline(_LONGEST_LINE)
    except OSError as error:
        raise WorldError(f"the export cannot be read: {error.strerror}") from error
    if len(line) == _LONGEST_LINE:
        raise UsageError("a line of the export is too long to be one of ours", help=_AGAIN)
    return line
