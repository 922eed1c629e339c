"""Policies that were fetched, in the user's cache folder; what does not match its digest is not there."""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path

from vedette.model.errors import UsageError, WorldError
from vedette.settings.files import read_regular
from vedette.settings.layer import LARGEST


def load(sha256: str) -> bytes | None:
    """The bytes with a digest; None when they are not there."""
    with suppress(OSError, RuntimeError, UsageError):
        data = read_regular(_folder() / f"{sha256}.toml", sha256, follow=False)
        if data is not None and len(data) <= LARGEST and hashlib.sha256(data).hexdigest() == sha256:
            return data
    return None


def keep(data: bytes) -> None:
    """Keep bytes under their digest.

    Raises:
        WorldError: the user's cache folder cannot be written to.
    """
    name = f"{hashlib.sha256(data).hexdigest()}.toml"
    try:
        folder = _folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = folder / f".{name}.{secrets.token_hex(8)}"
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.replace(folder / name)
    except (OSError, RuntimeError):
        raise WorldError(
            "the policy cannot be kept in the user's cache folder", help="look at its rights"
        ) from None


def _folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("vedette", appauthor=False) / "policies"
