"""One text that is given, not read: what an editor holds, judged as if it stood at a path."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from vedette.model.coverage import Skip
from vedette.model.facts import Entry, Origin
from vedette.sources.interface import Unchanging, Unexaminable
from vedette.sources.shared import FolderReader, failed, is_unsafe, too_large


class SingleSource(Unchanging):
    """A text at a path of a folder; whether there is such a file does not matter.

    Attributes:
        root: absolute path of the folder, or of the repository that the path lies in.
        identity: of the repository, else `path:` and the root.
        commit: always "".
        notes: always empty.
        within: the path.
    """

    def __init__(self, root: str, path: str, data: bytes, max_file_bytes: int, *, identity: str = "") -> None:
        """Takes a text.

        Args:
            root: absolute path; settings are read below it.
            path: relative to the root, `/` between parts.
            data: the text's bytes.
            max_file_bytes: a larger text is a failed skip.
            identity: what the project is known by; "" for its path.
        """
        self.root = root
        self.identity = identity or f"path:{root}"
        self.commit = ""
        self.notes: tuple[str, ...] = ()
        self.within: tuple[str, ...] = (path,)
        self._path = path
        self._data = data
        self._max_file_bytes = max_file_bytes

    def entries(self) -> Iterator[Entry | Skip]:
        """The one text."""
        if is_unsafe(self._path):
            yield failed(self._path, "unsafe-path", "no text of a project can have this name")
        elif len(self._data) > self._max_file_bytes:
            yield too_large(self._path, len(self._data), self._max_file_bytes)
        else:
            yield _entry(self._path, self._data)

    def reader(self) -> SingleReader:
        """A new reader."""
        return SingleReader(self.root, self._max_file_bytes, self._path, self._data)


class SingleReader(FolderReader):
    """Gives the text, and reads what else is asked for, such as settings, from the folder."""

    def __init__(self, root: str, max_file_bytes: int, path: str, data: bytes) -> None:
        super().__init__(root, max_file_bytes)
        self._path = path
        self._data = data

    def read(self, entry: Entry) -> bytes:
        """The text, or a file.

        Raises:
            Unexaminable: see `Reader.read`.
        """
        if entry.origin is not Origin.blob:
            return super().read(entry)
        if entry.path != self._path:
            raise Unexaminable(failed(entry.path, "vanished", "it is not the text that was given"))
        return self._data

    def __getstate__(self) -> tuple[str, int, str, bytes]:  # type: ignore[override] # of its own
        return self.root, self.max_file_bytes, self._path, self._data

    def __setstate__(self, state: tuple[str, int, str, bytes]) -> None:  # type: ignore[override] # of its own
        self.__init__(*state)  # type: ignore[misc] # the state is exactly what makes a reader


def _entry(path: str, data: bytes) -> Entry:
    digest = hashlib.sha1(b"blob %d\0" % len(data), usedforsecurity=False)
    digest.update(data)
    return Entry(path=path, size=len(data), blob=digest.hexdigest(), origin=Origin.blob)
