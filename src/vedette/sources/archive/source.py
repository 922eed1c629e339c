"""An archive as a source: its members are read in memory, and nothing is written."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import suppress
from typing import IO

from vedette.model.coverage import Skip
from vedette.model.facts import Entry
from vedette.sources.archive.bounds import Bounds, BrokenArchive
from vedette.sources.archive.form import form_of_file
from vedette.sources.archive.walk import Member, Walk
from vedette.sources.interface import Unchanging, Unexaminable
from vedette.sources.shared import failed, not_applicable


class ArchiveSource(Unchanging):
    """A zip or tar, or one compressed file.

    Settings inside of an archive are not followed: it came from elsewhere, and there is no base to judge by.

    Attributes:
        root: absolute path of the archive.
        identity: `path:` and the root.
        commit: always "".
        notes: that it is an archive.
        within: always empty.
    """

    def __init__(self, path: str, max_file_bytes: int) -> None:
        """Takes an archive.

        Args:
            path: absolute path of its file.
            max_file_bytes: a larger member is a failed skip.
        """
        self.root = path
        self.identity = f"path:{path}"
        self.commit = ""
        self.notes: tuple[str, ...] = ("an archive: settings that lie in it are not followed",)
        self.within: tuple[str, ...] = ()
        self._max_file_bytes = max_file_bytes

    def entries(self) -> Iterator[Entry | Skip]:
        """Every member in the order of the archive; folders are not named."""
        for thing in _walk(self.root, self._max_file_bytes):
            yield thing if isinstance(thing, Skip) else Entry(path=thing.path, size=thing.size)

    def reader(self) -> ArchiveReader:
        """A new reader."""
        return ArchiveReader(self.root, self._max_file_bytes)


class ArchiveReader:
    """Reads members by walking on to them, cheaply so in the order of the entries. Picklable at any time.

    Attributes:
        path: of the archive.
    """

    def __init__(self, path: str, max_file_bytes: int) -> None:
        self.path = path
        self._max_file_bytes = max_file_bytes
        self._bounds: Bounds | None = None
        self._steps: Generator[Member | Skip] | None = None

    def read(self, entry: Entry) -> bytes:
        """The member's bytes.

        Raises:
            Unexaminable: see `Reader.read`.
        """
        if entry.size < 0:
            # Not one of the entries: somebody looks for settings.
            raise Unexaminable(not_applicable(entry.path, "absent"))
        found = self._find(entry.path)
        if found is None:
            raise Unexaminable(failed(entry.path, "vanished", "it was there when the archive was listed"))
        if isinstance(found, Skip):
            raise Unexaminable(found)
        try:
            return found.read()
        except BrokenArchive as broken:
            raise Unexaminable(failed(entry.path, broken.reason, broken.detail)) from broken

    def close(self) -> None:
        """Closes the archive; safe to call twice."""
        if self._steps is not None:
            self._steps.close()
            self._steps = None

    def __del__(self) -> None:
        with suppress(Exception):
            self.close()

    def __getstate__(self) -> tuple[str, int]:
        return self.path, self._max_file_bytes

    def __setstate__(self, state: tuple[str, int]) -> None:
        self.__init__(*state)  # type: ignore[misc] # the state is exactly what makes a reader

    def _find(self, path: str) -> Member | Skip | None:
        for again in (False, True):
            if again or self._steps is None or self._bounds is None:
                self.close()
                self._bounds = Bounds(_size(self.path))
                self._steps = _walk(self.path, self._max_file_bytes, self._bounds)
            self._bounds.start_clock()
            for thing in self._steps:
                if thing.path == path:
                    return thing
        return None


def _walk(path: str, max_file_bytes: int, bounds: Bounds | None = None) -> Generator[Member | Skip]:
    label = os.path.basename(path)
    try:
        file: IO[bytes] = open(path, "rb")  # noqa: SIM115 - closed below, when the walk ends
        size = os.fstat(file.fileno()).st_size
    except OSError as error:
        yield failed(label, "unreadable", error.strerror or "")
        return
    with file:
        walk = Walk(bounds or Bounds(size), max_file_bytes)
        try:
            yield from walk.archive(file, label, form_of_file(path))
        except OSError as error:
            yield failed(f"{label}!", "unreadable", error.strerror or "")


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0
