"""Hashes as NuGet writes them: SHA-512 in Base64."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error

_BYTES = 64


def sha512(text: str) -> tuple[str, ...]:
    """`sha512:hex` of `Base64` or `sha512-Base64`; nothing for what is none."""
    try:
        raw = b64decode(text.removeprefix("sha512-"), validate=True)
    except (Error, ValueError):
        return ()
    return (f"sha512:{raw.hex()}",) if len(raw) == _BYTES else ()
