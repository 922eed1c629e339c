"""What a source wants to know again: small files beside the snapshots, sealed like them."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress

from vedette.work.cache.folder import DEFAULT_BYTES, LISTING, Folder
from vedette.work.cache.opening import outside
from vedette.work.cache.seal import SIZE, holds, seal

_MAGIC = b"vedette cache shelf 1\n"
_DOMAIN = b"vedette-cache-shelf-v1"


class Shelf:
    """A `sources.interface.Memory` in the user's cache folder. Whatever is wrong with it, nothing is known.

    Args:
        cache_dir: the user's cache folder.
        key: of the seals.
    """

    def __init__(self, cache_dir: str, key: bytes) -> None:
        self._cache_dir = cache_dir
        self._key = key

    def recall(self, subject: str, root: str) -> bytes | None:
        """As `Memory.recall`; None for what was altered, or sealed for another root or subject."""
        about = _about(subject, root)
        if not outside(self._cache_dir, root):
            return None
        try:
            data = Folder(self._cache_dir).read(_name(about))
        except OSError:
            return None
        if data is None or not data.startswith(_MAGIC):
            return None
        body = data[len(_MAGIC) + SIZE :]
        sound = holds(data[len(_MAGIC) :][:SIZE], self._key, _DOMAIN, about, body)
        return body if sound else None

    def keep(self, subject: str, root: str, data: bytes) -> None:
        """As `Memory.keep`."""
        about = _about(subject, root)
        if not outside(self._cache_dir, root):
            return
        with suppress(OSError):
            folder = Folder(self._cache_dir)
            folder.write(_name(about), _MAGIC + seal(self._key, _DOMAIN, about, data) + data)
            folder.prune(DEFAULT_BYTES // 2, keep=_name(about))


def _about(subject: str, root: str) -> bytes:
    named = (subject.encode(), os.fsencode(root))
    return hashlib.sha256(b"".join(len(part).to_bytes(4, "big") + part for part in named)).digest()


def _name(about: bytes) -> str:
    return f"{about.hex()[:32]}{LISTING}"
