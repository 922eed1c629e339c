"""What all formats share: lines and their columns, escapes of logs, and formats that one expression reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import compress
from typing import Any

from msgspec.structs import replace

from vedette.languages.logs.interface import Rows
from vedette.languages.logs.moments import Moments
from vedette.model.traffic import Request

ROLES = ("moment", "client", "method", "target", "status", "agent", "user", "host")
_COLUMNS = ("moments", "clients", "methods", "targets", "statuses", "agents", "users", "hosts")
# A block of nothing but short lines is read in parts, so that its columns stay small.
_MOST_LINES = 16384
_PART = 1 << 16

_CONTINUES = re.compile(
    rb"[ \t]+\S|Traceback \(most recent|Caused by: |During handling of the above|The above exception was|"
    rb"\.\.\. [0-9]+ (?:more|common)|(?:[A-Za-z_][A-Za-z0-9_]{0,80}\.){0,12}[A-Z][A-Za-z0-9_]{2,80}"
    rb"(?:Error|Exception|Warning|Exit|Interrupt|NotFound|DoesNotExist)(?:: |$)|goroutine [0-9]+ \[|"
    rb"[)\]}]+[,;]?$"
)
_ESCAPE = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|([\"\\nrtbfv]))")
_PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"v": b"\v"}
_METHOD = re.compile(rb"[A-Za-z][A-Za-z_-]{0,31}")
_ADDRESSES = re.compile(rb"[0-9a-fA-F.:]{3,45}(?:, ?[0-9a-fA-F.:]{3,45}){0,20}")
_COOKIES = re.compile(rb"[A-Za-z0-9_.-]{1,64}=[^;]{0,4096}(?:; ?[A-Za-z0-9_.-]{1,64}=.*)?")
# A quote that is never closed reaches to the end, lest each be tried to there.
_EXTRA = re.compile(rb"\"((?>[^\"\\]|\\.)*+)(?:\"|\\?$)|([^ \"]++)", re.DOTALL)
_SECONDS = re.compile(rb"[0-9]{1,6}\.[0-9]{1,6}")


class Bare:
    """A format whose moments are read by all notations.

    Args:
        name: of the format.
        moments: reads the moments.
    """

    def __init__(self, name: str, moments: Moments | None = None) -> None:
        self.name = name
        self._moments = moments or Moments()

    def moment(self, text: bytes) -> float:
        """Seconds since 1970 (UTC); 0.0 when it cannot be read."""
        return self._moments.read(text)


class PatternFormat(Bare):
    """A format of lines of text: one expression over the whole block, and slower ones for odd lines.

    Args:
        name: of the format.
        fast: groups are named by `ROLES`; matches no line feed and is linear.
        exact: each tried on a line that `fast` refuses, and for `request`; groups are named by the fields
            of Request, `request` (the request line), `rest` (what follows) and `took_ms`.
        need: the role that no line lacks which fits.
        moments: reads the moments.
    """

    def __init__(
        self,
        name: str,
        fast: bytes,
        exact: Sequence[bytes],
        *,
        need: str = "status",
        moments: Moments | None = None,
    ) -> None:
        super().__init__(name, moments)
        self._fast = re.compile(rb"^(?:" + fast + rb"|(.*))$", re.MULTILINE)
        self._places = {role: place - 1 for role, place in self._fast.groupindex.items()}
        self._exact = tuple(re.compile(one) for one in exact)
        self._need = self._places[need]

    def rows(self, data: bytes) -> Rows:
        """All lines of a block in columns."""
        return by_parts(data, self._part)

    def request(self, line: bytes) -> Request | None:
        """One line in full; None when it does not fit."""
        part = self._read(line.rstrip(b"\r\n"))
        return None if part is None else request_of(part, self.moment)

    def _part(self, data: bytes) -> Rows:
        found = self._fast.findall(data)
        columns = list(zip(*found, strict=True))
        count = len(found)
        empty: Sequence[bytes] = [b""] * count
        ordered = [columns[self._places[role]] if role in self._places else empty for role in ROLES]
        need = columns[self._need]
        if b"" not in need:
            return rows_of(ordered, count, range(count))
        misfits = [(index, columns[-1][index]) for index, value in enumerate(need) if not value]
        return self._mended([list(column) for column in ordered], misfits)

    def _mended(self, columns: list[list[bytes]], misfits: list[tuple[int, bytes]]) -> Rows:
        """The same with what the exact expressions make of the odd lines; what does not fit is taken out."""
        unreadable: list[int] = []
        gone: list[int] = []
        blank = 0
        for index, line in misfits:
            part = self._read(line)
            if part is not None:
                for place, value in enumerate(cells(part)):
                    columns[place][index] = value
                continue
            gone.append(index)
            if not line.strip():
                blank += 1
            elif not continues(line):
                unreadable.append(index)
        count = len(columns[0])
        if not gone:
            return rows_of(columns, count, range(count))
        fits = [True] * count
        for index in gone:
            fits[index] = False
        rows = rows_of(
            [list(compress(column, fits)) for column in columns], count, list(compress(range(count), fits))
        )
        rows.unreadable, rows.blank = unreadable, blank
        rows.continued = len(gone) - len(unreadable) - blank
        return rows

    def _read(self, line: bytes) -> dict[str, bytes] | None:
        for exact in self._exact:
            if found := exact.fullmatch(line):
                return found.groupdict(b"")
        return None


def by_parts(data: bytes, read: Callable[[bytes], Rows]) -> Rows:
    """Reads a block by `read`, which gets lines without the last line end; large ones in parts."""
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n")
    body = data.removesuffix(b"\n").removesuffix(b"\r")
    if not data:
        return Rows()
    if data.count(b"\n") <= _MOST_LINES:
        return read(body)
    return joined(read(part) for part in _parts(body))


def rows_of(columns: Sequence[Sequence[bytes]], lines: int, index: Sequence[int]) -> Rows:
    """Rows of columns in the order of `ROLES`."""
    return Rows(lines=lines, index=index, **dict(zip(_COLUMNS, columns, strict=True)))  # type: ignore[arg-type]


def joined(parts: Iterable[Rows]) -> Rows:
    """The rows of a block from those of its parts, in order."""
    names = (*_COLUMNS, "index", "unreadable", "logins", "violations")
    lists: dict[str, list[Any]] = {name: [] for name in names}
    lines = blank = continued = 0
    for part in parts:
        lists["index"] += [lines + one for one in part.index]
        lists["unreadable"] += [lines + one for one in part.unreadable]
        for name in _COLUMNS:
            lists[name] += getattr(part, name)
        lists["logins"] += [replace(one, line=lines + one.line) for one in part.logins]
        lists["violations"] += [replace(one, line=lines + one.line) for one in part.violations]
        lines += part.lines
        blank += part.blank
        continued += part.continued
    return Rows(lines=lines, blank=blank, continued=continued, **lists)


def gather(lines: int, items: Iterable[tuple[int, tuple[bytes, ...]]]) -> Rows:
    """Rows of lines that were read one by one.

    Args:
        lines: how many there are.
        items: index and cells in the order of `ROLES`, for each that fits.
    """
    index: list[int] = []
    cells_: list[tuple[bytes, ...]] = []
    for place, item in items:
        index.append(place)
        cells_.append(item)
    columns: Sequence[Sequence[bytes]] = list(zip(*cells_, strict=True)) or [()] * len(ROLES)
    return rows_of(columns, lines, index)


def continues(line: bytes) -> bool:
    """Whether a line that fits nothing goes on with the one before: part of a stack trace."""
    return _CONTINUES.match(line) is not None


def cells(part: Mapping[str, bytes]) -> tuple[bytes, ...]:
    """What a line has for each of `ROLES`."""
    method, target = part.get("method", b""), part.get("target", b"")
    if "request" in part:
        method, target = request_line(part["request"])
    agent = part.get("agent", b"")
    if not agent and "rest" in part and "referer" not in part:
        agent = _quoted(part["rest"], 1)
    get = part.get
    return (
        get("moment", b""),
        get("client", b""),
        method,
        target,
        get("status", b""),
        agent,
        get("user", b""),
        get("host", b""),
    )


def request_line(text: bytes) -> tuple[bytes, bytes]:
    """Method and target; a line that is no request line is a target as a whole."""
    method, space, rest = text.partition(b" ")
    if not space or not _METHOD.fullmatch(method):
        return b"", text
    target, space, protocol = rest.rpartition(b" ")
    if space and protocol[:5].upper() == b"HTTP/":
        return method, target
    return (method, rest) if method.isupper() else (b"", text)


def unescape(text: bytes) -> bytes:
    r"""What was logged, from nginx's notation (`\x22`) or Apache's (`\"`, `\\`, `\n`, `\xhh`)."""
    return _ESCAPE.sub(_unescaped, text) if b"\\" in text else text


def request_of(part: Mapping[str, bytes], moment: Callable[[bytes], float]) -> Request:
    """The request that named parts of a line tell of; `moment` reads its time."""
    method, target = part.get("method", b""), part.get("target", b"")
    if "request" in part:
        method, target = request_line(part["request"])
    extras = list(_extras(part.get("rest", b"")))
    referer, agent = part.get("referer", b""), part.get("agent", b"")
    if "referer" not in part and "agent" not in part:
        quoted = [text for text, is_quoted in extras if is_quoted][:2]
        if len(quoted) == 2:  # noqa: PLR2004 - both or none
            referer, agent = quoted
            extras = extras[2:]
    headers, took = _told(extras)
    headers += [
        (name[7:].replace("_", "-").encode(), unescape(value))
        for name, value in part.items()
        if name.startswith("header_") and said(value)
    ]
    return Request(
        time=moment(part.get("moment", b"")),
        client=said(part.get("client", b"")),
        user=unescape(said(part.get("user", b""))),
        method=method,
        host=unescape(said(part.get("host", b""))),
        target=unescape(said(target)),
        status=number(part.get("status", b"")),
        size=int(number(part.get("size", b""), -1)),
        took=seconds(part, took),
        referer=unescape(said(referer)),
        agent=unescape(said(agent)),
        headers=tuple(headers),
        body=unescape(said(part.get("body", b""))),
    )


def said(text: bytes) -> bytes:
    """The text; b"" for the dash that stands for nothing."""
    return b"" if text == b"-" else text


def number(text: bytes, otherwise: int = 0) -> int:
    """Digits as a number, `otherwise` for all else."""
    return int(text) if text.isdigit() and len(text) < 19 else otherwise  # noqa: PLR2004 - more is no count


def seconds(part: Mapping[str, bytes], otherwise: float = -1.0) -> float:
    """How long a request took, by the unit that the part's name tells."""
    for name, unit in (("took", 1.0), ("took_ms", 1e3), ("took_us", 1e6), ("took_ns", 1e9)):
        if text := part.get(name):
            try:
                value = float(text) / unit
            except ValueError:
                continue
            return value if 0 <= value < 1e9 else otherwise  # noqa: PLR2004 - thirty years
    return otherwise


def _told(extras: Iterable[tuple[bytes, bool]]) -> tuple[list[tuple[bytes, bytes]], float]:
    """Headers and seconds among what follows a combined line, by their shape."""
    headers: list[tuple[bytes, bytes]] = []
    took = -1.0
    for text, quoted in extras:
        if took < 0 and _SECONDS.fullmatch(text.removeprefix(b"rt=")):
            took = float(text.removeprefix(b"rt="))
        elif quoted and _ADDRESSES.fullmatch(text):
            headers.append((b"x-forwarded-for", text))
        elif quoted and _COOKIES.fullmatch(text):
            headers.append((b"cookie", unescape(text)))
        elif quoted and text not in {b"", b"-"}:
            headers.append((b"", unescape(text)))
    return headers, took


def _extras(rest: bytes) -> Iterator[tuple[bytes, bool]]:
    for found in _EXTRA.finditer(rest):
        yield (found[1], True) if found[1] is not None else (found[2], False)


def _quoted(rest: bytes, place: int) -> bytes:
    texts = [text for text, quoted in _extras(rest) if quoted]
    return texts[place] if len(texts) > place else b""


def _unescaped(found: re.Match[bytes]) -> bytes:
    if found[1]:
        return bytes.fromhex(found[1].decode())
    return _PLAIN.get(found[2], found[2])


def _parts(body: bytes) -> Iterator[bytes]:
    start = 0
    while True:
        end = body.find(b"\n", start + _PART)
        if end < 0:
            yield body[start:]
            return
        yield body[start:end]
        start = end + 1
