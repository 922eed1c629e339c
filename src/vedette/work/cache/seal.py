"""Seals: only who has the key can have written what the cache says."""

from __future__ import annotations

import hmac

SIZE = 32
_LARGE = 64 * 1024


def seal(key: bytes, domain: bytes, *parts: bytes | memoryview) -> bytes:
    """HMAC-SHA256 (32 bytes) of all parts together, so that none can be swapped for another's.

    Args:
        key: of the user, or of the CI.
        domain: what kind of thing it is.
        parts: each of at most 4 GiB.
    """
    pieces = [piece for part in (domain, *parts) for piece in (len(part).to_bytes(4, "big"), part)]
    if sum(map(len, parts)) < _LARGE:
        return hmac.digest(key, b"".join(pieces), "sha256")
    # To make one text of them takes as long as to hash it.
    mac = hmac.new(key, digestmod="sha256")
    for piece in pieces:
        mac.update(piece)
    return mac.digest()


def holds(given: bytes, key: bytes, domain: bytes, *parts: bytes | memoryview) -> bool:
    """Whether a seal is the right one for these parts."""
    return hmac.compare_digest(given, seal(key, domain, *parts))
