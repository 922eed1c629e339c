"""Verify the ledger, show the head of its journal, export it, or import what others recorded."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from vedette.apps.cli import options as shared
from vedette.apps.cli import terminal
from vedette.apps.cli.ledgers import existing, open_existing
from vedette.feedback.paper import Style
from vedette.ledger.checkpoint import parse
from vedette.model.errors import UsageError
from vedette.model.verdict import Checkpoint

if TYPE_CHECKING:
    from vedette.ledger.moving import Added
    from vedette.ledger.records import Taken

TAMPERED = 1
_LONGEST = 65536


@click.group("ledger")
def command() -> None:
    """Verify the ledger, show the head of its journal, export it, or import what others recorded."""


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


@command.command("forget-person")
@click.argument("name", metavar="NAME")
@shared.ledger_option
def forget_person(name: str, ledger: str | None) -> int:
    """Erase NAME from the ledger. The journal only refers to names, so it stays sound."""
    shared.standing().judges = False
    store = open_existing(ledger)
    try:
        erased = store.forget(name)
    finally:
        store.close()
    sheet = terminal.paper()
    sheet.line(
        "erased: nobody can tell any more who that was" if erased else "that name is not on record here"
    )
    terminal.show(sheet)
    return 0


@command.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@shared.ledger_option
def export(file: Path, ledger: str | None) -> int:
    """Write the whole ledger to FILE (`-` is standard output), as `vedette ledger import` reads it.

    Every entry of the journal is a line of JSON, and the checkpoint is the last one. Keys are not exported.
    """
    from vedette.ledger.moving import export_ledger

    shared.standing().judges = False
    place = existing(ledger)
    if str(file) == "-":
        export_ledger(place, sys.stdout.buffer)
        return 0
    with _replacing(file) as out:
        head = export_ledger(place, out)
    click.echo(f"{head.count} entries, checkpoint {head.text()}")
    return 0


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@shared.ledger_option
def import_(file: Path, ledger: str | None) -> int:
    """Take FILE into the ledger: an export of a ledger, or the record of a run (`--record`), as from CI.

    An export goes into an empty ledger, or one that it continues. A record becomes a run of its own; taken
    twice it changes nothing.
    """
    from vedette.ledger.moving import Added, import_file

    shared.standing().judges = False
    place = shared.ledger_path(ledger)
    if place is None:
        raise UsageError("a ledger in memory remembers nothing", help="name a place with --ledger")
    wanted = "name a file that `vedette ledger export` or `vedette scan --record` wrote"
    shared.must_exist(file, wanted)
    try:
        with file.open("rb") as source:
            done = import_file(place, source, shared.project_id())
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}", help=wanted) from None
    click.echo(_added(done) if isinstance(done, Added) else _taken(done))
    return 0


def _added(done: Added) -> str:
    told = f"{done.entries} entries were added" if done.entries else "all of it was here already"
    if not done.entries:
        return f"{told}; checkpoint {done.head.text()}"
    return (
        f"{told}; checkpoint {done.head.text()}\n"
        "Next: give this ledger the identity key of the other (its key file, or VEDETTE_IDENTITY_KEY), or "
        "known secrets will look new"
    )


def _taken(done: Taken) -> str:
    if done.again:
        return f"run {done.run} is on record already: nothing changed"
    told = f"run {done.run}: {done.findings} findings, {done.new} new, {done.fixed} fixed"
    if done.renamed:
        told += f"\n{done.renamed} of them have another id here than in the record: this ledger knew them"
    if done.late:
        told += "\nthis ledger knows a later run of the project: nothing was closed or re-opened"
    return told


@contextmanager
def _replacing(file: Path) -> Iterator[BinaryIO]:
    """A private file beside the one that was named, which takes its place when it is whole."""
    aside = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            aside.replace(file)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(
            f"{file} cannot be written: {error.strerror}", help="name a file elsewhere"
        ) from None
