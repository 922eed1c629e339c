"""What several sources need: reading a file of a hostile tree, and wording what cannot be read."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterable

from vedette.model.coverage import Skip, SkipClass
from vedette.model.facts import Entry
from vedette.sources.interface import Unexaminable

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | getattr(os, "O_NOCTTY", 0)
_KINDS = {
    stat.S_IFLNK: "link",
    stat.S_IFIFO: "fifo",
    stat.S_IFSOCK: "socket",
    stat.S_IFBLK: "device",
    stat.S_IFCHR: "device",
    stat.S_IFDIR: "folder",
}
_UNSAFE = frozenset({"", ".", "..", ".git"})
_EDGES = frozenset({"", "/", "."})
# Folders on the way to a file that are held open; deeper ones are opened anew.
_MOST_HELD = 32


def not_applicable(path: str, reason: str, detail: str = "") -> Skip:
    """A skip of something that is no text to examine, such as a link."""
    return Skip(path=path, cls=SkipClass.not_applicable, reason=reason, detail=detail)


def failed(path: str, reason: str, detail: str = "", blob: str = "") -> Skip:
    """A skip of something that should have been examined and could not be."""
    return Skip(path=path, cls=SkipClass.failed, reason=reason, detail=detail, blob=blob)


def kind_of(mode: int) -> str:
    """What a file that is not regular is: `link`, `fifo`, `socket`, `device`, `folder`; "" if regular."""
    return "" if stat.S_ISREG(mode) else _KINDS.get(stat.S_IFMT(mode), "special-file")


def stamp(status: os.stat_result) -> str:
    """The `Entry.stamp` of a file; "" on Windows, where no time shows that a changed file's was set back."""
    if os.name == "nt":
        return ""
    return f"{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}:{status.st_ino}:{status.st_dev}"


def is_unsafe(path: str) -> bool:
    """Whether a path could lead out of its root or into the repository's own folder."""
    # Hardly a path has what every unsafe one has; looking for that is cheaper than taking all apart.
    if path[:1] not in _EDGES and path[-1:] != "/" and not ("/." in path or "//" in path or "\0" in path):
        return False
    return "\0" in path or not _UNSAFE.isdisjoint(path.split("/"))


class Scope:
    """The files and folders that a source keeps to; `path in scope` costs the same however many they are.

    Attributes:
        paths: relative to the root; () for everything.
    """

    def __init__(self, paths: Iterable[str] = ()) -> None:
        named = frozenset(paths)
        self.paths = tuple(sorted(path for path in named if not _above(path, named)))
        self._named = frozenset(self.paths)

    def __bool__(self) -> bool:
        return bool(self.paths)

    def __contains__(self, path: str) -> bool:
        return not self.paths or bool(self.covering(path))

    def covering(self, path: str) -> str:
        """The one of `paths` that a path is, or lies below; "" if there is none."""
        return path if path in self._named else _above(path, self._named)


def _above(path: str, named: frozenset[str]) -> str:
    at = path.find("/")
    while at >= 0:
        if path[:at] in named:
            return path[:at]
        at = path.find("/", at + 1)
    return ""


def too_large(path: str, size: int, limit: int, blob: str = "") -> Skip:
    """The failed skip of a file over the size limit."""
    return failed(path, "too-large", f"{size:,} bytes, the limit is {limit:,}", blob)


def read_regular(path: str, limit: int) -> bytes:
    """Reads a small file by its name, links followed, without ever waiting for it.

    Args:
        path: absolute path.
        limit: bytes; a larger file is refused.

    Returns:
        The content.

    Raises:
        OSError: it does not exist, is not a regular file or is over the limit.
    """
    if not stat.S_ISREG(os.stat(path).st_mode):
        raise OSError(errno.EINVAL, "not a regular file", path)
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a regular file", path)
        data = _read_all(handle, min(status.st_size, limit) + 1)
    finally:
        os.close(handle)
    if len(data) > limit:
        raise OSError(errno.EFBIG, f"larger than {limit} bytes", path)
    return data


def blob_id(data: bytes, object_format: str) -> str:
    """The id that git gives to a blob with this content.

    Args:
        data: the content.
        object_format: `sha1` or `sha256`.
    """
    # By its own name: looking one up takes as long as a small file does.
    make = hashlib.sha256 if object_format == "sha256" else hashlib.sha1
    digest = make(b"blob %d\0" % len(data), usedforsecurity=False)
    digest.update(data)
    return digest.hexdigest()


class FolderReader:
    """Reads files below a root, component by component, never through a link.

    Attributes:
        root: absolute path.
        max_file_bytes: a larger file is a failed skip.
    """

    def __init__(self, root: str, max_file_bytes: int) -> None:
        self.root = root
        self.max_file_bytes = max_file_bytes
        self._start()

    def read(self, entry: Entry) -> bytes:
        """The file's bytes.

        Raises:
            Unexaminable: see `Reader.read`.
        """
        path = entry.path
        parent, slash, name = path.rpartition("/")
        # The name of the folder that is held was looked at when it was opened.
        known = bool(parent) and parent == self._parent
        if name in _UNSAFE or "\0" in name or (slash and not known and is_unsafe(parent)):
            raise Unexaminable(failed(path, "unsafe-path", "the path would leave the root"))
        try:
            folder = self._handles[-1] if parent == self._parent else self._open_parent(parent)
            handle = os.open(name, _FILE, dir_fd=folder)
        except (OSError, ValueError) as error:
            raise Unexaminable(_unreadable(path, error)) from error
        try:
            return self._read_open(path, handle)
        except OSError as error:
            raise Unexaminable(_unreadable(path, error)) from error
        finally:
            os.close(handle)

    def folder(self, path: str) -> int:
        """A handle of a folder, reached through no link; it is open until the next call.

        Args:
            path: relative to the root; "" for the root itself.

        Raises:
            OSError: it is none, lies behind a link or may not be looked into.
        """
        return self._open_parent(path)

    def close(self) -> None:
        """Lets go of the folders that are held open between reads."""
        self._keep(0)

    def __del__(self) -> None:
        self.close()

    def __getstate__(self) -> tuple[str, int]:
        return self.root, self.max_file_bytes

    def __setstate__(self, state: tuple[str, int]) -> None:
        self.root, self.max_file_bytes = state
        self._start()

    def _start(self) -> None:
        self._parent: str | None = None
        self._parts: list[str] = []
        self._handles: list[int] = []  # of the root, and of the folder that each part leads to

    def _open_parent(self, parent: str) -> int:
        # Entries come sorted: the next file is mostly in the same folder, or in one beside it.
        parts = parent.split("/", _MOST_HELD) if parent else []
        same = 0
        for one, other in zip(self._parts, parts, strict=False):
            if one != other:
                break
            same += 1
        self._keep(same + 1)
        if not self._handles:
            self._handles.append(os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
        for part in parts[same:]:
            self._handles.append(_open_below(self._handles[-1], part))
            self._parts.append(part)
        self._parent = parent
        return self._handles[-1]

    def _keep(self, number: int) -> None:
        self._parent = None
        while len(self._handles) > number:
            os.close(self._handles.pop())
        del self._parts[max(number - 1, 0) :]

    def _read_open(self, path: str, handle: int) -> bytes:
        before = os.fstat(handle)
        size = before.st_size
        if not stat.S_ISREG(before.st_mode):
            raise Unexaminable(not_applicable(path, kind_of(before.st_mode)))
        if size > self.max_file_bytes:
            raise Unexaminable(too_large(path, size, self.max_file_bytes))
        # One byte more than expected shows a file that grows; fewer need not be the end of it.
        data = os.read(handle, size + 1)
        if len(data) < size:
            data += _read_all(handle, size + 1 - len(data))
        after = os.fstat(handle)
        if len(data) != size or after.st_mtime_ns != before.st_mtime_ns or after.st_size != size:
            raise Unexaminable(failed(path, "changed-while-read", "run again when nothing writes to it"))
        return data


def _open_below(handle: int, part: str) -> int:
    """A folder below another, through any number of names, none of them a link."""
    names = part.split("/")
    below = os.open(names[0], _FOLDER, dir_fd=handle)
    for name in names[1:]:
        above = below
        try:
            below = os.open(name, _FOLDER, dir_fd=above)
        finally:
            os.close(above)
    return below


def _read_all(handle: int, size: int) -> bytes:
    first = os.read(handle, size)
    if not first or len(first) == size:
        return first
    parts, left = [first], size - len(first)
    while left and (part := os.read(handle, left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _unreadable(path: str, error: Exception) -> Skip:
    number = error.errno if isinstance(error, OSError) else None
    if number in {errno.ELOOP, errno.ENOTDIR, errno.EMLINK}:
        # With O_NOFOLLOW a link in the way is ELOOP, or ENOTDIR where a folder was asked for.
        return not_applicable(path, "link", "it is, or lies behind, a link")
    if number == errno.ENXIO:
        return not_applicable(path, "socket")
    if number in {errno.ENOENT, errno.ESTALE}:
        return failed(path, "vanished", "it was there when the tree was listed")
    detail = os.strerror(number) if number else "its name cannot be opened"
    return failed(path, "unreadable", detail)
