"""Which catalogues and rules of users a run goes by: those at the base of the change, and the user's own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from vedette.model.errors import UsageError
from vedette.model.facts import Entry
from vedette.model.finding import Finding
from vedette.policy.changes import policy_changed
from vedette.settings.waivers import FILE as WAIVERS
from vedette.sources.interface import Change, Listing, Source, Unexaminable
from vedette.work.added import LARGEST, MOST_FILES, Own

FOLDER = ".vedette"
_ENDING = ".toml"
# Of a folder that is full of something else no more names are looked at.
_MOST_NAMES = 1_000

Files = tuple[tuple[str, bytes], ...]


class Opened(Struct, frozen=True, kw_only=True):
    """The catalogues and rules, and what is to be said of their files."""

    own: Own = Own()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()


def open_own(source: Source, change: Change | None, users: Files = ()) -> Opened:
    """Read the catalogues and rules of a source, and join the user's own to them.

    Args:
        source: what is scanned.
        change: what it is judged as; with a base its files count, and those of the head do from then on.
        users: name and content of the files in the user's own folder.

    Raises:
        UsageError: a file of what is scanned, or of the user, is wrong.
        WorldError: one of the base cannot be read.
    """
    notes: list[str] = []
    here = at_head(source, notes)
    if change is None or not change.base:
        return Opened(own=read((*here, *users)), notes=tuple(notes))
    # A mistake is told to whoever makes it, and not to who comes after.
    read((*here, *users))
    there = _at_base(source, change, here)
    found = tuple(_changed(dict(there), dict(here)))
    notes += (f"{one.message}; catalogues and rules take effect once they are merged" for one in found)
    try:
        own = read((*there, *users))
    except UsageError as error:
        notes.append(f"{FOLDER}/ at the base is broken, none of its catalogues was used: {error.message}")
        own = read(users)
    return Opened(own=own, findings=found, notes=tuple(notes))


def read(files: Files) -> Own:
    """Read catalogues and rules.

    Args:
        files: name for messages, and content of each.

    Raises:
        UsageError: one is no TOML, too large, holds what is not known or may cost too much.
    """
    if not files:
        return Own()
    # Most projects have none, and a commit hook waits for each module.
    from vedette.work import catalogues

    return catalogues.read(files)


def at_head(source: Source, notes: list[str]) -> Files:
    """The files of what is scanned, by name.

    Args:
        source: what is scanned.
        notes: gets what is to be said of files that are there and were not read.
    """
    names = sorted(_names(source))
    if not names:
        return ()
    reader = source.reader()

    def content(path: str) -> bytes | None:
        try:
            return reader.read(Entry(path=path))
        except Unexaminable as error:
            if error.skip.reason not in {"absent", "vanished"}:
                why = error.skip.detail or error.skip.reason
                notes.append(f"{path} was not read, and nothing of it counts: {why}")
            return None

    try:
        return tuple(_contents(names, content))
    finally:
        reader.close()


def in_folder(folder: str) -> Files:
    """The files of the user's own folder, by path; () when there is no such folder.

    Raises:
        UsageError: one is there and cannot be read.
    """
    from vedette.settings.files import read_regular

    names = sorted(str(Path(folder) / name) for name in _listed(Path(folder)))
    return tuple(_contents(names, lambda path: read_regular(Path(path), path, follow=True)))


def _contents(names: Iterable[str], content: Callable[[str], bytes | None]) -> Iterator[tuple[str, bytes]]:
    for number, name in enumerate(names):
        if number >= MOST_FILES:
            raise UsageError(f"there are more than {MOST_FILES} files of catalogues", help="join some")
        data = content(name)
        if data is not None:
            # A byte too many is enough to be refused.
            yield name, data[: LARGEST + 1]


def _names(source: Source) -> Iterator[str]:
    """Paths in the folder of what is scanned."""
    if isinstance(source, Listing) and source.bare:
        paths: Iterable[str] = source.listed(source.commit, FOLDER) if source.commit else ()
    else:
        folder = Path(source.root) / FOLDER
        paths = (f"{FOLDER}/{name}" for name in (() if folder.is_symlink() else _listed(folder)))
    return filter(_is_ours, paths)


def _listed(folder: Path) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            for entry, _ in zip(entries, range(_MOST_NAMES), strict=False):
                if entry.name.endswith(_ENDING):
                    yield entry.name
    except OSError:
        return


def _is_ours(path: str) -> bool:
    return path.endswith(_ENDING) and path.count("/") == 1 and path != WAIVERS


def _at_base(source: Source, change: Change, here: Files) -> Files:
    # Most projects have no such file, and asking git what the base had takes a program.
    before = any(entry.path.startswith(f"{FOLDER}/") and _is_ours(entry.path) for entry in change.before)
    if not (here or before or source.within) or not isinstance(source, Listing):
        return ()
    names = sorted(filter(_is_ours, source.listed(change.base, FOLDER)))
    return tuple(_contents(names, lambda path: source.base_file(change, path)))


def _changed(before: dict[str, bytes], after: dict[str, bytes]) -> Iterator[Finding]:
    for path in sorted({*before, *after}):
        finding = policy_changed(path, before.get(path), after.get(path))
        if finding is not None:
            yield finding
