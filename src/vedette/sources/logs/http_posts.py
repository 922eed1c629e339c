"""HTTP as a listener for logs needs it: posts in, short answers out, each bound kept."""

from __future__ import annotations

import zlib

import msgspec
from msgspec import Struct

from vedette.sources.logs.interface import KEPT, LONGEST

MOST_HEAD = 16 * 1024
MOST_BODY = 8 * 1024 * 1024
_REASONS = {
    100: "Continue",
    204: "No Content",
    400: "Bad Request",
    405: "Method Not Allowed",
    408: "Request Timeout",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    429: "Too Many Requests",
    431: "Request Header Fields Too Large",
}
_CSP = ("application/csp-report", "application/reports+json")
_CROSS = b"Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Headers: content-type\r\n"
_ARRAY = msgspec.json.Decoder(list[msgspec.Raw])


class Post(Struct, frozen=True):
    """One request that brought lines.

    Attributes:
        data: the lines, each with its line feed.
        lines: how many.
        reports: they are reports of a Content-Security-Policy.
        keeps: the connection goes on after the answer.
    """

    data: bytes
    lines: int
    reports: bool
    keeps: bool
    oversize: int = 0
    left_out: int = 0


class Refusal(Struct, frozen=True):
    """What to answer at once; the connection ends with it unless `keeps`."""

    status: int
    keeps: bool = False


class Posts:
    """Takes the bytes of one connection in order; one request is answered before the next is read."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._head: dict[str, str] | None = None
        self._method = ""
        self._body = bytearray()

    @property
    def waiting(self) -> bool:
        """A request has begun and is not whole."""
        return bool(self._held) or self._head is not None

    def feed(self, data: bytes) -> None:
        """Takes more bytes."""
        self._held += data

    def next(self) -> Post | Refusal | None:
        """The next request or refusal; None until more has come."""
        fields = self._head
        if fields is None:
            end = self._held.find(b"\r\n\r\n", 0, MOST_HEAD + 4)
            if end < 0:
                return Refusal(431) if len(self._held) > MOST_HEAD else None
            fields = self._read_head(bytes(self._held[:end]))
            if fields is None:
                return Refusal(400)
            del self._held[: end + 4]
            self._head = fields
            if fields.pop("expect", "").lower() == "100-continue":
                return Refusal(100, keeps=True)
        return self._whole(fields)

    def _read_head(self, head: bytes) -> dict[str, str] | None:
        first, *rest = head.decode("latin-1").split("\r\n")
        words = first.split(" ")
        if len(words) != 3 or not words[2].startswith("HTTP/1."):  # noqa: PLR2004 - method, target, version
            return None
        fields: dict[str, str] = {}
        for line in rest:
            name, colon, value = line.partition(":")
            if not colon or name.lower() in {"content-length", "transfer-encoding"} & fields.keys():
                return None
            fields[name.lower()] = value.strip()
        self._method = words[0]
        if words[2] == "HTTP/1.0" and "connection" not in fields:
            fields["connection"] = "close"
        return fields

    def _whole(self, fields: dict[str, str]) -> Post | Refusal | None:
        if "transfer-encoding" in fields:
            if fields["transfer-encoding"].lower() != "chunked" or "content-length" in fields:
                return Refusal(400)
            done = self._chunked()
        else:
            length = fields.get("content-length", "0")
            if not length.isdecimal() or len(length) > 12:  # noqa: PLR2004 - digits of a length
                return Refusal(400)
            if int(length) > MOST_BODY:
                return Refusal(413)
            done = len(self._held) >= int(length)
            if done:
                self._body += self._held[: int(length)]
                del self._held[: int(length)]
        if isinstance(done, Refusal):
            return done
        return self._answered(fields) if done else None

    def _chunked(self) -> bool | Refusal:
        while True:
            end = self._held.find(b"\r\n", 0, 1024)
            if end < 0:
                return Refusal(400) if len(self._held) > 1024 else False  # noqa: PLR2004 - of a chunk's head
            try:
                size = int(bytes(self._held[:end]).partition(b";")[0].strip(), 16)
            except ValueError:
                return Refusal(400)
            if size < 0 or len(self._body) + size > MOST_BODY:
                return Refusal(413)
            if len(self._held) < end + 2 + size + 2:
                return False
            self._body += self._held[end + 2 : end + 2 + size]
            del self._held[: end + 2 + size + 2]
            if not size:
                return True

    def _answered(self, fields: dict[str, str]) -> Post | Refusal:
        body, self._body, self._head = bytes(self._body), bytearray(), None
        keeps = fields.get("connection", "").lower() != "close"
        if self._method == "OPTIONS":
            return Refusal(204, keeps=keeps)
        if self._method != "POST":
            return Refusal(405, keeps=keeps)
        encoding = fields.get("content-encoding", "identity").lower()
        if encoding == "gzip":
            unpacked = _gunzip(body)
            if unpacked is None:
                return Refusal(413)
            body = unpacked
        elif encoding != "identity":
            return Refusal(415, keeps=keeps)
        kind = fields.get("content-type", "").partition(";")[0].strip().lower()
        return _post(body, kind, keeps=keeps)


def answer(status: int, *, keeps: bool) -> bytes:
    """The bytes of an answer."""
    if status == 100:  # noqa: PLR2004 - no answer yet
        return b"HTTP/1.1 100 Continue\r\n\r\n"
    head = f"HTTP/1.1 {status} {_REASONS[status]}\r\n".encode()
    if status == 429:  # noqa: PLR2004
        head += b"Retry-After: 1\r\n"
    if status == 405:  # noqa: PLR2004
        head += b"Allow: POST, OPTIONS\r\n"
    if status != 204:  # noqa: PLR2004
        head += b"Content-Length: 0\r\n"
    return head + _CROSS + (b"\r\n" if keeps else b"Connection: close\r\n\r\n")


def _gunzip(body: bytes) -> bytes | None:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        data = unpacker.decompress(body, MOST_BODY)
    except zlib.error:
        return None
    return data if unpacker.eof else None


def _post(body: bytes, kind: str, *, keeps: bool) -> Post | Refusal:
    reports = kind in _CSP
    try:
        if body.lstrip()[:1] == b"[" and (reports or "json" in kind or not kind):
            lines = [msgspec.json.format(bytes(item), indent=-1) for item in _ARRAY.decode(body)]
        elif reports or kind == "application/json":
            lines = [msgspec.json.format(body, indent=-1)] if b"\n" in body.strip() else [body.strip()]
        else:
            lines = body.splitlines() if b"\r" in body else body.removesuffix(b"\n").split(b"\n")
    except (msgspec.MsgspecError, RecursionError):
        if reports:
            return Refusal(400, keeps=keeps)
        lines = body.removesuffix(b"\n").split(b"\n")
    if not body.strip():
        return Post(b"", 0, reports, keeps)
    long = [line for line in lines if len(line) > LONGEST]
    if long:
        lines = [line if len(line) <= LONGEST else line[:KEPT] for line in lines]
    left_out = sum(len(line) - KEPT for line in long)
    return Post(b"\n".join(lines) + b"\n", len(lines), reports, keeps, len(long), left_out)
