"""Checksums that providers put into their tokens."""

from __future__ import annotations

import string
import zlib

_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
_WIDTH = 6


def crc62(text: str) -> str:
    """CRC-32 of an ASCII text in six digits of base 62, as GitHub and npm write it."""
    value = zlib.crc32(text.encode("ascii"))
    digits = ""
    while value:
        value, digit = divmod(value, 62)
        digits = _BASE62[digit] + digits
    return digits.rjust(_WIDTH, "0")


def holds(kind: str, value: bytes) -> bool:
    """Whether a value's own checksum is right.

    Args:
        kind: `crc62`: the last six characters are the checksum of those since the last `_`.
        value: the whole token.

    Raises:
        ValueError: there is no such kind of checksum.
    """
    if kind != "crc62":
        raise ValueError(f"no checksum is called {kind}")
    body = value.rpartition(b"_")[2].decode("latin-1")
    return body.isascii() and crc62(body[:-_WIDTH]) == body[-_WIDTH:]
