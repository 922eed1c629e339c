"""Files of a tree that are changed: read and written through no link, whole or not at all."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

_LARGEST = 64 * 1024 * 1024
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_WRITERS = 0o222
# Where a system knows no files relative to a folder's handle, links on the way are looked for instead.
_BY_HANDLE = os.open in os.supports_dir_fd and os.rename in os.supports_dir_fd and bool(_NO_LINK)


class UnchangeableError(Exception):
    """A file that is not to be changed; the message says why, in a few words."""


class Held(Struct, frozen=True):
    """A file as it was read.

    Attributes:
        name: relative to the root.
        data: its bytes.
        mode: permissions.
        stamp: what no later change leaves as it is.
    """

    name: str
    data: bytes
    mode: int
    stamp: tuple[int, ...]


def read(root: Path, name: str) -> Held:
    """Reads a file that is to be changed.

    Args:
        root: absolute path of the tree.
        name: relative to it, `/` between parts.

    Raises:
        UnchangeableError: it is a link or lies behind one, is no file, read-only, too large or gone.
    """
    with _folder(root, name) as (folder, last):
        return _read(folder, last, name)


def write(root: Path, held: Held, data: bytes) -> Held:
    """Puts other bytes in a file's place, mode kept, in one step.

    Args:
        root: absolute path of the tree.
        held: the file as it was read.
        data: what it is to hold.

    Returns:
        The file as it is now.

    Raises:
        UnchangeableError: it is no longer as it was read, or cannot be written.
    """
    with _folder(root, held.name) as (folder, last):
        if _read(folder, last, held.name) != held:
            raise UnchangeableError("it changed meanwhile")
        beside = str(Path(last).parent / f".vedette-{secrets.token_hex(8)}.tmp")
        try:
            _fill(folder, beside, data, held)
            os.replace(beside, last, src_dir_fd=folder, dst_dir_fd=folder)
        except OSError as error:
            raise UnchangeableError(_why(error)) from None
        finally:
            with suppress(OSError):
                os.unlink(beside, dir_fd=folder)
        return _read(folder, last, held.name)


def _read(folder: int | None, last: str, name: str) -> Held:
    try:
        handle = os.open(last, os.O_RDONLY | os.O_NONBLOCK | _NO_LINK | _BINARY, dir_fd=folder)
    except OSError as error:
        raise UnchangeableError(_why(error)) from None
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise UnchangeableError("it is no plain file")
        if not status.st_mode & _WRITERS:
            raise UnchangeableError("it is read-only")
        if status.st_size > _LARGEST:
            raise UnchangeableError("it is too large")
        data = file.read(_LARGEST + 1)
    stamp = (status.st_size, status.st_mtime_ns, status.st_ino, status.st_dev)
    return Held(name, data, stat.S_IMODE(status.st_mode), stamp)


def _fill(folder: int | None, beside: str, data: bytes, held: Held) -> None:
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | _BINARY, 0o600, dir_fd=folder)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        if os.chmod in os.supports_fd:
            os.chmod(file.fileno(), held.mode)  # noqa: PTH101 - of the handle, whatever the name is now
        os.fsync(file.fileno())


@contextmanager
def _folder(root: Path, name: str) -> Iterator[tuple[int | None, str]]:
    """The folder of a file by its handle, and the file's name in it; without handles None and the path."""
    *parts, last = name.split("/")
    if not last or {"", ".", ".."} & {*parts, last}:
        raise UnchangeableError("its name leads elsewhere")
    if not _BY_HANDLE:
        yield None, _looked_at(root, name)
        return
    flags = os.O_RDONLY | os.O_DIRECTORY
    handle = -1
    try:
        handle = os.open(root, flags)
        for part in parts:
            inner = os.open(part, flags | _NO_LINK, dir_fd=handle)
            os.close(handle)
            handle = inner
    except OSError as error:
        if handle >= 0:
            os.close(handle)
        raise UnchangeableError(_why(error, folder=True)) from None
    try:
        yield handle, last
    finally:
        os.close(handle)


def _looked_at(root: Path, name: str) -> str:
    path = root
    for part in name.split("/"):
        path /= part
        if path.is_symlink():
            raise UnchangeableError("there is a link on the way to it")
    return str(path)


def _why(error: OSError, *, folder: bool = False) -> str:
    import errno

    if error.errno == errno.ELOOP or (folder and error.errno == errno.ENOTDIR):
        return "there is a link on the way to it"
    return (error.strerror or type(error).__name__).lower()
