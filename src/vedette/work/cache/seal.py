"""Seals: only who has the key can have written what the cache says."""

from __future__ import annotations

import hmac

SIZE = 32


def seal(key: bytes, domain: bytes, *parts: bytes) -> bytes:
    """HMAC-SHA256 (32 bytes) of all parts together, so that none can be swapped for another's.

    Args:
        key: of the user, or of the CI.
        domain: what kind of thing it is.
        parts: each of at most 4 GiB.
    """
    framed = b"".join(len(part).to_bytes(4, "big") + part for part in (domain, *parts))
    return hmac.digest(key, framed, "sha256")


def holds(given: bytes, key: bytes, domain: bytes, *parts: bytes) -> bool:
    """Whether a seal is the right one for these parts."""
    return hmac.compare_digest(given, seal(key, domain, *parts))
