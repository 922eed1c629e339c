"""A file that a report is written to: whole or not at all, and never through a link."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from vedette.model.errors import UsageError


class Target:
    """Writes beside the file and replaces it in the end. A pipe or device is written to directly.

    Args:
        path: the file; its folder must exist.
        below: folders that others may have filled: no part of the path inside them may be a link.

    Raises:
        UsageError: it is a link or a folder, or its folder does not exist.
        OSError: the folder cannot be written to.
    """

    def __init__(self, path: Path, below: Iterable[Path] = ()) -> None:
        self.path = path
        _refuse_links(path, below)
        mode = _mode(path)
        if mode is not None and stat.S_ISDIR(mode):
            raise UsageError(f"{path} is a folder", help="name a file, not a folder")
        if not path.parent.is_dir():
            raise UsageError(f"the folder {path.parent} does not exist", help="make it first")
        self._temporary: Path | None = None
        if mode is None or stat.S_ISREG(mode):
            self._temporary = path.parent / f".{path.name[:100]}.{secrets.token_hex(8)}.tmp"
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            handle = os.open(self._temporary, flags, 0o666)
        else:
            handle = os.open(path, os.O_WRONLY)
        self.file: BinaryIO = os.fdopen(handle, "wb")

    def keep(self) -> None:
        """Puts the file in its place.

        Raises:
            OSError: it could not be written whole; what was there before is still there.
        """
        self.file.flush()
        if self._temporary is None:
            self.file.close()
            return
        os.fsync(self.file.fileno())
        self.file.close()
        # A link planted meanwhile is replaced, and not followed.
        self._temporary.replace(self.path)
        self._temporary = None

    def drop(self) -> None:
        """Forgets what was written; safe after `keep`."""
        with suppress(OSError):
            self.file.close()
        if self._temporary is not None:
            with suppress(OSError):
                self._temporary.unlink()


def write_whole(path: Path, data: bytes, below: Iterable[Path] = ()) -> None:
    """Writes a file at once.

    Args:
        path: as `Target`.
        data: its content.
        below: as `Target`.

    Raises:
        UsageError, OSError: as `Target`.
    """
    target = Target(path, below)
    try:
        target.file.write(data)
        target.keep()
    finally:
        target.drop()


def _refuse_links(path: Path, below: Iterable[Path]) -> None:
    whole = Path(os.path.abspath(path))  # noqa: PTH100 - `resolve` would follow the links looked for
    suspects = {whole}
    for folder in below:
        top = Path(os.path.abspath(folder))  # noqa: PTH100 - same
        suspects.update(part for part in whole.parents if part != top and top in part.parents)
    for suspect in sorted(suspects):
        if suspect.is_symlink():
            raise UsageError(f"{suspect} is a link, and a report is not written through a link")


def _mode(path: Path) -> int | None:
    try:
        return path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
