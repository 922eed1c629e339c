"""A crew of supervised worker processes, or a single examiner in this process for small runs.

Workers are spawned, never forked, so that they behave the same everywhere and inherit nothing. A worker that
dies or does not answer in time is killed; its batch is halved until the guilty file stands alone, and that
file becomes a failed skip. Outcomes are handed on in the order of the entries, whatever `jobs` is.
"""

from __future__ import annotations

import gc
import os
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any

import msgspec

from vedette.detectors.interface import ProgramDetector
from vedette.model.coverage import SkipClass
from vedette.model.facts import Entry
from vedette.work.examiner import Examiner, skipped
from vedette.work.gaps import LATE
from vedette.work.interface import Assignment, Calm, Outcome, Proof, Told
from vedette.work.process import Line, start, wait

_SMALL_RUN_FILES = 200
_SMALL_RUN_BYTES = 16 * 1024 * 1024
# A worker takes a tenth of a second to start: each but the first must have a second's work.
_WORTH_FILES = 40_000
_WORTH_BYTES = 256 * 1024 * 1024
_BATCH_BYTES = 2 * 1024 * 1024
_BATCH_FILES = 256
# A worker reads and judges tens of megabytes a second; one that needs ten times as long hangs.
_BATCH_SECONDS = 30.0
_SECONDS_A_BYTE = 1 / 1_000_000
_START_SECONDS = 60.0
_UNKNOWN_SIZE = 4096


class Crew:
    """Examines entries with as many workers as pay.

    Attributes:
        proofs: one for each examiner that took part, in this process or another.
    """

    def __init__(self, assignment: Assignment, jobs: int = 0) -> None:
        self.proofs: list[Proof] = []
        self._assignment = assignment
        self._jobs = jobs

    def examine(
        self,
        entries: Sequence[Entry],
        known: Sequence[Outcome | None] | None = None,
        until: float = float("inf"),
    ) -> Iterator[Outcome]:
        """Examine all entries; outcomes come in the order of the entries.

        Args:
            entries: of the assignment's source.
            known: outcomes that a cache answers, in the same order; None for what is to be examined. At
                least one examiner proves itself even if everything is known.
            until: moment of `time.monotonic` after which nothing more is begun; what is left becomes a
                failed skip, `budget-spent`.
        """
        if known is None:
            yield from _singly(self._examine(entries, until))
            return
        asked = [entry for entry, answer in zip(entries, known, strict=True) if answer is None]
        fresh = _singly(self._examine(asked, until))
        for answer in known:
            yield next(fresh) if answer is None else answer
        yield from fresh

    def examine_apart(
        self, entries: Sequence[Entry], known: Sequence[Outcome | None], until: float = float("inf")
    ) -> Iterator[Outcome | Calm]:
        """As `examine`, with those of which there is nothing to tell together where nothing is known yet."""
        if any(known):
            yield from self.examine(entries, known, until)
        else:
            yield from self._examine(entries, until)

    def path_class(self, path: str) -> str:
        """As `Examiner.path_class`."""
        return self._here.path_class(path)

    @property
    def programs(self) -> Mapping[str, ProgramDetector]:
        """As `Examiner.programs`: this process solves what workers have lowered."""
        return self._here.programs

    @cached_property
    def _here(self) -> Examiner:
        return Examiner(self._assignment)

    def _examine(self, entries: Sequence[Entry], until: float) -> Iterator[Outcome | Calm]:
        size = sum(_size(entry) for entry in entries)
        jobs = self._jobs or min(_cores(), 1 + int(size / _WORTH_BYTES + len(entries) / _WORTH_FILES))
        batches = _batches(entries)
        small = len(entries) <= _SMALL_RUN_FILES and size <= _SMALL_RUN_BYTES
        if self._jobs == 1 or len(batches) < 2 or (small and not self._jobs):  # noqa: PLR2004 - one batch, one worker
            yield from self._alone(batches, until)
        else:
            yield from _Supervisor(self._assignment, min(jobs, len(batches)), self.proofs).run(batches, until)

    def _alone(self, batches: Sequence[Sequence[Entry]], until: float) -> Iterator[Outcome | Calm]:
        examiner = self._here
        try:
            self.proofs.append(examiner.prove())
            for batch in batches:
                if until == float("inf"):
                    yield from _unpacked(batch, examiner.examine_all(batch))
                    continue
                for entry in batch:
                    yield examiner.examine(entry) if time.monotonic() < until else _left(entry)
        finally:
            examiner.close()


class _Worker:
    """One process and what it is doing. It says `Proof` once it is ready, then a list of outcomes a batch."""

    def __init__(self, assignment: Assignment) -> None:
        self.process, self.pipe = start(__name__, _work.__name__)
        # It may be dead already: that is noticed where its answer is awaited.
        with suppress(OSError):
            self.pipe.send(assignment)
        self.ready = False
        self.task: tuple[int, Sequence[Entry]] | None = None
        self.deadline = time.monotonic() + _START_SECONDS

    def give(self, task: tuple[int, Sequence[Entry]]) -> None:
        self.task = task
        size = sum(_size(entry) for entry in task[1])
        self.deadline = time.monotonic() + _BATCH_SECONDS + size * _SECONDS_A_BYTE
        with suppress(OSError):  # a dead worker is noticed where its answer is awaited
            self.pipe.send(_sent(task[1]))

    def end(self) -> None:
        self.pipe.close()
        if self.process.is_alive() and (self.task or not self.ready):
            self.process.kill()
        self.process.join(5)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.process.close()


class _Supervisor:
    def __init__(self, assignment: Assignment, jobs: int, proofs: list[Proof]) -> None:
        self._assignment = assignment
        self._jobs = jobs
        self._proofs = proofs
        self._workers: list[_Worker] = []
        self._todo: deque[tuple[int, Sequence[Entry]]] = deque()
        self._open: dict[int, int] = {}  # batch number -> entries without an outcome
        self._done: dict[int, list[Outcome | Calm]] = {}
        self._halved: set[int] = set()
        self._false_starts = 0

    def run(self, batches: list[Sequence[Entry]], until: float) -> Iterator[Outcome | Calm]:
        self._todo.extend(enumerate(batches))
        self._open = {number: len(batch) for number, batch in enumerate(batches)}
        next_out = 0
        try:
            while next_out < len(batches):
                if time.monotonic() >= until:
                    self._stop()
                else:
                    self._staff()
                    self._listen(until)
                    self._staff()  # before others take their time over what was heard
                while next_out < len(batches) and not self._open[next_out]:
                    outcomes = self._done.pop(next_out, [])
                    is_whole = next_out not in self._halved
                    yield from outcomes if is_whole else _in_order(batches[next_out], outcomes)
                    next_out += 1
        finally:
            for worker in self._workers:
                worker.end()

    def _staff(self) -> None:
        busy = sum(worker.task is not None for worker in self._workers)
        # The first one alone until it is ready: what it compiles and keeps, the others find.
        jobs = self._jobs if self._proofs else 1
        while len(self._workers) < min(jobs, busy + len(self._todo)):
            self._workers.append(_Worker(self._assignment))
        for worker in self._workers:
            if worker.ready and worker.task is None and self._todo:
                worker.give(self._todo.popleft())

    def _stop(self) -> None:
        """The time is spent: what is in no worker's hands, or still in them, is left."""
        tasks = [*self._todo, *(worker.task for worker in self._workers if worker.task)]
        self._todo.clear()
        for worker in self._workers:
            worker.end()
        self._workers.clear()
        for number, batch in tasks:
            self._settle(number, [_left(entry) for entry in batch])

    def _listen(self, until: float) -> None:
        now = time.monotonic()
        patience = max(0.0, min(until, *(worker.deadline for worker in self._workers)) - now)
        heard: set[Any] = set(wait([worker.pipe for worker in self._workers], min(patience, 1.0)))
        now = time.monotonic()
        for worker in list(self._workers):
            if worker.pipe in heard:
                try:
                    self._take(worker, worker.pipe.recv())
                except (EOFError, OSError):
                    self._lose(worker, "worker-died", "the worker process died on it")
            elif now > worker.deadline and (worker.task or not worker.ready):
                self._lose(worker, "timed-out", "examining it took too long")

    def _take(self, worker: _Worker, answer: Proof | list[Told]) -> None:
        if isinstance(answer, Proof):
            self._proofs.append(answer)
            worker.ready = True
            worker.deadline = float("inf")
            return
        assert worker.task is not None  # noqa: S101 - a worker answers only what it was given
        number, batch = worker.task
        worker.task, worker.deadline = None, float("inf")
        self._settle(number, _unpacked(batch, answer))

    def _lose(self, worker: _Worker, reason: str, detail: str) -> None:
        self._workers.remove(worker)
        task, ready = worker.task, worker.ready
        worker.end()
        if not ready:
            self._false_starts += 1
            if self._false_starts > self._jobs:
                raise RuntimeError(f"worker processes do not start: {reason}")
        if task is None:
            return
        number, batch = task
        if len(batch) == 1:
            self._settle(number, [skipped(batch[0], SkipClass.failed, reason, detail)])
        else:
            half = len(batch) // 2
            self._halved.add(number)
            self._todo.appendleft((number, batch[half:]))
            self._todo.appendleft((number, batch[:half]))

    def _settle(self, number: int, outcomes: Sequence[Outcome | Calm]) -> None:
        self._done.setdefault(number, []).extend(outcomes)
        self._open[number] -= sum(len(one.entries) if isinstance(one, Calm) else 1 for one in outcomes)


def _work(pipe: Line) -> None:
    """The life of a worker process."""
    # Lowering and matching make many small objects and hardly a cycle.
    gc.disable()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError, KeyboardInterrupt):
        assignment: Assignment = pipe.recv()
        _limit_memory(assignment.memory_limit)
        examiner = Examiner(assignment)
        pipe.send(examiner.prove())
        while True:
            batch = _received(pipe.recv())
            pipe.send(examiner.examine_all(batch))
            gc.collect(0)
    # Nothing is left to be said, and taking the heap apart costs more than a hundred files.
    os._exit(0)


def _sent(batch: Sequence[Entry]) -> bytes | Sequence[Entry]:
    """A batch as it travels: pickling structs costs four times as much."""
    try:
        return msgspec.msgpack.encode(batch)
    except UnicodeEncodeError:  # a name that is not UTF-8
        return batch


def _received(sent: bytes | Sequence[Entry]) -> Sequence[Entry]:
    return msgspec.msgpack.decode(sent, type=list[Entry]) if isinstance(sent, bytes) else sent


def _unpacked(batch: Sequence[Entry], told: Sequence[Told]) -> list[Outcome | Calm]:
    """What was told of a batch, with its entries; each of them must have been told of."""
    found: list[Outcome | Calm] = []
    at = 0
    for one in told:
        if isinstance(one, Outcome):
            found.append(one)
            at += 1
        else:
            kinds, number = one
            found.append(Calm(batch[at : at + number], kinds))
            at += number
    if at != len(batch):
        raise RuntimeError(f"{at} outcomes of {len(batch)} entries")
    return found


def _singly(outcomes: Iterable[Outcome | Calm]) -> Iterator[Outcome]:
    for one in outcomes:
        if isinstance(one, Calm):
            yield from one.outcomes()
        else:
            yield one


def _limit_memory(limit: int) -> None:
    if not limit:
        return
    try:
        import resource
    except ImportError:  # Windows has no such limit; the time limit still holds there
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = limit if soft == resource.RLIM_INFINITY else min(limit, soft)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def _left(entry: Entry) -> Outcome:
    return skipped(entry, SkipClass.failed, LATE, "the time budget was spent before its turn")


def _in_order(batch: Sequence[Entry], told: Sequence[Outcome | Calm]) -> list[Outcome]:
    outcomes = list(_singly(told))
    if len(outcomes) == 1:
        return outcomes
    order = {entry: place for place, entry in enumerate(batch)}
    return sorted(outcomes, key=lambda outcome: order[outcome.entry])


def _batches(entries: Sequence[Entry]) -> list[Sequence[Entry]]:
    """Batches by bytes, not by count, so that they take about the same time."""
    batches: list[Sequence[Entry]] = []
    batch: list[Entry] = []
    size = 0
    for entry in entries:
        if batch and (size + _size(entry) > _BATCH_BYTES or len(batch) >= _BATCH_FILES):
            batches.append(batch)
            batch, size = [], 0
        batch.append(entry)
        size += _size(entry)
    if batch:
        batches.append(batch)
    return batches


def _size(entry: Entry) -> int:
    return entry.size if entry.size >= 0 else _UNKNOWN_SIZE


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
