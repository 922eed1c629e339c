"""How a value is sent, and what the judge of web attacks says of it: through the gate, as from a log.

A value that has no percent escape is encoded whole, as `urllib.parse.quote(value, safe="")` does. One that
has is sent as the list has it, for so it was written to be sent; only what cannot stand in a parameter is
encoded: controls, spaces, `" # & < >` and bytes over 126.

Each is sent as the parameter `q` of `/search` (open redirects as `url`, which is where an address belongs).
Paths are sent as the path itself, too, and documents of XML as a body, too: both are told apart.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import quote_from_bytes

from web_material import Value

from vedette.detectors.web.gate import Gate
from vedette.detectors.web.judging import Judging, Spots
from vedette.languages.logs.recognition import open_format
from vedette.model.traffic import Request
from vedette.rulebook import rulebook

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
_ESCAPE = re.compile(rb"%[0-9A-Fa-f]{2}|%u[0-9A-Fa-f]{4}")
_CANNOT = re.compile(rb"[\x00-\x20\"#&<>\x7f-\xff]")
_CANNOT_PATH = re.compile(rb"[\x00-\x20\"#?\x7f-\xff]")
_BLOCK = 1 << 19


class Seen(NamedTuple):
    """What was said of a value: anything, something sure, passed by the gate, and the rules."""

    any: bool
    sure: bool
    gate: bool
    rules: tuple[str, ...]
    shown: tuple[bytes, ...] = ()


class Run(NamedTuple):
    """What was said of all values, in their order, and the CPU seconds that it took."""

    seen: list[Seen]
    cpu: float


def encoded(raw: bytes, cannot: re.Pattern[bytes] = _CANNOT) -> bytes:
    """A value as a client sends it."""
    if _ESCAPE.search(raw):
        return cannot.sub(lambda found: b"%%%02X" % found[0][0], raw)
    return quote_from_bytes(raw, safe="").encode()


def target(value: Value, way: str = "query") -> bytes:
    """The target by which a value is sent, as `query` or as `path`."""
    if way == "path":
        raw = value.raw.lstrip(b"/") if value.raw.startswith(b"/") else value.raw
        # Slashes and backslashes of a path are sent as they are: nobody encodes those of `/../../`.
        if _ESCAPE.search(raw):
            return b"/" + encoded(raw, _CANNOT_PATH)
        return b"/" + quote_from_bytes(raw, safe="/\\:;=,@!~*'()$+&.").encode()
    name = b"url" if value.kind == "redirect" else b"q"
    return b"/search?" + name + b"=" + encoded(value.raw)


def line(target: bytes) -> bytes:
    """A line of an access log in combined format, without line feed."""
    return b'203.0.113.9 - - [22/Nov/2026:10:00:00 +0000] "GET %s HTTP/1.1" 200 512 "-" "%s"' % (
        target,
        AGENT.encode(),
    )


class Judge:
    """Gate and judge as the detector has them, and no memory of what was judged before."""

    def __init__(self) -> None:
        book = rulebook({}, ["web"])
        self._gate = Gate(book.definitions, ("", b""))
        self._judging = Judging(book.rules)
        self._format = open_format("combined")

    def lines(self, targets: Sequence[bytes]) -> Run:
        """Judge targets as lines of a log, in blocks."""
        seen = [Seen(any=False, sure=False, gate=False, rules=())] * len(targets)
        cpu = 0.0
        for first, data in _blocks(targets):
            began = time.process_time()
            for index, begin, end, ends, aims in self._gate.candidates(data):
                line = data[begin:end]
                request = self._format.request(line)
                if request is not None:
                    spots = Spots(line, tuple(at - begin for at in ends), aims)
                    seen[first + index] = self._said(request, spots)
            cpu += time.process_time() - began
        return Run(seen, cpu)

    def bodies(self, values: Iterable[Value]) -> Run:
        """Judge values as bodies of requests; there is no gate before them."""
        began = time.process_time()
        seen = [self._said(Request(target=b"/api", method=b"POST", body=one.raw)) for one in values]
        return Run(seen, time.process_time() - began)

    def _said(self, request: Request, spots: Spots | None = None) -> Seen:
        found = self._judging.judge(request, spots)
        return Seen(
            any=bool(found),
            sure=any(one.attack.sure for one in found),
            gate=True,
            rules=tuple(one.attack.rule for one in found),
            shown=tuple(one.attack.shown for one in found),
        )


def _blocks(targets: Sequence[bytes]) -> Iterable[tuple[int, bytes]]:
    first, size, lines = 0, 0, []
    for number, one in enumerate(targets):
        lines.append(line(one))
        size += len(lines[-1])
        if size > _BLOCK or number == len(targets) - 1:
            yield first, b"\n".join([*lines, b""])
            first, size, lines = number + 1, 0, []
