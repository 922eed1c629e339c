"""Trails: from what commits altered, when something came into history at each path, and what became of it."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from msgspec import Struct

from vedette.model.finding import Reach, Trail
from vedette.sources.git.reach import Level, Reached
from vedette.sources.git.walk import Altered, Step

# Of one thing; trees that hold one another many times over make millions.
MOST_PATHS = 1_000
_NO_GROUPS: frozenset[int] = frozenset()


class Traced(Struct, frozen=True, kw_only=True):
    """One path at which something stood in history.

    Attributes:
        path: as in `Entry.path`; "" when no commit has it.
        blob: the version that brought it.
        revision: the commit that brought it; "" when no commit has it.
        trail: the rest.
    """

    path: str
    blob: str
    revision: str
    trail: Trail


def iso(seconds: int) -> str:
    """A time as UTC, ISO 8601 to the second."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


class _Event(Struct, frozen=True, order=True):
    """Something came, or went, with a commit. In order of what is told: nearest first, then by time."""

    level: Level
    time: int
    commit: str
    name: str
    author: str = ""
    blob: str = ""
    other: str = ""


class _Life(Struct):
    """What is told of one thing at one path."""

    came: _Event | None = None
    went: _Event | None = None


class Tracer:
    """Follows things through history; the order in which commits are taken does not matter.

    Args:
        groups: for each thing the blobs that hold it.
        reached: what leads to which commit.
        current: path -> blob of the commit checked out.
    """

    def __init__(
        self, groups: Sequence[frozenset[str]], reached: Reached, current: Mapping[str, str]
    ) -> None:
        self._groups = groups
        self._reached = reached
        self._current = current
        holding: dict[bytes, set[int]] = defaultdict(set)
        for number, blobs in enumerate(groups):
            for blob in blobs:
                holding[blob.encode("ascii")].add(number)
        self._holding = {blob: frozenset(numbers) for blob, numbers in holding.items()}
        self._lives: list[dict[str, _Life]] = [{} for _ in groups]

    def take(self, step: Step) -> None:
        """Takes what one commit altered."""
        came: dict[int, list[Altered]] = defaultdict(list)
        went: dict[int, list[Altered]] = defaultdict(list)
        holding = self._holding
        for altered in step.altered:
            now = holding.get(altered.new, _NO_GROUPS)
            before = _NO_GROUPS.union(*(holding[old] for old in altered.old if old in holding))
            for number in now - before:
                came[number].append(altered)
            for number in before - now:
                went[number].append(altered)
        if came or went:
            self._note(step, came, went)

    def traces(self) -> list[list[Traced]]:
        """For each thing, in order of path, where it stood."""
        return [self._traces(number) for number in range(len(self._groups))]

    def _note(self, step: Step, came: dict[int, list[Altered]], went: dict[int, list[Altered]]) -> None:
        level, name = self._reached.of(step.commit)
        for number in came.keys() | went.keys():
            new, old = came.get(number, []), went.get(number, [])
            # One that goes and one that comes with the same commit: the file was renamed.
            moved = len(new) == len(old) == 1
            for altered in new:
                event = _Event(
                    level,
                    step.time,
                    step.commit,
                    name,
                    author=step.author,
                    blob=altered.new.decode("ascii"),
                    other=os.fsdecode(old[0].path) if moved else "",
                )
                life = self._life(number, altered)
                if life.came is None or event < life.came:
                    life.came = event
            for altered in old:
                other = os.fsdecode(new[0].path) if moved else ""
                event = _Event(level, step.time, step.commit, name, other=other)
                life = self._life(number, altered)
                if life.went is None or _later(event, life.went):
                    life.went = event

    def _life(self, number: int, altered: Altered) -> _Life:
        lives, path = self._lives[number], os.fsdecode(altered.path)
        if path not in lives and len(lives) >= MOST_PATHS:
            return _Life()
        return lives.setdefault(path, _Life())

    def _traces(self, number: int) -> list[Traced]:
        lives = self._lives[number]
        blobs = self._groups[number]
        found = []
        for path, life in sorted(lives.items()):
            is_current = self._current.get(path) in blobs
            if life.came is None:
                continue
            moved_on = life.went.other if life.went and not is_current else ""
            if moved_on and lives.get(moved_on, _Life()).came is not None:
                continue
            found.append(self._traced(number, path, is_current=is_current))
        if found:
            return found
        if any(life.came for life in lives.values()):
            # It only ever was renamed, there and back: told of once all the same.
            path = min(path for path, life in lives.items() if life.came)
            return [self._traced(number, path, is_current=False)]
        return [Traced(path="", blob=min(blobs), revision="", trail=Trail(since="", reach=Reach.nothing))]

    def _traced(self, number: int, path: str, *, is_current: bool) -> Traced:
        life = self._lives[number][path]
        was, came = self._origin(number, path)
        nearest = life.came or came
        reach = Reach.nothing if nearest.level >= Level.stash else Reach.ref
        went = None if is_current else life.went
        return Traced(
            path=path,
            blob=came.blob,
            revision=came.commit,
            trail=Trail(
                since=iso(came.time),
                reach=Reach.tree if is_current else reach,
                ref=nearest.name,
                author=came.author,
                was=was if was != path else "",
                removed=went.commit if went else "",
                removed_on=iso(went.time) if went else "",
            ),
        )

    def _origin(self, number: int, path: str) -> tuple[str, _Event]:
        """Where it first came in, before the file was renamed to this path."""
        lives = self._lives[number]
        been = {path}
        came = lives[path].came
        assert came is not None  # noqa: S101 - only paths at which it came are asked for
        while came.other and came.other not in been:
            before = lives.get(came.other, _Life()).came
            if before is None:
                break
            path = came.other
            been.add(path)
            came = before
        return path, came


def _later(one: _Event, other: _Event) -> bool:
    return (-one.level, one.time, one.commit) > (-other.level, other.time, other.commit)
