"""Bytes of a compressed file in order, decompressed piece by piece, never more than asked for."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Iterator
from typing import IO

from vedette.sources.archive.bounds import Bounds, BrokenArchive

_PIECE = 64 * 1024
_COMPRESSED = frozenset({"gzip", "bzip2", "xz"})
_XZ_MEMORY = 128 * 1024 * 1024
_ERRORS = (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError)


class Stream:
    """Reads forward only.

    Attributes:
        consumed: bytes read so far.
    """

    def __init__(self, file: IO[bytes], form: str, bounds: Bounds) -> None:
        """Takes a file.

        Args:
            file: at its start.
            form: `gzip`, `bzip2`, `xz`; anything else is read as it is.
            bounds: what is unpacked counts here.
        """
        self._pieces = _unpacked(file, form, bounds)
        self._held = b""
        self.consumed = 0

    def read(self, size: int) -> bytes:
        """The next bytes; fewer only at the end.

        Raises:
            BrokenArchive: it is damaged, or a bound is reached.
        """
        parts, got = [self._held[:size]], min(len(self._held), size)
        self._held = self._held[size:]
        while got < size:
            piece = next(self._pieces, b"")
            if not piece:
                break
            parts.append(piece[: size - got])
            self._held = piece[size - got :]
            got += len(parts[-1])
        self.consumed += got
        return b"".join(parts)

    def peek(self, size: int) -> bytes:
        """The next bytes, which stay."""
        data = self.read(size)
        self._held = data + self._held
        self.consumed -= len(data)
        return data

    def skip(self, size: int) -> None:
        """Passes over bytes.

        Raises:
            BrokenArchive: it ends before, is damaged, or a bound is reached.
        """
        while size > 0:
            data = self.read(min(size, _PIECE))
            if not data:
                raise BrokenArchive("truncated", "it ends within a member")
            size -= len(data)


def _unpacked(file: IO[bytes], form: str, bounds: Bounds) -> Iterator[bytes]:
    pieces = _plain(file) if form not in _COMPRESSED else _decompressed(file, form)
    try:
        for piece in pieces:
            if form in _COMPRESSED:
                bounds.take(len(piece))
            else:
                bounds.tick()
            yield piece
    except _ERRORS as error:
        raise BrokenArchive("corrupt", f"it cannot be decompressed: {type(error).__name__}") from error


def _plain(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece


def _decompressed(file: IO[bytes], form: str) -> Iterator[bytes]:
    """One compressed stream after the other, as `gzip -d` and its siblings read them."""
    data = file.read(_PIECE)
    while data:
        unpacker = _maker(form)
        while not unpacker.eof:
            piece = unpacker.decompress(data, _PIECE)
            if piece:
                yield piece
            data = unpacker.rest()
            if not unpacker.eof and not data and not piece:
                data = file.read(_PIECE)
                if not data:
                    raise BrokenArchive("truncated", "its compressed data is cut off")
        data = unpacker.rest() or file.read(_PIECE)
        while data and not data.strip(b"\0"):
            data = file.read(_PIECE)


class _Zlib:
    def __init__(self) -> None:
        self._object = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._object.eof

    def decompress(self, data: bytes, most: int) -> bytes:
        return self._object.decompress(data, most)

    def rest(self) -> bytes:
        return self._object.unused_data if self._object.eof else self._object.unconsumed_tail


class _Other:
    """bzip2 and xz keep what they have not consumed themselves."""

    def __init__(self, form: str) -> None:
        self._object: bz2.BZ2Decompressor | lzma.LZMADecompressor = (
            bz2.BZ2Decompressor() if form == "bzip2" else lzma.LZMADecompressor(lzma.FORMAT_XZ, _XZ_MEMORY)
        )

    @property
    def eof(self) -> bool:
        return self._object.eof

    def decompress(self, data: bytes, most: int) -> bytes:
        return self._object.decompress(data, most)

    def rest(self) -> bytes:
        return self._object.unused_data if self._object.eof else b""


def _maker(form: str) -> _Zlib | _Other:
    return _Zlib() if form == "gzip" else _Other(form)
