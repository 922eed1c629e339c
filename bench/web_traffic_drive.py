"""Many visitors at once over a few connections, in the order of a clock of their own."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import random
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

# How busy each hour of a day is, and each day of a week.
_HOURS = (3, 2, 1, 1, 1, 2, 4, 7, 9, 11, 12, 12, 13, 12, 11, 11, 11, 12, 13, 15, 16, 13, 9, 5)
_DAYS = (1.0, 1.0, 0.95, 1.0, 1.05, 1.2, 1.3)
# A log is out of order by so many seconds at most, as when requests take long.
_AHEAD = 20.0
_LONGEST = 1 << 26


@dataclass(slots=True)
class Visitor:
    """Somebody with an address, a browser and what it remembers."""

    address: str
    agent: str
    jar: dict[str, str] = field(default_factory=dict)
    has: set[str] = field(default_factory=set)
    token: str = ""


class Ask(NamedTuple):
    """A request, `wait` seconds after the answer before it."""

    visitor: Visitor
    target: str
    wait: float = 0.0
    method: str = "GET"
    body: bytes = b""
    kind: str = "application/x-www-form-urlencoded"
    referer: str = ""
    headers: tuple[tuple[str, str], ...] = ()


class Answer(NamedTuple):
    """What came back."""

    status: int
    location: str
    body: bytes


Visit = Generator[Ask, Answer, None]


class Agenda:
    """Who asks next, on the clock of the traffic.

    Args:
        started: (time, visit) of all visits, in order of time.
        until: no request is sent that is later.
    """

    def __init__(self, started: Iterator[tuple[float, Visit]], until: float) -> None:
        self._started, self._until = started, until
        self._next = next(started, None)
        self._due: list[tuple[float, int, Ask, Visit]] = []
        self._serial = itertools.count()
        self._out: list[float] = []
        self.now = 0.0

    @property
    def over(self) -> bool:
        """Whether nothing is due any more, before its end."""
        waits = bool(self._due) and self._due[0][0] <= self._until
        return not (self._next or self._out or waits)

    def pop(self) -> tuple[float, Ask, Visit] | None:
        """The request that is due next; None when there is none, or an earlier one is not answered yet."""
        while self._next and (not self._due or self._next[0] <= self._due[0][0]):
            began, visit = self._next
            self._next = next(self._started, None)
            self._push(began, visit, next(visit, None))
        if not self._due or self._due[0][0] > self._until:
            return None
        if self._out and self._due[0][0] > min(self._out) + _AHEAD:
            return None
        moment, _, ask, visit = heapq.heappop(self._due)
        self._out.append(moment)
        self.now = max(self.now, moment)
        return moment, ask, visit

    def answered(self, moment: float, visit: Visit, answer: Answer) -> None:
        """Goes on with a visit."""
        self._out.remove(moment)
        try:
            ask = visit.send(answer)
        except StopIteration:
            return
        self._push(moment + 0.05, visit, ask)

    def _push(self, moment: float, visit: Visit, ask: Ask | None) -> None:
        if ask is not None:
            heapq.heappush(self._due, (moment + ask.wait, next(self._serial), ask, visit))


def arrivals(chance: random.Random, begin: float, days: float, a_day: float) -> Iterator[float]:
    """When visits begin, by the hour of the day and the day of the week."""
    for hour in range(int(days * 24)):
        start = begin + hour * 3600
        parts = time.gmtime(start)
        share = _HOURS[parts.tm_hour] / sum(_HOURS) * _DAYS[parts.tm_wday]
        count = max(0, round(chance.gauss(a_day * share, (a_day * share) ** 0.5)))
        yield from sorted(start + chance.random() * 3600 for _ in range(count))


async def drive(port: int, agenda: Agenda, workers: int, deadline: float) -> int:
    """Sends what is due until nothing is, or until a moment of `time.monotonic`.

    Returns:
        The number of requests answered.
    """
    counts = [0] * workers
    tasks = [_worker(port, agenda, deadline, counts, number) for number in range(workers)]
    await asyncio.gather(*tasks)
    return sum(counts)


async def _worker(port: int, agenda: Agenda, deadline: float, counts: list[int], number: int) -> None:
    line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    while time.monotonic() < deadline and not agenda.over:
        due = agenda.pop()
        if due is None:
            await asyncio.sleep(0.005)
            continue
        moment, ask, visit = due
        for attempt in (0, 1):
            try:
                if line is None:
                    line = await asyncio.open_connection("127.0.0.1", port, limit=_LONGEST)
                answer = await _exchange(*line, ask, moment)
            except (OSError, asyncio.IncompleteReadError):
                line = None
                if attempt:
                    answer = Answer(0, "", b"")
                continue
            break
        counts[number] += answer.status > 0
        agenda.answered(moment, visit, answer)
    if line:
        line[1].close()


async def _exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, ask: Ask, moment: float
) -> Answer:
    visitor = ask.visitor
    head = [f"{ask.method} {ask.target} HTTP/1.1", "Host: 127.0.0.1", f"X-Forwarded-For: {visitor.address}"]
    head.append(f"X-Traffic-Time: {moment:.3f}")
    if visitor.agent != "-":
        head.append(f"User-Agent: {visitor.agent}")
    if ask.referer:
        head.append(f"Referer: {ask.referer}")
    if visitor.jar:
        head.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in visitor.jar.items()))
    if ask.method not in {"GET", "HEAD"}:
        head += [f"Content-Type: {ask.kind}", f"Content-Length: {len(ask.body)}"]
    head += [f"{name}: {value}" for name, value in ask.headers]
    writer.write("\r\n".join([*head, "", ""]).encode("utf-8") + ask.body)
    status, headers = _head(await reader.readuntil(b"\r\n\r\n"), visitor)
    if ask.method == "HEAD" or status in {204, 304}:
        return Answer(status, headers.get("location", ""), b"")
    if "content-length" in headers:
        body = await reader.readexactly(int(headers["content-length"]))
    else:
        body = await _chunks(reader)
    return Answer(status, headers.get("location", ""), body)


def _head(data: bytes, visitor: Visitor) -> tuple[int, dict[str, str]]:
    first, *lines = data.decode("latin-1").split("\r\n")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        name, value = name.lower(), value.strip()
        if name == "set-cookie":
            key, _, kept = value.partition(";")[0].partition("=")
            visitor.jar[key] = kept
        else:
            headers[name] = value
    return int(first.split(" ", 2)[1]), headers


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
    return body
