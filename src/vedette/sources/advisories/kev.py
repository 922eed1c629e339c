"""CISA's catalogue of weaknesses that are known to be exploited."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from vedette.sources.advisories.interface import RecordError

LARGEST = 64 << 20
_MOST = 200_000
_CVE = re.compile(r"CVE-[0-9]{4}-[0-9]{4,10}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_catalogue(data: bytes) -> bool:
    """Whether bytes look like the catalogue (JSON)."""
    return b'"vulnerabilities"' in data and b'"cveID"' in data[:65_536]


def read(data: bytes) -> tuple[dict[str, str], str]:
    """Read the catalogue.

    Args:
        data: its JSON.

    Returns:
        CVE -> date on which it was listed (YYYY-MM-DD); the date of the catalogue, or "".

    Raises:
        RecordError: it is none, or not whole.
    """
    try:
        document: Any = msgspec.json.decode(data) if len(data) <= LARGEST else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        document = None
    entries = document.get("vulnerabilities") if isinstance(document, dict) else None
    if not isinstance(entries, list) or len(entries) > _MOST:
        raise RecordError("it is no catalogue of exploited weaknesses, or only a part of one")
    found = {}
    for entry in entries:
        cve = entry.get("cveID") if isinstance(entry, dict) else None
        day = entry.get("dateAdded") if isinstance(entry, dict) else None
        if isinstance(cve, str) and _CVE.fullmatch(cve):
            # Without its day it is exploited all the same.
            found[cve] = day if isinstance(day, str) and _DATE.fullmatch(day) else "1970-01-01"
    told = document.get("count")
    if not found or (isinstance(told, int) and told > len(entries)):
        raise RecordError("the catalogue is not whole")
    released = document.get("dateReleased")
    return found, released[:10] if isinstance(released, str) and _DATE.match(released) else ""
