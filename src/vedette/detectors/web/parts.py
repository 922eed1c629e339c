"""A request taken apart: every value that the client chose, peeled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import unquote_to_bytes

import msgspec

from vedette.detectors.web.decoding import MAX_RAW, peel
from vedette.detectors.web.value import Value
from vedette.model.traffic import Request

Raw = tuple[str, bytes, bytes]
"""(where, name, raw) of a value, not yet peeled."""

_MOST = 400
_DEPTH = 24
_NAME = 256
_NAME_PLAIN = re.compile(rb"[\w.\[\]-]*", re.ASCII)
_PATH_PLAIN = re.compile(rb"[\w.,:@!~+/-]*", re.ASCII)
_PIECES = re.compile(rb";(?=[\w.\[\]-]{1,64}=)", re.ASCII)
_PAIR = re.compile(rb"[\w.\[\]%+$-]{1,128}=", re.ASCII)
_JSON_LIKE = re.compile(rb"\s*[\[{]")
_BOUNDARY = re.compile(rb"\s*--([^\r\n]{1,100})\r?\n")
_PART_NAME = re.compile(
    rb'\b((?:file)?name)\*?\s*=\s*(?:"((?:[^"\\\r\n]|\\.){0,1000})|([^";\r\n]{1,1000}))', re.IGNORECASE
)
_DULL_HEADERS = frozenset({b"accept-encoding", b"content-length", b"connection", b"date", b"cookie"})


def values(request: Request) -> Iterator[Value]:
    """Every value of a request, the plain ones too; at most a few hundred."""
    for where, name, raw in raws(request):
        yield peel(where, name, raw)


def raws(request: Request) -> Iterator[Raw]:
    """The values of a request before anything is peeled, in the order of the request."""
    return islice(_raws(request), _MOST)


def _raws(request: Request) -> Iterator[Raw]:
    target = request.target
    if target:
        yield "target", b"", target
        path, mark, query = target.partition(b"?")
        yield from _path(path)
        if mark:
            yield from _query("query", query.partition(b"#")[0])
    if len(request.referer) > 1:
        yield from _address("referer", request.referer)
    if len(request.agent) > 1:
        yield "agent", b"", request.agent
    if len(request.host) > 1:
        yield "header", b"host", request.host
    for name, raw in request.headers:
        if name == b"cookie":
            yield from _cookies(raw)
        elif name not in _DULL_HEADERS and len(raw) > 1:
            yield "header", name, raw
    if request.body:
        yield from _body(request.body)


def _path(path: bytes) -> Iterator[Raw]:
    yield "path", b"", path
    if _PATH_PLAIN.fullmatch(path) and b"--" not in path:
        return
    for segment in path.split(b"/")[:64]:
        if not _PATH_PLAIN.fullmatch(segment) or b"--" in segment or b"+" in segment:
            yield "path", b"segment", segment


def _query(where: str, query: bytes) -> Iterator[Raw]:
    """Parameters; a repeated one also as some servers join it, an object in one also field by field."""
    met: dict[bytes, list[bytes]] = {}
    for piece in query.split(b"&"):
        if not piece:
            continue
        # Links that were copied out of a page's source have `&amp;` between parameters.
        head, mark, raw = piece.removeprefix(b"amp;").partition(b"=")
        if not mark:
            yield where, b"", head
            continue
        name = _name(head)
        yield where, name, raw
        if not _NAME_PLAIN.fullmatch(name):
            yield where, b"", head
        if b";" in raw:
            yield from _split(where, piece)
        met.setdefault(name.removesuffix(b"[]"), []).append(raw)
        yield from _fields_within(where, name, raw)
    for name, several in met.items():
        if len(several) > 1 and not all(map(_NAME_PLAIN.fullmatch, several)):
            yield where, name, b",".join(several)


def _split(where: str, piece: bytes) -> Iterator[Raw]:
    several = _PIECES.split(piece)
    if len(several) > 1:
        for one in several:
            head, _, raw = one.partition(b"=")
            yield where, _name(head), raw


def _name(head: bytes) -> bytes:
    if b"%" in head or b"+" in head:
        head = unquote_to_bytes(head.replace(b"+", b" "))
    return head[:_NAME]


def _fields_within(where: str, name: bytes, raw: bytes) -> Iterator[Raw]:
    if raw[:1] in (b"{", b"[") or raw[:3].lower() in (b"%7b", b"%5b"):
        yield from _json(where, name, unquote_to_bytes(raw[:MAX_RAW].replace(b"+", b" ")))


def _address(where: str, address: bytes) -> Iterator[Raw]:
    yield where, b"", address
    before, mark, query = address.partition(b"?")
    if not _PATH_PLAIN.fullmatch(before):
        for segment in before.split(b"/")[1:64]:
            if not _PATH_PLAIN.fullmatch(segment):
                yield where, b"segment", segment
    if mark:
        yield from _query(where, query.partition(b"#")[0])


def _cookies(raw: bytes) -> Iterator[Raw]:
    for piece in raw.split(b";"):
        name, mark, value = piece.strip().partition(b"=")
        if mark:
            yield "cookie", name[:_NAME], value
        elif name:
            yield "cookie", b"", name
    if raw.count(b"=") > raw.count(b";") + 1:
        yield "cookie", b"", raw


def _body(body: bytes) -> Iterator[Raw]:
    if _JSON_LIKE.match(body):
        found = list(islice(_json("body", b"", body[: MAX_RAW * 8]), _MOST))
        if found:
            yield from found
            return
    elif boundary := _BOUNDARY.match(body):
        yield from _multipart(body, b"--" + boundary[1])
        return
    elif _PAIR.match(body):
        yield from _query("body", body)
        return
    yield "body", b"", body


def _multipart(body: bytes, boundary: bytes) -> Iterator[Raw]:
    for part in body[: MAX_RAW * 8].split(boundary)[1:64]:
        head, _, content = part.replace(b"\r\n", b"\n").partition(b"\n\n")
        name = b""
        for match in _PART_NAME.finditer(head):
            told = match[2] or match[3] or b""
            if match[1].lower() == b"filename":
                yield "body", b"filename", told
            else:
                name = told[:_NAME]
        if content.strip(b"-\n"):
            yield "body", name, content.rstrip(b"\n")


def _json(where: str, name: bytes, text: bytes) -> Iterator[Raw]:
    """Leaves of a document by their path, and names that no ordinary field has; nothing when it is none."""
    try:
        document = msgspec.json.decode(text)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return
    yield from _leaves(where, name, document, 0)


def _leaves(where: str, name: bytes, node: object, depth: int) -> Iterator[Raw]:
    if depth > _DEPTH:
        return
    if node in ({}, []):
        yield where, name, b""
    elif isinstance(node, dict):
        for key, item in node.items():
            own = str(key).encode("utf-8", "replace")[:_NAME]
            if not _NAME_PLAIN.fullmatch(own):
                yield where, name, own
            yield from _leaves(where, (name + b"." + own if name else own)[-_NAME:], item, depth + 1)
    elif isinstance(node, list):
        for item in _bounded(node):
            yield from _leaves(where, name, item, depth + 1)
    elif isinstance(node, str):
        yield where, name, node.encode("utf-8", "replace")
    else:
        yield where, name, str(node).encode()


def _bounded(node: Iterable[object]) -> Iterable[object]:
    return islice(node, _MOST)
