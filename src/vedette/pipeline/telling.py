"""Tells listeners of progress in batches, not of each of a million files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vedette.model.events import Event, Examined, Found, Skipped
from vedette.model.finding import Finding
from vedette.work.interface import Outcome

_BATCH = 256


class Telling:
    """Gathers examined paths until something else is to be told, or there are many."""

    def __init__(self) -> None:
        self._paths: list[str] = []

    def is_done(self, outcome: Outcome, findings: Sequence[Finding]) -> bool:
        """Takes an outcome; whether it is time to tell."""
        if outcome.skip is None:
            self._paths.append(outcome.entry.path)
        return bool(outcome.skip or findings or len(self._paths) >= _BATCH)

    def told(self, outcome: Outcome, findings: Sequence[Finding]) -> Iterator[Event]:
        """What was gathered, then this outcome."""
        yield from self.rest()
        if outcome.skip:
            yield Skipped(skip=outcome.skip)
        yield from (Found(finding=finding) for finding in findings)

    def calm(self, paths: Sequence[str]) -> Iterator[Event]:
        """Takes paths that were examined and that nothing else is to be told of; what it is time to tell."""
        gathered = [*self._paths, *paths]
        whole = len(gathered) - len(gathered) % _BATCH
        for at in range(0, whole, _BATCH):
            yield Examined(paths=tuple(gathered[at : at + _BATCH]))
        self._paths = gathered[whole:]

    def rest(self) -> Iterator[Event]:
        """What was gathered and not told yet."""
        if self._paths:
            yield Examined(paths=tuple(self._paths))
            self._paths = []
