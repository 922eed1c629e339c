"""EPSS: how likely a weakness is to be exploited within 30 days, as a table for all CVEs."""

from __future__ import annotations

import re
import zlib

from vedette.sources.advisories.interface import RecordError

LARGEST = 256 << 20  # unpacked
_MOST = 2_000_000
_GZIP = b"\x1f\x8b"
_ROW = re.compile(
    rb"^(CVE-[0-9]{4}-[0-9]{4,10}),([01](?:\.[0-9]{1,17})?|[0-9](?:\.[0-9]{1,17})?e-[0-9]{1,3})(?:,|\r?$)",
    re.MULTILINE,
)
_DATED = re.compile(rb"score_date:([0-9]{4}-[0-9]{2}-[0-9]{2})")


def is_table(data: bytes) -> bool:
    """Whether bytes look like the table, packed with gzip or not."""
    return data.startswith(_GZIP) or b"cve,epss" in data[:1_000]


def read(data: bytes) -> tuple[dict[str, float], str]:
    """Read the table.

    Args:
        data: CSV, packed with gzip or not.

    Returns:
        CVE -> probability (0 to 1); the date of the scores, or "".

    Raises:
        RecordError: it is none, not whole, or unpacks to more than any honest one.
    """
    text = _unpacked(data) if data.startswith(_GZIP) else data
    head = text[:1_000]
    if b"cve,epss" not in head or len(text) > LARGEST:
        raise RecordError("it is no table of EPSS scores")
    if not text.endswith(b"\n"):
        raise RecordError("the table of EPSS scores is cut off")
    found: dict[str, float] = {}
    for row in _ROW.finditer(text):
        if len(found) >= _MOST:
            raise RecordError(f"it has more than {_MOST} rows")
        found[row[1].decode()] = min(float(row[2]), 1.0)
    if not found:
        raise RecordError("the table of EPSS scores is empty")
    dated = _DATED.search(head)
    return found, dated[1].decode() if dated else ""


def _unpacked(data: bytes) -> bytes:
    machine = zlib.decompressobj(wbits=31)
    try:
        text = machine.decompress(data, LARGEST + 1)
    except zlib.error:
        raise RecordError("it is not packed as gzip has it") from None
    if len(text) > LARGEST:
        raise RecordError(f"it unpacks to more than {LARGEST >> 20} MB")
    if not machine.eof:
        raise RecordError("the table of EPSS scores is cut off")
    return text
