"""Tries to log in: told in so many words, by names that a server checked, or by forms that were sent.

A form's answer means what the route showed before: a refusal (4xx) is one; where some are sent back to the
form (200) and others on (302, 303), those sent on came in. Until a route showed two kinds of answers, they
say nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec
from msgspec import Struct

from vedette.detectors.logs.baseline import WINDOW
from vedette.detectors.logs.bounded import Bounded
from vedette.detectors.logs.columns import Columns, usable
from vedette.model.kept import restored

_ROUTES = 512
_LONGEST = 64
_BLANK = frozenset({b"", b"-"})
_WRONG = frozenset({b"400", b"401", b"403", b"422", b"429"})
_SHOWN = frozenset({b"200", b"201", b"204"})
_SENT_ON = frozenset({b"302", b"303"})


class Attempt(Struct, frozen=True, kw_only=True):
    """One try.

    Attributes:
        time: seconds since 1970 (UTC).
        line: in its file, from 1.
        client, user: bounded, b"" when not logged.
        succeeded: None when that cannot be told.
        place: where: a route, or a word such as `ssh`.
        path: the route, if it is one.
        host, method: of the request.
        anew: it is a login, and no request of one who is in.
    """

    time: float
    line: int
    client: bytes
    user: bytes
    succeeded: bool | None
    place: str
    path: str = ""
    host: bytes = b""
    method: bytes = b""
    status: int = 0
    anew: bool = True

    @property
    def window(self) -> int:
        """The window of five minutes since 1970."""
        return int(self.time // WINDOW)


class _Answers(Struct, array_like=True):
    wrong: bool = False
    shown: bool = False
    sent_on: bool = False


class Attempts:
    """Finds tries in blocks; knows how routes answer them."""

    def __init__(self) -> None:
        self._answers: Bounded[tuple[str, str], _Answers] = Bounded(_ROUTES, _Answers)

    def of(self, seen: Columns, logins: set[str], wanted: Callable[[bytes, bytes], bool]) -> list[Attempt]:
        """The tries of a block in order of line.

        Args:
            seen: the block.
            logins: routes where people log in.
            wanted: whether it matters that a client is in as a user, where each of its requests says so.
        """
        found = [*_told(seen), *_named(seen, wanted), *self._sent(seen, logins)]
        return sorted(found, key=lambda attempt: attempt.line)

    def state(self) -> bytes:
        """How routes answer."""
        return msgspec.msgpack.encode(self._answers.items)

    def restore(self, state: bytes) -> None:
        """Goes on from there; what cannot be read is forgotten."""
        self._answers.items = restored(state, dict[tuple[str, str], _Answers], {})

    def _sent(self, seen: Columns, logins: set[str]) -> Iterator[Attempt]:
        """Forms sent to where people log in."""
        if not seen.routes or logins.isdisjoint(seen.routes):
            return
        rows = seen.batch.rows
        for place, route in enumerate(seen.routes):
            if route not in logins or rows.methods[place] != b"POST" or rows.users[place] not in _BLANK:
                continue
            status = rows.statuses[place]
            succeeded, telling = self._meaning(seen.batch.block.stream, route, status)
            if telling:
                yield _request(seen, place, succeeded)

    def _meaning(self, stream: str, route: str, status: bytes) -> tuple[bool | None, bool]:
        """Whether a try succeeded, None for unknown; and whether it was one."""
        answers = self._answers.of((stream, route))
        if status in _WRONG:
            answers.wrong = True
            return False, True
        if status in _SENT_ON:
            answers.sent_on = True
            return (True if answers.wrong or answers.shown else None), True
        if status in _SHOWN:
            answers.shown = True
            if answers.sent_on:
                return False, True
            return (True if answers.wrong else None), True
        return None, False


def _told(seen: Columns) -> Iterator[Attempt]:
    """What lines tell in so many words."""
    block = seen.batch.block
    for login in seen.batch.rows.logins:
        yield Attempt(
            time=usable(login.time, block.arrived),
            line=block.line + login.line,
            client=_bare(login.client),
            user=_bare(login.user),
            succeeded=login.succeeded,
            place=login.method or "log",
        )


def _named(seen: Columns, wanted: Callable[[bytes, bytes], bool]) -> Iterator[Attempt]:
    """Users whose names a web server checked. One who is in makes many requests: one of a row is enough."""
    users = seen.batch.rows.users
    if not seen.routes or set(users) <= _BLANK:
        return
    rows = seen.batch.rows
    inside: set[tuple[bytes, bytes]] = set()
    failed: set[tuple[bytes, bytes]] = set()
    for place, (key, status) in enumerate(
        zip(zip(rows.clients, users, strict=True), rows.statuses, strict=True)
    ):
        if status == b"401":
            if key[1] not in _BLANK:
                inside.discard(key)
                failed.add(key)
                yield _request(seen, place, succeeded=False)
        elif key not in inside and status[:1] in (b"2", b"3"):
            inside.add(key)
            if key[1] not in _BLANK and (key in failed or wanted(_bare(key[0]), _bare(key[1]))):
                yield _request(seen, place, succeeded=True, anew=False)


def _request(seen: Columns, place: int, succeeded: bool | None, *, anew: bool = True) -> Attempt:
    rows = seen.batch.rows
    route, status = seen.routes[place], rows.statuses[place]
    return Attempt(
        time=seen.time(place),
        line=seen.line(place),
        client=_bare(rows.clients[place]),
        user=_bare(rows.users[place]),
        succeeded=succeeded,
        place=route,
        path=route,
        host=rows.hosts[place] if place < len(rows.hosts) else b"",
        method=rows.methods[place],
        status=int(status) if status.isdigit() else 0,
        anew=anew,
    )


def _bare(value: bytes) -> bytes:
    return b"" if value in _BLANK else value[:_LONGEST]
