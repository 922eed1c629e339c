"""Keeping: what has changed since the last checkpoint, and when the next one is due."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from vedette.model.watch import Mark, News, Point, Saved
from vedette.response.interface import Changed
from vedette.stream.interface import Letters, Memory, Task

# Writing must not take more than this share of the time.
_SHARE = 0.1
_URGENT_SHARE = 0.5
_SOON = 0.2
_GRAVITY = ("", "quiet", "grown", "held", "raised", "opened")


class Remembering(Protocol):
    """What survives a restart."""

    def state(self) -> bytes:
        """All that it remembers."""
        ...

    def restore(self, state: bytes) -> None:
        """Goes on from what `state` gave."""
        ...


class Keeping:
    """Collects what one transaction writes.

    Args:
        named: what is remembered, by the name that it is kept under.
        memory: where.
        saved: what the last checkpoint left; all parts go on from it.
        task: how often; of a replay alerts are kept, positions and states are not.
    """

    def __init__(self, named: Mapping[str, Remembering], memory: Memory, saved: Saved, task: Task) -> None:
        self._named, self._memory, self._task = named, memory, task
        self._turn = saved.turn
        for name, one in named.items():
            one.restore(saved.states.get(name, b""))
        self._marks: dict[tuple[str, str], Mark] = {}
        self._gone: set[tuple[str, str]] = set()
        self._news: dict[str, News] = {}
        self._states: dict[str, bytes] = dict(saved.states)
        self._changed = False
        self._last, self._cost = time.monotonic(), 0.0
        self._urgent = False

    def touch(self) -> None:
        """Something changed that is part of a state."""
        self._changed = True

    def mark(self, mark: Mark | None) -> None:
        """Everything up to here is examined."""
        self._changed = True
        if mark is not None:
            self._marks[mark.stream, mark.part] = mark
            self._gone.discard((mark.stream, mark.part))

    def forget(self, stream: str, part: str) -> None:
        """The position in a file is of no use any more."""
        self._marks.pop((stream, part), None)
        self._gone.add((stream, part))

    def news(self, changed: Iterable[Changed]) -> None:
        """What became of alerts."""
        for one in changed:
            self._changed = True
            self._urgent = self._urgent or one.what.value in {"opened", "raised"}
            before = self._news.get(one.alert.key)
            what = max(one.what.value, before.what if before else "", key=_GRAVITY.index)
            self._news[one.alert.key] = News(one.alert, what)

    def due(self) -> bool:
        """It is time to write; for an alert that people wait for, sooner."""
        passed = time.monotonic() - self._last
        if self._urgent and passed >= max(_SOON, self._cost / _URGENT_SHARE):
            return True
        return self._changed and passed >= max(self._task.checkpoint, self._cost / _SHARE)

    def write(self, letters: Letters) -> Sequence[News]:
        """Writes all that has changed; the news with the numbers that their alerts have.

        Args:
            letters: what is to be told of them.

        Raises:
            WorldError: it cannot be written.
        """
        if not self._changed:
            return ()
        began = time.monotonic()
        states = {} if self._task.replay else self._fresh_states()
        point = Point(
            turn=self._turn + 1,
            at=time.time(),
            marks=() if self._task.replay else tuple(self._marks.values()),
            gone=() if self._task.replay else tuple(sorted(self._gone)),
            states=states,
            news=tuple(self._news.values()),
        )
        if self._task.replay and not self._news:
            numbered: Sequence[News] = ()
        else:
            numbered = self._memory.checkpoint(point, letters)
            self._turn += 1
        self._states.update(states)
        self._marks, self._gone, self._news = {}, set(), {}
        self._changed = self._urgent = False
        self._last = time.monotonic()
        self._cost = self._last - began
        return numbered

    def _fresh_states(self) -> dict[str, bytes]:
        states = {name: one.state() for name, one in self._named.items()}
        return {name: state for name, state in states.items() if self._states.get(name) != state}
