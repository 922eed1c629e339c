"""What reading a zip raises for bytes that are none, or that are cut off, locked or of an unknown method."""

from __future__ import annotations

import zipfile
import zlib

FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    OverflowError,
)
