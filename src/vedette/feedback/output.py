"""The door that reports leave by."""

from __future__ import annotations

import errno
from typing import BinaryIO


def write(out: BinaryIO, data: bytes) -> None:
    """Writes all of the data.

    An unbuffered file (`python -u`) takes what the disk still has room for and raises only at the next call:
    a report must not end there as if it were whole.

    Raises:
        OSError: not all of it could be written.
    """
    rest = memoryview(data)
    while rest:
        taken = out.write(rest)
        if not taken:
            raise OSError(errno.EIO, "the output takes no more")
        rest = rest[taken:]
