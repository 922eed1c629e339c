"""Reads entries of a repository: files of its work tree, and blobs."""

from __future__ import annotations

from vedette.model.facts import Entry, Origin
from vedette.sources.git.door import Door, DoorError
from vedette.sources.git.layout import Layout
from vedette.sources.interface import Unexaminable
from vedette.sources.shared import FolderReader, blob_id, failed, too_large

Mounts = tuple[tuple[str, Layout], ...]


class GitReader:
    """Reads entries; picklable, the children of git are started by the first blob.

    Attributes:
        mounts: the repositories by the path at which they stand (`""`, or a submodule's with `/`), the
            deepest first.
    """

    def __init__(self, mounts: Mounts, max_file_bytes: int) -> None:
        self.mounts = mounts
        self._max_file_bytes = max_file_bytes
        self._files = FolderReader(mounts[-1][1].worktree, max_file_bytes)
        self._doors: dict[str, Door] = {}

    def read(self, entry: Entry) -> bytes:
        """The entry's bytes.

        Raises:
            Unexaminable: see `Reader.read`.
        """
        if entry.origin is Origin.worktree:
            return self._files.read(entry)
        prefix, layout = next(mount for mount in self.mounts if entry.path.startswith(mount[0]))
        try:
            answer = self._door(prefix, layout).contents(entry.blob, self._max_file_bytes)
        except DoorError as error:
            reason = "timed-out" if error.reason == "timed-out" else "blob-unreadable"
            raise Unexaminable(failed(entry.path, reason, error.detail, entry.blob)) from error
        if answer is None:
            detail = "the object is not in this clone; fetch it, or make a full clone"
            raise Unexaminable(failed(entry.path, "blob-missing", detail, entry.blob))
        size, data = answer
        if data is None:
            raise Unexaminable(too_large(entry.path, size, self._max_file_bytes, entry.blob))
        if blob_id(data, layout.object_format) != entry.blob:
            # git does not check this on reading, and results are remembered by this id.
            detail = "the object's content is not what its id says"
            raise Unexaminable(failed(entry.path, "blob-corrupt", detail, entry.blob))
        return data

    def close(self) -> None:
        """Ends the children of git; safe to call twice."""
        self._files.close()
        for door in self._doors.values():
            door.close()
        self._doors.clear()

    def __getstate__(self) -> tuple[Mounts, int]:
        return self.mounts, self._max_file_bytes

    def __setstate__(self, state: tuple[Mounts, int]) -> None:
        self.__init__(*state)  # type: ignore[misc] # the state is exactly what makes a reader

    def _door(self, prefix: str, layout: Layout) -> Door:
        if prefix not in self._doors:
            self._doors[prefix] = Door(layout)
        return self._doors[prefix]
