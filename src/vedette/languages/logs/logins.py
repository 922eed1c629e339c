"""Tries to log in that lines tell in so many words, by the entries of `logins.toml`.

All literals of all entries are looked for in the whole block at once; only a line that has one is matched.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from msgspec import Struct

from vedette.model.traffic import Login

_LONGEST = 4096
_ADDRESS = re.compile(
    rb"(?<![0-9A-Za-z.:])(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9.]*[0-9])|(?=[0-9a-fA-F]{0,4}:)(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4})(?![0-9A-Za-z])"
)


class Entry(Struct, frozen=True):
    """One way in which a program tells of a try.

    Attributes:
        id: its name.
        method: how somebody tried.
        succeeded: they came in.
        gate: literals in lower case, one of which each such line has.
        pattern: with groups `user` (or `user2`) and `client`.
    """

    id: str
    method: str
    succeeded: bool
    gate: tuple[bytes, ...]
    pattern: re.Pattern[bytes]


class Logins:
    """Finds what the entries describe."""

    def __init__(self) -> None:
        self._entries = entries()
        self._gate = _gate()

    def of_lines(self, data: bytes, lines: Sequence[bytes], moment: Callable[[int], float]) -> list[Login]:
        """The tries that a block tells of, in order of line, one a line.

        Args:
            data: the block.
            lines: the same, split at line feeds.
            moment: time of a line by its index.
        """
        hits = self._gate(data)
        if not hits:
            return []
        starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
        chosen: dict[int, set[int]] = {}
        for end, entry in hits:
            chosen.setdefault(bisect_right(starts, end - 1) - 1, set()).add(entry)
        found = ((index, self._judge(lines[index], chosen[index])) for index in sorted(chosen))
        return [
            Login(
                line=index,
                time=moment(index),
                user=told[1],
                client=told[2],
                succeeded=told[0].succeeded,
                method=told[0].method,
            )
            for index, told in found
            if told is not None
        ]

    def of_texts(
        self,
        texts: Sequence[bytes],
        moments: Sequence[bytes],
        moment: Callable[[bytes], float],
        clients: Sequence[bytes],
    ) -> list[Login]:
        """The same for messages that are fields of lines; line feeds in them are spaces."""
        data = b"\n".join(texts)
        if data.count(b"\n") != len(texts) - 1:
            texts = [text.replace(b"\n", b" ") for text in texts]
            data = b"\n".join(texts)
        at: Callable[[int], float] = lambda index: moment(moments[index]) if index < len(moments) else 0.0  # noqa: E731
        return [
            login if login.client or login.line >= len(clients) else _from(login, clients[login.line])
            for login in self.of_lines(data, texts, at)
        ]

    def _judge(self, line: bytes, chosen: set[int]) -> tuple[Entry, bytes, bytes] | None:
        line = line[:_LONGEST]
        for place in sorted(chosen):
            entry = self._entries[place]
            if found := entry.pattern.search(line):
                part = found.groupdict()
                user = part.get("user") or part.get("user2") or b""
                client = part.get("client") or _address(line, found.start())
                return entry, user.rstrip(b"."), client.strip(b"[]")
        return None


@cache
def entries() -> tuple[Entry, ...]:
    """The entries of the data file, in its order: what stands first wins."""
    return tuple(
        Entry(
            id=one["id"],
            method=one["method"],
            succeeded=one["succeeded"],
            gate=tuple(literal.encode() for literal in one["gate"]),
            pattern=re.compile(one["pattern"].encode(), re.IGNORECASE),
        )
        for one in raw_entries()
    )


def raw_entries() -> list[dict[str, Any]]:
    """The data file as it stands, examples too."""
    path = Path(__file__).with_name("logins.toml")
    return list(tomllib.loads(path.read_text(encoding="utf-8"))["login"])


def _from(login: Login, client: bytes) -> Login:
    from msgspec.structs import replace

    return replace(login, client=client)


def _address(line: bytes, start: int) -> bytes:
    found = _ADDRESS.search(line, start) or _ADDRESS.search(line)
    return found[0] if found else b""


def _literals() -> Iterator[tuple[bytes, int]]:
    for place, entry in enumerate(entries()):
        for literal in entry.gate:
            yield literal, place


@cache
def _gate() -> Callable[[bytes], list[tuple[int, int]]]:
    """Says where in a block literals end, and of which entry each is."""
    try:
        import hyperscan
    except ImportError:
        return _find_each
    literals = list(_literals())
    database = hyperscan.Database()
    database.compile(
        expressions=[re.escape(literal) for literal, _ in literals],
        ids=[place for _, place in literals],
        elements=len(literals),
        flags=hyperscan.HS_FLAG_CASELESS,
    )

    def gate(data: bytes) -> list[tuple[int, int]]:
        hits: list[tuple[int, int]] = []

        def heard(place: int, start: int, end: int, flags: int, context: object) -> None:
            del start, flags, context
            hits.append((end, place))

        database.scan(data, match_event_handler=heard)
        return hits

    return gate


def _find_each(data: bytes) -> list[tuple[int, int]]:
    """Without the engine: one literal after the other."""
    lower = data.lower()
    hits: list[tuple[int, int]] = []
    for literal, place in _literals():
        end = lower.find(literal)
        while end >= 0:
            hits.append((end + len(literal), place))
            end = lower.find(literal, end + len(literal))
    return hits
