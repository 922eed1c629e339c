"""Compressed logs, unpacked piece by piece; what can be read of a broken one is read."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from typing import IO, Any, Protocol

_PIECE = 256 * 1024
_XZ_MEMORY = 128 * 1024 * 1024
# Logs shrink to a twentieth, dull ones to a hundredth; bombs start at a thousandth.
_RATIO = 400
_RATIO_FROM = 64 * 1024 * 1024
_ENDINGS = {".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "zstd"}
_MAGIC = ((b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"\xfd7zXZ\x00", "xz"), (b"\x28\xb5\x2f\xfd", "zstd"))


class BrokenLogError(Exception):
    """The rest of a compressed log cannot be had.

    Attributes:
        reason: kebab-case code, as in `Trouble`.
        detail: a sentence for people.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


def without_ending(name: str) -> str:
    """The name of a file as it was before it was compressed."""
    for ending in _ENDINGS:
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name


def form_of(name: str, head: bytes) -> str:
    """How a file is compressed, by its first bytes; "" when it is not, whatever its name says."""
    del name
    return next((form for magic, form in _MAGIC if head.startswith(magic)), "")


def unpacked(file: IO[bytes], form: str, packed: int, most_piece: int = _PIECE) -> Iterator[bytes]:
    """What a compressed file holds, in order, never more than a piece at a time.

    Args:
        file: at its start.
        form: as `form_of` has it.
        packed: its size in bytes.
        most_piece: bytes of a piece; less where only the beginning is of interest.

    Raises:
        BrokenLogError: after what could be read.
    """
    most, total = max(_RATIO_FROM, _RATIO * packed), 0
    try:
        for piece in _pieces(file, _maker(form, most_piece), most_piece):
            total += len(piece)
            if total > most:
                raise BrokenLogError("unpacks-too-large", f"it unpacks to more than {most:,} bytes")
            yield piece
    except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError) as error:
        raise BrokenLogError("corrupt", f"it cannot be unpacked: {type(error).__name__}") from error


class _Unpacker(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def hungry(self) -> bool: ...

    def decompress(self, data: bytes) -> bytes: ...

    def rest(self) -> bytes: ...


def _pieces(file: IO[bytes], make: Callable[[], _Unpacker], most: int) -> Iterator[bytes]:
    """One compressed stream after the other, as the tools of each form read them."""
    data = file.read(most)
    while data:
        unpacker = make()
        while not unpacker.eof:
            if not data and unpacker.hungry:
                data = file.read(most)
                if not data:
                    raise BrokenLogError("corrupt", "its compressed data is cut off")
            piece = unpacker.decompress(data)
            data = unpacker.rest()
            if piece:
                yield piece
        data = data or file.read(most)
        while data and not data.strip(b"\0"):
            data = file.read(most)


class _Zlib:
    def __init__(self, most: int) -> None:
        self._most = most
        self._object = zlib.decompressobj(wbits=31)
        self.hungry = True

    @property
    def eof(self) -> bool:
        return self._object.eof

    def decompress(self, data: bytes) -> bytes:
        piece = self._object.decompress(data, self._most)
        self.hungry = len(piece) < self._most
        return piece

    def rest(self) -> bytes:
        return self._object.unused_data if self._object.eof else self._object.unconsumed_tail


class _Other:
    """What keeps itself what it has not used yet."""

    def __init__(self, unpacker: Any, most: int) -> None:
        self._object, self._most = unpacker, most

    @property
    def eof(self) -> bool:
        return bool(self._object.eof)

    @property
    def hungry(self) -> bool:
        return bool(self._object.needs_input)

    def decompress(self, data: bytes) -> bytes:
        piece: bytes = self._object.decompress(data, self._most)
        return piece

    def rest(self) -> bytes:
        return self._object.unused_data if self._object.eof else b""


class _Zstd(_Other):
    """Its errors are of a family of their own."""

    def __init__(self, unpacker: Any, most: int, error: type[Exception]) -> None:
        super().__init__(unpacker, most)
        self._error = error

    def decompress(self, data: bytes) -> bytes:
        try:
            return super().decompress(data)
        except self._error as error:
            raise ValueError from error


def _maker(form: str, most: int) -> Callable[[], _Unpacker]:
    if form == "gzip":
        return lambda: _Zlib(most)
    if form == "bzip2":
        return lambda: _Other(bz2.BZ2Decompressor(), most)
    if form == "xz":
        return lambda: _Other(lzma.LZMADecompressor(lzma.FORMAT_XZ, _XZ_MEMORY), most)
    module = _zstd()
    return lambda: _Zstd(module.ZstdDecompressor(), most, module.ZstdError)


def _zstd() -> Any:
    """Python's own from 3.14 on, else what was taken from it for older ones, where that is installed."""
    for name in ("compression.zstd", "backports.zstd"):
        with suppress(ImportError):
            return import_module(name)
    raise BrokenLogError(
        "unknown-compression",
        "zstd needs Python 3.14, or `pip install backports.zstd`; or unpack it with `unzstd`",
    )
