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


def given_identity_key() -> bytes:
    """The key for hashes of secret values that the environment gives (32 bytes); b"" when it gives none."""
    given = os.environ.get(IDENTITY_VARIABLE, "").strip()
    return _from_text(given) if given else b""


def identity_file(beside: Path, *, make: bool) -> bytes:
    """The key for hashes of secret values that lies beside a ledger.

    Args:
        beside: path of the ledger.
        make: make one when there is none; else b"" is returned.

    Raises:
        WorldError: the key file cannot be read or made.
    """
    path = _named(beside, "identity")
    return load_or_make(path) if make or path.exists() else b""


def keep_identity(beside: Path, key: bytes) -> None:
    """Keeps a copy of a key that has its home elsewhere; one that is there and differs is replaced.

    Raises:
        WorldError: the key file cannot be read or made.
    """
    path = _named(beside, "identity")
    try:
        if path.exists() and load_or_make(path) == key:
            return
        path.unlink(missing_ok=True)
    except OSError as error:
        raise _unreachable(path, error) from error
    load_or_make(path, key)


def new_key() -> bytes:
    """A random key of 32 bytes."""
    return secrets.token_bytes(_BYTES)


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


def load_or_make(path: Path, made: bytes = b"") -> bytes:
    """A key of 32 bytes kept in a file (0600, hexadecimal), the same for every process.

    Args:
        path: of the file.
        made: the key to keep when there is none yet; b"" for a random one.

    Raises:
        WorldError: the file holds no key, or cannot be read or made.
    """
    try:
        if not path.exists():
            _make(path, made or new_key())
        text = path.read_text(encoding="ascii").strip()
        key = bytes.fromhex(text)
    except OSError as error:
        raise _unreachable(path, error) from error
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


def _unreachable(path: Path, error: OSError) -> WorldError:
    return WorldError(
        f"no verdict: the key file {path} cannot be read or made: {error.strerror}",
        help="give yourself access to it, or choose another place with --ledger",
    )


def _make(path: Path, key: bytes) -> None:
    # Written aside and linked into place: nobody reads half a key, and of two makers one wins.
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(key.hex() + "\n")
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
