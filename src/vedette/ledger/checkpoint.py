"""Checkpoints: the head of the journal, signed where the optional `cryptography` is installed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from vedette.ledger import journal, keys
from vedette.ledger.place import Place, beside
from vedette.model.errors import UsageError
from vedette.model.verdict import Checkpoint

if TYPE_CHECKING:
    from vedette.ledger.database.interface import Store

_TEXT = re.compile(
    r"(?P<count>[0-9]{1,18}):(?P<head>[0-9a-f]{64})(?::(?P<key>[0-9a-f]{64}):(?P<signature>[0-9a-f]{128}))?"
)


def of(store: Store) -> Checkpoint:
    """The checkpoint of a journal as it is, signed when this user has a key of it."""
    count, last = journal.head(store)
    head = Checkpoint(count=count, head=last)
    key = own_key(store.place)
    return sign(head, key) if key else head


def own_key(place: Place | None) -> bytes | None:
    """The private key of a ledger, if this user has one."""
    return keys.known_signing_key(beside(place)) if place else None


def can_sign() -> bool:
    """Whether `cryptography` is installed."""
    try:
        import cryptography.hazmat.primitives.asymmetric.ed25519  # noqa: F401 - asked for, not used
    except ImportError:
        return False
    return True


def sign(checkpoint: Checkpoint, private: bytes) -> Checkpoint:
    """The checkpoint with key and signature; as it is when `cryptography` is not installed.

    Args:
        checkpoint: unsigned.
        private: 32 bytes of an ed25519 key.
    """
    if not can_sign():
        return checkpoint
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(private)
    signature = key.sign(_signed_bytes(checkpoint))
    return replace(checkpoint, key=key.public_key().public_bytes_raw().hex(), signature=signature.hex())


def check(checkpoint: Checkpoint, private: bytes | None = None) -> str:
    """What is wrong with a checkpoint's signature.

    Args:
        checkpoint: from outside; an unsigned one has nothing wrong, and proves less.
        private: the ledger's own key, when it is there: then the signature must be of that key.

    Returns:
        A sentence, or "" when nothing is wrong.
    """
    if not checkpoint.signature and not checkpoint.key:
        return ""
    if not can_sign():
        return "the checkpoint's signature cannot be checked: install vedette[attest]"
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(checkpoint.key))
        public.verify(bytes.fromhex(checkpoint.signature), _signed_bytes(checkpoint))
    except (InvalidSignature, ValueError):
        return "the checkpoint's signature is wrong"
    if private is None:
        return ""
    own = Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw().hex()
    return "" if own == checkpoint.key else "the checkpoint is signed with a key that is not this ledger's"


def parse(text: str) -> Checkpoint:
    """The checkpoint that `Checkpoint.text` wrote.

    Raises:
        UsageError: it is not one.
    """
    found = _TEXT.fullmatch(text.strip())
    if found is None:
        raise UsageError(
            "this is not a checkpoint", help="give the whole line that a run printed: COUNT:HASH or more"
        )
    return Checkpoint(
        count=int(found["count"]),
        head=found["head"],
        key=found["key"] or "",
        signature=found["signature"] or "",
    )


def _signed_bytes(checkpoint: Checkpoint) -> bytes:
    return f"vedette-checkpoint-v1\n{checkpoint.count}\n{checkpoint.head}\n".encode()
