"""The ledger that a verb reads: one that is there, since looking makes none."""

from __future__ import annotations

from pathlib import Path

import click

from vedette.apps.cli import options as shared
from vedette.ledger.interface import Ledger
from vedette.ledger.place import Place
from vedette.ledger.store import open_ledger
from vedette.model.errors import UsageError


def open_existing(option: str | None) -> Ledger:
    """The ledger that is there; none is made by looking for one.

    Raises:
        UsageError: there is no ledger, or it is the one in memory.
        WorldError: it cannot be opened.
    """
    store = open_ledger(existing(option))
    for note in store.notes():
        click.echo(f"note: {note}", err=True)
    return store


def existing(option: str | None) -> Place:
    """Place of the ledger that is there; whether a server has one shows when it is opened.

    Raises:
        UsageError: there is none.
    """
    path = shared.ledger_path(option)
    if path is None:
        raise UsageError("a ledger in memory remembers nothing", help="name a place with --ledger")
    if isinstance(path, Path) and not path.exists():
        raise UsageError(f"there is no ledger at {path}", help="`vedette scan` makes one")
    return path
