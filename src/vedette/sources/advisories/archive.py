"""Records in a zip or a folder: bounded in number, size, ratio and depth; nothing is written to disk."""

from __future__ import annotations

import hashlib
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from typing import IO

from vedette.model.advisory import Advisory
from vedette.sources.advisories import osv
from vedette.sources.advisories.interface import RecordError, Refused

LARGEST_ZIP = 2 << 30
_MOST_MEMBERS = 1_000_000
_MOST_INDEX = 256 << 20
_TOTAL = 16 << 30
_RATIO, _RATIO_FROM = 200, 256 << 20
_DEEPEST = 12
_END, _END_SIZE = b"PK\x05\x06", 22
_END64, _END64_SIZE = b"PK\x06\x06", 56
_LOCATOR64, _LOCATOR64_SIZE = b"PK\x06\x07", 20
_COMMENT = 65_535
_CHUNK = 1 << 20
_READERS: dict[str, Callable[[bytes], Advisory]] = {
    ".json": osv.read_json,
    ".yaml": osv.read_yaml,
    ".yml": osv.read_yaml,
}
# What damaged bytes make the library raise; it names no error of its own for most of them.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    EOFError,
    ValueError,
    RuntimeError,
    struct.error,
)

Record = Advisory | Refused


def records_of_zip(file: IO[bytes], below: str = "") -> Iterator[Record]:
    """Read all records of a zip.

    Args:
        file: seekable, at any place.
        below: what their names in the zip begin with.

    Yields:
        Advisories, and what was left out.

    Raises:
        RecordError: it is no zip, or not whole, or a bomb.
    """
    size = check_zip(file)
    try:
        packed = zipfile.ZipFile(file)
    except BROKEN:
        raise RecordError("it is no zip, or not whole") from None
    with packed:
        members = [
            one for one in packed.infolist() if _reader(one.filename) and one.filename.startswith(below)
        ]
        left = min(_TOTAL, max(_RATIO_FROM, _RATIO * size))
        for member in members:
            data = _member(packed, member)
            left -= len(data)
            if left < 0:
                raise RecordError("it unpacks to more than any honest archive of its size")
            yield read_record(member.filename, data)


def records_of_folder(
    folder: str, seen: Callable[[bytes], object] = len, besides: Collection[str] = ()
) -> Iterator[Record]:
    """Read all records of a folder and those in it; links are not followed.

    Args:
        folder: to read.
        seen: is given all that was read, in order.
        besides: paths of files that are something else.

    Raises:
        RecordError: there are too many.
    """
    count = 0
    for path in _files(folder, 0):
        if path in besides:
            continue
        count += 1
        if count > _MOST_MEMBERS:
            raise RecordError(f"it has more than {_MOST_MEMBERS} files")
        try:
            with open(path, "rb") as file:
                data = file.read(osv.LARGEST + 1)
        except OSError as error:
            yield Refused(os.path.relpath(path, folder), f"it cannot be read: {error.strerror}")
            continue
        name = os.path.relpath(path, folder)
        seen(f"{name}\0{len(data)}\0".encode("utf-8", "surrogateescape"))
        seen(data)
        yield read_record(name, data)


def has_records(folder: str, besides: Collection[str]) -> bool:
    """Whether a folder, or one in it, has a file that is named like a record, besides some."""
    return any(path not in besides for path in _files(folder, 0))


def read_record(name: str, data: bytes) -> Record:
    """The advisory that a file's bytes are, by the ending of its name, or why it is left out."""
    reader = _reader(name)
    if not data or reader is None:
        return Refused(name, "it is empty, broken, locked or too large")
    try:
        return reader(data)
    except RecordError as error:
        return Refused(name, str(error))


def digest_of(file: IO[bytes]) -> str:
    """SHA-256 of a file from its start, hexadecimal."""
    file.seek(0)
    total = hashlib.sha256()
    while piece := file.read(_CHUNK):
        total.update(piece)
    return total.hexdigest()


def check_zip(file: IO[bytes]) -> int:
    """See that a zip's index is no larger than an honest one's, before it is read at once.

    Returns:
        Bytes of the file.

    Raises:
        RecordError: it is no zip, or too large.
    """
    size = file.seek(0, os.SEEK_END)
    start = max(0, size - _COMMENT - _END_SIZE - _LOCATOR64_SIZE)
    file.seek(start)
    tail = file.read(size - start)
    at = tail.rfind(_END)
    if size > LARGEST_ZIP or at < 0 or len(tail) - at < _END_SIZE:
        raise RecordError("it is no zip, or not whole" if size <= LARGEST_ZIP else "it is too large")
    members, index = struct.unpack("<HI", tail[at + 10 : at + 16])
    locator = tail[at - _LOCATOR64_SIZE : at] if at >= _LOCATOR64_SIZE else b""
    if locator.startswith(_LOCATOR64):
        file.seek(min(struct.unpack("<Q", locator[8:16])[0], size))
        wide = file.read(_END64_SIZE)
        if len(wide) == _END64_SIZE and wide.startswith(_END64):
            members, index = struct.unpack("<QQ", wide[32:48])
    if members > _MOST_MEMBERS or index > _MOST_INDEX:
        raise RecordError(f"it has more than {_MOST_MEMBERS} members")
    return size


def read_member(packed: zipfile.ZipFile, name: str, most: int) -> bytes:
    """The bytes of one member.

    Raises:
        RecordError: it is not there, larger than `most`, or broken.
    """
    try:
        with packed.open(name) as file:
            data = file.read(most + 1)
    except (KeyError, OSError, *BROKEN):
        raise RecordError(f"{name} is missing or broken") from None
    if len(data) > most:
        raise RecordError(f"{name} is larger than {most >> 20} MB")
    return data


def is_record(name: str) -> bool:
    """Whether a file's name is that of a record."""
    return _reader(name) is not None


def _files(folder: str, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path, depth + 1)
        elif entry.is_file(follow_symlinks=False) and _reader(entry.name):
            yield entry.path


def _reader(name: str) -> Callable[[bytes], Advisory] | None:
    return _READERS.get(os.path.splitext(name)[1].lower())


def _member(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The bytes of a member; one that is broken or too large comes out as bytes that no reader takes."""
    if member.file_size > osv.LARGEST or member.flag_bits & 1:
        return b""
    try:
        with packed.open(member) as file:
            return file.read(osv.LARGEST + 1)
    except (OSError, *BROKEN):
        return b""
