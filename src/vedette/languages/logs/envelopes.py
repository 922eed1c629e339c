r"""Envelopes that containers and journald put around each line: taken off before the format is recognised.

- Docker's json-file: `{"log": "...\n", "stream": "stdout", "time": "..."}`; a line of more than 16 KiB
  comes in pieces, of which all but the last have no line feed;
- CRI (containerd, CRI-O): `TIME stdout F ...`; pieces of a long line have the tag P, the last one F;
- journald as JSON: `MESSAGE` with what syslog has beside it, written as a line of syslog.

What comes out has as many lines as what went in, so that a line keeps its number: pieces are joined where the
last of them stands, and leave blank lines. A piece whose rest is in another block is a line of its own there,
since nobody knows whether the rest will come; where it comes, it stands behind that piece again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

_SAMPLE = 1 << 16
_LEAST_SHARE = 0.9
# Of a line in pieces; the rest of a longer one is left out.
_LONGEST = 1 << 16
_STREAMS = 8
_LATEST = 253_402_300_799
_CRI = re.compile(
    rb"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,18}(?:Z|[+-][0-9]{2}:[0-9]{2})) (stdout|stderr) "
    rb"([FP])(?::[^ ]{0,64})?(?: (.*))?",
    re.DOTALL,
)
_ENDS = re.compile(rb"[\r\n\x0b\x0c]+")
_WORD = re.compile(r"[^A-Za-z0-9_./@-]+")


class Piece(NamedTuple):
    """What one line holds: whose output it is, the moment as written, the text, and whether the line ends."""

    source: bytes
    moment: bytes
    text: bytes
    ends: bool


class Opened(NamedTuple):
    """A block without envelopes: as many lines as before, and the moment of each as its envelope has it."""

    data: bytes
    moments: Sequence[bytes]


Open = Callable[[bytes], Piece | None]
Begun = dict[bytes, tuple[int, bytes, bytes]]
"""Of whose output a line has begun: where, -1 for in an earlier block; its moment; its pieces so far."""


class _Docker(msgspec.Struct):
    log: str
    time: str
    stream: str = ""


class _Journal(msgspec.Struct):
    message: str | list[int] | None = msgspec.field(name="MESSAGE")
    moment: str = msgspec.field(name="__REALTIME_TIMESTAMP")
    program: str | list[str | int] | None = msgspec.field(name="SYSLOG_IDENTIFIER", default=None)
    command: str | None = msgspec.field(name="_COMM", default=None)
    host: str | None = msgspec.field(name="_HOSTNAME", default=None)


_OF_DOCKER = msgspec.json.Decoder(_Docker)
_OF_JOURNAL = msgspec.json.Decoder(_Journal)


def envelope_of(sample: bytes) -> str:
    """The envelope that nearly all lines of a sample have: `docker`, `cri`, `journald`, or "" for none."""
    lines = [line for line in sample[:_SAMPLE].split(b"\n")[:200] if line.strip()]
    if len(sample) > _SAMPLE:
        lines = lines[:-1] or lines
    for name, open_ in _KINDS.items():
        if lines and sum(open_(line) is not None for line in lines) >= _LEAST_SHARE * len(lines):
            return name
    return ""


def opened(name: str, data: bytes, begun: Begun | None = None) -> Opened:
    """A block without its envelopes; lines that have none stay as they are.

    Args:
        name: as `envelope_of` has it.
        data: whole lines.
        begun: lines that began in the blocks before; afterwards those that go on in the next.
    """
    lines = data.split(b"\n")
    if not lines[-1]:
        lines.pop()
    texts = [b""] * len(lines)
    moments = [b""] * len(lines)
    for index, moment, text in _joined(lines, _KINDS[name], {} if begun is None else begun):
        texts[index], moments[index] = _ENDS.sub(b" ", text.rstrip(b"\r\n")), moment
    return Opened(b"\n".join([*texts, b""]), moments)


def _joined(lines: Sequence[bytes], open_: Open, begun: Begun) -> Iterator[tuple[int, bytes, bytes]]:
    """Where each line ends, its moment, and its text from all its pieces."""
    for index, line in enumerate(lines):
        piece = open_(line)
        if piece is None:
            yield index, b"", line
            continue
        before = begun.pop(piece.source, None)
        text = before[2] + piece.text[: _LONGEST - len(before[2])] if before else piece.text
        if piece.ends:
            yield index, piece.moment, text
        elif len(begun) < _STREAMS:
            begun[piece.source] = (index, piece.moment, text[:_LONGEST])
        else:
            yield index, piece.moment, text
    for source, (index, moment, text) in begun.items():
        if index >= 0:
            yield index, moment, text
            begun[source] = (-1, moment, text)


def _docker(line: bytes) -> Piece | None:
    if line[:1] != b"{":
        return None
    try:
        one = _OF_DOCKER.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    text = one.log.encode("utf-8", "replace")
    return Piece(one.stream[:16].encode("utf-8", "replace"), _bytes(one.time), text, text.endswith(b"\n"))


def _cri(line: bytes) -> Piece | None:
    found = _CRI.fullmatch(line)
    return Piece(found[2], found[1], found[4] or b"", found[3] == b"F") if found else None


def _journald(line: bytes) -> Piece | None:
    if line[:1] != b"{":
        return None
    try:
        one = _OF_JOURNAL.decode(line)
        moment = int(one.moment[:20]) // 1_000_000
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError):
        return None
    if not 0 <= moment < _LATEST:
        return None
    written = datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    program = one.program if isinstance(one.program, str) else one.command or ""
    names = b" ".join((_name(one.host or "", "-"), _name(program, "journal")))
    return Piece(b"", written, b"%b %b: %b" % (written, names, _message(one.message)), ends=True)


def _message(message: str | list[int] | None) -> bytes:
    """Text, or bytes that are no UTF-8 as numbers."""
    if isinstance(message, list):
        return bytes(one & 0xFF for one in message)
    return (message or "").encode("utf-8", "replace")


def _name(text: str, otherwise: str) -> bytes:
    return (_WORD.sub("-", text)[:64] or otherwise).encode("ascii", "replace")


def _bytes(text: str) -> bytes:
    return text[:64].encode("utf-8", "replace")


_KINDS: dict[str, Open] = {"docker": _docker, "cri": _cri, "journald": _journald}
