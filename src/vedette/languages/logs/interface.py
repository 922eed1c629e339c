"""The socket of a log format: what all of its lines tell in columns, and one line in full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from vedette.model.traffic import Login, Request, Violation


class Rows(Struct, kw_only=True):
    """The lines of one block in columns, all as long as `index`: an item for each line that fits the format.

    Attributes:
        lines: how many lines the block has.
        index: which line each item is of, from 0, rising.
        moments: the time as the line has it; `Format.moment` reads it.
        clients, methods, targets, statuses, agents, users, hosts: as the line has them; b"" or b"-" where it
            has none.
        logins: tries to log in that the lines tell in so many words; in order of `Login.line`.
        violations: what browsers report of a page's policy; in order of `Violation.line`.
        unreadable: lines that do not fit, from 0, rising;
            `lines` = len(index) + len(unreadable) + blank + continued.
        blank: lines with nothing in them.
        continued: lines that go on with the one before and tell nothing by themselves: stack traces.
    """

    lines: int = 0
    index: Sequence[int] = ()
    moments: Sequence[bytes] = ()
    clients: Sequence[bytes] = ()
    methods: Sequence[bytes] = ()
    targets: Sequence[bytes] = ()
    statuses: Sequence[bytes] = ()
    agents: Sequence[bytes] = ()
    users: Sequence[bytes] = ()
    hosts: Sequence[bytes] = ()
    logins: Sequence[Login] = ()
    violations: Sequence[Violation] = ()
    unreadable: Sequence[int] = ()
    blank: int = 0
    continued: int = 0


class Format(Protocol):
    """How one kind of log is read. Nothing it is given makes it raise; time is linear in the bytes."""

    name: str

    def rows(self, data: bytes) -> Rows:
        """All lines of a block in columns; the fast way, taken for every line of the log."""
        ...

    def request(self, line: bytes) -> Request | None:
        """One line in full; None when it tells of no request."""
        ...

    def moment(self, text: bytes) -> float:
        """Seconds since 1970 (UTC) of a `Rows.moments` item; 0.0 when it cannot be read."""
        ...
