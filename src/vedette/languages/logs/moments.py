"""When a log's line says that it was: every notation that common logs have, read to seconds since 1970."""

from __future__ import annotations

import re
import time
from datetime import date

_MOST_KEPT = 8192
_EPOCH = date(1970, 1, 1).toordinal()
_DAY = 86400
# Where the seconds stand in syslog's notation, ISO 8601 and the common log format.
_SECONDS_AT = (13, 17, 18)
_MONTHS = {
    name: number for number, name in enumerate(b"jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}

_CLOCK = rb"(?P<h>[0-9]{2}):(?P<m>[0-9]{2}):(?P<s>[0-9]{2})(?:[.,](?P<f>[0-9]{1,9}))?"
_ZONE = rb"(?: ?(?P<z>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?"
_NOTATIONS = tuple(
    re.compile(notation, re.IGNORECASE)
    for notation in (
        # Common log format, http.server, HAProxy.
        rb"(?P<day>[0-9]{1,2})[/-](?P<month>[a-z]{3})[/-](?P<year>[0-9]{4})[: ]" + _CLOCK + _ZONE,
        # ISO 8601 and what resembles it; W3C writes a tab between date and time.
        rb"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{2})[-/.](?P<day>[0-9]{2})[T \t_:]" + _CLOCK + _ZONE,
        # HTTP dates, with or without the comma.
        rb"(?:[a-z]{3,9},? )?(?P<day>[0-9]{1,2})[ -](?P<month>[a-z]{3})[ -](?P<year>[0-9]{4}) "
        + _CLOCK
        + _ZONE,
        # ctime, Apache's error log, syslog (RFC 3164: no year).
        rb"(?:[a-z]{3} )?(?P<month>[a-z]{3}) {1,2}(?P<day>[0-9]{1,2}) (?:(?P<year>[0-9]{4}) )?"
        + _CLOCK
        + _ZONE
        + rb"(?: (?P<late>[0-9]{4}))?",
    )
)
_NUMBER = re.compile(
    rb"(?P<whole>[0-9]{1,19})(?:\.(?P<part>[0-9]{1,9}))?(?:e\+?(?P<power>[0-9]{1,2}))?", re.IGNORECASE
)

# No notation is longer.
_LONGEST = 64


class Moments:
    """Reads moments, and keeps the last few thousand: lines of one second share theirs.

    Args:
        zone: seconds east of UTC for moments that name no zone.
        reference: for dates without a year: they lie at most two days after it, in seconds since 1970; the
            machine's clock if it is None.
    """

    def __init__(self, zone: float = 0.0, reference: float | None = None) -> None:
        self._zone = zone
        self._reference = reference
        self._kept: dict[bytes, float] = {}

    def read(self, text: bytes) -> float:
        """Seconds since 1970 (UTC); 0.0 when the text is no moment, or one before 1970."""
        if len(text) > _LONGEST:
            return 0.0
        known = self._kept.get(text)
        if known is None:
            known = self._prefixed(text)
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[text] = known
        return known

    def _prefixed(self, text: bytes) -> float:
        """Fractions differ from line to line: all before them is kept by itself."""
        bare, fraction, zone = _without_fraction(text)
        if not fraction:
            return self._of_minute(text)
        base = self._kept.get(bare + zone)
        if base is None:
            base = self._kept[bare + zone] = self._of_minute(bare + zone)
        return base + float(b"0." + fraction) if base else self._full(text)

    def _of_minute(self, text: bytes) -> float:
        """Seconds differ too: the minute is kept."""
        for start in _SECONDS_AT:
            second = text[start : start + 2]
            if text[start - 1 : start] == text[start - 4 : start - 3] == b":" and second.isdigit():
                minute = text[:start] + b"00" + text[start + 2 :]
                base = self._kept.get(minute)
                if base is None:
                    base = self._kept[minute] = self._full(minute)
                return base + int(second) if base and int(second) < 60 else self._full(text)  # noqa: PLR2004
        return self._full(text)

    def _full(self, text: bytes) -> float:
        text = text.strip(b" []\t")
        if b":" not in text:
            found = _NUMBER.fullmatch(text)
            return _number(found) if found else 0.0
        for notation in _NOTATIONS:
            if found := notation.fullmatch(text):
                return self._calendar(found)
        return 0.0

    def _calendar(self, found: re.Match[bytes]) -> float:
        part = found.groupdict()
        month = _MONTHS.get(part["month"].lower()) or (int(part["month"]) if part["month"].isdigit() else 0)
        hour, minute, second = int(part["h"]), int(part["m"]), int(part["s"])
        if hour > 23 or minute > 59 or second > 60:  # noqa: PLR2004 - a leap second is 60
            return 0.0
        zone = self._offset(part["z"])
        if zone is None:
            return 0.0
        within = hour * 3600.0 + minute * 60 + second - zone
        if part["f"]:
            within += float(b"0." + part["f"])
        year = part["year"] or part.get("late")
        if year is None:
            return self._this_year(month, int(part["day"]), within)
        days = _days(int(year), month, int(part["day"]))
        return 0.0 if days is None else max(0.0, days * _DAY + within)

    def _offset(self, zone: bytes | None) -> float | None:
        if not zone:
            return self._zone
        if zone[:1] not in b"+-":
            return 0.0
        hours, minutes = int(zone[1:3]), int(zone[-2:])
        if hours > 23 or minutes > 59:  # noqa: PLR2004 - hours and minutes
            return None
        return (hours * 3600 + minutes * 60) * (-1 if zone[:1] == b"-" else 1)

    def _this_year(self, month: int, day: int, within: float) -> float:
        now = time.time() if self._reference is None else self._reference
        newest = date.fromordinal(_EPOCH + int(min(max(now, 0.0), 2e11) // _DAY)).year + 1
        # The 29th of February may lie eight years back.
        for year in range(newest, newest - 10, -1):
            days = _days(year, month, day)
            if days is not None and days * _DAY + within <= now + 2 * _DAY:
                return max(0.0, days * _DAY + within)
        return 0.0


def _without_fraction(text: bytes) -> tuple[bytes, bytes, bytes]:
    for sign in (b".", b","):
        before, found, after = text.rpartition(sign)
        if found and before[-3:-2] == b":":
            digits = after[: len(after) - len(after.lstrip(b"0123456789"))]
            return before, digits[:9], after[len(digits) :]
    return text, b"", b""


def _days(year: int, month: int, day: int) -> int | None:
    try:
        return date(year, month, day).toordinal() - _EPOCH
    except ValueError:
        return None


def _number(found: re.Match[bytes]) -> float:
    """Seconds, milliseconds, microseconds or nanoseconds since 1970, told by their size."""
    value = float(found[0])
    for unit in (1.0, 1e3, 1e6, 1e9):
        if value / unit < 1e11:  # noqa: PLR2004 - the year 5138 in seconds, 1973 in milliseconds
            return value / unit
    return 0.0
