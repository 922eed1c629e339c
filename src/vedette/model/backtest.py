"""What a policy would have done to the changes of the past."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from vedette.model.coverage import Completeness
from vedette.model.finding import Finding


class Fate(StrEnum):
    """What became of something that a policy would have stopped.

    `passing` is what the commits of the change brought and took away again: it never was in the main line's
    files, and whoever has the commits has it. `young` is what stands and is too young to be counted.
    """

    gone_soon = "gone-soon"
    gone_late = "gone-late"
    stands = "stands"
    young = "young"
    passing = "passing"


class Stop(Struct, frozen=True, kw_only=True):
    """One finding for which a change would have been stopped.

    Attributes:
        id: the finding's name, the same for as long as it lives within the backtest.
        reason: the gate's.
        owner: whom the policy names; "" for nobody.
        fate: what became of it.
        days: from the change to the change that mended it; None when none did.
        mended_by: the commit that did; "".
    """

    id: str
    finding: Finding
    reason: str
    owner: str
    fate: Fate
    days: int | None = None
    mended_by: str = ""


class Stopped(Struct, frozen=True, kw_only=True):
    """A change that would have been stopped.

    Attributes:
        commit: its id on the main line.
        time: UTC, ISO 8601 to the second, as the commit says.
        title: the first line of its message.
        names: authors of the commits that came with it; never an address.
        is_merge: it has more than one parent.
        stops: what for, worst first.
    """

    commit: str
    time: str
    title: str
    names: tuple[str, ...]
    is_merge: bool
    stops: tuple[Stop, ...]


class Backtest(Struct, frozen=True, kw_only=True):
    """The replay of a policy over the last changes of a main line.

    Attributes:
        project: what the repository is known by.
        policy: where the policy was read from, for people.
        head: the commit at the end of the line.
        first, last: when the oldest and the newest change were committed, UTC, ISO 8601; "" without one.
        asked: how many changes were asked for.
        changes: how many were replayed; `merges` of them have more than one parent.
        within: the days that count as soon.
        stopped: the changes that would have been stopped, oldest first.
        introduced: findings that the changes brought in, those that stop nothing included.
        versions: versions of files that were examined; `cached` of them an earlier run had examined.
        unexamined: versions that could not be.
        incomplete: changes that could not be looked at in full.
        completeness, reasons: how much it rests on.
        seconds, cpu_seconds: what it cost, worker processes included.
        notes: what a person should know.
    """

    project: str
    policy: str
    head: str
    first: str
    last: str
    asked: int
    changes: int
    merges: int
    within: int
    stopped: tuple[Stopped, ...]
    introduced: int
    versions: int
    cached: int
    unexamined: int
    incomplete: int
    completeness: Completeness
    reasons: tuple[str, ...] = ()
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def stops(self) -> tuple[Stop, ...]:
        """All that would have stopped a change."""
        return tuple(stop for one in self.stopped for stop in one.stops)

    def count(self, fate: Fate) -> int:
        """How many of them had a fate."""
        return sum(stop.fate is fate for stop in self.stops)
