"""What form an archive has, told by its first bytes; a name alone makes nothing an archive."""

from __future__ import annotations

import os

HEADER = 512
_ZIP_END = b"PK\x05\x06"
_ZIP_TAIL = 65_557
_MAGICS = (
    (b"PK\x03\x04", "zip"),
    (_ZIP_END, "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
)
_ZIPS = (".zip", ".jar", ".war", ".ear", ".aar", ".apk", ".whl", ".egg", ".nupkg", ".vsix", ".xpi", ".ipa")
_TARS = (".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".gem", ".crate")
_PACKED = (".gz", ".bz2", ".xz")
# What is recognised, and cannot be read.
UNREADABLE = frozenset({"zstd", "7z", "rar"})
_NAMES = _ZIPS + _TARS + _PACKED + (".zst", ".7z", ".rar")
_OCTAL = frozenset(b"01234567 \0")


def form_of_file(path: str) -> str:
    """The form of a file that a user named.

    Args:
        path: absolute path; what is no regular file, or cannot be read, is no archive here.

    Returns:
        `zip`, `tar`, `gzip`, `bzip2`, `xz`, or one of `UNREADABLE`; "" if it is no archive.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        return ""
    try:
        size = os.fstat(handle).st_size
        head = os.pread(handle, HEADER, 0)
        tail = b""
        if path.lower().endswith(_ZIPS):
            tail = os.pread(handle, _ZIP_TAIL, max(0, size - _ZIP_TAIL))
        return form_of(path, head, tail)
    except OSError:
        return ""
    finally:
        os.close(handle)


def form_of(name: str, head: bytes, tail: bytes = b"") -> str:
    """The form of some bytes; see `form_of_file`.

    Args:
        name: a zip may follow other data, such as a program that unpacks it, if its name says so.
        head: at least the first 512 bytes, if there are so many.
        tail: the last 65,557 bytes at most.
    """
    for magic, form in _MAGICS:
        if head.startswith(magic):
            return form
    if is_tar_header(head[:HEADER]):
        return "tar"
    return "zip" if name.lower().endswith(_ZIPS) and _ZIP_END in tail else ""


def may_be_archive(name: str) -> bool:
    """The cheap question about a member of an archive: would somebody unpack a file with this name?"""
    return name.lower().endswith(_NAMES)


def stem(name: str) -> str:
    """Name of what a file that is only compressed holds."""
    base = name.rpartition("/")[2]
    packed = base.lower().endswith((*_PACKED, ".zst"))
    return (base.rpartition(".")[0] if packed else "") or "content"


def is_tar_header(block: bytes) -> bool:
    """Whether a block of 512 bytes has the checksum of a tar header."""
    field = block[148:156]
    if len(block) != HEADER or not _OCTAL.issuperset(field) or not field.strip(b" \0"):
        return False
    try:
        written = int(field.split(b"\0")[0].strip() or b"-1", 8)
    except ValueError:
        return False
    rest = block[:148] + b"        " + block[156:]
    # Old archives added the bytes up as signed ones.
    return written == sum(rest) or written == sum(rest) - 256 * sum(byte >= 128 for byte in rest)  # noqa: PLR2004 - the sign bit
