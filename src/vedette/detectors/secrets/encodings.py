"""Encodings: how a stretch of a text is read in another way, and where each byte of the reading comes from.

Each reader is given a text and the end of a gate's match in it, and takes time linear in what it reads.
"""

from __future__ import annotations

import binascii
import re
from bisect import bisect_right
from collections.abc import Callable

from msgspec import Struct

from vedette.detectors.secrets import gates
from vedette.languages.text import decode

# A stretch of text is at most so long; what goes on after it is read as another.
MOST_STRETCH = 1 << 16
_MOST_BINARY = 1 << 22
# Bytes before a string that are read along with it, since a value's name stands there.
_CONTEXT = 160
_LONGEST_STRING = 4096
_QUADS = 24
_FOLDED = 40
_SHORTEST = 8
_MOSTLY = 0.9
_PRINTABLE = bytes((9, 10, 13, *range(32, 127)))
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ALIKE = re.compile(rb"[A-Za-z0-9]*+[_-]")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]+")
_BASE64_SAFE = re.compile(rb"[A-Za-z0-9_-]+")
_FOLD = re.compile(rb"(?:\\r)?\\n[ \t]{0,80}|\r?\n[ \t]{0,80}")
_WHOLE = re.compile(rb"(?:[A-Za-z0-9+/]{4}){3,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_SAFE = bytes.maketrans(b"-_", b"+/")
_HEX = re.compile(rb"(?:[0-9A-Fa-f]{2})+")
_WORD = re.compile(rb"[^\s\"'<>`]*")
_STRINGS = rb"\"(?>[^\"\\\n]|\\.)*+\"|'(?>[^'\\\n]|\\.)*+'|`(?>[^`\\\n]|\\.)*+`"
_STRING = re.compile(_STRINGS, re.DOTALL)
_JOINED = re.compile(
    rb"[ \t]*+(?:\\?\r?\n[ \t]*+)?(?:(?:\+|\.{1,2}|&|\|\|)[ \t]*+(?:\\?\r?\n[ \t]*+)?)?(?=[\"'`])"
)
_LISTED = re.compile(rb"\s*+,\s*+(?=[\"'`])")
_CLOSED = re.compile(rb"[+.&|\\ \t\r\n]*+[\"'`]")
_TO_QUOTE = re.compile(rb"(?>[^\"'`\\\n]|\\.)*+", re.DOTALL)
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_ESCAPE = re.compile(
    rb"\\(?:u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{2})|([0-3][0-7]{2})|"
    rb"(\r?\n[ \t]{0,80})|([nrt])|([^A-Za-z0-9\s]))"
)
_ENTITY = re.compile(rb"&(?:#([0-9]{1,7})|#[xX]([0-9A-Fa-f]{1,6})|(quot|apos|amp|lt|gt));")
_ENTITIES = {b"quot": b'"', b"apos": b"'", b"amp": b"&", b"lt": b"<", b"gt": b">"}
_CONTROLS = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}

# (offset in the reading, its length, start and end in the text); of equal length both: byte by byte.
Segment = tuple[int, int, int, int]


class Reading(Struct, frozen=True):
    """A stretch of a text, read in another way.

    Attributes:
        start, end: byte range of the stretch.
        data: what it reads.
        how: the encoding, for people.
        segments: where bytes of the reading come from, in order; before `ratio` is applied.
        ratio: characters of the encoding for so many bytes of the reading, such as 4 for 3.
    """

    start: int
    end: int
    data: bytes
    how: str
    segments: tuple[Segment, ...]
    ratio: tuple[int, int] = (1, 1)

    def within(self, start: int, end: int) -> tuple[int, int]:
        """The byte range of the text that a range of the reading, which is not empty, comes from."""
        characters, units = self.ratio
        first = self._place(start * characters // units)[0]
        last = self._place(-(-end * characters // units) - 1)[1]
        return first, self.end if self.ratio != (1, 1) and end == len(self.data) else last

    def _place(self, at: int) -> tuple[int, int]:
        index = bisect_right(self.segments, at, key=lambda segment: segment[0]) - 1
        offset, length, start, end = self.segments[max(index, 0)]
        if end - start != length:
            return start, end
        found = min(start + at - offset, end - 1)
        return found, found + 1


# How far a stretch goes, and what it reads.
_Read = tuple[int, Reading | None]


def read(gate: str, data: bytes, at: int, low: int) -> tuple[int, Reading | None]:
    """Read the stretch of a text that a gate stands in.

    Args:
        gate: which one.
        data: the text.
        at: byte offset of the end of the gate's match.
        low: byte offset before which the stretch must not begin.

    Returns:
        How far the stretch goes, at least to `at`, and the reading: None when it is no text, or nothing is
        encoded.
    """
    end, reading = _READERS[gate](data, at, low)
    return max(end, at), reading


def plain(value: bytes) -> bytes:
    """What a value reads in base64 with its padding; b"" when that is no printable text."""
    if len(value) % 4 or len(value) > MOST_STRETCH or not _WHOLE.fullmatch(value):
        return b""
    found = binascii.a2b_base64(value)
    return found if len(found) >= _SHORTEST and not found.translate(None, _PRINTABLE) else b""


def _from_binary(data: bytes, at: int, low: int) -> _Read:
    start = at - _QUADS
    if start < low:
        return at, None
    return _hex(data, start) if data[start : start + 1].isdigit() else _base64(data, start)


def _base64(data: bytes, start: int) -> _Read:
    limit = start + _MOST_BINARY
    kind = _BASE64_SAFE if _ALIKE.match(data, start, limit) else _BASE64
    first = kind.match(data, start, limit)
    if first is None:
        return start, None
    lines = [first.span()]
    while True:
        begin, end = lines[-1]
        fold = _FOLD.match(data, end) if end - begin >= _FOLDED and (end - begin) % 4 == 0 else None
        more = kind.match(data, fold.end(), limit) if fold else None
        if more is None or more.end() - more.start() > lines[0][1] - lines[0][0]:
            break
        lines.append(more.span())
    joined = b"".join([data[begin:end] for begin, end in lines]).translate(_SAFE)
    joined = joined[: len(joined) - (len(joined) % 4 == 1)]
    raw = binascii.a2b_base64(joined + b"=" * (-len(joined) % 4))
    end = lines[-1][1]
    end += len(data[end : end + 2]) - len(data[end : end + 2].lstrip(b"="))
    return end, _binary(raw, (start, end), lines, "base64", (4, 3))


def _hex(data: bytes, start: int) -> _Read:
    run = _HEX.match(data, start, start + _MOST_BINARY)
    if run is None:
        return start, None
    return run.end(), _binary(binascii.a2b_hex(run[0]), run.span(), [run.span()], "hex", (2, 1))


def _binary(
    raw: bytes, span: tuple[int, int], lines: list[tuple[int, int]], how: str, ratio: tuple[int, int]
) -> Reading | None:
    """What bytes read as a text, up to the first that no text has; UTF-16 too."""
    text = raw
    control = _CONTROL.search(raw)
    if control is not None:
        wide = decode("", raw) if raw[control.start() : control.start() + 1] == b"\0" else None
        if wide is not None and wide.encoding.startswith("utf-16"):
            text, ratio, how = wide.data, (ratio[0] * 2, ratio[1]), f"UTF-16 in {how}"
        else:
            text = raw[: control.start()]
    odd = len(text.translate(None, _PRINTABLE))
    if len(text) < _SHORTEST or odd > len(text) * (1 - _MOSTLY):
        return None
    segments: list[Segment] = []
    offset = 0
    for begin, end in lines:
        segments.append((offset, end - begin, begin, end))
        offset += end - begin
    return Reading(*span, text, how, tuple(segments), ratio)


def _percent(data: bytes, at: int, low: int) -> _Read:
    floor = max(low, at - _LONGEST_STRING)
    before = _WORD.match(data[floor:at][::-1])
    start = at - (before.end() if before else 0)
    after = _WORD.match(data, at, at + MOST_STRETCH)
    span = (start, after.end() if after else at)
    return _replaced(data, span, _PERCENT, lambda match: binascii.a2b_hex(match[1]), "percent encoding")


def _escape(data: bytes, at: int, low: int) -> _Read:
    opening = _opening(data, at, max(low, at - _LONGEST_STRING))
    after = _TO_QUOTE.match(data, opening, opening + MOST_STRETCH)
    end = max(after.end() if after else at, at)
    start = max(low, _line_start(data, opening), opening - _CONTEXT)
    return _replaced(data, (start, min(end + 1, len(data))), _ESCAPE, _unescaped, "escapes")


def _entity(data: bytes, at: int, low: int) -> _Read:
    start = max(low, _line_start(data, at), at - _LONGEST_STRING)
    end = data.find(b"\n", at, start + MOST_STRETCH)
    span = (start, end if end != -1 else min(start + MOST_STRETCH, len(data)))
    return _replaced(data, span, _ENTITY, _character, "entities")


def _glue(data: bytes, at: int, low: int) -> _Read:
    # The gate's match ends one character into the string on the right.
    closed = _CLOSED.match(data[max(low, at - 2 - 96) : at - 2][::-1])
    if closed is None:
        return at, None
    closing = at - 2 - closed.end()
    floor = max(low, _line_start(data, closing), closing - _LONGEST_STRING)
    opening = data.rfind(data[closing : closing + 1], floor, closing)
    return _strings(data, opening, low, _JOINED) if opening != -1 else (at, None)


def _list(data: bytes, at: int, low: int) -> _Read:
    if data[at - 1 : at] == b")":
        bracket = data.rfind(b"[", max(low, at - _LONGEST_STRING), at)
        first = re.compile(rb"\s*+(?=[\"'`])").match(data, bracket + 1) if bracket != -1 else None
        return _strings(data, first.end(), low, _LISTED) if first else (at, None)
    return _strings(data, at - 1, low, _LISTED)


def _strings(data: bytes, opening: int, low: int, glue: re.Pattern[bytes]) -> _Read:
    """Strings that a program joins, as one, with what stands before them on the line."""
    limit = opening + MOST_STRETCH
    start = max(low, _line_start(data, opening), opening - _CONTEXT)
    parts = [(start, opening + 1)]
    end = opening
    while (string := _STRING.match(data, end, limit)) is not None:
        parts.append((string.start() + 1, string.end() - 1))
        glued = glue.match(data, string.end(), limit)
        end = glued.end() if glued else string.end()
        if glued is None:
            break
    if len(parts) < 3:  # noqa: PLR2004 - what stands before, and two strings
        return end, None
    parts.append((parts[-1][1], parts[-1][1] + 1))
    segments: list[Segment] = []
    offset = 0
    for begin, stop in parts:
        segments.append((offset, stop - begin, begin, stop))
        offset += stop - begin
    joined = b"".join([data[begin:stop] for begin, stop in parts])
    return parts[-1][1], Reading(start, parts[-1][1], joined, "joined strings", tuple(segments))


def _replaced(
    data: bytes,
    span: tuple[int, int],
    pattern: re.Pattern[bytes],
    meaning: Callable[[re.Match[bytes]], bytes],
    how: str,
) -> _Read:
    """A stretch with each encoded character replaced by what it means."""
    pieces: list[bytes] = []
    segments: list[Segment] = []
    at, offset = span[0], 0
    for match in pattern.finditer(data, *span):
        meant = meaning(match)
        if match.start() > at:
            pieces.append(data[at : match.start()])
            segments.append((offset, match.start() - at, at, match.start()))
            offset += match.start() - at
        if meant:
            pieces.append(meant)
            segments.append((offset, len(meant), *match.span()))
            offset += len(meant)
        at = match.end()
    if not segments or at == span[0]:
        return span[1], None
    if at < span[1]:
        pieces.append(data[at : span[1]])
        segments.append((offset, span[1] - at, at, span[1]))
    return span[1], Reading(*span, b"".join(pieces), how, tuple(segments))


def _unescaped(match: re.Match[bytes]) -> bytes:
    four, braced, two, octal, line, control, sign = match.groups()
    if line is not None:
        return b""
    if control is not None:
        return _CONTROLS[control]
    if sign is not None:
        return bytes(sign)
    return _utf8(int(four or braced or two, 16) if octal is None else int(octal, 8))


def _character(match: re.Match[bytes]) -> bytes:
    decimal, hexadecimal, name = match.groups()
    if name is not None:
        return _ENTITIES[name]
    return _utf8(int(decimal) if decimal is not None else int(hexadecimal, 16))


def _utf8(point: int) -> bytes:
    return chr(point).encode("utf-8", "replace") if point <= 0x10FFFF else b"?"  # noqa: PLR2004 - Unicode's last


def _opening(data: bytes, at: int, low: int) -> int:
    """Offset after the quote or line end that a string begins after."""
    start = low
    for sign in (b'"', b"'", b"`", b"\n"):
        found = data.rfind(sign, start, at)
        while found > start and data[found - 1 : found] in {b"\\", b"\r"}:
            found = data.rfind(sign, start, found)
        start = max(start, found + 1)
    return start


def _line_start(data: bytes, at: int) -> int:
    return data.rfind(b"\n", max(at - _LONGEST_STRING, 0), at) + 1


_READERS: dict[str, Callable[[bytes, int, int], _Read]] = {
    gates.BINARY: _from_binary,
    gates.PERCENT: _percent,
    gates.ESCAPE: _escape,
    gates.ENTITY: _entity,
    gates.GLUE: _glue,
    gates.LIST: _list,
}
