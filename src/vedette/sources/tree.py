"""A plain folder as a source: walked by name, links never followed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from vedette.model.coverage import Skip
from vedette.model.facts import Entry
from vedette.sources.interface import Unchanging
from vedette.sources.shared import FolderReader, Scope, failed, kind_of, not_applicable, stamp

_MAX_DEPTH = 200
_Pending = list[tuple[str, int]]


class FolderSource(Unchanging):
    """A folder, or one file of it.

    Attributes:
        root: absolute path of the folder.
        identity: `path:` and the root.
        commit: always "".
        notes: always empty.
        within: the files and folders kept to; () for the whole folder.
    """

    def __init__(self, root: str, max_file_bytes: int, *, only: Iterable[str] = ()) -> None:
        """Takes a folder.

        Args:
            root: absolute path.
            max_file_bytes: a larger file is a failed skip.
            only: files and folders to keep to, relative to the root, no link on the way; none for all.
        """
        self.root = root
        self.identity = f"path:{root}"
        self.commit = ""
        self.notes: tuple[str, ...] = ()
        self._max_file_bytes = max_file_bytes
        self.within: tuple[str, ...] = Scope(only).paths

    def entries(self) -> Iterator[Entry | Skip]:
        """Every file in the order of its folders, each folder sorted by name."""
        for start in self.within or ("",):
            if start and not os.path.isdir(os.path.join(self.root, start)):
                yield self._single(start)
            else:
                yield from self._walk(start)

    def reader(self) -> FolderReader:
        """A new reader."""
        return FolderReader(self.root, self._max_file_bytes)

    def _walk(self, start: str) -> Iterator[Entry | Skip]:
        pending: _Pending = [(start, start.count("/") + bool(start))]
        reader = self.reader()
        while pending:
            folder, depth = pending.pop()
            if depth > _MAX_DEPTH:
                yield failed(folder, "too-deep", f"more than {_MAX_DEPTH} folders deep")
                continue
            yield from self._list(reader, (folder, depth), pending)
        reader.close()

    def _single(self, name: str) -> Entry | Skip:
        try:
            status = os.lstat(os.path.join(self.root, name))
        except OSError as error:
            return failed(name, "unreadable", error.strerror or "")
        kind = kind_of(status.st_mode)
        return not_applicable(name, kind) if kind else _entry(name, status)

    @staticmethod
    def _list(reader: FolderReader, where: tuple[str, int], pending: _Pending) -> Iterator[Entry | Skip]:
        folder, depth = where
        # By a handle: a folder that was made a link meanwhile must not lead the walk out of the root.
        try:
            with os.scandir(reader.folder(folder)) as listing:
                found = sorted(listing, key=lambda item: item.name)
        except OSError as error:
            yield failed(folder or ".", "unreadable", error.strerror or "")
            return
        folders = []
        for item in found:
            path = f"{folder}/{item.name}" if folder else item.name
            if item.name == ".git":
                yield not_applicable(path, "git-folder", "a repository's own files")
            elif item.is_dir(follow_symlinks=False):
                folders.append((path, depth + 1))
            else:
                yield _file(item, path)
        pending.extend(reversed(folders))


def _file(item: os.DirEntry[str], path: str) -> Entry | Skip:
    try:
        status = item.stat(follow_symlinks=False)
    except OSError as error:
        return failed(path, "unreadable", error.strerror or "")
    kind = kind_of(status.st_mode)
    return not_applicable(path, kind) if kind else _entry(path, status)


def _entry(path: str, status: os.stat_result) -> Entry:
    return Entry(path=path, size=status.st_size, stamp=stamp(status))
