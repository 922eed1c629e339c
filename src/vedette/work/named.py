"""Files that a user names: read whole, up to a bound."""

from __future__ import annotations

from pathlib import Path

from vedette.model.errors import UsageError


def content(path: Path, most: int, help_: str = "") -> bytes:
    """The bytes of a file that a user has named.

    Args:
        path: the file.
        most: bytes that it may have; a whole number of KiB.
        help_: what to do when it cannot be read or is too large.

    Raises:
        UsageError: it cannot be read, or is larger.
    """
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", help=help_) from None
    if len(data) > most:
        size = f"{most >> 20} MiB" if most >= 1 << 20 else f"{most >> 10} KiB"
        raise UsageError(f"{path} is larger than {size}", help=help_)
    return data
