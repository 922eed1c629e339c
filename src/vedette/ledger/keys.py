"""Key files: secrets of the ledger that lie beside it, so that a copy of the ledger gives none away."""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path

from vedette.model.errors import WorldError

IDENTITY_VARIABLE = "VEDETTE_IDENTITY_KEY"
CACHE_VARIABLE = "VEDETTE_CACHE_KEY"
_BYTES = 32


def identity_key(beside: Path | None) -> bytes:
    """The key for hashes of secret values.

    Args:
        beside: path of the ledger; None for one in memory.

    Returns:
        32 bytes; b"" when there is neither a variable nor a ledger on disk.

    Raises:
        WorldError: the key file cannot be read or made.
    """
    given = os.environ.get(IDENTITY_VARIABLE, "").strip()
    if given:
        return _from_text(given)
    return load_or_make(_named(beside, "identity")) if beside else b""


def known_identity_key(beside: Path) -> bytes:
    """As `identity_key`, but b"" when there is none yet: nothing is made.

    Raises:
        WorldError: the key file cannot be read.
    """
    if os.environ.get(IDENTITY_VARIABLE, "").strip() or _named(beside, "identity").exists():
        return identity_key(beside)
    return b""


def cache_key(beside: Path) -> bytes:
    """The key (32 bytes) that seals the user's cache; it lies in the state folder, never in the cache's.

    Args:
        beside: default path of the ledger, whether there is one or not.

    Raises:
        WorldError: the key file cannot be read or made.
    """
    given = os.environ.get(CACHE_VARIABLE, "").strip()
    if given:
        text = given.encode("utf-8", "surrogateescape")
        return hashlib.sha256(b"vedette-cache-key-v1\n" + text).digest()
    with suppress(OSError):
        beside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return load_or_make(beside.with_name("cache-key"))


def signing_key(beside: Path) -> bytes:
    """The private ed25519 key (32 bytes) that signs checkpoints; made on first use.

    Raises:
        WorldError: the key file cannot be read or made.
    """
    return load_or_make(_named(beside, "signing"))


def known_signing_key(beside: Path) -> bytes | None:
    """The private ed25519 key if there is one already."""
    path = _named(beside, "signing")
    return load_or_make(path) if path.exists() else None


def load_or_make(path: Path) -> bytes:
    """A random key of 32 bytes kept in a file (0600, hexadecimal), the same for every process.

    Raises:
        WorldError: the file holds no key, or cannot be read or made.
    """
    try:
        if not path.exists():
            _make(path)
        text = path.read_text(encoding="ascii").strip()
        key = bytes.fromhex(text)
    except OSError as error:
        raise WorldError(
            f"no verdict: the key file {path} cannot be read or made: {error.strerror}",
            help="give yourself access to it, or choose another place with --ledger",
        ) from error
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        raise WorldError(
            f"no verdict: the key file {path} does not hold a key",
            help="restore it from a backup; without one, move it aside, and known secrets get new identities",
        )
    return key


def _from_text(text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) == _BYTES:
        return key
    return hashlib.sha256(b"vedette-identity-key-v1\n" + text.encode("utf-8", "surrogateescape")).digest()


def _named(ledger: Path, purpose: str) -> Path:
    return ledger.with_name(f"{ledger.name}.{purpose}-key")


def _make(path: Path) -> None:
    # Written aside and linked into place: nobody reads half a key, and of two makers one wins.
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            return
        except (OSError, AttributeError):
            # No hard links on this file system: the race left is between two first runs.
            if not path.exists():
                aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
