"""Fingerprints: how a file is known again by its first bytes and by those before a position."""

from __future__ import annotations

import os
from collections.abc import Callable
from hashlib import blake2b

from vedette.model.watch import Mark

HEAD = 1024
TAIL = 256


def digest(data: bytes) -> bytes:
    """The hash of a fingerprint, 16 bytes."""
    return blake2b(data, digest_size=16).digest()


def begins(mark: Mark, head: bytes) -> bool:
    """Whether a file with these first bytes (up to `HEAD`) may be the one that a mark is of."""
    return len(head) >= mark.head_size and digest(head[: mark.head_size]) == mark.head


def fits(mark: Mark, read: Callable[[int, int], bytes]) -> bool:
    """Whether a file is the one that a mark is of, and reaches as far.

    Args:
        mark: where it was read up to.
        read: gives bytes of it by size and offset.
    """
    if not begins(mark, read(HEAD, 0)):
        return False
    tail = read(mark.tail_size, mark.offset - mark.tail_size) if mark.tail_size else b""
    return len(tail) == mark.tail_size and (not mark.tail_size or digest(tail) == mark.tail)


def reader(handle: int) -> Callable[[int, int], bytes]:
    """How `fits` reads an open file that is not compressed."""
    return lambda size, offset: read_at(handle, size, offset)


def read_at(handle: int, size: int, offset: int) -> bytes:
    """Bytes of an open file; fewer only where it ends."""
    if hasattr(os, "pread"):
        return os.pread(handle, size, offset)
    os.lseek(handle, offset, os.SEEK_SET)
    return os.read(handle, size)
