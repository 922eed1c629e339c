"""Verify the ledger, or show the head of its journal."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from vedette.apps.cli import options as shared
from vedette.apps.cli import terminal
from vedette.feedback.paper import Style
from vedette.ledger.checkpoint import parse
from vedette.ledger.interface import Ledger
from vedette.ledger.place import Place
from vedette.ledger.store import open_ledger
from vedette.model.errors import UsageError
from vedette.model.verdict import Checkpoint

TAMPERED = 1
_LONGEST = 65536


@click.group("ledger")
def command() -> None:
    """Verify the ledger, or show the head of its journal."""


@command.command("verify")
@click.option(
    "--checkpoint",
    metavar="TEXT|FILE",
    help="A checkpoint kept outside, or a file that holds one. Without it, a journal that was cut at its end "
    "or written anew from its start cannot be told from a sound one.",
)
@shared.ledger_option
def verify(checkpoint: str | None, ledger: str | None) -> int:
    """Read the whole journal, work out the tables again, compare. Exits 1 if the ledger was altered."""
    shared.standing().judges = False
    kept = read_checkpoint(checkpoint) if checkpoint is not None else None
    store = open_existing(ledger)
    try:
        faults = store.verify(kept)
    finally:
        store.close()
    sheet = terminal.paper()
    for fault in faults:
        where = f"entry {fault.entry}" if fault.entry else "ledger"
        sheet.line((Style.alarm, f"{where}: "), fault.what)
    if faults:
        sheet.line(
            (Style.alarm, "ALTERED"), f": {len(faults)} faults; trust nothing that rests on this ledger"
        )
    else:
        against = "the checkpoint" if kept else "itself only; --checkpoint compares it with one kept outside"
        sheet.line((Style.good, "sound"), f": the journal and the tables agree, compared with {against}")
    terminal.show(sheet)
    return TAMPERED if faults else 0


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


def read_checkpoint(given: str) -> Checkpoint:
    """A checkpoint from its text, or from the last line of a file that holds one.

    Raises:
        UsageError: it is neither.
    """
    try:
        return parse(given)
    except UsageError:
        lines = _lines(Path(given))
    for line in reversed(lines):
        with suppress(UsageError):
            return parse(line.rpartition(" ")[2])
    raise UsageError(
        "--checkpoint gives neither a checkpoint nor a file that holds one",
        help="give the words that a run printed after `Checkpoint`: COUNT:HASH or more",
    )


def _lines(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            return file.read(_LONGEST).decode("utf-8", "replace").split("\n")
    except (OSError, ValueError):
        return []


@command.command("head")
@shared.ledger_option
def head(ledger: str | None) -> int:
    """Print the checkpoint of the journal, to be kept outside."""
    shared.standing().judges = False
    store = open_existing(ledger)
    try:
        checkpoint = store.head()
    finally:
        store.close()
    terminal.write(f"{checkpoint.text()}\n".encode())
    return 0
