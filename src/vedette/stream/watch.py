"""The endless run, told in order: read, recognise, judge, locate, group, remember, tell."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence

from vedette.detectors.interface import Batch, PatientDetector, StreamDetector
from vedette.model.traffic import Detection
from vedette.model.watch import Saved
from vedette.response.interface import Located
from vedette.sources.logs.interface import Forgotten, Piece, Said, Source, Trouble
from vedette.stream.account import Account
from vedette.stream.backlog import Backlog
from vedette.stream.canaries import Canaries
from vedette.stream.clock import Clock
from vedette.stream.formats import Formats
from vedette.stream.interface import (
    Alerted,
    Began,
    Ended,
    Event,
    Faulted,
    Hit,
    Parts,
    Progress,
    Task,
)
from vedette.stream.keeping import Keeping, Remembering
from vedette.stream.silence import Silence

_SHOW = 0.2
_TICK = 1.0
# In a replay nothing comes too late: it takes as long as it takes.
_LATE = "backlog"


def watch(task: Task, parts: Parts) -> Iterator[Event]:
    """Watch logs until they are over, or somebody stops it.

    Args:
        task: how.
        parts: what of.

    Yields:
        `Began`; then as it happens `Recognised`, `Unreadable`, `Hit`, `Faulted`, `Alerted` once an alert is
        on record, and `Progress` a few times a second; last `Ended`, when all is written.

    Raises:
        WorldError: the memory fails, or another process writes the same watch.
    """
    saved = parts.memory.load()
    if task.replay:
        saved = Saved(turn=saved.turn)
    run = _Run(task, parts, saved)
    sources = parts.open(saved)
    try:
        yield from run.begin(sources, resumed=bool(saved.marks))
        while not parts.stopped() and not all(source.over for source in sources):
            found = False
            for source in sources:
                for said in source.poll():
                    found = True
                    yield from run.take(said)
                    if parts.stopped():
                        break
            yield from run.tick(sources)
            if not found and not all(source.over for source in sources):
                parts.wait(task.poll)
        yield from run.end(sources, interrupted=parts.stopped())
    finally:
        for source in sources:
            source.close()
        parts.teller.close()


class _Run:
    """What one run of a watch knows."""

    def __init__(self, task: Task, parts: Parts, saved: Saved) -> None:
        self._task, self._parts = task, parts
        self._account = Account()
        self._formats = Formats(parts.recogniser)
        self._clock = Clock(replay=task.replay)
        self._silence = Silence(task.silence)
        self._backlog = Backlog()
        self._canaries = Canaries(parts.detectors, task.canary)
        named: dict[str, Remembering] = {
            **parts.detectors,
            "incidents": parts.book,
            "account": self._account,
            "silence": self._silence,
        }
        self._keeping = Keeping(named, parts.memory, saved, task)
        self._hits = self._alerts = 0
        self._began = self._shown = self._ticked = time.monotonic()

    def begin(self, sources: Sequence[Source], *, resumed: bool) -> Iterator[Event]:
        """Sees that the detectors see, before anything is believed of them."""
        streams = [stream for source in sources for stream in source.streams()]
        self._silence.watch(streams)
        yield Began(tuple(streams), resumed, tuple(sorted(self._parts.detectors)))
        yield from self._found(self._canaries.fly(self._now()), "")

    def take(self, said: Said) -> Iterator[Event]:
        """Takes what a source says."""
        if isinstance(said, Piece):
            if said.block.data:
                yield from self._judge(said)
            self._keeping.mark(said.mark)
        elif isinstance(said, Trouble):
            self._account.trouble(said)
            self._keeping.touch()
            yield Faulted(said)
        elif isinstance(said, Forgotten):
            self._keeping.forget(said.stream, said.part)
        yield from self._keep()

    def tick(self, sources: Sequence[Source]) -> Iterator[Event]:
        """Does what is due because time passes."""
        now = time.monotonic()
        if now - self._ticked >= _TICK or self._task.replay:
            self._ticked = now
            moment = self._now()
            for kind, detector in self._parts.detectors.items():
                yield from self._found(self._asked(kind, detector, moment), "")
            if not self._task.replay:
                streams = [stream for source in sources for stream in source.streams()]
                self._silence.watch(streams)
                yield from self._found(self._silence.tick(time.time()), "")
                behind = sum(source.behind() for source in sources)
                yield from self._found(self._backlog.tick(behind, moment), "")
            yield from self._found(self._canaries.fly(moment), "")
            self._keeping.news(self._parts.book.tick(moment))
        if now - self._shown >= _SHOW:
            self._shown = now
            yield self._progress(sources)
        yield from self._keep()

    def end(self, sources: Sequence[Source], *, interrupted: bool) -> Iterator[Event]:
        """Writes what is not written yet; what waits to be judged is judged when no other run will do it."""
        if self._task.replay and not interrupted:
            for kind, detector in self._parts.detectors.items():
                while isinstance(detector, PatientDetector) and detector.waits():
                    yield from self._found(self._asked(kind, detector, self._now()), "")
        yield from self._keep(now=True)
        yield Ended(
            progress=self._progress(sources),
            counts=dict(self._account.run),
            interrupted=interrupted,
            missed=tuple(sorted(self._canaries.missed)),
        )

    def _judge(self, piece: Piece) -> Iterator[Event]:
        block, reads, rows, recognised = self._formats.read(piece.block)
        yield from recognised
        yield from self._account.take(piece, rows)
        self._silence.heard(block.stream, block.arrived)
        self._backlog.took(len(piece.block.data))
        self._clock.take(rows, reads, block.arrived)
        batch = Batch(block=block, rows=rows, format=reads)
        for kind, detector in self._parts.detectors.items():
            try:
                seen = list(detector.inspect(batch))
            except Exception as error:  # noqa: BLE001 - one line must not end the watch of all others
                self._account.failed(piece)
                yield Faulted(_failed(kind, block.stream, block.line, error))
                continue
            yield from self._found(seen, piece.file)

    def _asked(self, kind: str, detector: StreamDetector, now: float) -> list[Detection]:
        try:
            return list(detector.tick(now))
        except Exception as error:  # noqa: BLE001 - as above
            self._account.trouble(_failed(kind, "", 0, error))
            return []

    def _found(self, seen: Iterable[Detection], file: str) -> Iterator[Event]:
        """Locates detections, and groups them."""
        located = []
        for detection in seen:
            if self._task.replay and detection.weakness == _LATE:
                continue
            self._hits += 1
            yield Hit(detection, file or detection.stream)
            located.append(Located(detection, self._parts.locator.locate(detection)))
        if located:
            self._keeping.news(self._parts.book.fold(located))

    def _keep(self, *, now: bool = False) -> Iterator[Event]:
        """One transaction for all that has changed, when it is time for it; then alerts are told."""
        if not (now or self._keeping.due()):
            return
        for news in self._keeping.write(self._parts.teller.letters):
            self._alerts += news.what == "opened"
            yield Alerted(news)
        self._parts.teller.wake()

    def _now(self) -> float:
        return self._clock.now()

    def _progress(self, sources: Sequence[Source]) -> Progress:
        return Progress(
            lines=self._account.lines,
            unreadable=self._account.unreadable,
            hits=self._hits,
            alerts=self._alerts,
            seconds=time.monotonic() - self._began,
            behind=sum(source.behind() for source in sources),
        )


def _failed(kind: str, stream: str, line: int, error: Exception) -> Trouble:
    where = f" at line {line} and after of {stream}" if stream else ""
    detail = f"the detector of {kind} failed{where} ({type(error).__name__}): this is a bug, please report it"
    return Trouble(stream=stream or f"detector {kind}", reason="detector-failed", detail=detail)
