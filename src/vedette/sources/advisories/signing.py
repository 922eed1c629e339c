"""Signatures of bundles: ed25519, detached, by a key that the user pinned."""

from __future__ import annotations

import re
from collections.abc import Collection

from vedette.model.errors import UsageError, WorldError

_TEXT = re.compile(r"vedette-intel-bundle-v1 (?P<key>[0-9a-f]{64}) (?P<signature>[0-9a-f]{128})\n?")


def sign(digest: str, private: bytes) -> str:
    """The signature file of a bundle.

    Args:
        digest: SHA-256 of the bundle, hexadecimal.
        private: 32 bytes of an ed25519 key.

    Raises:
        WorldError: `cryptography` is not installed.
    """
    _needed()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(private)
    return f"vedette-intel-bundle-v1 {public(private)} {key.sign(_signed(digest)).hex()}\n"


def public(private: bytes) -> str:
    """The public key, hexadecimal, of a private one.

    Raises:
        WorldError: `cryptography` is not installed.
    """
    _needed()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw().hex()


def believed(digest: str, signature: bytes, trusted: Collection[str]) -> str:
    """The pinned key that signed a bundle.

    Args:
        digest: SHA-256 of the bundle, hexadecimal.
        signature: its signature file; b"" for none.
        trusted: public keys, hexadecimal; empty when none is pinned.

    Returns:
        The key; "" when none is pinned, so that nothing was checked.

    Raises:
        UsageError: keys are pinned, and none of them signed it.
        WorldError: `cryptography` is not installed, and keys are pinned.
    """
    if not trusted:
        return ""
    _needed()
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    found = _TEXT.fullmatch(signature.decode("ascii", "replace"))
    if found is None:
        raise _refused("has no signature")
    if found["key"] not in trusted:
        raise _refused("is signed by a key that you did not pin")
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(found["key"]))
        key.verify(bytes.fromhex(found["signature"]), _signed(digest))
    except (InvalidSignature, ValueError):
        raise _refused("is not what was signed") from None
    return found["key"]


def _signed(digest: str) -> bytes:
    return f"vedette-intel-bundle-v1\n{digest}\n".encode()


def _refused(why: str) -> UsageError:
    return UsageError(
        f"the bundle {why}: nothing of it was taken",
        help="ask who made it for the bundle with its .sig; [intel] trusted lists the keys that you pinned",
    )


def _needed() -> None:
    try:
        import cryptography  # noqa: F401 - asked for, used by the callers
    except ImportError:
        raise WorldError(
            "signatures cannot be made or checked: cryptography is not installed",
            help="pip install vedette[attest]",
        ) from None
