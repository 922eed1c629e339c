"""Kinds of clients that were never seen: families of user agents, without their versions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import msgspec
from msgspec import Struct, field

from vedette.detectors.logs.bounded import Bounded
from vedette.detectors.logs.columns import Columns
from vedette.detectors.logs.scope import Scope
from vedette.detectors.logs.seen import Seen
from vedette.model.kept import restored

_STREAMS = 64
_FAMILIES = 256
_CACHED = 8192
_SAMPLED = 400
_FEW = 5
_A_DAY = 5
_DAY = 86_400
_LONGEST = 300
_NAME = re.compile(rb"[A-Za-z][A-Za-z._-]{1,30}+")
_PRODUCT = re.compile(rb"(?:^|[\s(;+])([A-Za-z][A-Za-z._-]{1,30}+)(?:/|;|\)|\s|$)")
_BROWSERS = (
    b"opr",
    b"edg",
    b"firefox",
    b"fxios",
    b"crios",
    b"chrome",
    b"chromium",
    b"safari",
    b"trident",
    b"msie",
)
_BOT = re.compile(rb"[A-Za-z][A-Za-z._-]{0,30}(?:[Bb]ot|[Cc]rawler|[Ss]pider)[A-Za-z]{0,12}|[Bb]ot|[Ss]pider")


class _Known(Struct, array_like=True):
    families: dict[str, int] = field(default_factory=dict)
    fresh: dict[str, int] = field(default_factory=dict)
    day: int = 0
    told: int = 0


class Newcomers:
    """The kinds of clients of each log."""

    def __init__(self) -> None:
        self._known: Bounded[str, _Known] = Bounded(_STREAMS, _Known)
        self._cache: dict[bytes, str] = {}

    def take(self, seen: Columns, scope: Scope | None) -> Iterator[Seen]:
        """What kinds of clients are new.

        Args:
            seen: a block.
            scope: what is known of its log.
        """
        agents = seen.batch.rows.agents
        if not seen.routes or scope is None:
            return
        known = self._known.of(seen.batch.block.stream)
        if len(self._cache) > _CACHED:
            self._cache.clear()
        # A block of nothing but different ones is made up: some of them are enough.
        for agent in islice(dict.fromkeys(agents), _SAMPLED):
            family = self._cache.get(agent)
            if family is None:
                family = self._cache[agent] = family_of(agent)
            if family in known.families:
                continue
            if not scope.mature:
                if len(known.families) < _FAMILIES:
                    known.families[family] = 1
                continue
            yield from self._fresh(seen, known, agent, family)

    def state(self) -> bytes:
        """All of it."""
        return msgspec.msgpack.encode(self._known.items)

    def restore(self, state: bytes) -> None:
        """Goes on from there; what cannot be read is forgotten."""
        self._known.items = restored(state, dict[str, _Known], {})

    def _fresh(self, seen: Columns, known: _Known, agent: bytes, family: str) -> Iterator[Seen]:
        agents = seen.batch.rows.agents
        if len(known.families) >= _FAMILIES:
            return
        count = known.fresh.pop(family, 0) + agents.count(agent)
        if count < _FEW:
            if len(known.fresh) >= _FAMILIES:
                del known.fresh[next(iter(known.fresh))]
            known.fresh[family] = count
            return
        place = agents.index(agent)
        known.families[family] = 1
        day = int(seen.time(place) // _DAY)
        if day != known.day:
            known.day, known.told = day, 0
        known.told += 1
        if known.told > _A_DAY:
            return
        yield Seen(
            rule="logs-new-agent",
            time=seen.time(place),
            line=seen.line(place),
            where="agent",
            text=f"{family}: {agent.decode('utf-8', 'backslashreplace')}",
            reason="A kind of client asks that never came before.",
            count=count,
        )


def family_of(agent: bytes) -> str:
    """What kind of client it is: its name in lower case, without version and system."""
    agent = agent[:_LONGEST]
    if agent in (b"", b"-"):
        return "none"
    lower = agent.lower()
    found = _BOT.search(agent) if b"bot" in lower or b"spider" in lower or b"crawler" in lower else None
    if found:
        return _text(found[0])
    names = [name.lower() for name in _PRODUCT.findall(agent)]
    if not names or names[0] != b"mozilla":
        first = _NAME.search(agent)
        return _text(first[0]) if first else "other"
    browser = next((name for name in _BROWSERS if any(one.startswith(name) for one in names)), None)
    return _text(browser) if browser else "mozilla"


def _text(name: bytes) -> str:
    return name.lower().decode("ascii", "replace")
