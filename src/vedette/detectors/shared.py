"""What several kinds keep alike: databases of Hyperscan in the user's cache folder, each sealed."""

from __future__ import annotations

import hashlib
import hmac
import os
import tempfile
from pathlib import Path
from typing import Any

import msgspec


def engine() -> list[str]:
    """What a compiled database depends on besides its patterns: the engine and the processor's features.

    Raises:
        ImportError: this machine has no Hyperscan.
    """
    import hyperscan

    probe = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    probe.compile(expressions=[b"probe"], ids=[0], elements=1, flags=0)
    return [str(getattr(hyperscan, "__version__", "")), repr(probe.info())]


def place(cache_dir: str, kind: str, parts: object) -> Path | None:
    """The file of a database; None where nothing is kept.

    Args:
        cache_dir: the user's cache folder; "" for none.
        kind: of the detector.
        parts: everything that it is made of.
    """
    if not cache_dir:
        return None
    digest = hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]
    return Path(cache_dir) / f"{kind}-{digest}.hsdb"


def kept(stored: Path, magic: bytes, key: bytes) -> bytes | None:
    """What is in a file, if it was sealed with this key; None for anything else."""
    try:
        raw = stored.read_bytes()
    except OSError:
        return None
    digest, body = raw[len(magic) :][:32], raw[len(magic) + 32 :]
    if not raw.startswith(magic) or not hmac.compare_digest(_seal(body, magic, key), digest):
        return None
    return body


def keep(stored: Path, body: bytes, magic: bytes, key: bytes) -> None:
    """Write for the owner only, whole or not at all; not being able to is no fault."""
    temporary = ""
    try:
        stored.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=stored.parent, prefix=stored.name)
        with os.fdopen(handle, "wb") as file:
            file.write(magic + _seal(body, magic, key) + body)
        Path(temporary).replace(stored)
    except OSError:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def loaded(database: bytes) -> Any:
    """A database of block mode, ready to scan; None when the engine does not take it."""
    import hyperscan

    try:
        ready = hyperscan.loadb(database, hyperscan.HS_MODE_BLOCK)
        ready.scratch = hyperscan.Scratch(ready)
    except hyperscan.HyperscanError:
        return None
    return ready


def _seal(body: bytes, magic: bytes, key: bytes) -> bytes:
    # The engine trusts what it loads: a database that somebody else made may be blind, or worse.
    return hmac.digest(key, magic + body, "sha256")
