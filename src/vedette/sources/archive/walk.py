"""Walks an archive and the archives in it: each member once, in the same order and by the same name."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import IO

from msgspec import Struct

from vedette.model.coverage import Skip
from vedette.sources.archive import tar
from vedette.sources.archive.bounds import Bounds, BrokenArchive
from vedette.sources.archive.form import HEADER, UNREADABLE, form_of, is_tar_header, may_be_archive, stem
from vedette.sources.archive.stream import Stream
from vedette.sources.shared import failed, kind_of, not_applicable, too_large

_DEPTH = 3
_NAME_LENGTH = 4096
_PIECE = 64 * 1024
# All member names of a zip at once: what its directory may take.
_DIRECTORY_BYTES = 16 * 1024 * 1024
_ENCRYPTED = 0x1
# The memory of what else zip knows cannot be bounded.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2})


class Member(Struct, frozen=True):
    """A file in an archive.

    Attributes:
        path: `folder/name`, or `inner.zip!/folder/name`.
        size: bytes.
        read: its content; only until the walk goes on. Raises `BrokenArchive`.
    """

    path: str
    size: int
    read: Callable[[], bytes]


class Walk:
    """One walk. A file larger than a limit is a failed skip, as is the rest of what is damaged."""

    def __init__(self, bounds: Bounds, max_file_bytes: int) -> None:
        self._bounds = bounds
        self._most = max_file_bytes
        self._taken: dict[str, int] = {}

    def archive(self, file: IO[bytes], label: str, form: str) -> Iterator[Member | Skip]:
        """Everything in an archive, and in the archives in it.

        Args:
            file: at its start, seekable.
            label: name of the archive's file, for what is wrong with all of it.
            form: as `form_of` gives it.
        """
        yield from self._open(file, label, form, prefix="", depth=1)

    def _open(
        self, file: IO[bytes], label: str, form: str, *, prefix: str, depth: int
    ) -> Iterator[Member | Skip]:
        if form in UNREADABLE:
            detail = f"{form} archives cannot be read: unpack it first"
            yield failed(self._unique(label), "archive-unsupported", detail)
            return
        try:
            if form == "zip":
                yield from self._zip(file, prefix, depth)
            else:
                yield from self._stream(Stream(file, form, self._bounds), label, prefix, depth)
        except BrokenArchive as broken:
            yield failed(self._unique(label), broken.reason, broken.detail)

    def _stream(self, stream: Stream, label: str, prefix: str, depth: int) -> Iterator[Member | Skip]:
        if is_tar_header(stream.peek(HEADER)) or not any(stream.peek(HEADER)):
            for item in tar.members(stream, self._bounds):
                yield from self._tar_member(item, stream, prefix, depth)
            return
        # Only compressed: one file without a name of its own.
        data = stream.read(self._most + 1)
        path = self._path(prefix, stem(label))
        if len(data) > self._most:
            yield failed(path, "too-large", f"the limit is {self._most:,} bytes")
        else:
            yield from self._file(path, len(data), lambda: data, depth)

    def _tar_member(
        self, item: tar.TarMember, stream: Stream, prefix: str, depth: int
    ) -> Iterator[Member | Skip]:
        if item.kind in {"folder", "label"}:
            return
        path = self._path(prefix, item.name)
        if item.kind == "sparse":
            yield failed(path, "sparse", "a file with holes is not put together: unpack the archive first")
        elif item.kind:
            yield not_applicable(path, item.kind)
        elif item.size > self._most:
            yield too_large(path, item.size, self._most)
        else:

            def read() -> bytes:
                data = stream.read(item.size)
                if len(data) < item.size:
                    raise BrokenArchive("truncated", "it ends within a member")
                return data

            yield from self._file(path, item.size, read, depth)

    def _zip(self, file: IO[bytes], prefix: str, depth: int) -> Iterator[Member | Skip]:
        try:
            archive = zipfile.ZipFile(_Guarded(file))  # has what a ZipFile calls
            infos = archive.infolist()
        except BrokenArchive:
            raise
        except Exception as error:
            # On hostile bytes the library raises whatever its parts raise.
            raise BrokenArchive("corrupt", f"its directory cannot be read: {type(error).__name__}") from error
        for info in infos:
            self._bounds.count(info.filename)
            # The library's own `is_dir` fails on a name without a letter.
            if info.filename.endswith("/") and not info.file_size:
                continue
            path = self._path(prefix, info.filename)
            wrong = self._unreadable(info, path)
            if wrong is None:
                yield from self._file(path, info.file_size, _zip_reader(archive, info, self._bounds), depth)
            else:
                yield wrong

    def _unreadable(self, info: zipfile.ZipInfo, path: str) -> Skip | None:
        mode = info.external_attr >> 16
        kind = kind_of(mode) if stat.S_IFMT(mode) and not info.filename.endswith("/") else ""
        if kind and kind != "folder":
            return not_applicable(path, kind)
        if info.flag_bits & _ENCRYPTED:
            return failed(path, "encrypted", "it cannot be read without its password")
        if info.compress_type not in _METHODS:
            detail = f"method {info.compress_type} is not read: unpack the archive first"
            return failed(path, "compression-unsupported", detail)
        if info.file_size > self._most:
            return too_large(path, info.file_size, self._most)
        if not self._bounds.fits(info.file_size):
            return failed(
                path, "unpacks-too-large", f"all in all, {self._bounds.total:,} bytes are the limit"
            )
        return None

    def _file(self, path: str, size: int, read: Callable[[], bytes], depth: int) -> Iterator[Member | Skip]:
        if len(path) > _NAME_LENGTH:
            yield failed(self._unique(path[:100]), "name-too-long", f"over {_NAME_LENGTH:,} characters")
            return
        if not may_be_archive(path):
            yield Member(path, size, read)
            return
        try:
            data = read()
        except BrokenArchive as broken:
            yield failed(path, broken.reason, broken.detail)
            return
        form = form_of(path, data, data[-65_557:])
        if not form:
            yield Member(path, size, lambda: data)
        elif depth >= _DEPTH:
            yield failed(path, "too-deep", f"archives are opened {_DEPTH} deep")
        else:
            yield from self._open(BytesIO(data), path, form, prefix=f"{path}!/", depth=depth + 1)

    def _path(self, prefix: str, name: str) -> str:
        """A member's name as a relative path that leads nowhere else, given to nothing else."""
        parts = [part for part in name.replace("\0", "\\0").split("/") if part not in {"", "."}]
        parts = [f"!{part}" if part == ".." else part for part in parts]
        return self._unique(prefix + ("/".join(parts) or "!"))

    def _unique(self, path: str) -> str:
        # Of two members of one name only the later would be unpacked; both are looked at.
        found, number = path, max(1, self._taken.get(path, 1))
        folder, slash, name = path.rpartition("/")
        while found in self._taken:
            number += 1
            found = f"{folder}{slash}!{number}/{name}"
        self._taken[path] = number
        self._taken.setdefault(found, 1)
        return found


class _Guarded:
    """A file for the library, which would read a directory of any size at once."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        if size > _DIRECTORY_BYTES or size < 0:
            end = self._file.seek(0, os.SEEK_CUR), self._file.seek(0, os.SEEK_END)
            self._file.seek(end[0])
            if end[1] - end[0] > _DIRECTORY_BYTES:
                raise BrokenArchive("too-many-members", f"its directory is over {_DIRECTORY_BYTES:,} bytes")
        return self._file.read(size)

    def seekable(self) -> bool:
        return True


def _zip_reader(archive: zipfile.ZipFile, info: zipfile.ZipInfo, bounds: Bounds) -> Callable[[], bytes]:
    def read() -> bytes:
        parts, size = [], 0
        try:
            with archive.open(info) as member:
                while piece := member.read(_PIECE):
                    parts.append(piece)
                    size += len(piece)
                    bounds.tick()
        except BrokenArchive:
            raise
        except Exception as error:
            # As above: the library, on hostile bytes.
            raise BrokenArchive("corrupt", f"it cannot be unpacked: {type(error).__name__}") from error
        if size != info.file_size:
            raise BrokenArchive("corrupt", "its size is not what the directory says")
        return b"".join(parts)

    return read
