"""W3C extended logs: CloudFront's and IIS's, whose `#Fields` line names the columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import unquote_to_bytes

from vedette.languages.logs.interface import Format, Rows
from vedette.languages.logs.moments import Moments
from vedette.languages.logs.shared import Bare, by_parts, continues, gather, request_of, said
from vedette.model.traffic import Request

NAMES = ("w3c", "cloudfront", "iis")
_CLOUDFRONT = [
    "date",
    "time",
    "x-edge-location",
    "sc-bytes",
    "c-ip",
    "cs-method",
    "cs(Host)",
    "cs-uri-stem",
    "sc-status",
    "cs(Referer)",
    "cs(User-Agent)",
    "cs-uri-query",
    "cs(Cookie)",
    "x-edge-result-type",
    "x-edge-request-id",
    "x-host-header",
    "cs-protocol",
    "cs-bytes",
    "time-taken",
    "x-forwarded-for",
    "ssl-protocol",
    "ssl-cipher",
    "x-edge-response-result-type",
    "cs-protocol-version",
    "fle-status",
    "fle-encrypted-fields",
    "c-port",
    "time-to-first-byte",
    "x-edge-detailed-result-type",
    "sc-content-type",
    "sc-content-len",
    "sc-range-start",
    "sc-range-end",
]
_IIS = [
    "date",
    "time",
    "s-ip",
    "cs-method",
    "cs-uri-stem",
    "cs-uri-query",
    "s-port",
    "cs-username",
    "c-ip",
    "cs(User-Agent)",
    "cs(Referer)",
    "sc-status",
    "sc-substatus",
    "sc-win32-status",
    "time-taken",
]
_DATE = re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIELDS = re.compile(rb"^#Fields:[ \t]*([^\n]{1,4096})", re.MULTILINE)


class W3c(Bare):
    """A log whose columns are known, until a `#Fields` line in it says otherwise.

    Args:
        name: of the format.
        fields: names of the columns.
        moments: reads the moments.
    """

    def __init__(self, name: str, fields: list[str], moments: Moments) -> None:
        super().__init__(name, moments)
        self._order(fields)

    def rows(self, data: bytes) -> Rows:
        """All lines of a block in columns; lines that start with `#` count as continued."""
        return by_parts(data, self._part)

    def request(self, line: bytes) -> Request | None:
        """One line in full; None when it does not fit."""
        line = line.rstrip(b"\r\n")
        cells = line.split(b"\t" if b"\t" in line else b" ")
        if not self._fits(cells):
            return None
        named = dict(zip(self._fields, cells, strict=False))
        get: Callable[[str], bytes] = lambda name: said(named.get(name, b""))  # noqa: E731
        query = get("cs-uri-query")
        moment = get("date") + b" " + get("time") if "date" in named else get("timestamp")
        part = {
            "moment": moment,
            "client": get("c-ip"),
            "user": get("cs-username"),
            "method": get("cs-method"),
            "host": get("x-host-header") or get("cs(host)") or get("cs-host"),
            "status": get("sc-status"),
            "size": get("sc-bytes"),
            # IIS counts milliseconds, CloudFront seconds.
            ("took" if "x-edge-location" in named else "took_ms"): get("time-taken"),
        }
        whole = request_of(part, self.moment)
        target = get("cs-uri-stem") + (b"?" + query if query else b"")
        texts = [self._plain(get(name)) for name in ("cs(referer)", "cs(user-agent)", "cs(cookie)")]
        headers = [(b"cookie", texts[2]), (b"x-forwarded-for", get("x-forwarded-for"))]
        return Request(
            **{
                name: getattr(whole, name)
                for name in ("time", "client", "user", "method", "host", "status", "size", "took")
            },
            target=target,
            referer=texts[0],
            agent=texts[1],
            headers=tuple(one for one in headers if one[1]),
        )

    def _order(self, fields: list[str]) -> None:
        self._fields = [field.lower() for field in fields]
        self._place = {field: place for place, field in enumerate(self._fields)}
        self._encoded = "x-edge-location" in self._place

    def _part(self, data: bytes) -> Rows:
        lines = data.split(b"\n")
        unreadable: list[int] = []
        blank = continued = 0
        items: list[tuple[int, tuple[bytes, ...]]] = []
        tab = b"\t" if b"\t" in data else b" "
        for index, line in enumerate(lines):
            cells = line.split(tab)
            if self._fits(cells):
                items.append((index, self._cells(cells)))
            elif not line.strip():
                blank += 1
            elif line[:1] == b"#":
                continued += 1
                if found := _FIELDS.match(line):
                    self._order(found[1].decode("latin-1").split())
            elif continues(line):
                continued += 1
            else:
                unreadable.append(index)
        rows = gather(len(lines), items)
        rows.unreadable, rows.blank, rows.continued = unreadable, blank, continued
        return rows

    def _fits(self, cells: list[bytes]) -> bool:
        if len(cells) != len(self._fields) or cells[0][:1] == b"#":
            return False
        status, day = self._place.get("sc-status"), self._place.get("date")
        return (status is None or (len(cells[status]) == 3 and cells[status].isdigit())) and (  # noqa: PLR2004
            day is None or _DATE.fullmatch(cells[day]) is not None
        )

    def _cells(self, cells: list[bytes]) -> tuple[bytes, ...]:
        def at(name: str) -> bytes:
            place = self._place.get(name)
            return b"" if place is None else cells[place]

        query = at("cs-uri-query")
        target = at("cs-uri-stem") + (b"?" + query if query not in {b"", b"-"} else b"")
        moment = at("date") + b" " + at("time") if "date" in self._place else at("timestamp")
        host = at("x-host-header") or at("cs(host)") or at("cs-host")
        return (
            moment,
            at("c-ip"),
            at("cs-method"),
            target,
            at("sc-status"),
            at("cs(user-agent)"),
            at("cs-username"),
            host,
        )

    def _plain(self, text: bytes) -> bytes:
        """CloudFront encodes headers once more; IIS writes `+` for a space."""
        return unquote_to_bytes(text) if self._encoded else text.replace(b"+", b" ")


def create(name: str, mapping: Mapping[str, str], moments: Moments) -> Format:
    """The format; `fields` of the mapping names its columns, as a `#Fields` line does."""
    fields = mapping.get("fields", "").split()
    return W3c(name, fields or (_IIS if name == "iis" else _CLOUDFRONT), moments)


def offer(sample: bytes, moments: Moments) -> Iterable[tuple[int, Format]]:
    """By its `#Fields`; without them as CloudFront or IIS write unless told otherwise."""
    if found := _FIELDS.search(sample):
        fields = found[1].decode("latin-1").split()
        name = "cloudfront" if "x-edge-location" in fields else "iis" if "s-ip" in fields else "w3c"
        yield 80, W3c(name, fields, moments)
    yield 75, W3c("cloudfront", _CLOUDFRONT, moments)
    yield 74, W3c("iis", _IIS, moments)
