"""A plain folder as a source: walked by name, links never followed."""

from __future__ import annotations

import os
from collections.abc import Iterator

from vedette.model.coverage import Skip
from vedette.model.facts import Entry
from vedette.sources.interface import Change
from vedette.sources.shared import FolderReader, failed, kind_of, not_applicable, stamp

_MAX_DEPTH = 200
_Pending = list[tuple[str, int]]


class FolderSource:
    """A folder, or one file of it.

    Attributes:
        root: absolute path of the folder.
        identity: `path:` and the root.
        commit: always "".
        notes: always empty.
        within: the one file; () for the whole folder.
    """

    def __init__(self, root: str, max_file_bytes: int, *, only: str = "") -> None:
        """Takes a folder.

        Args:
            root: absolute path.
            max_file_bytes: a larger file is a failed skip.
            only: name of the one file to examine; "" for all.
        """
        self.root = root
        self.identity = f"path:{root}"
        self.commit = ""
        self.notes: tuple[str, ...] = ()
        self._max_file_bytes = max_file_bytes
        self._only = only
        self.within: tuple[str, ...] = (only,) if only else ()

    def entries(self) -> Iterator[Entry | Skip]:
        """Every file in the order of its folders, each folder sorted by name."""
        if self._only:
            yield self._single(self._only)
            return
        pending: _Pending = [("", 0)]
        while pending:
            folder, depth = pending.pop()
            if depth > _MAX_DEPTH:
                yield failed(folder, "too-deep", f"more than {_MAX_DEPTH} folders deep")
                continue
            yield from self._list(folder, depth, pending)

    def reader(self) -> FolderReader:
        """A new reader."""
        return FolderReader(self.root, self._max_file_bytes)

    def change(self, since: str | None) -> Change | None:
        """None: a folder has no history."""
        del since
        return None

    def base_file(self, change: Change, path: str) -> bytes | None:
        """None: a folder has no history."""
        del change, path
        return None

    def _single(self, name: str) -> Entry | Skip:
        try:
            status = os.lstat(os.path.join(self.root, name))
        except OSError as error:
            return failed(name, "unreadable", error.strerror or "")
        kind = kind_of(status.st_mode)
        return not_applicable(name, kind) if kind else _entry(name, status)

    def _list(self, folder: str, depth: int, pending: _Pending) -> Iterator[Entry | Skip]:
        # A path as deep as this may be longer than the system takes in one call: that is "unreadable" too.
        try:
            with os.scandir(os.path.join(self.root, folder) if folder else self.root) as listing:
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
