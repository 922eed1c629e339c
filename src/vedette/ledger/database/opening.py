"""Opening: the store at a place, its tables made or brought forward if need be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vedette.ledger import projection, schema
from vedette.ledger.database.interface import Store
from vedette.ledger.place import Place
from vedette.model.errors import UsageError


def open_store(place: Place | None) -> Store:
    """Opens a store, ready to be used.

    Args:
        place: where; None for one in memory.

    Raises:
        UsageError: what is there is no ledger, or was written by a later vedette.
        WorldError: it is damaged, locked or out of reach.
    """
    store = _at(place)
    try:
        with store.translated():
            prepare(store)
    except BaseException:
        store.close()
        raise
    return store


@contextmanager
def writing(store: Store) -> Iterator[None]:
    """A transaction that writes, kept when nothing was raised.

    Raises:
        UsageError: a later vedette brought the tables forward since they were opened.
    """
    store.lock()
    try:
        refuse_later(store)
        yield
        store.commit()
    finally:
        store.rollback()


def prepare(store: Store) -> None:
    """Makes the tables, or brings those of an earlier version forward after a backup.

    The journal's own form has not changed since version 1, and all else follows from it.
    """
    if store.form() == schema.VERSION:
        return
    refuse_later(store)
    store.begin_form()
    try:
        version = store.form()
        refuse_later(store)
        # Another process may have been quicker.
        if version == 0:
            projection.create(store)
        elif version != schema.VERSION:
            copy = store.back_up(version)
            projection.rebuild(store)
            store.notes.append(
                f"the ledger was brought from form {version} to {schema.VERSION}; "
                f"as it was, it is kept in {copy}"
            )
        store.set_form(schema.VERSION)
        store.commit()
    finally:
        store.rollback()


def refuse_later(store: Store) -> None:
    """Refuses tables that this vedette does not know.

    Raises:
        UsageError: a later vedette made them.
    """
    version = store.form()
    if version > schema.VERSION:
        raise UsageError(
            f"the ledger {store.place} was written by a later vedette (form {version}, this one knows "
            f"{schema.VERSION})",
            help="update vedette, or choose another ledger with --ledger",
        )


def _at(place: Place | None) -> Store:
    if place is None or isinstance(place, Path):
        from vedette.ledger.database.sqlite import SqliteStore

        return SqliteStore.open(place)
    from vedette.ledger.database.postgres import PostgresStore

    return PostgresStore.open(place)
