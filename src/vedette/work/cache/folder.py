"""The cache's folder: private to the user, bounded in size, never reached through a link."""

from __future__ import annotations

import os
import stat
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

DEFAULT_BYTES = 256 * 1024 * 1024
_NAME = "results"
_LARGEST = 512 * 1024 * 1024
_ABANDONED_SECONDS = 3600
_TEMPORARY = ".tmp"
STORE = "store.db"
_SNAPSHOT = ".snapshot"
LISTING = ".listing"
ANSWERS = ".answers"
STATES = ".states"
FORMS = "forms.db"
_PRIVATE = 0o077


class Contents(Struct, frozen=True, kw_only=True):
    """What lies in the cache.

    Attributes:
        path: the folder.
        snapshots: number of projects with a snapshot.
        store_bytes: size of the store over them.
        total_bytes: of all files.
    """

    path: str
    snapshots: int
    store_bytes: int
    total_bytes: int


class RefusedError(OSError):
    """The folder is not to be used, and why."""


class Folder:
    """Reads and writes whole files.

    Args:
        cache_dir: the user's cache folder.

    Raises:
        RefusedError: it is reached through a link, or others can write to it.
        OSError: it cannot be made.
    """

    def __init__(self, cache_dir: str) -> None:
        self.path = Path(cache_dir) / _NAME
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = os.lstat(self.path)
        if not stat.S_ISDIR(status.st_mode):
            raise RefusedError("it is a link or no folder")
        if hasattr(os, "getuid"):
            if status.st_uid != os.getuid():
                raise RefusedError("it belongs to somebody else")
            if status.st_mode & _PRIVATE:
                self.path.chmod(0o700)

    @property
    def store(self) -> Path:
        """The store's file."""
        return self.path / STORE

    @property
    def forms(self) -> Path:
        """The file of the forms of programs."""
        return self.path / FORMS

    def read(self, name: str) -> bytes | None:
        """A file's content; None when there is none.

        Raises:
            OSError: it is a link, is too large, or cannot be read.
        """
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            handle = os.open(self.path / name, flags)
        except FileNotFoundError:
            return None
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
                raise RefusedError("it is no regular file, or too large")
            return file.read(status.st_size + 1)

    def write(self, name: str, data: bytes) -> None:
        """Put a file in place, whole or not at all.

        Raises:
            OSError: it cannot be written.
        """
        handle, temporary = tempfile.mkstemp(suffix=_TEMPORARY, dir=self.path)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.replace(temporary, self.path / name)  # noqa: PTH105 - strings from mkstemp
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108 - same
            raise

    def prune(self, limit: int = DEFAULT_BYTES, keep: str = "") -> None:
        """Remove the oldest snapshots and listings over the limit, and what killed runs left behind.

        Args:
            limit: bytes of all of them together.
            keep: name of the one that was just written.

        Raises:
            OSError: the folder cannot be read.
        """
        now = time.time()
        kept = 0
        for status, path in sorted(self._files(), key=lambda item: -item[0].st_mtime):
            if path.suffix == _TEMPORARY:
                if now - status.st_mtime > _ABANDONED_SECONDS:
                    path.unlink(missing_ok=True)
            elif path.suffix in {_SNAPSHOT, LISTING, ANSWERS, STATES}:
                kept += status.st_size
                if kept > limit and path.name != keep:
                    path.unlink(missing_ok=True)

    def contents(self) -> Contents:
        """What lies there.

        Raises:
            OSError: the folder cannot be read.
        """
        files = self._files()
        return Contents(
            path=str(self.path),
            snapshots=sum(path.suffix == _SNAPSHOT for _, path in files),
            store_bytes=sum(status.st_size for status, path in files if path.name.startswith(STORE)),
            total_bytes=sum(status.st_size for status, _ in files),
        )

    def clear(self) -> int:
        """Remove every file of the cache.

        Returns:
            Bytes that were freed.

        Raises:
            OSError: one cannot be removed.
        """
        freed = 0
        for status, path in self._files():
            path.unlink(missing_ok=True)
            freed += status.st_size
        return freed

    def _files(self) -> list[tuple[os.stat_result, Path]]:
        found = []
        with os.scandir(self.path) as listing:
            for item in listing:
                with suppress(FileNotFoundError):
                    if not item.is_dir(follow_symlinks=False):
                        found.append((item.stat(follow_symlinks=False), Path(item.path)))
        return found
