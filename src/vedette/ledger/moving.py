"""Moving: a ledger into a file, and files into a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from vedette.ledger import checkpoint, export, records
from vedette.ledger.database.interface import Store
from vedette.ledger.database.opening import open_store, writing
from vedette.ledger.place import Place
from vedette.ledger.records import Taken
from vedette.model.verdict import Checkpoint

_FIRST = 1 << 16


class Added(Struct, frozen=True):
    """What an import of an export did: entries added, and the checkpoint that both have now."""

    entries: int
    head: Checkpoint


def export_ledger(place: Place, out: BinaryIO) -> Checkpoint:
    """Writes a whole ledger, as it is at one moment.

    Args:
        place: of the ledger.
        out: where to.

    Returns:
        The checkpoint that the export ends with.

    Raises:
        UsageError, WorldError: the ledger cannot be read.
    """
    with _opened(place) as store, store.reading():
        head = checkpoint.of(store)
        export.write(store, out, head)
        return head


def import_file(place: Place, file: BinaryIO, vouched: str = "") -> Added | Taken:
    """Takes an export, or the record of a run, into a ledger; all of it or nothing.

    Args:
        place: of the ledger, which is made if it is not there.
        file: at its beginning.
        vouched: the project that the user says a record is of; "" to go by what the ledger knows.

    Raises:
        UsageError: it is neither, or does not fit this ledger.
        WorldError: the ledger cannot be written.
    """
    line = file.readline(_FIRST)
    after = file.tell() if file.seekable() else -1
    first = export.header(line)
    if first is None:
        rest = file.read(max(0, records.LARGEST + 1 - len(line)))
        record = records.read(line + rest)
        if _is_new(place):
            with _opened(None) as store:
                records.take(store, record, vouched)
        with _opened(place) as store:
            return records.take(store, record, vouched)
    if _is_new(place) and after >= 0:
        # What is refused leaves no empty ledger behind; one that others may have opened is not removed.
        with _opened(None) as store, writing(store):
            export.take(store, file, first)
        file.seek(after)
    with _opened(place) as store:
        with writing(store):
            count = export.take(store, file, first)
        return Added(count, checkpoint.of(store))


def _is_new(place: Place) -> bool:
    return isinstance(place, Path) and not place.exists()


@contextmanager
def _opened(place: Place | None) -> Iterator[Store]:
    store = open_store(place)
    try:
        with store.translated():
            yield store
    finally:
        store.close()
