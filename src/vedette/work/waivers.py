"""The waivers of a run: read from the base of the change, with those of the head that are to come."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from vedette.model.errors import UsageError
from vedette.model.facts import Entry
from vedette.model.finding import Finding
from vedette.model.waiver import Waiver
from vedette.policy.changes import policy_changed
from vedette.policy.waivers import Waivers
from vedette.settings.waivers import FILE, read_waivers
from vedette.sources.interface import Change, Source, Unexaminable

# Not there at all. Of a file that is there and cannot be had, whoever wrote it has to hear.
ABSENT = frozenset({"absent", "vanished"})


class Opened(Struct, frozen=True, kw_only=True):
    """The waivers, and what is to be said of their file."""

    waivers: Waivers = Waivers()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()


def open_waivers(source: Source, change: Change | None) -> Opened:
    """Read the waivers of a source.

    Args:
        source: what is scanned.
        change: what it is judged as; with a base its waivers count, and those of the head are to come.

    Raises:
        UsageError: the file of what is scanned is no waivers file.
        WorldError: that of the base cannot be read.
    """
    head, note = read_head(source)
    notes = [note] if note else []
    here = read_waivers(head) if head is not None else ()
    if change is None or not change.base:
        return Opened(waivers=Waivers(standing=here), notes=tuple(notes))
    # Most projects have no such file, and asking git what the base had takes a program.
    absent = head is None and not source.within and all(entry.path != FILE for entry in change.before)
    base = None if absent else source.base_file(change, FILE)
    try:
        there = read_waivers(base) if base is not None else ()
    except UsageError as error:
        notes.append(f"{FILE} at the base is broken, no waiver of it was used: {error.message}")
        there = ()
    changed = policy_changed(FILE, base, head)
    if changed is not None:
        notes.append(f"{changed.message}; waivers take effect once they are merged")
    known = {_content(waiver) for waiver in there}
    pending = tuple(waiver for waiver in here if _content(waiver) not in known)
    return Opened(
        waivers=Waivers(standing=there, pending=pending),
        findings=(changed,) if changed is not None else (),
        notes=tuple(notes),
    )


def read_head(source: Source) -> tuple[bytes | None, str]:
    """The waivers file of what is scanned, None when it has none; a note if it is there and cannot be had."""
    reader = source.reader()
    try:
        return reader.read(Entry(path=FILE)), ""
    except Unexaminable as error:
        if error.skip.reason in ABSENT:
            return None, ""
        why = error.skip.detail or error.skip.reason
        return None, f"{FILE} was not read, and no waiver of it counts: {why}"
    finally:
        reader.close()


def _content(waiver: Waiver) -> Waiver:
    return replace(waiver, line=0)
