"""Folders of the user that a run may write to; never one of the scanned tree."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import platformdirs


def cache_dir() -> str:
    """The user's cache folder, made with mode 0700; "" when it cannot be had, and then nothing is cached."""
    with suppress(OSError, RuntimeError):  # without HOME and account there is no such folder
        path = Path(platformdirs.user_cache_dir("vedette", appauthor=False))
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return str(path)
    return ""
